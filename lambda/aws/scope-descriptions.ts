/** The scopes' descriptions. They lie beside the function's code, as an environment is too small for a hundred. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InvariantError } from '../domain/outcome';

/** Read from `scopes.json` in this folder; empty where there is no such file. */
export function scopeDescriptions(folder: string): ReadonlyMap<string, string> {
  const file = join(folder, 'scopes.json');
  if (!existsSync(file)) return new Map();
  const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (typeof content !== 'object' || content === null) throw new InvariantError('scopes.json holds no object');
  return new Map(Object.entries(content).map(([name, description]) => [name, String(description)]));
}

/**
 * A data directory belongs to the assembly it was made for: its keys and tokens name that one's prefix, environment
 * and resource servers, and would be no good in another.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartRefusal } from './refusal';
import type { LocalModel } from './model/model';

const FILE = 'made-for.txt';

/** Makes the directory; refuses the start when it is none, or when it was made for another assembly. */
export function claimDirectory(directory: string, stacks: readonly string[], model: LocalModel): void {
  const file = join(directory, FILE);
  const wanted = summaryOf(stacks, model);
  makeFolder(directory);
  if (!existsSync(file)) writeFileSync(file, `${wanted}\n`);
  const made = readFileSync(file, 'utf8').trim();
  if (made === wanted) return;
  throw new StartRefusal(
    `the data in ${directory} were made for ${made}; this assembly is ${wanted}: use another --data`,
  );
}

/** A folder below it for one part of the run. */
export function partOf(directory: string, part: string): string {
  const folder = join(directory, part);
  makeFolder(folder);
  return folder;
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new StartRefusal(`the data directory ${folder} cannot be made: ${String(error)}`);
  }
}

/** What the kept records, keys and tokens depend on; nothing that grows with an API, such as routes or scopes. */
function summaryOf(stacks: readonly string[], { pools, functions }: LocalModel): string {
  const servers = pools.flatMap(({ spec }) => spec.scopes.map((scope) => scope.slice(0, scope.indexOf('/'))));
  const keys = functions.flatMap(({ environment: { KEY_PREFIX, ENVIRONMENT } }) =>
    KEY_PREFIX === undefined ? [] : [`${KEY_PREFIX}_${ENVIRONMENT ?? ''}`],
  );
  const parts = { stacks, 'resource servers': servers, keys };
  return Object.entries(parts)
    .filter(([, names]) => names.length > 0)
    .map(([what, names]) => `${what} ${[...new Set(names)].sort().join(' ')}`)
    .join(', ');
}

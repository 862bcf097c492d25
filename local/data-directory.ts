/** A data directory belongs to the stacks it was made for: keys and tokens of one stack are no good in another. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartRefusal } from './refusal';

const FILE = 'made-for.txt';

/** Makes the directory; refuses the start when it is none, or when it was made for other stacks. */
export function claimDirectory(directory: string, stacks: readonly string[]): void {
  const file = join(directory, FILE);
  const wanted = stacks.join(' ');
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

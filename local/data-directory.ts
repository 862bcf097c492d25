/**
 * A data directory belongs to the stacks that it was made for, because the API keys and tokens of one stack are not
 * valid in another.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartRefusal } from './refusal';

const FILE = 'made-for.txt';

/** Makes the directory if it is missing. Refuses the start when it cannot be made or belongs to other stacks. */
export function claimDirectory(directory: string, stacks: readonly string[]): void {
  const file = join(directory, FILE);
  const wanted = stacks.join(' ');
  makeFolder(directory);
  if (!existsSync(file)) writeFileSync(file, `${wanted}\n`);
  const madeFor = readFileSync(file, 'utf8').trim();
  if (madeFor === wanted) return;
  throw new StartRefusal(
    `the data directory ${directory} belongs to ${madeFor}, and this assembly is ${wanted}: use another directory`,
  );
}

/** Makes the folder below the data directory in which one part of the run, for example the table, keeps its data. */
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

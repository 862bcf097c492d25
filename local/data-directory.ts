/**
 * A data directory belongs to the stacks that it was made for, because the API keys and tokens of one stack are not
 * valid in another. A folder with files of others is refused, so that nothing is written among them.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartRefusal } from './refusal';

const FILE = 'made-for.txt';

/** Makes the directory if it is missing. Refuses the start when it cannot be made, has other files or belongs to others. */
export function claimDirectory(directory: string, stacks: readonly string[]): void {
  const file = join(directory, FILE);
  const wanted = stacks.join(' ');
  makeFolder(directory);
  if (!existsSync(file)) {
    refuseOtherFiles(directory);
    writeFileSync(file, `${wanted}\n`);
  }
  const madeFor = readFileSync(file, 'utf8').trim();
  if (madeFor === wanted) return;
  throw new StartRefusal(
    `the data directory ${directory} belongs to ${madeFor}, and this assembly is ${wanted}: use another directory`,
  );
}

/** How many files a refusal names. */
const NAMED = 3;

function refuseOtherFiles(directory: string): void {
  const files = readdirSync(directory).sort();
  if (files.length === 0) return;
  const more = files.length > NAMED ? ` and ${files.length - NAMED} more` : '';
  throw new StartRefusal(
    `the data directory ${directory} holds other files: ${files.slice(0, NAMED).join(', ')}${more}; ` +
      'use an empty or a new directory',
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

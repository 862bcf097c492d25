/**
 * One file in which a part of a run is kept from one run to the next. Only its owner can read it. Without a data
 * directory nothing is kept.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { z } from 'zod';
import { StartRefusal } from './refusal';

export interface KeptFile<T> {
  load(): T | undefined;
  save(kept: T): void;
}

export interface KeptFileOptions<T> {
  readonly directory: string | undefined;
  /** Without its folder. */
  readonly name: string;
  /** What the file holds, for a person; and what a start without it has, for example `a new pool`. */
  readonly what: readonly [is: string, other: string];
  readonly schema: z.ZodType<T>;
}

export function openKeptFile<T>({ directory, name, ...form }: KeptFileOptions<T>): KeptFile<T> {
  if (directory === undefined) return { load: () => undefined, save: () => undefined };
  const file = path.join(directory, name);
  return {
    load: () => (existsSync(file) ? parseKept(file, form) : undefined),
    save: (kept) => {
      mkdirSync(directory, { recursive: true });
      // Written to another file and renamed: a run that is killed meanwhile leaves the old file complete.
      writeFileSync(`${file}.new`, JSON.stringify(kept), { mode: 0o600 });
      renameSync(`${file}.new`, file);
    },
  };
}

function parseKept<T>(file: string, { schema, what }: Pick<KeptFileOptions<T>, 'schema' | 'what'>): T {
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    const [is, other] = what;
    throw new StartRefusal(`${file} is not ${is} of this version; remove the file to start with ${other}`);
  }
}

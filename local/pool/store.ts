/**
 * What a data directory keeps of the user pool, in one file that only its owner can read: signing keys, secrets, and
 * the clients that the API made, changed or deleted. Without a data directory nothing is kept.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { StartRefusal } from '../refusal';

const secretSchema = z.object({
  id: z.string(),
  value: z.string(),
  /** Epoch milliseconds. */
  createdAt: z.number(),
});
const keptClientSchema = z.object({
  logicalId: z.string(),
  clientId: z.string(),
  name: z.string(),
  hasSecret: z.boolean(),
  flows: z.array(z.string()).readonly(),
  scopes: z.array(z.string()).readonly(),
  accessTokenMinutes: z.number(),
});
const keptSchema = z.object({
  keys: z.array(z.string()),
  clients: z.object({
    /** The clients that the API made or changed. */
    written: z.array(keptClientSchema),
    /** Ids of the template's clients that the API deleted. */
    deleted: z.array(z.string()),
    /** By client id, the older secret first. */
    secrets: z.record(z.string(), z.array(secretSchema).readonly()),
  }),
});

export type ClientSecret = z.infer<typeof secretSchema>;
export type Kept = z.infer<typeof keptSchema>;

export interface PoolStore {
  load(): Kept | undefined;
  save(kept: Kept): void;
}

/** The store of one user pool. */
export function openStore(directory: string | undefined, logicalId: string): PoolStore {
  if (directory === undefined) return { load: () => undefined, save: () => undefined };
  const file = path.join(directory, `pool-${logicalId}.json`);
  return {
    load: () => (existsSync(file) ? parseKept(file) : undefined),
    save: (kept) => {
      mkdirSync(directory, { recursive: true });
      // Written to another file and renamed: a run that is killed meanwhile leaves the old file complete.
      writeFileSync(`${file}.new`, JSON.stringify(kept), { mode: 0o600 });
      renameSync(`${file}.new`, file);
    },
  };
}

function parseKept(file: string): Kept {
  try {
    return keptSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    throw new StartRefusal(`${file} is not a user pool of this version; remove the file to start with a new pool`);
  }
}

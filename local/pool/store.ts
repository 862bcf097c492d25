/**
 * What a data directory keeps of the user pool, in one file that only its owner can read: signing keys, secrets, and
 * the clients that the API made, changed or deleted. Without a data directory nothing is kept.
 */
import { z } from 'zod';
import { type KeptFile, openKeptFile } from '../kept-file';

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

/** The store of one user pool. */
export const openStore = (directory: string | undefined, logicalId: string): KeptFile<Kept> =>
  openKeptFile({ directory, name: `pool-${logicalId}.json`, what: ['a user pool', 'a new pool'], schema: keptSchema });

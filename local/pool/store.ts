/**
 * What a data directory keeps of the user pool, in one file that only its owner can read: signing keys, secrets,
 * people, and the clients that the API made, changed or deleted. Without a data directory nothing is kept.
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
const keptPersonSchema = z.object({
  sub: z.string(),
  attributes: z.record(z.string(), z.string()).readonly(),
  status: z.enum(['FORCE_CHANGE_PASSWORD', 'CONFIRMED']),
  groups: z.array(z.string()).readonly(),
  /** Epoch milliseconds, as the others. */
  createdAt: z.number(),
  changedAt: z.number(),
  invitedAt: z.array(z.number()).readonly(),
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
  /** In the order in which they were made. A file of an earlier version has none. */
  people: z.array(keptPersonSchema).default([]),
});

export type Person = z.infer<typeof keptPersonSchema>;
export type ClientSecret = z.infer<typeof secretSchema>;
export type Kept = z.infer<typeof keptSchema>;

/** The store of one user pool. */
export const openStore = (directory: string | undefined, logicalId: string): KeptFile<Kept> =>
  openKeptFile({ directory, name: `pool-${logicalId}.json`, what: ['a user pool', 'a new pool'], schema: keptSchema });

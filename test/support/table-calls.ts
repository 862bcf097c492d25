/**
 * One call of every method of the `Table` port, for tests that make each call fail. A port method or SDK command
 * without a row here fails these tests.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Table, Write } from '../../lambda/domain/ports/table';
import type { AuditEvent } from '../../lambda/domain/model';
import { subjectOf } from './memory-people';
import { ACCOUNT_ID, account, apiKey, KEY_ID, NOW } from './records';

export interface TableCall {
  /** The SDK command that the method sends. */
  readonly command: string;
  readonly run: (table: Table) => Promise<unknown>;
}

export const KEY = { kind: 'key', keyId: KEY_ID } as const;
export const ACCOUNT = { kind: 'account', accountId: ACCOUNT_ID } as const;
const page = { limit: 10 };

const event: AuditEvent = {
  kind: 'event',
  eventId: '0000000001',
  accountId: ACCOUNT_ID,
  at: NOW,
  action: 'key.suspended',
  actor: 'operator:op',
  sourceIp: '203.0.113.7',
  requestId: 'request',
  target: `key:${KEY_ID}`,
};

/** The records in the table before a call. */
export const HELD: readonly Write[] = [account(), apiKey()].map((record) => ({ type: 'insert', record }));
/** A transaction: an update of a key, its event, and a check of its account. */
export const CHANGE: readonly Write[] = [
  { type: 'update', ref: KEY, when: { version: 1 }, set: { suspendedAt: NOW }, increment: ['version'] },
  { type: 'insert', record: event },
  { type: 'check', ref: ACCOUNT, when: { grantVersion: 1 } },
];
export const CHANGED_KEY = apiKey({ suspendedAt: NOW, version: 2 });

export const TABLE_CALLS: Readonly<Record<string, TableCall>> = {
  read: { command: 'BatchGet', run: (table) => table.read([ACCOUNT, KEY]) },
  listKeys: { command: 'Query', run: (table) => table.listKeys(ACCOUNT_ID, page) },
  listClients: { command: 'Query', run: (table) => table.listClients(ACCOUNT_ID, page) },
  listMembers: { command: 'Query', run: (table) => table.listMembers(ACCOUNT_ID, page) },
  listMemberships: { command: 'Query', run: (table) => table.listMemberships(subjectOf(1), page) },
  listEvents: { command: 'Query', run: (table) => table.listEvents(ACCOUNT_ID, page) },
  listLiveKeys: {
    command: 'Query',
    run: (table) => table.listLiveKeys({ accountId: ACCOUNT_ID, generation: 1, by: 'createdAt' }, page),
  },
  listLiveClients: { command: 'Query', run: (table) => table.listLiveClients({ accountId: ACCOUNT_ID }, page) },
  listOwned: { command: 'Query', run: (table) => table.listOwned(ACCOUNT_ID, 10) },
  listDeletedAccounts: { command: 'Query', run: (table) => table.listDeletedAccounts(page) },
  listDailyUse: { command: 'Query', run: (table) => table.listDailyUse(KEY_ID, page) },
  listPendingMarks: { command: 'Query', run: (table) => table.listPendingMarks(page) },
  listPlanMarks: { command: 'Query', run: (table) => table.listPlanMarks(page) },
  listAccounts: { command: 'Query', run: (table) => table.listAccounts(page) },
  listCredentials: { command: 'Query', run: (table) => table.listCredentials('key', page) },
  commit: { command: 'TransactWrite', run: (table) => table.commit(CHANGE) },
};

/** The public methods of a class, inherited ones included. */
export function methodsOf(made: { prototype: object }): string[] {
  const names: string[] = [];
  for (let of = made.prototype; of !== Object.prototype; of = Object.getPrototypeOf(of))
    names.push(...Object.getOwnPropertyNames(of).filter((name) => name !== 'constructor'));
  return names;
}

/** `file: command` for every command or operation that the files of `lambda/aws` with such a name send. */
export function commandsInAdapters(name: RegExp): string[] {
  const directory = join(__dirname, '../../lambda/aws');
  const files = readdirSync(directory, { recursive: true }).map(String);
  return files
    .filter((file) => file.endsWith('.ts') && name.test(basename(file)))
    .flatMap((file) =>
      [...readFileSync(join(directory, file), 'utf8').matchAll(/new (\w+)Command\(|send(?:Text)?\('(\w+)'/g)].map(
        ([, command, operation]) => `${basename(file)}: ${command ?? operation ?? ''}`,
      ),
    );
}

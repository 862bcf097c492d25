/**
 * Operations that meet on one table. Every transaction is recorded with the records as it left them; a race can be
 * run without one of its conditions, to see that it is this condition that keeps the promise.
 */
import type { IssuerDeps } from '../../lambda/engine/context';
import type { Account, ApiKey, AuditEvent, Client } from '../../lambda/domain/model';
import type { ExternalId, Kind, LiveClient, LiveKey, TableRecord } from '../../lambda/domain/records/table-records';
import type { Outcome } from '../../lambda/domain/outcome';
import type { CommitResult, Table, Write } from '../../lambda/domain/ports/table';
import type { MemoryTable } from './memory-table';
import { through, type World, world } from './world';

/** One operation of a race; it runs on the table of the deps that it is given. */
export type Run = (deps: IssuerDeps) => Promise<Outcome<object | undefined>>;

export interface Race {
  readonly name: string;
  readonly records: readonly TableRecord[];
  /** What has to be at the issuer beforehand. */
  readonly prepare?: (here: World) => unknown;
  readonly runs: readonly [Run, Run];
  /** Which write each waits before, in the test where both have read before either writes. @default - the first */
  readonly heldAt?: readonly [number, number];
  /** What keeps the promise: an attribute that writes on this kind are conditioned on, or that it is absent. */
  readonly conditions: readonly { readonly kind: Kind; readonly name: string }[];
  /** What `violations` says without them. */
  readonly breaks: string;
}

/** The conditions on these attributes of one kind. */
export const on = (kind: Kind, ...names: string[]): Race['conditions'] => names.map((name) => ({ kind, name }));

/** The same operation in a process whose clock is fast; milliseconds. */
export const ahead =
  (run: Run, by = 5): Run =>
  (deps) =>
    run({ ...deps, now: () => deps.now() + by });

/** A transaction: what its events say, and the records as it left them. */
export interface Step {
  readonly events: readonly AuditEvent[];
  readonly accounts: readonly Account[];
  readonly keys: readonly ApiKey[];
  readonly clients: readonly Client[];
  readonly externalIds: readonly ExternalId[];
}
export interface Result {
  readonly steps: readonly Step[];
  /** The records that are left in the end. */
  readonly left: Omit<Step, 'events'> & { readonly index: readonly (LiveKey | LiveClient)[] };
  readonly outcomes: readonly Outcome<object | undefined>[];
}

/** A table that does something else around each call of another one. */
export function around(table: Table, step: <T>(name: keyof Table, call: () => Promise<T>) => Promise<T>): Table {
  return {
    read: (refs) => step('read', () => table.read(refs)),
    listKeys: (accountId, page) => step('listKeys', () => table.listKeys(accountId, page)),
    listClients: (accountId, page) => step('listClients', () => table.listClients(accountId, page)),
    listMembers: (accountId, page) => step('listMembers', () => table.listMembers(accountId, page)),
    listMemberships: (subject, page) => step('listMemberships', () => table.listMemberships(subject, page)),
    listEvents: (accountId, page) => step('listEvents', () => table.listEvents(accountId, page)),
    listLiveKeys: (keys, page) => step('listLiveKeys', () => table.listLiveKeys(keys, page)),
    listLiveClients: (clients, page) => step('listLiveClients', () => table.listLiveClients(clients, page)),
    listOwned: (accountId, limit) => step('listOwned', () => table.listOwned(accountId, limit)),
    listDeletedAccounts: (page) => step('listDeletedAccounts', () => table.listDeletedAccounts(page)),
    listDailyUse: (ownerId, page) => step('listDailyUse', () => table.listDailyUse(ownerId, page)),
    listPlanMarks: (page) => step('listPlanMarks', () => table.listPlanMarks(page)),
    listPendingMarks: (page) => step('listPendingMarks', () => table.listPendingMarks(page)),
    listAccounts: (page) => step('listAccounts', () => table.listAccounts(page)),
    listCredentials: (kind, page) => step('listCredentials', () => table.listCredentials(kind, page)),
    commit: (writes) => step('commit', () => table.commit(writes)),
  };
}

const withCommit = (table: Table, commit: Table['commit']): Table => ({ ...around(table, (_, go) => go()), commit });

/** Records each transaction; leaves out the conditions given. */
function recorded(table: MemoryTable, omitted: Race['conditions']): { readonly table: Table; readonly steps: Step[] } {
  const steps: Step[] = [];
  const commit = async (writes: readonly Write[]): Promise<CommitResult> => {
    const forced = writes.flatMap((write) =>
      write.type === 'insert' && omits(omitted, write.record.kind, 'absence') ? [write.record] : [],
    );
    const kept = writes.filter((write) => write.type !== 'insert' || !forced.includes(write.record));
    const result = await table.commit(kept.map((write) => weakened(write, omitted)));
    if (result.committed) for (const record of forced) table.put(record);
    const events = writes.flatMap((write) =>
      write.type === 'insert' && write.record.kind === 'event' ? [write.record] : [],
    );
    if (result.committed && !writes.every(isUntold)) steps.push({ events, ...recordsIn(table) });
    return result;
  };
  return { table: withCommit(table, commit), steps };
}

const recordsIn = (table: MemoryTable): Omit<Step, 'events'> => ({
  keys: table.all('key'),
  clients: table.all('client'),
  accounts: table.all('account'),
  externalIds: table.all('externalId'),
});

const leftIn = (table: MemoryTable): Result['left'] => ({
  ...recordsIn(table),
  index: [...table.all('liveKey'), ...table.all('liveClient')],
});

/** What passes between a record and the issuer, a fence, and what is taken out of the live index have no event. */
const isUntold = (write: Write): boolean =>
  write.type === 'check' ||
  write.type === 'forget' ||
  (write.type === 'update' && ('tellingSince' in write.set || 'fence' in write.set));

function weakened(write: Write, omitted: Race['conditions']): Write {
  if (!('when' in write)) return write;
  const when = Object.entries(write.when).filter(([name]) => !omits(omitted, write.ref.kind, name));
  return { ...write, when: Object.fromEntries(when) };
}

const omits = (omitted: Race['conditions'], kind: Kind, name: string): boolean =>
  omitted.some((condition) => condition.kind === kind && condition.name === name);

/** Both are held between read and write; then the one at `winner` goes first, and the other after it. */
export async function inOrder(race: Race, winner: 0 | 1, omitted: Race['conditions'] = []): Promise<Result> {
  const here = world(...race.records);
  race.prepare?.(here);
  const { table, steps } = recorded(here.table, omitted);
  const held = race.runs.map((run, at) => hold(table, race.heldAt?.[at] ?? 0, (gated) => run(through(here, gated))));
  await Promise.all(held.map(({ ready }) => ready));
  const order = winner === 0 ? held : [...held].reverse();
  for (const { release, ended } of order) {
    release();
    await ended;
  }
  const outcomes = await Promise.all(held.map(({ ended }) => ended));
  return { steps, outcomes, left: leftIn(here.table) };
}

/** Starts a run that stops before one of its writes, until it is released. */
function hold<T>(table: Table, at: number, start: (gated: Table) => Promise<T>) {
  let writesBefore = at;
  let release = (): void => undefined;
  let arrive = (): void => undefined;
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  const released = new Promise<void>((resolve) => (release = resolve));
  const ended = start(
    withCommit(table, async (writes) => {
      writesBefore -= 1;
      if (writesBefore >= 0) return table.commit(writes);
      arrive();
      await released;
      return table.commit(writes);
    }),
  );
  return { ended, release, ready: Promise.race([arrived, ended]) };
}

/** All of them at once, twice each; `pause` decides at every call, before and after it, who goes on. */
export async function atRandom(
  race: Race,
  pause: () => Promise<unknown>,
  omitted: Race['conditions'] = [],
): Promise<Result> {
  const here = world(...race.records);
  race.prepare?.(here);
  const { table, steps } = recorded(here.table, omitted);
  const mixed = around(table, async (_, go) => {
    await pause();
    const answer = await go();
    await pause();
    return answer;
  });
  const outcomes = await Promise.all([...race.runs, ...race.runs].map((run) => run(through(here, mixed))));
  return { steps, outcomes, left: leftIn(here.table) };
}

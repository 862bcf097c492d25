/**
 * What each operation costs at the table, counted at 10, 1,000 and 10,000 records: calls, records read, records written.
 * Generated from the endpoints, so a new route is counted too; docs/limits.md says the figures.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ManagementRoute } from '../../lambda/management/all-endpoints';
import { forgetDeletedAccounts } from '../../lambda/engine/deleted-accounts';
import { reconcile } from '../../lambda/provisioning/reconcile';
import { WORK_TIME } from '../../lambda/provisioning/task-run';
import type { Table } from '../../lambda/domain/ports/table';
import type { TableRecord } from '../../lambda/domain/records/table-records';
import { ROUTES } from '../support/endpoints';
import { issuedClient } from '../support/issued';
import { managementApi } from '../support/management';
import { callRoute, makeSubject, type Management, type Subject, TRIES, type Try } from '../support/one-call-a-route';
import { around } from '../support/races';
import { ACCOUNT_ID, account, apiKey, client, DAY, NOW } from '../support/records';
import { indexed, through, world } from '../support/world';

const SIZES = [10, 1_000, 10_000];
interface Cost {
  readonly calls: number;
  readonly read: number;
  readonly written: number;
}

/** A table that counts what is asked of it. */
function counting(inner: Table) {
  const cost = { calls: 0, read: 0, written: 0 };
  const table = around(inner, async (name, go) => {
    const result: unknown = await go();
    cost.calls += 1;
    if (name !== 'commit' && name !== 'read') cost.read += recordsIn(result);
    return result as Awaited<ReturnType<typeof go>>;
  });
  const read: Table['read'] = (refs) => {
    cost.read += refs.length;
    return table.read(refs);
  };
  const commit: Table['commit'] = (writes) => {
    cost.written += writes.length;
    return table.commit(writes);
  };
  return { table: { ...table, read, commit }, cost };
}
const recordsIn = (listed: unknown): number => (Array.isArray(listed) ? listed : Object(listed).items).length;

const keyOf = (accountId: string, kind: string, n: number) => `${accountId}${kind}${String(n).padStart(7, '0')}`;

/** As many dead records as `count` of each kind there is, with what they left in the live index. */
function dead(accountId: string, count: number, generation: number): TableRecord[] {
  const share = Array.from({ length: count / 10 }, (_, n) => n);
  const common = apiKey({ accountId, generation });
  const key = (kind: string, given: Partial<typeof common>) =>
    share.map((n) => ({ ...common, keyId: keyOf(accountId, kind, n), ...given }));
  const keys = [
    ...key('a', { revokedAt: NOW }),
    ...key('b', { expiresAt: NOW - 1 }),
    ...key('c', { createdAt: NOW - 100 * DAY }),
    ...key('d', { generation: generation - 1 }),
    ...key('e', { suspendedAt: NOW, expiresAt: NOW }),
    ...key('f', { expiresAt: NOW + DAY, generation: generation - 1 }),
  ];
  const settled = { issuerState: 'deleted', accountId } as const;
  const clients = share.flatMap((n) => [
    client({ accountId, clientId: `adopted${n}`, revokedAt: NOW }),
    client({ accountId, clientId: `earlier${n}`, generation: generation - 1 }),
    issuedClient({ ...settled, clientId: `issued${n}`, revokedAt: NOW }),
    issuedClient({ ...settled, clientId: `before${n}`, generation: generation - 1 }),
  ]);
  return [...keys, ...clients, ...keys.flatMap(indexed)];
}
const DEAD = new Map<string, readonly TableRecord[]>();
function deadOf(...asked: Parameters<typeof dead>): readonly TableRecord[] {
  const name = asked.join();
  const records = DEAD.get(name) ?? dead(...asked);
  DEAD.set(name, records);
  return records;
}

const LIMITED = { scopes: ['read:orders'], maxActiveKeys: 9, maxKeyLifetimeDays: 90 };

/** A deployment, calls of it, and what the calls cost. */
function deployment(...records: readonly TableRecord[]) {
  const here = world(...records);
  const { table, cost } = counting(here.table);
  const deps = { ...through(here, table), countsUsage: true };
  const send = managementApi(deps);
  const at: Management = {
    url: '',
    manage: (method, path, { body } = {}) => send(`${method} ${path}`, body === undefined ? {} : { body }),
  };
  const measured = async (run: () => Promise<unknown>): Promise<Cost> => {
    Object.assign(cost, { calls: 0, read: 0, written: 0 });
    await run();
    return { ...cost };
  };
  return { ...here, deps, at, measured };
}
type Deployment = ReturnType<typeof deployment>;

const isList = (route: string): boolean => ROUTES.some((one) => one.route === route && one.shape.position);
const COUNTED = ROUTES.map(({ route }) => route).filter((route) => typeof TRIES[route] === 'object' && !isList(route));

async function callOnce({ at }: Deployment, route: ManagementRoute, on: Subject): Promise<void> {
  const tried = TRIES[route] as Try;
  const answer = await (route === 'POST /revocations'
    ? at.manage('POST', '/revocations', { body: { key: on.presentedKey } })
    : callRoute(at, route, { on, tried }));
  expect(answer.status).toBeLessThan(300);
}

/** What the route costs when its account has so many dead records, and a limit and a lifetime for its keys. */
async function costOf(route: ManagementRoute, count: number): Promise<Cost> {
  const here = deployment();
  const on = await makeSubject(here.at, TRIES[route] as Try);
  await here.at.manage('PATCH', `/accounts/${on.accountId}`, { body: { grant: LIMITED } });
  await reconcile(here.deps);
  const [{ generation } = account()] = here.table.all('account').filter(({ accountId }) => accountId === on.accountId);
  for (const record of deadOf(on.accountId, count, generation)) here.table.put(record);
  return here.measured(() => callOnce(here, route, on));
}

const LIMITS = readFileSync(join(__dirname, '../../docs/limits.md'), 'utf8');
/** Calls, records read and records written in the row of docs/limits.md that begins with this text. */
function documented(operation: string): Cost {
  const row = LIMITS.split('\n').find((line) => line.startsWith(`| ${operation}`)) ?? '';
  const [calls = NaN, read = NaN, written = NaN] = row
    .split('|')
    .slice(2, 5)
    .map((cell) => Number.parseInt(cell, 10));
  return { calls, read, written };
}

describe('with 10, 1,000 and 10,000 dead records', () => {
  const most = { calls: 0, read: 0, written: 0 };

  it.each(COUNTED)('%s costs the same', async (route) => {
    const costs: Cost[] = [];
    for (const size of SIZES) costs.push(await costOf(route, size));

    const [cost = most] = costs;
    expect(costs).toEqual([cost, cost, cost]);
    for (const name of ['calls', 'read', 'written'] as const) most[name] = Math.max(most[name], cost[name]);
  });

  it('no operation costs more than docs/limits.md says, and one costs that much', () => {
    expect(documented('any that is no list')).toEqual(most);
  });

  it('an external id in the path costs what docs/limits.md says', async () => {
    const here = deployment(account({ externalId: 'x' }), {
      kind: 'externalId',
      externalId: 'x',
      accountId: ACCOUNT_ID,
    });
    const read = (name: string) => here.measured(() => here.at.manage('GET', `/accounts/${name}`));

    const [byId, byExternalId] = [await read(ACCOUNT_ID), await read('external:x')];

    const more = documented('name the account by `external:`');
    expect(byExternalId).toEqual({
      calls: byId.calls + more.calls,
      read: byId.read + more.read,
      written: more.written,
    });
  });

  it('the run of every minute reads none of them twice', async () => {
    const costs: Cost[] = [];
    for (const size of SIZES) {
      const mark = { kind: 'pendingMark', accountId: ACCOUNT_ID, mark: 'm' } as const;
      const here = deployment(account(), mark, ...dead(ACCOUNT_ID, size, 1));
      await reconcile(here.deps);
      here.table.put(mark);
      costs.push(await here.measured(() => reconcile(here.deps)));
    }

    expect(costs).toEqual(costs.map(() => costs[0]));
  });
});

describe('with 10, 1,000 and 10,000 live records', () => {
  const live = (count: number) =>
    Array.from({ length: count }, (_, n) => ({ ...apiKey(), keyId: keyOf(ACCOUNT_ID, 'l', n) }));
  const clients = (count: number) => Array.from({ length: count }, (_, n) => issuedClient({ clientId: `client${n}` }));
  const keys = `/accounts/${ACCOUNT_ID}/keys`;
  const issue = (here: Deployment) => () => here.at.manage('POST', keys, { body: { label: 'x', scopes: [] } });

  it.each(SIZES)('an issue under a limit reads the entries of the live keys: %d', async (size) => {
    const here = deployment(account({ grant: { scopes: [], maxActiveKeys: size + 1 } }), ...live(size));

    const [issued, refused] = [await here.measured(issue(here)), await here.measured(issue(here))];

    const { calls, read, written } = documented('issue or resume a key under `maxActiveKeys`');
    const pages = Math.ceil(size / 1_000);
    expect(issued).toEqual({ calls: calls + pages, read: read + size, written });
    expect(refused).toEqual({ calls: calls - 1 + Math.ceil((size + 1) / 1_000), read: read + size + 1, written: 0 });
  });

  it('an issue without a limit, and an account that is read, cost the same', async () => {
    const costs: Cost[] = [];
    for (const size of SIZES) {
      const here = deployment(account(), ...live(size), ...clients(size));
      costs.push(await here.measured(issue(here)));
      costs.push(await here.measured(() => here.at.manage('GET', `/accounts/${ACCOUNT_ID}`)));
    }

    expect(costs).toEqual([...costs.slice(0, 2), ...costs.slice(0, 2), ...costs.slice(0, 2)]);
  });

  it.each(SIZES)('a change of an account counts the pending among its clients: %d', async (size) => {
    const here = deployment(account(), ...clients(size));

    const cost = await here.measured(() => here.at.manage('POST', `/accounts/${ACCOUNT_ID}/suspend`));

    const { calls, read, written } = documented('change an account');
    expect(cost).toEqual({
      calls: calls + Math.ceil(size / 1_000) + Math.ceil(size / 100),
      read: read + 2 * size,
      written,
    });
  });

  it.each(SIZES)('what a deleted account leaves is forgotten by %d in steps of 25', async (size) => {
    const here = deployment({ kind: 'deletedAccount', accountId: ACCOUNT_ID }, ...live(size / 2));

    const cost = await here.measured(() => forgetDeletedAccounts(here.deps, NOW + WORK_TIME));

    const steps = Math.ceil(size / 25);
    expect(cost).toEqual({ calls: 1 + 3 * (steps + 1), read: 1 + size + (steps + 1), written: size + 1 });
  });
});

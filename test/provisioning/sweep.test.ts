/** Which app clients a sweep removes: those made here that have no living record, and no other one. */
import { appClientName, readAppClientName } from '../../lambda/provisioning/app-clients';
import { reconcile } from '../../lambda/provisioning/reconcile';
import { sweep } from '../../lambda/provisioning/sweep';
import { MOST_UNRECORDED } from '../../lambda/provisioning/sweep-kind';
import { CALL_INTERVAL } from '../../lambda/provisioning/task-run';
import { TIME_TO_RECORD } from '../../lambda/provisioning/app-client-sweep';
import { type Entry, logTo } from '../../lambda/aws/log/function-log';
import { DependencyError } from '../../lambda/domain/outcome';
import type { TableRecord } from '../../lambda/domain/records/table-records';
import type { Pool } from '../../lambda/domain/ports/pool';
import { MemoryPool } from '../support/memory-pool';
import { MemoryTable } from '../support/memory-table';
import { instead } from '../support/pool-instead';
import { ACCOUNT_ID, account, client, DAY, NOW } from '../support/records';
import { operator, type World, world, withPool } from '../support/world';

const LONG_AGO = NOW - TIME_TO_RECORD;
const ours = (askedAt = LONG_AGO) => appClientName({ server: 'orders-accounts', accountId: ACCOUNT_ID, askedAt });
const operators = (askedAt = LONG_AGO) => appClientName({ server: 'orders-management', askedAt });
const settings = (name: string) => ({ name, scopes: [], tokenLifetimeMinutes: 60 });
const owned = (clientId: string, accountId = ACCOUNT_ID) => ({ kind: 'clientOwner', clientId, accountId }) as const;
/** The stack's operator, with the time at which the first task noted that the table is in use. */
const first = operator({ createdAt: NOW - 10 * DAY });
/** The last events of a deleted account: a client of it was revoked while it was deleted. */
const deletionOf = (accountId: string): TableRecord[] =>
  (['account.deleted', 'client.revoked'] as const).map((action, n) => ({
    kind: 'event',
    eventId: `0000000000000000000${n}`,
    accountId,
    at: NOW,
    action,
    actor: 'operator:op',
    sourceIp: '203.0.113.7',
    requestId: 'id',
    target: `account:${accountId}`,
  }));

const here = world(
  first,
  account(),
  client({ clientId: 'recorded' }),
  owned('recorded'),
  owned('forgotten'),
  owned('ofDeletedAccount', 'Acc0000002'),
  ...deletionOf('Acc0000002'),
  client({ clientId: 'adoptedLater' }),
  owned('adoptedLater'),
  client({ clientId: 'adoptedOperator' }),
  owned('adoptedOperator'),
  operator({ clientId: 'liveOperator' }),
  operator({ clientId: 'revokedOperator', revokedAt: NOW }),
);

const sweptWith = async (clientId: string, name: string) => {
  here.pool.put(clientId, settings(name));
  const { removed } = await sweep(here.deps);
  return [removed, here.pool.settingsOf(clientId) !== undefined];
};

it.each([
  ['is recorded', 'recorded', ours()],
  ['may still be being recorded', 'young', ours(LONG_AGO + 1)],
  ['was found and adopted', 'adoptedLater', ours()],
  ['was an operator’s and was found and adopted', 'adoptedOperator', operators()],
  ['is an operator’s', 'liveOperator', operators()],
  ['is an operator’s that may still be being recorded', 'youngOperator', operators(LONG_AGO + 1)],
  ['is the deployer’s', 'theirs', 'OrdersBilling'],
  ['has no name', 'nameless', ''],
  ['is of another deployment in the same pool', 'foreign', ours().replace('orders', 'stock')],
  ['has a name like ours on the wrong server', 'odd', ours().replace('accounts', 'management')],
  ['has a first-party client’s server', 'first', ours().replace('-accounts', '')],
])('an app client that %s stays', async (_, clientId, name) => {
  expect(await sweptWith(clientId, name)).toEqual([0, true]);
});

it.each([
  ['was never recorded', 'lost', ours()],
  ['was forgotten after it was revoked', 'forgotten', ours(NOW)],
  ['was forgotten with its account', 'ofDeletedAccount', ours(NOW)],
  ['is an operator’s that was never recorded', 'lostOperator', operators()],
  ['is a revoked operator’s', 'revokedOperator', operators(NOW)],
])('an app client that %s goes', async (_, clientId, name) => {
  expect(await sweptWith(clientId, name)).toEqual([1, false]);
});

/** A deployment with this many app clients of which the table knows nothing; their ids begin with `lost`. */
function many(count: number, { pageSize = 60, records = [first, account()] as readonly TableRecord[] } = {}) {
  const deployment = world(...records);
  const pool = new MemoryPool({ pageSize });
  for (let n = 0; n < count; n += 1) pool.put(`lost${n}`, settings(ours()));
  return { ...deployment, pool, deps: withPool(deployment.deps, pool) };
}
const left = ({ pool }: Pick<World, 'pool'>) => Object.keys(pool.all()).length;
/** The text of a failure as the log has it; undefined if the log drops the text. */
const logged = (error: unknown): unknown => {
  const lines: Entry[] = [];
  logTo((line) => void lines.push(line)).failure({ requestId: 'none', at: 'sweep', error });
  return lines[0]?.fields.detail;
};
const sweptTimes = async (times: number, deps: World['deps']): Promise<unknown[]> => {
  const outcomes: unknown[] = [];
  for (let run = 0; run < times; run += 1) outcomes.push(await sweep(deps).catch(logged));
  return outcomes;
};

describe('the first use of a table', () => {
  it('is noted by the first task, so that a sweep knows what a failed request left later', async () => {
    const { deps, pool, table, clock } = world(account());
    await reconcile(deps);
    clock.now += DAY;
    pool.put('lost', settings(ours(clock.now)));
    clock.now += TIME_TO_RECORD;

    const { removed } = await sweep(deps);

    expect([removed, table.all('operator')]).toEqual([1, [operator({ createdAt: NOW })]]);
  });

  it('is noted beside a revocation that was recorded first, and stays as it was noted', async () => {
    const revoked = operator({ revokedAt: NOW, revocationReason: 'leaked' });
    const { deps, table, clock } = world(revoked);
    await reconcile(deps);
    clock.now += DAY;

    await reconcile(deps);

    expect(table.all('operator')).toEqual([{ ...revoked, createdAt: NOW }]);
  });
});

describe('in doubt, ten sweeps delete none:', () => {
  const inTable = (table: MemoryTable, count: number) => {
    const deployment = many(count);
    return { ...deployment, deps: { ...deployment.deps, table } };
  };

  it.each([1, 30, 1_000])('an empty table, with %i app clients', async (count) => {
    const { deps, pool } = inTable(new MemoryTable(), count);

    const outcomes = await sweptTimes(10, deps);

    expect([left({ pool }), pool.calls.includes('deleteClient')]).toEqual([count, false]);
    expect(outcomes).toEqual(Array(10).fill(expect.stringContaining(`${count} app clients have no record in table`)));
  });

  it('an emptied table that a task has noted since, with one app client', async () => {
    const { deps, pool } = inTable(new MemoryTable([operator({ createdAt: NOW })]), 1);

    const [outcome] = await sweptTimes(10, deps);

    expect([left({ pool }), outcome]).toEqual([1, expect.stringContaining('which must have had 1')]);
  });

  it('another deployment’s table', async () => {
    const theirs = [operator({ clientId: 'theirs', createdAt: NOW - 10 * DAY }), account(), client()];
    const { deps, pool } = inTable(new MemoryTable(theirs), 3);

    await sweptTimes(10, deps);

    expect(left({ pool })).toBe(3);
  });

  it('a table without any stack’s operator, as no deployment has it', async () => {
    const { deps, pool } = many(1);
    const { bootstrapOperator, ...others } = deps;

    await sweptTimes(10, others);

    expect([bootstrapOperator, left({ pool })]).toEqual(['op', 1]);
  });

  it('a restored table, which knows none of the later app clients; dead ones stay too', async () => {
    const restored = many(MOST_UNRECORDED + 1, { records: [first, account(), owned('forgotten')] });
    restored.pool.put('forgotten', settings(ours()));

    const [outcome] = await sweptTimes(10, restored.deps);

    expect([left(restored), outcome]).toEqual([MOST_UNRECORDED + 2, expect.stringContaining('at most 25 may')]);
  });

  it('a table that lost accounts with their clients, but not whose clients they were', async () => {
    const damaged = many(0, { records: [first, owned('orphan', 'Acc0000003')] });
    damaged.pool.put('orphan', settings(ours()));

    const [outcome] = await sweptTimes(10, damaged.deps);

    expect([left(damaged), outcome]).toEqual([1, expect.stringContaining('which must have had 1')]);
  });

  it('and the failure names the table and the runbook, in words that the log does not drop', async () => {
    const { deps } = many(MOST_UNRECORDED + 1);

    const [outcome] = await sweptTimes(1, { ...deps, tableName: 'orders' });
    const [long] = await sweptTimes(1, deps);

    expect(outcome).toBe(
      '26 app clients have no record in table orders, at most 25 may; none was deleted. ' +
        'See docs/runbook.md, "A sweep in doubt"',
    );
    expect(long).toContain('table ...-SallyportTableCD117FA1-ZTUWJX3QDV4D,');
  });
});

describe('a sweep that has more to do than time', () => {
  /** Time passes with the pauses, as the rate of calls to Cognito has it. */
  const timed = (deployment: ReturnType<typeof many>) => {
    const pause = async (milliseconds: number) => (deployment.clock.now += milliseconds) > 0;
    return { ...deployment, deps: { ...deployment.deps, pause } };
  };

  it('of a full pool still counts all app clients first, and reaches each dead one in the end', async () => {
    const dead = Array.from({ length: 60 }, (_, n) => owned(`forgotten${n}`));
    const { deps, pool } = timed(many(0, { records: [first, account(), ...dead] }));
    for (const { clientId } of dead) pool.put(clientId, settings(ours()));
    const theirs = Array.from({ length: 60 }, (_, n) => ({ clientId: `theirs${n}`, name: 'console' }));
    /** 166 pages of other app clients come before the page of these. */
    const listClients: Pool['listClients'] = async (after = '0') => {
      const next = String(Number(after) + 1);
      return after === '166' ? pool.listClients() : { ok: true, value: { items: theirs, next } };
    };

    const outcomes = await sweptTimes(5, withPool(deps, instead(pool, { listClients })));

    expect(outcomes).toEqual([13, 13, 13, 13, 8].map((removed) => ({ removed, marked: 0 })));
    expect(left({ pool })).toBe(0);
  });

  it('lets none that cannot be deleted stand before the others', async () => {
    const dead = Array.from({ length: 200 }, (_, n) => owned(`forgotten${n}`));
    const { deps, pool } = timed(many(0, { records: [first, account(), ...dead] }));
    for (const { clientId } of dead) pool.put(clientId, settings(ours()));
    const stubborn = (clientId: string) => Number(clientId.slice('forgotten'.length)) < 180;
    const deleteClient: typeof pool.deleteClient = async (clientId) =>
      stubborn(clientId) ? { ok: false, refusal: 'rate' } : pool.deleteClient(clientId);

    await sweptTimes(10, withPool(deps, instead(pool, { deleteClient })));

    expect(Object.keys(pool.all()).filter((clientId) => !stubborn(clientId))).toEqual([]);
  });

  it('deletes none before the last page, and says when it did not come so far', async () => {
    const { deps, pool, clock } = many(4, { pageSize: 2 });
    const pause = async () => (clock.now += 45_000) > 0;

    await expect(sweep({ ...deps, pause })).rejects.toThrow('not all of them could be listed in 45 seconds');

    expect(left({ pool })).toBe(4);
  });

  it('deletes none when Cognito refuses a page, and says so', async () => {
    const { deps, pool } = many(4, { pageSize: 2 });
    pool.interfere('listClients', 'rate', 2);

    await expect(sweep(deps)).rejects.toThrow('none was deleted: Cognito refused a page');

    expect(left({ pool })).toBe(4);
  });
});

describe('a sweep', () => {
  it('goes through all pages, below what Cognito takes in a second', async () => {
    const { deps, pool, pauses } = many(7, { pageSize: 2 });

    const { removed } = await sweep(deps);

    expect([removed, left({ pool })]).toEqual([7, 0]);
    expect(new Set(pauses)).toEqual(new Set([CALL_INTERVAL]));
    expect(pauses.length).toBeGreaterThanOrEqual(pool.calls.length);
  });

  it('counts only what is gone when Cognito is asked too much', async () => {
    const { deps, pool } = many(2);
    pool.interfere('deleteClient', 'rate');

    expect([await sweep(deps), left({ pool })]).toEqual([{ removed: 1, marked: 0 }, 1]);
  });

  it('goes on with the others when one cannot be deleted, and tells of it', async () => {
    const { deps, pool, failures } = many(3);
    pool.interfere('deleteClient', 'before');

    const { removed } = await sweep(deps);

    expect([removed, left({ pool }), failures]).toEqual([2, 1, [expect.any(DependencyError)]]);
  });

  it('removes as many that nobody knows as failed requests may leave', async () => {
    const { deps, pool } = many(MOST_UNRECORDED);

    expect([await sweep(deps), left({ pool })]).toEqual([{ removed: MOST_UNRECORDED, marked: 0 }, 0]);
  });

  it('removes all of an account that was deleted', async () => {
    const forgotten = Array.from({ length: MOST_UNRECORDED + 1 }, (_, n) => owned(`forgotten${n}`));
    const { deps, pool } = world(...forgotten, ...deletionOf(ACCOUNT_ID));
    for (const { clientId } of forgotten) pool.put(clientId, settings(ours()));

    expect(await sweep(deps)).toEqual({ removed: MOST_UNRECORDED + 1, marked: 0 });
    expect(pool.all()).toEqual({});
  });

  it('looks again before it removes one: what was adopted meanwhile stays', async () => {
    const { deps, pool, table } = many(1);
    const read: typeof table.read = async (refs) => {
      const records = await table.read(refs);
      if (refs.some((ref) => ref.kind === 'clientOwner') && table.all('clientOwner').length === 0) {
        table.put(owned('lost0'));
        table.put(client({ clientId: 'lost0' }));
      }
      return records;
    };

    const { removed } = await sweep({
      ...deps,
      table: Object.assign(Object.create(table) as typeof table, { read }),
    });

    expect([removed, Object.keys(pool.all())]).toEqual([0, ['lost0']]);
  });

  it('marks the account of clients that are pending without a mark, and a reconciling settles them', async () => {
    const ids = ['one', 'two', 'three'];
    const pending = ids.map((clientId) => client({ clientId, tokenLifetimeMinutes: 60 }));
    const pool = new MemoryPool({ pageSize: 2 });
    const deployment = world(account(), ...pending, ...ids.map((id) => owned(id)));
    const deps = { ...withPool(deployment.deps, pool), catalogue: ['read:orders'] };
    for (const id of ids) pool.put(id, { ...settings(ours()), scopes: ['orders-accounts/write:orders'] });

    const swept = await sweep(deps);
    const marks = deployment.table.all('pendingMark');
    const reconciled = await reconcile(deps);

    expect([swept, marks, reconciled]).toEqual([
      { removed: 0, marked: 1 },
      [{ kind: 'pendingMark', accountId: ACCOUNT_ID, mark: expect.any(String) }],
      { settled: 3, pending: 0 },
    ]);
    expect(pool.settingsOf('one')).toMatchObject({ scopes: ['orders-accounts/read:orders'] });
  });

  it('rejects on trouble, so that somebody hears of it', async () => {
    const { deps, pool } = many(1);
    pool.interfere('listClients', 'before');

    await expect(sweep(deps)).rejects.toThrow(DependencyError);
  });
});

it.each(['orders-accounts.Acc0000001', 'Orders.Acc0000001.1', 'orders.Acc00000019.1', 'orders.Acc0000001.1x', ''])(
  'the name %j is none that was given here',
  (name) => {
    expect(readAppClientName(name)).toBeUndefined();
  },
);

/** Which app clients a sweep removes: those made here that have no living record, and no other one. */
import { appClientName, readAppClientName } from '../../lambda/issuer/app-clients';
import { CALL_INTERVAL } from '../../lambda/issuer/reconcile';
import { MOST_UNRECORDED, sweep, TIME_TO_RECORD } from '../../lambda/issuer/sweep';
import { DependencyError } from '../../lambda/domain/outcome';
import { MemoryPool } from '../support/memory-pool';
import { ACCOUNT_ID, account, CLIENT_ID, client, NOW } from '../support/records';
import { operator, world, withPool } from '../support/world';

const LONG_AGO = NOW - TIME_TO_RECORD;
const ours = (askedAt = LONG_AGO) => appClientName({ server: 'orders-accounts', accountId: ACCOUNT_ID, askedAt });
const operators = (askedAt = LONG_AGO) => appClientName({ server: 'orders-management', askedAt });
const settings = (name: string) => ({ name, scopes: [], tokenLifetimeMinutes: 60 });
const owned = (clientId: string) => ({ kind: 'clientOwner', clientId, accountId: ACCOUNT_ID }) as const;

const here = world(
  account(),
  client({ clientId: 'recorded' }),
  owned('recorded'),
  owned('forgotten'),
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
  ['is an operator’s that was never recorded', 'lostOperator', operators()],
  ['is a revoked operator’s', 'revokedOperator', operators(NOW)],
])('an app client that %s goes', async (_, clientId, name) => {
  expect(await sweptWith(clientId, name)).toEqual([1, false]);
});

describe('a sweep', () => {
  const many = (count: number, pageSize = 60) => {
    const deployment = world(account());
    const pool = new MemoryPool({ pageSize });
    for (let n = 0; n < count; n += 1) pool.put(`lost${n}`, settings(ours()));
    return { ...deployment, pool, deps: withPool(deployment.deps, pool) };
  };

  it('goes through all pages, below what Cognito takes in a second', async () => {
    const { deps, pool, pauses } = many(7, 2);

    const { removed } = await sweep(deps);

    expect([removed, Object.keys(pool.all())]).toEqual([7, []]);
    expect(new Set(pauses)).toEqual(new Set([CALL_INTERVAL]));
    expect(pauses.length).toBeGreaterThanOrEqual(pool.calls.length);
  });

  it('leaves the rest to the next one when its time is over', async () => {
    const { deps, pool, clock } = many(4, 2);
    const pause = async () => (clock.now += 20_000) > 0;

    const { removed } = await sweep({ ...deps, pause });

    expect([removed, Object.keys(pool.all()).length]).toEqual([2, 2]);
  });

  it('ends early when the issuer is asked too much, and counts only what is gone', async () => {
    const one = many(2);
    one.pool.interfere('deleteClient', 'rate');
    const other = many(2);
    other.pool.interfere('listClients', 'rate');

    expect([await sweep(one.deps), await sweep(other.deps)]).toEqual([
      { removed: 1, settled: 0 },
      { removed: 0, settled: 0 },
    ]);
  });

  it('goes on with the others when one cannot be deleted, and tells of it', async () => {
    const { deps, pool, failures } = many(3);
    pool.interfere('deleteClient', 'before');

    const { removed } = await sweep(deps);

    expect([removed, Object.keys(pool.all()).length, failures]).toEqual([2, 1, [expect.any(DependencyError)]]);
  });

  it('removes so many that nobody knows and then asks whether these are all records', async () => {
    const { deps, pool } = many(MOST_UNRECORDED + 1);

    await expect(sweep(deps)).rejects.toThrow('more than 25 app clients have no record; check the table');

    expect(Object.keys(pool.all())).toHaveLength(1);
  });

  it('removes all of an account that was deleted', async () => {
    const forgotten = Array.from({ length: MOST_UNRECORDED + 1 }, (_, n) => owned(`forgotten${n}`));
    const { deps, pool } = world(...forgotten);
    for (const { clientId } of forgotten) pool.put(clientId, settings(ours()));

    expect(await sweep(deps)).toEqual({ removed: MOST_UNRECORDED + 1, settled: 0 });
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

  it('tells the issuer of a client that is pending without a mark, as when the catalogue changed', async () => {
    const { deps, pool } = world(account(), client({ tokenLifetimeMinutes: 60 }), owned(CLIENT_ID));
    pool.put(CLIENT_ID, {
      ...settings(ours()),
      scopes: ['orders-accounts/read:orders', 'orders-accounts/write:orders'],
    });

    const swept = await sweep({ ...deps, catalogue: ['read:orders'] });

    expect([swept, pool.settingsOf(CLIENT_ID)?.scopes]).toEqual([
      { removed: 0, settled: 1 },
      ['orders-accounts/read:orders'],
    ]);
  });

  it('counts none that the issuer could not be told of', async () => {
    const { deps, pool } = world(account(), client({ tokenLifetimeMinutes: 60 }), owned(CLIENT_ID));
    pool.put(CLIENT_ID, settings(ours()));
    pool.interfere('updateClient', 'rate');

    expect(await sweep(deps)).toEqual({ removed: 0, settled: 0 });
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

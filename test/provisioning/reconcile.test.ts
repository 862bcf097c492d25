/** What a run of reconciling gets to, and what it leaves to the next one. */
import { issueClient } from '../../lambda/management/operations/clients/issue-client';
import { suspendAccount } from '../../lambda/management/operations/accounts/account-verbs';
import { DependencyError } from '../../lambda/domain/outcome';
import { reconcile } from '../../lambda/provisioning/reconcile';
import { CALL_INTERVAL, WORK_TIME } from '../../lambda/provisioning/task-run';
import { LEASE } from '../../lambda/provisioning/settle';
import { instead } from '../support/pool-instead';
import { around } from '../support/races';
import { issuedClient } from '../support/issued';
import { account, client } from '../support/records';
import { accepted, call, indexed, through, withPool, world } from '../support/world';

const IDS = ['Acc0000001', 'Acc0000002', 'Acc0000003'];
const MARK = { kind: 'pendingMark', accountId: 'Acc0000001', mark: 'm' } as const;

/** Accounts with one client each, all suspended a moment ago. */
async function suspended() {
  const here = world(...IDS.map((accountId) => account({ accountId })));
  for (const accountId of IDS) {
    accepted(
      await issueClient(here.deps, call(), {
        accountId,
        label: 'A',
        scopes: ['read:orders'],
        tokenLifetimeMinutes: 60,
      }),
    );
    await suspendAccount(here.deps, call(), { accountId });
  }
  const left = () => here.table.all('pendingMark').map(({ accountId }) => accountId);
  return { ...here, left };
}

describe('reconciling', () => {
  it('tells the issuer of every marked account and leaves no mark', async () => {
    const here = await suspended();

    const done = await reconcile(here.deps);

    expect([done, here.left()]).toEqual([{ settled: 3, pending: 0 }, []]);
    expect(Object.values(here.pool.all()).map(({ scopes }) => scopes)).toEqual([[], [], []]);
  });

  it('goes on with the others when one client cannot be told of, and keeps that one’s mark', async () => {
    const here = await suspended();
    here.pool.interfere('updateClient', 'before', 2);

    const done = await reconcile(here.deps);

    expect([done, here.left().length, here.failures.length]).toEqual([{ settled: 2, pending: 1 }, 1, 1]);
  });

  it('keeps below what Cognito takes in a second, and ends in time', async () => {
    const here = await suspended();
    const pause = async (milliseconds: number) => {
      expect(milliseconds).toBe(CALL_INTERVAL);
      here.clock.now += WORK_TIME;
      return true;
    };

    const first = [await reconcile({ ...here.deps, pause }), here.left().length];
    const rest = [await reconcile(here.deps), here.left()];

    expect([first, rest]).toEqual([
      [{ settled: 1, pending: 0 }, 2],
      [{ settled: 2, pending: 0 }, []],
    ]);
  });

  it('stops in the middle of an account when its time is over, and keeps the mark', async () => {
    const here = world(account());
    for (let n = 0; n < 2; n += 1)
      await issueClient(here.deps, call(), {
        accountId: 'Acc0000001',
        label: 'A',
        scopes: ['read:orders'],
        tokenLifetimeMinutes: 60,
      });
    await suspendAccount(here.deps, call(), { accountId: 'Acc0000001' });
    const pause = async () => (here.clock.now += WORK_TIME) > 0;

    const done = await reconcile({ ...here.deps, pause });

    expect([done, here.table.all('pendingMark').length]).toEqual([{ settled: 1, pending: 1 }, 1]);
  });

  it('begins with another account every time, so that none waits behind one in trouble for ever', async () => {
    const firsts = new Set<string>();
    for (let start = 0; start < IDS.length; start += 1) {
      const here = await suspended();
      const random = (bytes: number) => Buffer.alloc(bytes).fill(start, bytes - 1);
      const pause = async () => (here.clock.now += WORK_TIME) > 0;
      const before = here.left();
      await reconcile({ ...here.deps, random, pause });
      for (const id of before.filter((one) => !here.left().includes(one))) firsts.add(id);
    }

    expect([...firsts].sort()).toEqual(IDS);
  });

  it('goes on with the others when the records of one account cannot be read', async () => {
    const here = await suspended();
    let lists = 0;
    const table = around(here.table, async (name, go) => {
      if (name === 'listLiveClients' && (lists += 1) === 2) throw new DependencyError('table', 'throttled');
      return go();
    });

    const done = await reconcile(through(here, table));

    expect([done, here.left().length, here.failures.length]).toEqual([{ settled: 2, pending: 0 }, 1, 1]);
  });

  it('takes the time of a call off the pause after it', async () => {
    const here = await suspended();
    const pool = instead(here.pool, {
      updateClient: (...asked) => {
        here.clock.now += CALL_INTERVAL - 50;
        return here.pool.updateClient(...asked);
      },
    });

    await reconcile(withPool(here.deps, pool));

    expect(here.pauses).toEqual([50, 50, 50]);
  });

  it('does not take away a mark that was put while it worked', async () => {
    const here = await suspended();
    const table = around(here.table, async (name, go) => {
      if (name === 'listLiveClients')
        here.table.put({ kind: 'pendingMark', accountId: 'Acc0000002', mark: 'a newer one' });
      return go();
    });

    await reconcile(through(here, table));

    expect(here.left()).toEqual(['Acc0000002']);
  });

  it('takes away the mark of an account that is gone', async () => {
    const here = world({ kind: 'pendingMark', accountId: 'Acc0000009', mark: 'm' });

    expect([await reconcile(here.deps), here.table.all('pendingMark')]).toEqual([{ settled: 0, pending: 0 }, []]);
  });

  it('takes revoked clients out of the live index once Cognito has deleted them, and leaves the others', async () => {
    const revoked = issuedClient({ clientId: 'revoked', revokedAt: 1 });
    const earlier = issuedClient({ clientId: 'earlier', generation: 0 });
    const adopted = client({ clientId: 'adopted', generation: 0 });
    const alive = [issuedClient({ clientId: 'alive' }), client({ clientId: 'taken' })];
    const here = world(account(), MARK, revoked, earlier, adopted, ...alive);
    here.pool.interfere('deleteClient', 'before');

    const first = [
      await reconcile(here.deps),
      here.table.all('liveClient').length,
      here.table.all('pendingMark').length,
    ];
    here.clock.now += LEASE;
    const second = [await reconcile(here.deps), here.table.all('liveClient'), here.table.all('pendingMark')];

    expect(first).toEqual([{ settled: 1, pending: 1 }, 3, 1]);
    expect(second).toEqual([{ settled: 1, pending: 0 }, alive.flatMap(indexed), []]);
  });

  it('takes more of them out than one transaction holds', async () => {
    const ended = Array.from({ length: 150 }, (_, n) => client({ clientId: `client${n}`, generation: 0 }));
    const here = world(account(), MARK, ...ended);

    await reconcile(here.deps);

    expect([here.table.all('liveClient'), here.table.all('pendingMark')]).toEqual([[], []]);
  });

  it('leaves an entry whose client it does not find', async () => {
    const here = world(account(), MARK);
    here.table.put({ kind: 'liveClient', accountId: account().accountId, clientId: 'unread' });

    await reconcile(here.deps);

    expect(here.table.all('liveClient')).toHaveLength(1);
  });

  it('rejects when the marks cannot be read', async () => {
    const here = world();
    const table = around(here.table, async () => {
      throw new DependencyError('table', 'down');
    });

    await expect(reconcile(through(here, table))).rejects.toThrow(DependencyError);
  });
});

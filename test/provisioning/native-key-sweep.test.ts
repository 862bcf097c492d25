/** Which native keys a sweep deletes, which owners it marks, and that it deletes none in doubt. */
import { DependencyError } from '../../lambda/domain/outcome';
import type { TableRecord } from '../../lambda/domain/records/table-records';
import { reconcile } from '../../lambda/provisioning/reconcile';
import { sweep } from '../../lambda/provisioning/sweep';
import { ACCOUNT_ID, apiKey, NOW } from '../support/records';
import { deletionOf, MARK, numbered, OF_KEY, onPlan, OWN, planned, PREFIX, since } from '../support/planned';

describe('a sweep of native keys', () => {
  const swept = async (name: string, ...records: TableRecord[]) => {
    const here = planned(records);
    here.nativeKeys.put(name, 'up-free');
    const { removed } = await sweep(here.deps);
    return [removed, Object.hasOwn(here.nativeKeys.all(), name)];
  };
  const associated = { association: since(NOW) };

  it.each<[string, string, TableRecord[]]>([
    ['is as recorded', OWN, [onPlan('free', associated)]],
    ['has no record of its association yet', OWN, [onPlan('free')]],
    [
      'cached decisions may name for an hour after another plan',
      OWN,
      [onPlan('pro', { association: since(NOW - 3_599_999, 'pro') })],
    ],
    ['is of a suspended account', OWN, [onPlan('free', { ...associated, suspendedAt: NOW })]],
    ['is a suspended key’s', OF_KEY, [onPlan('pro'), apiKey({ plan: 'slow', suspendedAt: NOW })]],
    ['is shared', `${PREFIX}-free-shared2`, []],
    ['is of another deployment', `${PREFIX}x-free-${ACCOUNT_ID}`, []],
    ['has no owner in its name', `${PREFIX}-free-`, []],
    ['is of a plan that no deployer could have', `${PREFIX}-Free-${ACCOUNT_ID}`, []],
    ['is somebody else’s', 'billing-api-customer-seven', []],
  ])('leaves one that %s', async (_, name, records) => {
    expect(await swept(name, ...records)).toEqual([0, true]);
  });

  it.each<[string, string, TableRecord[]]>([
    ['whose account has another plan', OWN, [onPlan('pro')]],
    [
      'whose account has another plan for an hour',
      OWN,
      [onPlan('pro', { association: since(NOW - 3_600_000, 'pro') })],
    ],
    ['whose account has no plan any more', OWN, [onPlan(undefined)]],
    ['whose account was deleted', OWN, deletionOf(ACCOUNT_ID)],
    ['whose key was revoked', OF_KEY, [onPlan('pro'), apiKey({ plan: 'slow', revokedAt: NOW })]],
    ['whose key was ended by a revoke-all', OF_KEY, [onPlan('pro'), apiKey({ plan: 'slow', generation: 0 })]],
    ['whose key expired', OF_KEY, [onPlan('pro'), apiKey({ plan: 'slow', expiresAt: NOW })]],
    ['whose key lost its own plan', OF_KEY, [onPlan('pro'), apiKey()]],
    ['whose key was deleted', OF_KEY, [onPlan('pro')]],
    ['whose key was deleted with its account', OF_KEY, deletionOf(ACCOUNT_ID)],
  ])('deletes one %s', async (_, name, records) => {
    expect(await swept(name, ...records)).toEqual([1, false]);
  });

  it('in doubt deletes none: the table knows nothing of an account and of its deletion', async () => {
    const here = planned([onPlan('pro')]);
    here.nativeKeys.put(OWN, 'up-free');
    here.nativeKeys.put(`${PREFIX}-free-Acc0000009`, 'up-free');

    await expect(sweep(here.deps)).rejects.toThrow(/^1 native keys have no record in table .*; none was deleted/);

    expect(Object.keys(here.own()).length).toBe(2);
  });

  it('reads all pages, of the native keys and of the plans', async () => {
    const many = Array.from({ length: 7 }, (_, n) => numbered(n));
    const here = planned(
      many.map((accountId) => onPlan('free', { accountId, ...associated })),
      { pageSize: 2 },
    );
    for (const accountId of many) here.nativeKeys.put(`${PREFIX}-free-${accountId}`, 'up-free');

    expect(await sweep(here.deps)).toEqual({ removed: 0, marked: 0 });
  });

  it('marks more owners than one transaction holds', async () => {
    const many = Array.from({ length: 150 }, (_, n) => numbered(n));
    const here = planned(many.map((accountId) => onPlan('free', { accountId })));
    for (const accountId of many) here.nativeKeys.put(`${PREFIX}-free-${accountId}`);

    expect([await sweep(here.deps), here.marks().length]).toEqual([{ removed: 0, marked: 150 }, 150]);
  });

  it.each(['list', 'listOfPlan'] as const)('rejects when API Gateway refuses %s, and deletes none', async (method) => {
    const here = planned([onPlan('pro')]);
    here.nativeKeys.put(OWN, 'up-free');
    here.nativeKeys.interfere(method, 'rate');

    await expect(sweep(here.deps)).rejects.toThrow(/^native keys were not compared/);

    expect(here.nativeKeys.calls).not.toContain('delete');
  });

  it('that rejects does not stop that of the app clients, and the other way round', async () => {
    const here = planned([onPlan('pro'), { kind: 'clientOwner', clientId: 'dead', accountId: ACCOUNT_ID }]);
    const deadClient = { name: `orders-accounts.${ACCOUNT_ID}.${NOW}`, scopes: [], tokenLifetimeMinutes: 60 };
    here.pool.put('dead', deadClient);
    here.nativeKeys.put(OWN, 'up-free');
    here.nativeKeys.interfere('list', 'before');

    await expect(sweep(here.deps)).rejects.toThrow(DependencyError);
    const pool = here.pool.all();
    here.pool.interfere('listClients', 'before');
    await expect(sweep(here.deps)).rejects.toThrow(DependencyError);

    expect([pool, here.own()]).toEqual([{}, {}]);
  });

  it('tells of both when both reject', async () => {
    const here = planned([]);
    here.pool.interfere('listClients', 'before');
    here.nativeKeys.interfere('list', 'before');

    await expect(sweep(here.deps)).rejects.toThrow('no answer to listClients');

    expect(here.failures.map(String)).toEqual(['DependencyError: no answer to list']);
  });

  it('that deletes one which its owner wants again just then leaves a mark, and the next reconcile makes it again', async () => {
    const here = planned([onPlan('pro')]);
    here.nativeKeys.put(OWN, 'up-free');
    here.nativeKeys.interfere('delete', async () => {
      here.table.put(onPlan('free'));
      here.table.put(MARK);
      await reconcile(here.deps);
    });

    await sweep(here.deps);
    const left = [here.own(), here.marks()];
    await reconcile(here.deps);

    expect(left).toEqual([{}, [ACCOUNT_ID]]);
    expect([here.own(), here.marks()]).toEqual([{ [OWN]: 'up-free' }, []]);
  });

  it('tells of one that could not be deleted, and the next run deletes it', async () => {
    const here = planned([onPlan('pro')]);
    here.nativeKeys.put(OWN, 'up-free');
    here.nativeKeys.interfere('delete', 'before');

    const outcomes = [await sweep(here.deps), await sweep(here.deps)];

    expect(outcomes.map(({ removed }) => removed)).toEqual([0, 1]);
    expect(here.failures.length).toBe(1);
  });
});

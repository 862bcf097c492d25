/** How owners of a budget get the native keys that their records want, in every order of failure, and lose the others. */
import { DependencyError } from '../../lambda/domain/outcome';
import type { Association, Account, ApiKey } from '../../lambda/domain/model';
import type { TableRecord } from '../../lambda/domain/table-records';
import { reconcile } from '../../lambda/provisioning/reconcile';
import { sweep } from '../../lambda/provisioning/sweep';
import { CALL_INTERVAL, WORK_TIME } from '../../lambda/provisioning/task-run';
import { MemoryNativeKeys } from '../support/memory-native-keys';
import { around } from '../support/races';
import { ACCOUNT_ID, account, apiKey, DAY, KEY_ID, NOW } from '../support/records';
import { interrupted, operator, world } from '../support/world';

const PREFIX = 'orders-live-0a1b2c3d';
const OWN = `${PREFIX}-free-${ACCOUNT_ID}`;
const OF_KEY = `${PREFIX}-slow-${KEY_ID}`;
const USAGE_PLANS = { free: 'up-free', pro: 'up-pro', slow: 'up-slow' };
const SHARED = Object.keys(USAGE_PLANS).map((plan) => `${PREFIX}-${plan}-shared`);

const onPlan = (plan: string | undefined, given: Partial<Account> = {}) =>
  account({ grant: { scopes: ['read:orders'], ...(plan !== undefined && { plan }) }, ...given });
const numbered = (n: number) => `Acc${String(n).padStart(7, '0')}`;
const markOf = (ownerId: string, mark = 'm') => ({ kind: 'planMark', ownerId, mark }) as const;
const MARK = markOf(ACCOUNT_ID);
const since = (at: number, plan = 'free', deployment = PREFIX): Association => ({ plan, deployment, since: at });

interface Options {
  readonly mostKeys?: number;
  readonly pageSize?: number;
  readonly plans?: Readonly<Record<string, string>>;
}

/** A deployment with plans, with their shared native keys, and with these records. */
function planned(records: readonly TableRecord[], { plans = USAGE_PLANS, ...limits }: Options = {}) {
  const here = world(operator({ createdAt: NOW - 10 * DAY }), ...records);
  const nativeKeys = new MemoryNativeKeys({ usagePlanIds: Object.values(plans), ...limits });
  for (const [plan, id] of Object.entries(plans)) nativeKeys.put(`${PREFIX}-${plan}-shared`, id);
  const usagePlans = new Map(Object.entries(plans));
  const deps = { ...here.deps, gateway: { nativeKeys, nativeKeyPrefix: PREFIX, usagePlans } };
  return {
    ...here,
    deps,
    nativeKeys,
    /** The native keys of owners, with their usage plans. */
    own: () => Object.fromEntries(Object.entries(nativeKeys.all()).filter(([name]) => !SHARED.includes(name))),
    marks: () => here.table.all('planMark').map(({ ownerId }) => ownerId),
    associations: () => [...here.table.all('account'), ...here.table.all('key')].map(({ association }) => association),
  };
}
const DONE = { settled: 1, pending: 0, nativeKeysOverLimit: 0 };
const LATER = { settled: 0, pending: 1, nativeKeysOverLimit: 0 };
const FAILED = { settled: 0, pending: 0, nativeKeysOverLimit: 0 };

describe('reconciling', () => {
  it('makes a marked account’s native key, associates it with the plan, records that, and takes the mark away', async () => {
    const here = planned([onPlan('free'), MARK]);

    expect(await reconcile(here.deps)).toEqual(DONE);

    expect([here.own(), here.marks(), here.associations()]).toEqual([{ [OWN]: 'up-free' }, [], [since(NOW)]]);
    expect(here.table.all('account')[0]?.version).toBe(1);
  });

  it('does the same for a key with a plan of its own, and touches nothing of its account', async () => {
    const here = planned([onPlan('pro'), apiKey({ plan: 'slow' }), markOf(KEY_ID)]);

    expect(await reconcile(here.deps)).toEqual(DONE);

    expect([here.own(), here.marks(), here.associations()]).toEqual([
      { [OF_KEY]: 'up-slow' },
      [],
      [undefined, since(NOW, 'slow')],
    ]);
  });

  it('keeps below what API Gateway takes in a second', async () => {
    const here = planned([onPlan('free'), MARK]);

    await reconcile(here.deps);

    expect(here.pauses).toEqual([CALL_INTERVAL, CALL_INTERVAL]);
  });

  it('without plans asks neither API Gateway nor for plan marks', async () => {
    const here = planned([onPlan('free'), MARK]);
    const asked: string[] = [];
    const { gateway: _, ...deps } = here.deps;
    const table = around(here.table, async (name, go) => {
      asked.push(name);
      return go();
    });

    expect(await reconcile({ ...deps, table })).toEqual({ settled: 0, pending: 0 });
    await sweep({ ...deps, table });

    expect([here.nativeKeys.calls, asked.includes('listPlanMarks')]).toEqual([[], false]);
  });

  it.each<[string, TableRecord[]]>([
    ['an account without a plan', [onPlan(undefined)]],
    ['an account that was deleted meanwhile', []],
    ['an account on a plan that the deployer removed', [onPlan('gone')]],
  ])('makes nothing for %s, and takes the mark away', async (_, records) => {
    const here = planned([...records, MARK]);

    expect(await reconcile(here.deps)).toEqual(DONE);

    expect([here.own(), here.marks()]).toEqual([{}, []]);
  });

  it.each<[string, Partial<ApiKey>]>([
    ['revoked', { revokedAt: NOW - 1 }],
    ['ended by a revoke-all', { generation: 0 }],
    ['expired', { expiresAt: NOW - 1 }],
    ['without a plan of its own', { plan: undefined }],
  ])('makes nothing for a key that is %s', async (_, given) => {
    const here = planned([onPlan('pro'), apiKey({ plan: 'slow', ...given }), markOf(KEY_ID)]);

    expect(await reconcile(here.deps)).toEqual(DONE);

    expect([here.own(), here.marks()]).toEqual([{}, []]);
  });

  it('makes nothing for a key whose record is gone', async () => {
    const here = planned([onPlan('pro'), markOf(KEY_ID)]);

    expect([await reconcile(here.deps), here.own(), here.marks()]).toEqual([DONE, {}, []]);
  });
});

describe('a run that ends half-way', () => {
  it.each(['create', 'associate'] as const)('before %s is done is repeated whole', async (method) => {
    const here = planned([onPlan('free'), MARK]);
    here.nativeKeys.interfere(method, 'before');

    expect([await reconcile(here.deps), here.failures.length, here.marks()]).toEqual([FAILED, 1, [ACCOUNT_ID]]);
    expect(await reconcile(here.deps)).toEqual(DONE);

    expect([here.own(), here.marks(), here.associations()]).toEqual([{ [OWN]: 'up-free' }, [], [since(NOW)]]);
  });

  it.each(['create', 'associate'] as const)('after %s, whose answer is lost, finds it done', async (method) => {
    const here = planned([onPlan('free'), MARK]);
    here.nativeKeys.interfere(method, 'after');

    expect([await reconcile(here.deps), here.associations()]).toEqual([FAILED, [undefined]]);
    expect(await reconcile(here.deps)).toEqual(DONE);

    expect([here.own(), here.marks(), here.associations()]).toEqual([{ [OWN]: 'up-free' }, [], [since(NOW)]]);
  });

  it('before the association is recorded finds all done, and counts the spread from then on', async () => {
    const here = planned([onPlan('free'), MARK]);
    const table = around(here.table, async (name, go) => {
      if (name === 'commit') throw new DependencyError('table', 'throttled');
      return go();
    });

    expect(await reconcile({ ...here.deps, table })).toEqual(FAILED);
    here.clock.now += 60_000;
    expect(await reconcile(here.deps)).toEqual(DONE);

    expect([here.own(), here.associations()]).toEqual([{ [OWN]: 'up-free' }, [since(NOW + 60_000)]]);
  });

  it('before the mark is taken away asks once more, and does not begin the spread anew', async () => {
    const here = planned([onPlan('free', { association: since(NOW - DAY) }), MARK]);
    here.nativeKeys.put(OWN, 'up-free');

    expect(await reconcile(here.deps)).toEqual(DONE);

    expect([here.marks(), here.associations()]).toEqual([[], [since(NOW - DAY)]]);
  });

  it.each(['create', 'list', 'associate'] as const)(
    'because API Gateway is asked too much (%s) goes on later',
    async (method) => {
      const here = planned([onPlan('free'), MARK]);
      if (method === 'list') here.nativeKeys.put(OWN);
      here.nativeKeys.interfere(method, 'rate');

      expect([await reconcile(here.deps), here.failures, here.marks()]).toEqual([LATER, [], [ACCOUNT_ID]]);
      expect(await reconcile(here.deps)).toEqual(DONE);
    },
  );

  it('because its time is over begins with no other step', async () => {
    const here = planned([onPlan('free'), MARK]);
    const pause = async () => (here.clock.now += WORK_TIME) > 0;

    expect([await reconcile({ ...here.deps, pause }), here.nativeKeys.calls]).toEqual([LATER, ['create']]);
  });

  it('of one owner does not stop the others', async () => {
    const ids = [1, 2, 3].map(numbered);
    const here = planned(ids.flatMap((accountId) => [onPlan('free', { accountId }), markOf(accountId)]));
    here.nativeKeys.interfere('create', 'before', 2);

    expect(await reconcile(here.deps)).toEqual({ settled: 2, pending: 0, nativeKeysOverLimit: 0 });

    expect([here.marks().length, here.failures.length]).toEqual([1, 1]);
  });
});

describe('what is changed meanwhile', () => {
  /** The deployment, in which this happens to the records before the association is written. */
  const meanwhile = (records: readonly TableRecord[], change: (here: ReturnType<typeof planned>) => unknown) => {
    const here = planned(records);
    const table = interrupted(here.table, async () => change(here));
    return { ...here, reconciled: () => reconcile({ ...here.deps, table }) };
  };

  it('the plan: nothing is recorded of the earlier one, and the next run makes the newer one’s', async () => {
    const here = meanwhile([onPlan('free'), MARK], ({ table }) => {
      table.put(onPlan('pro', { grantVersion: 2 }));
      table.put(markOf(ACCOUNT_ID, 'newer'));
    });

    expect([await here.reconciled(), here.associations(), here.marks()]).toEqual([LATER, [undefined], [ACCOUNT_ID]]);
    await reconcile(here.deps);
    await sweep(here.deps);

    expect(here.own()).toEqual({ [`${PREFIX}-pro-${ACCOUNT_ID}`]: 'up-pro' });
    expect(here.associations()).toEqual([since(NOW, 'pro')]);
  });

  it('the account is deleted: nothing is recorded, and the native key is swept', async () => {
    const here = meanwhile([onPlan('free'), MARK, ...deletionOf(ACCOUNT_ID)], ({ table }) =>
      table.commit([{ type: 'delete', ref: { kind: 'account', accountId: ACCOUNT_ID }, when: {} }]),
    );

    expect([await here.reconciled(), here.own()]).toEqual([LATER, { [OWN]: 'up-free' }]);
    await sweep(here.deps);
    await reconcile(here.deps);

    expect([here.own(), here.marks(), here.failures]).toEqual([{}, [], []]);
  });

  it('the key is revoked: nothing is recorded, and its native key is swept', async () => {
    const key = apiKey({ plan: 'slow' });
    const here = meanwhile([onPlan('pro'), key, markOf(KEY_ID)], ({ table }) => table.put({ ...key, revokedAt: NOW }));

    expect([await here.reconciled(), here.associations()]).toEqual([LATER, [undefined, undefined]]);
    await sweep(here.deps);
    await reconcile(here.deps);

    expect([here.own(), here.marks()]).toEqual([{}, []]);
  });

  it('the mark is rewritten: it stays, and the next run looks again', async () => {
    const here = planned([onPlan('free'), MARK]);
    here.nativeKeys.interfere('associate', () => here.table.put(markOf(ACCOUNT_ID, 'newer')));

    expect([await reconcile(here.deps), here.marks()]).toEqual([DONE, [ACCOUNT_ID]]);
    expect([await reconcile(here.deps), here.marks()]).toEqual([DONE, []]);
  });

  it('the native key is deleted between its making and its association: a failure, and made again', async () => {
    const here = planned([onPlan('free'), MARK]);
    here.nativeKeys.interfere('associate', () => here.nativeKeys.lose(OWN));

    expect([await reconcile(here.deps), here.failures.length]).toEqual([FAILED, 1]);
    expect([await reconcile(here.deps), here.own()]).toEqual([DONE, { [OWN]: 'up-free' }]);
  });

  it('a change back to a plan whose native key is being swept ends with a native key that serves', async () => {
    const here = planned([onPlan('pro'), MARK]);
    here.nativeKeys.put(OWN, 'up-free');
    here.nativeKeys.put(`${PREFIX}-pro-${ACCOUNT_ID}`, 'up-pro');
    // The sweep has read the account for the last time; then the account is put back and told of, and then the key goes.
    here.nativeKeys.interfere('delete', async () => {
      here.table.put(onPlan('free', { grantVersion: 2, association: since(NOW) }));
    });

    await sweep(here.deps);
    here.clock.now += 1;
    await reconcile(here.deps);

    expect([here.own()[OWN], here.associations(), here.marks()]).toEqual(['up-free', [since(NOW + 1)], []]);
  });
});

/** The last event of a deleted account. */
function deletionOf(accountId: string): TableRecord[] {
  return [
    {
      kind: 'event',
      eventId: '00000000000000000000',
      accountId,
      at: NOW,
      action: 'account.deleted',
      actor: 'operator:op',
      sourceIp: '203.0.113.7',
      requestId: 'id',
      target: `account:${accountId}`,
    },
  ];
}

describe('what was lost at API Gateway', () => {
  const recorded = onPlan('free', { association: since(NOW - DAY) });

  it('a native key: a mark makes it again, and the shared one serves until it has spread', async () => {
    const here = planned([recorded, MARK]);

    expect([await reconcile(here.deps), here.own(), here.associations()]).toEqual([
      DONE,
      { [OWN]: 'up-free' },
      [since(NOW)],
    ]);
  });

  it('an association, as when a plan was removed and came back: the sweep marks it, and it is made again', async () => {
    const here = planned([recorded]);
    here.nativeKeys.put(OWN);

    const swept = await sweep(here.deps);
    const marked = here.marks();
    await reconcile(here.deps);

    expect([swept, marked]).toEqual([{ removed: 0, marked: 1 }, [ACCOUNT_ID]]);
    expect([here.own(), here.marks(), here.associations()]).toEqual([{ [OWN]: 'up-free' }, [], [since(NOW)]]);
  });

  it('a record, as of a table that was restored to an older state: its plan’s native key is made, the later one swept', async () => {
    const here = planned([recorded]);
    here.nativeKeys.put(`${PREFIX}-pro-${ACCOUNT_ID}`, 'up-pro');

    await sweep(here.deps);
    await reconcile(here.deps);

    expect([here.own(), here.associations(), here.marks()]).toEqual([{ [OWN]: 'up-free' }, [since(NOW)], []]);
  });

  it('what another deployment recorded, of which the table is a copy, does not count', async () => {
    const here = planned([onPlan('free', { association: since(NOW - DAY, 'free', 'orders-test-99999999') }), MARK]);

    expect([await reconcile(here.deps), here.associations()]).toEqual([DONE, [since(NOW)]]);
  });

  it('the plan itself: its owners’ associations are forgotten, and their native keys wait for it', async () => {
    const { free: _, ...plans } = USAGE_PLANS;
    const here = planned([recorded], { plans });
    here.nativeKeys.put(OWN);

    const first = await sweep(here.deps);
    await reconcile(here.deps);
    const second = await sweep(here.deps);

    expect([first, second]).toEqual([
      { removed: 0, marked: 1 },
      { removed: 0, marked: 0 },
    ]);
    expect([here.own(), here.associations()]).toEqual([{ [OWN]: undefined }, [undefined]]);
  });
});

describe('API Gateway’s answers that no record explains', () => {
  it('a native key in the usage plan of somebody else is a failure, and the mark stays', async () => {
    const here = planned([onPlan('free'), MARK]);
    here.nativeKeys.put(OWN, 'up-of-others');

    expect([await reconcile(here.deps), here.marks(), here.associations()]).toEqual([
      FAILED,
      [ACCOUNT_ID],
      [undefined],
    ]);
    expect(String(here.failures[0])).toContain('could not be put into its usage plan');
  });

  it('a value that exists under another name is a failure, and the mark stays', async () => {
    const here = planned([onPlan('free'), MARK]);
    here.nativeKeys.interfere('create', 'exists');

    expect([await reconcile(here.deps), here.marks()]).toEqual([FAILED, [ACCOUNT_ID]]);
    expect(String(here.failures[0])).toContain('a value of this deployment and another name');
  });
});

describe('with as many native keys as AWS allows', () => {
  /** The shared native keys, and room for one more. */
  const FULL = SHARED.length + 1;
  const twoAccounts = [1, 2].map(numbered);
  const marked = twoAccounts.flatMap((accountId) => [onPlan('free', { accountId }), markOf(accountId)]);

  it('the account beyond stays on the shared native key, keeps its mark, and the run says so', async () => {
    const here = planned(marked, { mostKeys: FULL });

    const first = await reconcile(here.deps);
    const [left = ''] = here.marks();
    const second = await reconcile(here.deps);

    expect([first, second]).toEqual([
      { settled: 1, pending: 0, nativeKeysOverLimit: 1 },
      { settled: 0, pending: 0, nativeKeysOverLimit: 1 },
    ]);
    expect([here.marks(), here.failures]).toEqual([[left], []]);
    expect(here.table.all('account').find(({ accountId }) => accountId === left)?.association).toBeUndefined();
  });

  it('its native key is made as soon as there is room', async () => {
    const here = planned(marked, { mostKeys: FULL });
    await reconcile(here.deps);
    const [left = ''] = here.marks();
    const other = twoAccounts.find((accountId) => accountId !== left) ?? '';
    here.table.put(onPlan(undefined, { accountId: other, grantVersion: 2 }));

    const swept = await sweep(here.deps);
    const done = await reconcile(here.deps);

    expect([swept.removed, done.nativeKeysOverLimit, here.own()]).toEqual([
      1,
      0,
      { [`${PREFIX}-free-${left}`]: 'up-free' },
    ]);
  });

  it('a run asks once, and no longer for each of them, so that others are not kept waiting', async () => {
    const many = Array.from({ length: 50 }, (_, n) => numbered(n));
    const here = planned(
      many.flatMap((accountId) => [onPlan('free', { accountId }), markOf(accountId)]),
      { mostKeys: SHARED.length },
    );

    expect(await reconcile(here.deps)).toEqual({ settled: 0, pending: 0, nativeKeysOverLimit: 50 });

    expect(here.nativeKeys.calls).toEqual(['create', 'list']);
  });

  it('one that is there already is found all the same', async () => {
    const here = planned([onPlan('free'), MARK], { mostKeys: FULL });
    here.nativeKeys.put(OWN, 'up-free');
    here.nativeKeys.interfere('create', 'full');

    expect([await reconcile(here.deps), here.associations()]).toEqual([DONE, [since(NOW)]]);
  });

  it('10,001 accounts: all but those for which there is room stay shared', async () => {
    const many = Array.from({ length: 10_001 }, (_, n) => numbered(n));
    const here = planned(many.map((accountId) => onPlan('free', { accountId })));
    for (const accountId of many.slice(0, 10_000 - SHARED.length)) here.nativeKeys.put(`${PREFIX}-free-${accountId}`);
    for (const accountId of many.slice(-4)) here.table.put(markOf(accountId));

    expect((await reconcile(here.deps)).nativeKeysOverLimit).toBe(4);
  });
});

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

  it('tells of one that could not be deleted, and the next run deletes it', async () => {
    const here = planned([onPlan('pro')]);
    here.nativeKeys.put(OWN, 'up-free');
    here.nativeKeys.interfere('delete', 'before');

    const outcomes = [await sweep(here.deps), await sweep(here.deps)];

    expect(outcomes.map(({ removed }) => removed)).toEqual([0, 1]);
    expect(here.failures.length).toBe(1);
  });
});

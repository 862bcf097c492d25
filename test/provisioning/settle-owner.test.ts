/** How owners of a budget get the native keys that their records want, in every order of failure. */
import { DependencyError } from '../../lambda/domain/outcome';
import type { ApiKey } from '../../lambda/domain/model';
import type { TableRecord } from '../../lambda/domain/records/table-records';
import { reconcile } from '../../lambda/provisioning/reconcile';
import { sweep } from '../../lambda/provisioning/sweep';
import { CALL_INTERVAL, WORK_TIME } from '../../lambda/provisioning/task-run';
import { around } from '../support/races';
import { ACCOUNT_ID, apiKey, DAY, KEY_ID, NOW } from '../support/records';
import {
  deletionOf,
  MARK,
  markOf,
  numbered,
  OF_KEY,
  onPlan,
  OWN,
  planned,
  PREFIX,
  since,
  USAGE_PLANS,
} from '../support/planned';
import { interrupted } from '../support/world';

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
    const deps = here.depsWithoutPlans;
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
    here.clock.now += 3_600_000;
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
    const { pro, slow } = USAGE_PLANS;
    const here = planned([recorded], { plans: { pro, slow } });
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

/** AWS allows 10,000 native keys in an account and Region: who gets none stays on the plan's shared one, and it shows. */
import { reconcile } from '../../lambda/provisioning/reconcile';
import { sweep } from '../../lambda/provisioning/sweep';
import { NOW } from '../support/records';
import { MARK, markOf, numbered, onPlan, OWN, planned, PREFIX, SHARED, since } from '../support/planned';

const DONE = { settled: 1, pending: 0, nativeKeysOverLimit: 0 };

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

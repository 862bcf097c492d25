/** Putting accounts and keys on a plan: what is written, what is marked, and what is refused. */
import type { Account, ApiKey } from '../../../lambda/domain/model';
import type { TableRecord } from '../../../lambda/domain/records/table-records';
import { createAccount, updateAccount } from '../../../lambda/management/operations/accounts/account-changes';
import { issueKeyAndAccount } from '../../../lambda/management/operations/keys/issue-key-and-account';
import { issueKey } from '../../../lambda/management/operations/keys/key-secrets';
import { updateKey } from '../../../lambda/management/operations/keys/update-key';
import { ACCOUNT_ID, account, apiKey, KEY_ID, NOW } from '../../support/records';
import { PLANS } from '../../support/plans';
import { accepted, call, interrupted, refusalOf, told, world } from '../../support/world';

const ASSOCIATION = { plan: 'free', deployment: PLANS.nativeKeyPrefix, since: NOW };
const accountOn = (plan?: string, given: Partial<Account> = {}): Account =>
  account({ grant: { scopes: ['read:orders'], ...(plan !== undefined && { plan }) }, ...given });
const KEY = { accountId: ACCOUNT_ID, label: 'A key', scopes: [] };

function deployment(...records: readonly TableRecord[]) {
  const made = world(...records);
  return {
    ...made,
    deps: { ...made.deps, plans: PLANS },
    marked: () => made.table.all('planMark').map((mark) => mark.ownerId),
  };
}
const patchAccount = (plan: string | null | undefined, name?: string) => ({
  accountId: ACCOUNT_ID,
  patch: { ...(name !== undefined && { name }), ...(plan !== undefined && { grant: { plan } }) },
});
const patchKey = (plan: string | null) => ({ accountId: ACCOUNT_ID, keyId: KEY_ID, patch: { plan } });

describe('an account', () => {
  it('is made on a plan and marked, so that a native key is made for it', async () => {
    const { deps, table, marked } = deployment();

    const { account: made } = accepted(await createAccount(deps, call(), { name: 'Acme', grant: { plan: 'free' } }));

    expect(table.all('account')).toMatchObject([{ grant: { scopes: [], plan: 'free' } }]);
    expect(marked()).toEqual([made.accountId]);
    expect(told(table)).toMatchObject([{ action: 'account.created', after: { grant: { plan: 'free' } } }]);
  });

  it.each([
    ['another plan', 'pro', { plan: 'pro' }],
    ['no plan', null, {}],
  ])('that gets %s loses its association, is marked, and its event tells both', async (_, plan, grant) => {
    const { deps, table, marked } = deployment(accountOn('free', { association: ASSOCIATION }));

    accepted(await updateAccount(deps, call(), patchAccount(plan)));

    expect(table.all('account')).toEqual([accountOn(plan ?? undefined, { version: 2, grantVersion: 2 })]);
    expect(marked()).toEqual([ACCOUNT_ID]);
    expect(told(table)).toMatchObject([
      {
        action: 'account.updated',
        before: { grant: { plan: 'free' } },
        after: { grant: { scopes: ['read:orders'], ...grant } },
      },
    ]);
  });

  it('that is changed otherwise keeps its association and is not marked', async () => {
    const { deps, table, marked } = deployment(accountOn('free', { association: ASSOCIATION }));

    accepted(await updateAccount(deps, call(), patchAccount(undefined, 'New')));

    expect(table.all('account')).toMatchObject([{ name: 'New', association: ASSOCIATION }]);
    expect(marked()).toEqual([]);
  });

  it('that is put on its plan again is marked and nothing else, so that its native key is looked after', async () => {
    const before = accountOn('free', { association: ASSOCIATION });
    const { deps, table, marked } = deployment(before);

    accepted(await updateAccount(deps, call(), patchAccount('free')));

    expect(table.all('account')).toEqual([before]);
    expect([marked(), told(table)]).toEqual([[ACCOUNT_ID], []]);
  });

  it('loses also the association that reconcile writes while its plan is changed', async () => {
    const { deps, table } = deployment(accountOn('free'));
    const reconcile = () =>
      table.commit([
        {
          type: 'update',
          ref: { kind: 'account', accountId: ACCOUNT_ID },
          when: {},
          set: { association: ASSOCIATION },
        },
      ]);

    accepted(await updateAccount({ ...deps, table: interrupted(table, reconcile) }, call(), patchAccount('pro')));

    expect(table.all('account')).toEqual([accountOn('pro', { version: 2, grantVersion: 2 })]);
  });

  it('cannot be put on a plan that the deployment does not have', async () => {
    const { deps, table } = deployment(accountOn());

    const refused = [
      await createAccount(deps, call(), { name: 'Acme', grant: { plan: 'gold' } }),
      await updateAccount(deps, call(), patchAccount('gold')),
    ];

    for (const outcome of refused)
      expect(refusalOf(outcome).errors).toEqual([
        { pointer: '/grant/plan', detail: 'Must be a plan of this deployment: free, pro.' },
      ]);
    expect(table.all('account')).toEqual([accountOn()]);
  });

  it('of a deployment without plans can leave one and get none, and nothing is marked', async () => {
    const { deps, table } = world(accountOn('free'));

    const put = refusalOf(await updateAccount(deps, call(), patchAccount('pro')));
    accepted(await updateAccount(deps, call(), patchAccount(null)));

    expect(put.errors).toEqual([{ pointer: '/grant/plan', detail: 'This deployment has no plans.' }]);
    expect([table.all('account')[0]?.grant, table.all('planMark')]).toEqual([{ scopes: ['read:orders'] }, []]);
  });
});

describe('a key', () => {
  it('is issued on a plan of its own and marked; without one it is not', async () => {
    const { deps, table, marked } = deployment(accountOn('pro'));

    const { key } = accepted(await issueKey(deps, call(), { ...KEY, plan: 'free' }));
    const { key: other } = accepted(await issueKey(deps, call(), KEY));

    expect([key.plan, other.plan, marked()]).toEqual(['free', undefined, [key.keyId]]);
    expect(told(table)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ target: `key:${key.keyId}`, after: expect.objectContaining({ plan: 'free' }) }),
      ]),
    );
  });

  it.each([
    ['another plan', 'pro', { plan: 'pro' }],
    ['no plan', null, {}],
  ])('that gets %s loses its association and is marked', async (_, plan, own) => {
    const { deps, table, marked } = deployment(accountOn(), apiKey({ plan: 'free', association: ASSOCIATION }));

    accepted(await updateKey(deps, call(), patchKey(plan)));

    expect(table.all('key')).toEqual([apiKey({ ...own, version: 2 })]);
    expect(marked()).toEqual([KEY_ID]);
    expect(told(table)).toMatchObject([{ action: 'key.updated', before: { plan: 'free' }, after: own }]);
  });

  it('that is changed otherwise, or put on its plan again, keeps its association', async () => {
    const before = apiKey({ plan: 'free', association: ASSOCIATION });
    const { deps, table, marked } = deployment(accountOn(), before);

    accepted(await updateKey(deps, call(), { ...patchKey('free'), patch: { label: 'New' } }));
    const afterLabel = marked();
    accepted(await updateKey(deps, call(), patchKey('free')));

    expect(table.all('key')).toEqual([{ ...before, label: 'New', version: 2 }]);
    expect([afterLabel, marked()]).toEqual([[], [KEY_ID]]);
  });

  it('loses also the association that reconcile writes while its plan is changed', async () => {
    const { deps, table } = deployment(accountOn(), apiKey({ plan: 'free' }));
    const reconcile = () =>
      table.commit([
        { type: 'update', ref: { kind: 'key', keyId: KEY_ID }, when: {}, set: { association: ASSOCIATION } },
      ]);

    accepted(await updateKey({ ...deps, table: interrupted(table, reconcile) }, call(), patchKey('pro')));

    expect(table.all('key')).toEqual([apiKey({ plan: 'pro', version: 2 })]);
  });

  it.each<[string, (account: Account, key: ApiKey) => Promise<unknown>]>([
    ['issued', async (owner) => refusalOf(await issueKey(deployment(owner).deps, call(), { ...KEY, plan: 'pro' }))],
    ['put', async (owner, key) => refusalOf(await updateKey(deployment(owner, key).deps, call(), patchKey('pro')))],
  ])('is not %s on a plan above its account’s', async (_, refused) => {
    expect(await refused(accountOn('free'), apiKey())).toEqual({
      code: 'grant-exceeded',
      detail:
        'The plan pro allows more than the account’s plan free, in rate, burst or quota. Choose a smaller plan, or change ' +
        'the account’s plan first.',
    });
  });

  it('that is above its account’s plan since that shrank can be changed in all else', async () => {
    const { deps, table } = deployment(accountOn('free'), apiKey({ plan: 'pro' }));

    accepted(await updateKey(deps, call(), { ...patchKey('pro'), patch: { label: 'New' } }));

    expect(table.all('key')).toMatchObject([{ label: 'New', plan: 'pro' }]);
  });

  it('cannot be put on a plan that the deployment does not have', async () => {
    const { deps } = deployment(accountOn(), apiKey());

    const refused = [
      refusalOf(await issueKey(deps, call(), { ...KEY, plan: 'gold' })),
      refusalOf(await updateKey(deps, call(), patchKey('gold'))),
    ];

    const error = { pointer: '/plan', detail: 'Must be a plan of this deployment: free, pro.' };
    expect(refused.map(({ errors }) => errors)).toEqual([[error], [error]]);
  });

  it('and the account that its request makes are each on a plan, and both are marked', async () => {
    const { deps, marked } = deployment();
    const wanted = { name: 'Acme', externalId: 'crm-1', grant: { plan: 'pro' } };

    const { key, account: made } = accepted(
      await issueKeyAndAccount(deps, call(), { label: 'A key', scopes: [], plan: 'free', account: wanted }),
    );
    const refused = refusalOf(
      await issueKeyAndAccount(deps, call(), {
        ...{ label: 'A key', scopes: [], account: { ...wanted, externalId: 'crm-2', grant: { plan: 'gold' } } },
      }),
    );

    expect(marked().sort()).toEqual([made.accountId, key.keyId].sort());
    expect(refused.errors).toMatchObject([{ pointer: '/account/grant/plan' }]);
  });
});

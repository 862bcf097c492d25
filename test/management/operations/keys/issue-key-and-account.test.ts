import { parseKey } from '../../../../lambda/domain/key-format';
import { MANAGEMENT_CATALOGUE, type ManagementScope } from '../../../../lambda/domain/policy';
import { deleteAccount, revokeAll } from '../../../../lambda/management/operations/accounts/account-verbs';
import {
  issueKeyAndAccount,
  type IssueKeyAndAccountInput,
} from '../../../../lambda/management/operations/keys/issue-key-and-account';
import { ACCOUNT_ID, account, DAY, NOW } from '../../../support/records';
import {
  accepted,
  actions,
  call,
  interrupted,
  refusalOf,
  retriable,
  through,
  told,
  world,
} from '../../../support/world';

const externalId = 'customer-4711';
const grant = { scopes: ['read:orders'], maxActiveKeys: 2, maxKeyLifetimeDays: 30 };
const input = (given: Partial<IssueKeyAndAccountInput> = {}, wanted: object = {}): IssueKeyAndAccountInput => ({
  label: 'First',
  scopes: ['read:orders'],
  ...given,
  account: { name: 'Acme Corp', externalId, grant, ...wanted },
});
const named = (given: Parameters<typeof account>[0] = {}) => [
  account({ externalId, ...given }),
  { kind: 'externalId', externalId, accountId: ACCOUNT_ID } as const,
];
const as = (...scopes: readonly ManagementScope[]) =>
  call({ actor: { type: 'operator', clientId: 'op', scopes }, requires: ['write:keys'] });
const records = ({ table }: ReturnType<typeof world>) =>
  (['account', 'externalId', 'key', 'liveKey', 'idempotency', 'event'] as const).map((kind) => table.all(kind).length);
const NOTHING = [0, 0, 0, 0, 0, 0];

describe('with an external id that no account has', () => {
  it('makes the account and its key in one transaction, told by two events in this order', async () => {
    const here = world();
    const commit = jest.spyOn(here.table, 'commit');

    const result = accepted(
      await issueKeyAndAccount(here.deps, retriable(), input({}, { metadata: { tier: 'gold' } })),
    );

    const [made] = here.table.all('account');
    expect(made).toMatchObject({ name: 'Acme Corp', externalId, grant, metadata: { tier: 'gold' }, version: 1 });
    expect(result).toMatchObject({ account: made, key: { accountId: made?.accountId, createdAt: NOW } });
    expect(parseKey(result.secretShown ? result.presentedKey : '')?.accountId).toBe(made?.accountId);
    expect(here.table.all('externalId')).toEqual([{ kind: 'externalId', externalId, accountId: made?.accountId }]);
    expect(commit).toHaveBeenCalledTimes(1);
    const inTime = [...here.table.all('event')].sort((a, b) => (a.eventId < b.eventId ? -1 : 1));
    expect(inTime.map(({ action, target }) => [action, target])).toEqual([
      ['account.created', `account:${made?.accountId}`],
      ['key.issued', `key:${result.key.keyId}`],
    ]);
  });

  it.each([
    ['write:keys'],
    ['write:keys', 'read:accounts', 'revoke:keys'],
    MANAGEMENT_CATALOGUE.filter((scope) => scope !== 'write:accounts'),
  ])('makes none for an actor without write:accounts, and finds none either: %s', async (...scopes) => {
    const here = world();

    const outcome = await issueKeyAndAccount(
      here.deps,
      as(...(scopes.flat() as ManagementScope[])),
      input({}, { grant: { scopes: ['fly:moon'] } }),
    );

    expect(refusalOf(outcome).code).toBe('account-not-found');
    expect(records(here)).toEqual(NOTHING);
  });

  it('makes the account with write:keys and write:accounts', async () => {
    const here = world();

    accepted(await issueKeyAndAccount(here.deps, as('write:keys', 'write:accounts'), input()));

    expect(actions(here.table).sort()).toEqual(['account.created', 'key.issued']);
  });

  it.each([
    ['scopes', input({ scopes: ['read:orders', 'write:orders'] }), 'grant-exceeded'],
    ['a life', input({ expiresAt: NOW + 31 * DAY }), 'grant-exceeded'],
    ['a number of keys', input({}, { grant: { ...grant, maxActiveKeys: 0 } }), 'key-limit-reached'],
    ['scopes, as there is no grant', input({}, { grant: undefined }), 'grant-exceeded'],
  ])('refuses a key beyond the grant in %s, and makes no account', async (_, asked, code) => {
    const here = world();

    const outcome = await issueKeyAndAccount(here.deps, call(), asked);

    expect(refusalOf(outcome).code).toBe(code);
    expect(records(here)).toEqual(NOTHING);
  });

  it('names every place that is wrong, of the account and of the key', async () => {
    const here = world();
    const wanted = { grant: { scopes: ['fly:moon'] }, metadata: { text: 'x'.repeat(3_400) } };

    const outcome = await issueKeyAndAccount(
      here.deps,
      call(),
      input({ scopes: ['fly:mars'], expiresAt: NOW }, wanted),
    );

    expect(refusalOf(outcome).errors?.map((error) => 'pointer' in error && error.pointer)).toEqual([
      ...['/account/grant/scopes/0', '/account', '/scopes/0', '/expiresAt'],
    ]);
    expect(records(here)).toEqual(NOTHING);
  });
});

describe('with the external id of an account', () => {
  it.each([['write:keys'], ['write:keys', 'write:accounts']] as const)(
    'issues the key and leaves the account as it is, with %s',
    async (...scopes) => {
      const here = world(...named());
      const before = here.table.all('account');

      const { key } = accepted(
        await issueKeyAndAccount(here.deps, as(...scopes), input({}, { name: 'Other', grant: {} })),
      );

      expect(key.accountId).toBe(ACCOUNT_ID);
      expect(here.table.all('account')).toEqual(before);
      expect(told(here.table).map(({ action }) => action)).toEqual(['key.issued']);
    },
  );

  it('judges the key by the grant that the account has', async () => {
    const here = world(...named({ grant: { scopes: [] } }));

    const outcome = await issueKeyAndAccount(here.deps, call(), input());

    expect(refusalOf(outcome).code).toBe('grant-exceeded');
  });

  it('refuses a suspended account', async () => {
    const here = world(...named({ suspendedAt: NOW }));

    const outcome = await issueKeyAndAccount(here.deps, call(), input());

    expect(refusalOf(outcome).code).toBe('account-suspended');
  });

  it('makes an account if that one is deleted meanwhile', async () => {
    const here = world(...named());
    const end = () => deleteAccount(here.deps, call(), { accountId: ACCOUNT_ID });

    const { account: made } = accepted(
      await issueKeyAndAccount(through(here, interrupted(here.table, end)), call(), input()),
    );

    expect(made.accountId).not.toBe(ACCOUNT_ID);
    expect(here.table.all('account')).toEqual([made]);
  });

  it('makes an account also if that one is deleted between the reads of external id and account', async () => {
    const here = world(...named());
    const read = here.table.read.bind(here.table);
    jest.spyOn(here.table, 'read').mockImplementationOnce(async (refs) => {
      const found = await read(refs);
      accepted(await deleteAccount(here.deps, call(), { accountId: ACCOUNT_ID }));
      return found;
    });

    const { account: made } = accepted(await issueKeyAndAccount(here.deps, call(), input()));

    expect(here.table.all('account')).toEqual([made]);
  });
});

describe('at once', () => {
  it('two callers get one account and two keys', async () => {
    const here = world();
    const other = () => issueKeyAndAccount(here.deps, call(), input({ label: 'Other' }));

    accepted(await issueKeyAndAccount(through(here, interrupted(here.table, other)), call(), input()));

    const [made] = here.table.all('account');
    expect(here.table.all('key').map(({ label, accountId }) => [label, accountId])).toEqual([
      ['Other', made?.accountId],
      ['First', made?.accountId],
    ]);
    expect(actions(here.table).sort()).toEqual(['account.created', 'key.issued', 'key.issued']);
  });

  it('a caller that may not make accounts gets a key of the account that another one makes', async () => {
    const here = world();
    accepted(await issueKeyAndAccount(here.deps, call(), input()));

    const { key } = accepted(await issueKeyAndAccount(here.deps, as('write:keys'), input()));

    expect(here.table.all('account').map(({ accountId }) => accountId)).toEqual([key.accountId]);
  });
});

describe('sent again with its Idempotency-Key', () => {
  it('answers with the key without its secret, and makes nothing', async () => {
    const here = world();
    const first = accepted(await issueKeyAndAccount(here.deps, retriable(), input()));
    const before = records(here);

    const again = accepted(await issueKeyAndAccount(here.deps, retriable(), input()));

    expect([again.key, again.account, again.secretShown]).toEqual([first.key, first.account, false]);
    expect(records(here)).toEqual(before);
  });

  it('says so when the account of the first try is gone', async () => {
    const here = world();
    const { account: made } = accepted(await issueKeyAndAccount(here.deps, retriable(), input()));
    accepted(await revokeAll(here.deps, call(), made));
    accepted(await deleteAccount(here.deps, call(), made));

    const outcome = await issueKeyAndAccount(here.deps, retriable(), input());

    expect(refusalOf(outcome).code).toBe('account-not-found');
    expect(here.table.all('account')).toEqual([]);
  });

  it('refuses another request', async () => {
    const here = world();
    accepted(await issueKeyAndAccount(here.deps, retriable('one'), input()));

    const outcome = await issueKeyAndAccount(here.deps, retriable('other'), input());

    expect(refusalOf(outcome).code).toBe('idempotency-mismatch');
  });
});

it('is refused without write:keys before anything of the account is read', async () => {
  const here = world(...named());

  const outcome = await issueKeyAndAccount(here.deps, as('write:accounts'), input());

  expect(refusalOf(outcome).code).toBe('insufficient-scope');
});

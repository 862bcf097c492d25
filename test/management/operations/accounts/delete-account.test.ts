import { deleteAccount } from '../../../../lambda/management/operations/accounts/account-verbs';
import { issueKey } from '../../../../lambda/management/operations/keys/key-secrets';
import { ACCOUNT_ID, account, apiKey, client, NOW } from '../../../support/records';
import { accepted, actions, call, interrupted, nthKey, refusalOf, through, told, world } from '../../../support/world';

const target = { accountId: ACCOUNT_ID };
const DEAD = account({ externalId: 'crm-42', credentialsValidAfter: NOW - 1 });
const OWNER = { kind: 'externalId', externalId: 'crm-42', accountId: ACCOUNT_ID } as const;

describe('deleting an account', () => {
  it('forgets it with its dead keys, clients and externalId, and keeps its events', async () => {
    const { deps, table } = world(DEAD, OWNER, apiKey(), client());

    accepted(await deleteAccount(deps, call(), target));

    expect([table.all('account'), table.all('key'), table.all('client'), table.all('externalId')]).toEqual([
      [],
      [],
      [],
      [],
    ]);
    expect(actions(table).sort()).toEqual(['account.deleted', 'client.deleted', 'key.deleted']);
    expect(told(table).find(({ action }) => action === 'account.deleted')).toMatchObject({
      target: `account:${ACCOUNT_ID}`,
      before: { name: 'Example Ltd', externalId: 'crm-42' },
      after: undefined,
    });
  });

  it('keeps in mind who owned a client, so that its revoked tokens come alive nowhere else', async () => {
    const owner = { kind: 'clientOwner', clientId: client().clientId, accountId: ACCOUNT_ID } as const;
    const { deps, table } = world(DEAD, OWNER, client(), owner);

    accepted(await deleteAccount(deps, call(), target));

    expect(table.all('clientOwner')).toEqual([owner]);
  });

  it.each([
    ['an active key', [apiKey()]],
    ['a suspended key', [apiKey({ suspendedAt: NOW })]],
    ['a key that is not yet valid', [apiKey({ notBefore: NOW + 1 })]],
    ['a client', [client()]],
  ])('refuses one with %s', async (_, credentials) => {
    const { deps, table } = world(account(), ...credentials);

    const outcome = await deleteAccount(deps, call(), target);

    expect(refusalOf(outcome).code).toBe('key-still-active');
    expect(table.all('account')).toHaveLength(1);
  });

  it('deletes one with more dead keys than a transaction takes', async () => {
    const keys = Array.from({ length: 110 }, (_, n) => nthKey(n));
    const { deps, table } = world(DEAD, OWNER, ...keys);

    accepted(await deleteAccount(deps, call(), target));

    expect([table.all('account'), table.all('key')]).toEqual([[], []]);
    expect(actions(table).filter((action) => action === 'key.deleted')).toHaveLength(110);
    expect(actions(table).filter((action) => action === 'account.deleted')).toHaveLength(1);
  });

  it('refuses one that gets a key at this very moment', async () => {
    const here = world(DEAD, OWNER);
    const issue = () => issueKey(here.deps, call(), { ...target, label: 'New', scopes: [] });

    const outcome = await deleteAccount(through(here, interrupted(here.table, issue)), call(), target);

    expect(refusalOf(outcome).code).toBe('key-still-active');
    expect([here.table.all('account'), here.table.all('key')].map((found) => found.length)).toEqual([1, 1]);
  });

  it('finds it no more the second time', async () => {
    const { deps } = world(account());
    accepted(await deleteAccount(deps, call(), target));

    const outcome = await deleteAccount(deps, call(), target);

    expect(refusalOf(outcome).code).toBe('account-not-found');
  });
});

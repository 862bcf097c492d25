import { deleteAccount } from '../../../../lambda/management/operations/accounts/account-verbs';
import { updateAccount } from '../../../../lambda/management/operations/accounts/account-changes';
import { issueKey } from '../../../../lambda/management/operations/keys/key-secrets';
import { loadKey } from '../../../../lambda/engine/load';
import { issuedClient } from '../../../support/issued';
import { around } from '../../../support/races';
import { ACCOUNT_ID, account, apiKey, client, KEY_ID, NOW } from '../../../support/records';
import { accepted, actions, call, nthKey, refusalOf, through, told, type World, world } from '../../../support/world';

const target = { accountId: ACCOUNT_ID };
const DEAD = account({ externalId: 'crm-42', generation: 2, credentialsValidAfter: NOW - 1 });
const OWNER = { kind: 'externalId', externalId: 'crm-42', accountId: ACCOUNT_ID } as const;
const MARK = { kind: 'deletedAccount', accountId: ACCOUNT_ID } as const;

/** A table that does something else before its nth write. */
function before(here: World, nth: number, meanwhile: () => Promise<unknown>) {
  let writes = 0;
  const table = around(here.table, async (name, go) => {
    if (name === 'commit' && (writes += 1) === nth) await meanwhile();
    return go();
  });
  return through(here, table);
}

describe('deleting an account', () => {
  it('forgets it and its externalId, tells of it once, and leaves the rest to a later run', async () => {
    const { deps, table } = world(DEAD, OWNER, apiKey(), client());

    accepted(await deleteAccount(deps, call(), target));

    expect([table.all('account'), table.all('externalId'), table.all('deletedAccount')]).toEqual([[], [], [MARK]]);
    expect(told(table)).toMatchObject([
      {
        action: 'account.deleted',
        target: `account:${ACCOUNT_ID}`,
        before: { name: 'Example Ltd', externalId: 'crm-42' },
        after: undefined,
      },
    ]);
  });

  it('makes nobody find its keys any more, though their records are still there', async () => {
    const { deps, table } = world(DEAD, OWNER, apiKey());
    accepted(await deleteAccount(deps, call(), target));

    const found = await loadKey(deps, call(), { ...target, keyId: KEY_ID });

    expect([table.all('key').length, refusalOf(found).code]).toEqual([1, 'account-not-found']);
  });

  it('keeps in mind who owned a client, so that its revoked tokens come alive nowhere else', async () => {
    const owner = { kind: 'clientOwner', clientId: client().clientId, accountId: ACCOUNT_ID } as const;
    const { deps, table } = world(DEAD, OWNER, client(), owner);

    accepted(await deleteAccount(deps, call(), target));

    expect(table.all('clientOwner')).toEqual([owner]);
  });

  it.each([
    ['an active key', [apiKey()]],
    ['a key that expires later', [apiKey({ expiresAt: NOW + 1 })]],
    ['a suspended key', [apiKey({ suspendedAt: NOW })]],
    ['a key that is not yet valid', [apiKey({ notBefore: NOW + 1 })]],
    ['a client', [client()]],
  ])('refuses one with %s, and writes nothing', async (_, credentials) => {
    const { deps, table } = world(account(), ...credentials);

    const outcome = await deleteAccount(deps, call(), target);

    expect(refusalOf(outcome).code).toBe('key-still-active');
    expect([table.all('account'), table.all('event')]).toEqual([[account()], []]);
  });

  it.each([
    ['a revoked key', [apiKey({ revokedAt: NOW })]],
    ['an expired key', [apiKey({ expiresAt: NOW })]],
    ['a revoked client', [client({ revokedAt: NOW })]],
    ['a revoked client that Cognito still has', [issuedClient({ revokedAt: NOW })]],
  ])('deletes one with %s', async (_, credentials) => {
    const { deps, table } = world(account(), ...credentials);

    accepted(await deleteAccount(deps, call(), target));

    expect(table.all('account')).toEqual([]);
  });

  it.each([1, 2])('refuses one that gets a key before its write number %d', async (nth) => {
    const here = world(DEAD, OWNER);
    const issue = () => issueKey(here.deps, call(), { ...target, label: 'New', scopes: [] });

    const outcome = await deleteAccount(before(here, nth, issue), call(), target);

    expect(refusalOf(outcome).code).toBe('key-still-active');
    expect([here.table.all('account'), here.table.all('key')].map((found) => found.length)).toEqual([1, 1]);
  });

  it('deletes the externalId that it got before the last write', async () => {
    const here = world(account());
    const rename = () => updateAccount(here.deps, call(), { ...target, patch: { externalId: 'crm-42' } });

    accepted(await deleteAccount(before(here, 2, rename), call(), target));

    expect([here.table.all('account'), here.table.all('externalId')]).toEqual([[], []]);
  });

  it('that ended half-way harms nothing: the next issue takes its fence away', async () => {
    const { deps, table } = world(account({ fence: 'left' }));

    accepted(await issueKey(deps, call(), { ...target, label: 'New', scopes: [] }));

    expect([table.all('account'), actions(table)]).toEqual([[account()], ['key.issued']]);
  });

  it('finds it no more the second time', async () => {
    const { deps } = world(account(), nthKey(1, { revokedAt: NOW }));
    accepted(await deleteAccount(deps, call(), target));

    const outcome = await deleteAccount(deps, call(), target);

    expect(refusalOf(outcome).code).toBe('account-not-found');
  });
});

import { revokeAll } from '../../../../lambda/management/operations/accounts/account-verbs';
import { clientStatus, keyStatus } from '../../../../lambda/domain/status';
import { ACCOUNT_ID, account, apiKey, client, NOW } from '../../../support/records';
import { accepted, call, refusalOf, told, world } from '../../../support/world';

const target = { accountId: ACCOUNT_ID };

describe('revoking all', () => {
  it('ends every key and client in one write', async () => {
    const { deps, table } = world(account(), apiKey(), client());

    const result = accepted(await revokeAll(deps, call(), target));

    expect(result.account).toEqual(account({ generation: 2, credentialsValidAfter: NOW, version: 2 }));
    expect(table.all('account')).toEqual([result.account]);
    expect(keyStatus(apiKey(), result.account, NOW)).toBe('revoked');
    expect(clientStatus(client(), result.account)).toBe('revoked');
    expect(told(table)).toMatchObject([
      { action: 'account.credentials-revoked', after: { credentialsValidAfter: '2026-11-23T12:00:00.000Z' } },
    ]);
  });

  it.each([
    ['a key', apiKey()],
    ['a key with an end', apiKey({ expiresAt: NOW + 1 })],
    // Another process, whose clock is behind, still lets it in.
    ['an expired key', apiKey({ expiresAt: NOW - 1 })],
    ['a client', client()],
  ])('ends %s that was made by a faster clock', async (_, made) => {
    const { deps, table } = world(account(), { ...made, createdAt: NOW + 5 });

    accepted(await revokeAll(deps, call(), target));

    expect(table.all('account')[0]?.generation).toBe(2);
  });

  it('reads nothing but the account, so no other record can keep it from working', async () => {
    const { deps, table } = world(account(), apiKey());
    await table.commit(table.all('liveKey').map((ref) => ({ type: 'forget', ref })));

    accepted(await revokeAll(deps, call(), target));

    expect(table.all('account')).toMatchObject([{ generation: 2 }]);
  });

  it('ends what was issued since, and shows a later time whatever the clock says', async () => {
    const { deps, table } = world(
      account({ generation: 2, credentialsValidAfter: NOW + 5 }),
      apiKey({ generation: 2 }),
    );

    accepted(await revokeAll(deps, call(), target));

    expect(table.all('account')).toMatchObject([{ generation: 3, credentialsValidAfter: NOW + 6 }]);
  });

  it('finds no account that does not exist', async () => {
    const { deps } = world();

    const outcome = await revokeAll(deps, call(), target);

    expect(refusalOf(outcome).code).toBe('account-not-found');
  });
});

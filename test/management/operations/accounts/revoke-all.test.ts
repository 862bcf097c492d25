import { revokeAll } from '../../../../lambda/management/operations/accounts/account-verbs';
import { clientStatus, keyStatus } from '../../../../lambda/domain/status';
import { ACCOUNT_ID, account, apiKey, client, NOW } from '../../../support/records';
import { accepted, call, nthKey, refusalOf, told, world } from '../../../support/world';

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

  it('changes and tells nothing when nothing was issued since the last time', async () => {
    const ended = account({ generation: 2, credentialsValidAfter: NOW - 5 });
    const { deps, table } = world(ended, apiKey(), client(), nthKey(1, { generation: 2, revokedAt: NOW }));

    const result = accepted(await revokeAll(deps, call(), target));

    expect([result.account, table.all('account'), table.all('event')]).toEqual([ended, [ended], []]);
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

import { revokeAll } from '../../../../lambda/management/operations/accounts/account-verbs';
import { clientStatus, keyStatus } from '../../../../lambda/domain/status';
import { ACCOUNT_ID, account, apiKey, client, NOW } from '../../../support/records';
import { accepted, call, refusalOf, told, world } from '../../../support/world';

const target = { accountId: ACCOUNT_ID };

describe('revoking all', () => {
  it('ends every key and client in one write', async () => {
    const { deps, table } = world(account(), apiKey(), client());

    const result = accepted(await revokeAll(deps, call(), target));

    expect(result.account).toEqual(account({ credentialsValidAfter: NOW, version: 2 }));
    expect(table.all('account')).toEqual([result.account]);
    expect(keyStatus(apiKey(), result.account, NOW)).toBe('revoked');
    expect(clientStatus(client(), result.account)).toBe('revoked');
    expect(told(table)).toMatchObject([
      { action: 'account.credentials-revoked', after: { credentialsValidAfter: '2026-11-23T12:00:00.000Z' } },
    ]);
  });

  it('covers a credential that was made by a faster clock', async () => {
    const { deps } = world(account({ newestCredentialAt: NOW + 5 }));

    const result = accepted(await revokeAll(deps, call(), target));

    expect(result.account.credentialsValidAfter).toBe(NOW + 5);
  });

  it('never moves back, whatever the clock says', async () => {
    const { deps, table } = world(account({ credentialsValidAfter: NOW + 5 }));

    accepted(await revokeAll(deps, call(), target));

    expect(table.all('account')).toEqual([account({ credentialsValidAfter: NOW + 5 })]);
    expect(table.all('event')).toEqual([]);
  });

  it('moves on when it is asked again later', async () => {
    const { deps, table } = world(account({ credentialsValidAfter: NOW - 5 }));

    accepted(await revokeAll(deps, call(), target));

    expect(table.all('account')[0]?.credentialsValidAfter).toBe(NOW);
  });

  it('finds no account that does not exist', async () => {
    const { deps } = world();

    const outcome = await revokeAll(deps, call(), target);

    expect(refusalOf(outcome).code).toBe('account-not-found');
  });
});

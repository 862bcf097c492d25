import { readAccount } from '../../../../lambda/management/operations/accounts/account-reads';
import { ACCOUNT_ID, account } from '../../../support/records';
import { accepted, call, refusalOf, world } from '../../../support/world';

describe('reading an account', () => {
  it('gives its record', async () => {
    const { deps } = world(account());

    const result = accepted(await readAccount(deps, call(), { accountId: ACCOUNT_ID }));

    expect(result).toEqual({ account: account(), pendingClients: 0 });
  });

  it.each(['Acc0000009', '', 'short', `${ACCOUNT_ID}x`, 'Acc000000#', '__proto__'])(
    'finds none with the id %j',
    async (accountId) => {
      const { deps } = world(account());

      const outcome = await readAccount(deps, call(), { accountId });

      expect(refusalOf(outcome).code).toBe('account-not-found');
    },
  );
});

import { resumeAccount } from '../../../../lambda/management/operations/accounts/account-verbs';
import { ACCOUNT_ID, account, NOW } from '../../../support/records';
import { accepted, call, refusalOf, told, world } from '../../../support/world';

const target = { accountId: ACCOUNT_ID };

describe('resuming an account', () => {
  it('lets it work again and tells of it', async () => {
    const { deps, table } = world(account({ suspendedAt: NOW - 1 }));

    const result = accepted(await resumeAccount(deps, call(), target));

    expect(result.account).toEqual(account({ version: 2, resumedAt: NOW }));
    expect(table.all('account')).toEqual([account({ version: 2, resumedAt: NOW })]);
    expect(told(table)).toMatchObject([
      { action: 'account.resumed', before: { status: 'suspended' }, after: { status: 'active' } },
    ]);
  });

  it('changes and tells nothing when it is not suspended', async () => {
    const { deps, table } = world(account());

    const result = accepted(await resumeAccount(deps, call(), target));

    expect(result.account).toEqual(account());
    expect(table.all('event')).toEqual([]);
  });

  it('needs more than the right to stop', async () => {
    const { deps } = world(account({ suspendedAt: NOW - 1 }));
    const actor = { type: 'operator', clientId: 'op', scopes: ['revoke:keys', 'write:keys'] } as const;

    const outcome = await resumeAccount(deps, call({ actor, requires: ['write:accounts'] }), target);

    expect(refusalOf(outcome).code).toBe('insufficient-scope');
  });
});

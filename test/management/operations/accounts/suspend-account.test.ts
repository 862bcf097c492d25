import { suspendAccount } from '../../../../lambda/management/operations/accounts/account-verbs';
import { ACCOUNT_ID, account, NOW } from '../../../support/records';
import { accepted, call, refusalOf, told, world } from '../../../support/world';

const target = { accountId: ACCOUNT_ID };

describe('suspending an account', () => {
  it('stops it now and tells of it', async () => {
    const { deps, table } = world(account());

    const result = accepted(await suspendAccount(deps, call(), target));

    expect(result.account).toEqual(account({ suspendedAt: NOW, version: 2 }));
    expect(table.all('account')).toEqual([result.account]);
    expect(told(table)).toMatchObject([
      { action: 'account.suspended', before: { status: 'active' }, after: { status: 'suspended' } },
    ]);
  });

  it('changes and tells nothing the second time', async () => {
    const { deps, table, clock } = world(account());
    accepted(await suspendAccount(deps, call(), target));

    clock.now += 1;
    accepted(await suspendAccount(deps, call(), target));

    expect(table.all('account')).toEqual([account({ suspendedAt: NOW, version: 2 })]);
    expect(table.all('event')).toHaveLength(1);
  });

  it.each(['revoke:keys', 'write:keys'])('needs no more than %s', async (scope) => {
    const { deps } = world(account());
    const actor = { type: 'operator', clientId: 'op', scopes: [scope] } as const;

    const outcome = await suspendAccount(deps, call({ actor }), target);

    expect(outcome.ok).toBe(true);
  });

  it('finds no account that does not exist', async () => {
    const { deps } = world();

    const outcome = await suspendAccount(deps, call(), target);

    expect(refusalOf(outcome).code).toBe('account-not-found');
  });
});

import { listAccounts } from '../../../../lambda/management/operations/accounts/account-reads';
import type { Account } from '../../../../lambda/domain/model';
import { account, NOW } from '../../../support/records';
import { accepted, call, refusalOf, through, world } from '../../../support/world';

const named = (n: number, name: string, externalId?: string): Account =>
  account({ accountId: `Acc000000${n}`, name, externalId, createdAt: NOW + n });
const ACCOUNTS = [named(1, 'Example Ltd'), named(2, 'Sample GmbH', 'crm-2'), named(3, 'Another example')];
const owner = { kind: 'externalId', externalId: 'crm-2', accountId: 'Acc0000002' } as const;

describe('listing accounts', () => {
  it('gives them in order of creation, page by page', async () => {
    const { deps } = world(...ACCOUNTS);

    const first = accepted(await listAccounts(deps, call(), { limit: 2 }));
    const second = accepted(await listAccounts(deps, call(), { limit: 2, after: first.next }));

    expect([first.accounts, second]).toEqual([ACCOUNTS.slice(0, 2), { accounts: ACCOUNTS.slice(2) }]);
  });

  it('finds a part of the name in any case', async () => {
    const { deps } = world(...ACCOUNTS);

    const result = accepted(await listAccounts(deps, call(), { limit: 50, name: 'EXAMPLE' }));

    expect(result).toEqual({ accounts: [ACCOUNTS[0], ACCOUNTS[2]] });
  });

  it('finds the one account with an externalId, without the index', async () => {
    const here = world(...ACCOUNTS, owner);
    const table = Object.assign(Object.create(here.table), { listAccounts: () => Promise.reject(new Error('index')) });

    const result = accepted(await listAccounts(through(here, table), call(), { limit: 50, externalId: 'crm-2' }));

    expect(result).toEqual({ accounts: [ACCOUNTS[1]] });
  });

  it.each([
    ['no account has it', { externalId: 'crm-9' }],
    ['its account has another name', { externalId: 'crm-2', name: 'Example' }],
  ])('finds none by externalId when %s', async (_, filter) => {
    const { deps } = world(...ACCOUNTS, owner);

    const result = accepted(await listAccounts(deps, call(), { limit: 50, ...filter }));

    expect(result).toEqual({ accounts: [] });
  });

  it('leaves out an account that was deleted since the index saw it', async () => {
    const here = world(...ACCOUNTS.slice(1));
    const seen = ['Acc0000001', 'Acc0000002'].map((accountId) => ({ accountId, name: 'x', position: accountId }));
    const table = Object.assign(Object.create(here.table), { listAccounts: async () => ({ items: seen }) });

    const result = accepted(await listAccounts(through(here, table), call(), { limit: 50 }));

    expect(result).toEqual({ accounts: [ACCOUNTS[1]] });
  });

  it('needs read:accounts', async () => {
    const { deps } = world(...ACCOUNTS);
    const actor = { type: 'operator', clientId: 'op', scopes: ['write:accounts'] } as const;

    const outcome = await listAccounts(deps, call({ actor, requires: ['read:accounts'] }), { limit: 50 });

    expect(refusalOf(outcome).code).toBe('insufficient-scope');
  });
});

import { listClients, type ListClientsInput } from '../../../../lambda/management/operations/clients/client-reads';
import type { Account } from '../../../../lambda/domain/model';
import { ACCOUNT_ID, account, client, NOW } from '../../../support/records';
import { accepted, call, refusalOf, world } from '../../../support/world';

const input = (given: Partial<ListClientsInput> = {}): ListClientsInput => ({
  accountId: ACCOUNT_ID,
  limit: 50,
  ...given,
});
const nth = (n: number, given: Parameters<typeof client>[0] = {}) => client({ clientId: `client${n}`, ...given });
const shown = (one: ReturnType<typeof nth>) => ({ client: one, account: account(), pending: false });
const FOREIGN = client({ accountId: 'Acc0000002', clientId: 'client0' });

describe('listing clients', () => {
  it('gives those of the account page by page, and of no other', async () => {
    const { deps } = world(account(), nth(1), nth(2), nth(3), FOREIGN);

    const first = accepted(await listClients(deps, call(), input({ limit: 2 })));
    const second = accepted(await listClients(deps, call(), input({ limit: 2, after: first.next })));

    expect(first).toEqual({ clients: [1, 2].map((n) => shown(nth(n))), next: 'client2' });
    expect(second).toEqual({ clients: [shown(nth(3))] });
  });

  it.each<[Partial<ListClientsInput>, Partial<Account>, number[]]>([
    [{ status: 'active' }, {}, [1, 4]],
    [{ status: 'suspended' }, {}, [2]],
    [{ status: 'revoked' }, {}, [3]],
    [{ status: 'revoked' }, { generation: 2, credentialsValidAfter: NOW }, [1, 2, 3, 4]],
    [{ label: 'Fourth' }, {}, [4]],
    [{ label: 'Four' }, {}, []],
    [{ label: 'Fourth', status: 'suspended' }, {}, []],
  ])('keeps those that %j asks for', async (filter, owner, wanted) => {
    const { deps } = world(
      account(owner),
      nth(1),
      nth(2, { suspendedAt: NOW }),
      nth(3, { revokedAt: NOW, suspendedAt: NOW }),
      nth(4, { label: 'Fourth' }),
    );

    const result = accepted(await listClients(deps, call(), input(filter)));

    expect(result.clients).toMatchObject(wanted.map((n) => ({ client: { clientId: `client${n}` } })));
    expect(result.clients).toHaveLength(wanted.length);
  });

  it('finds no account that does not exist', async () => {
    const { deps } = world();

    const outcome = await listClients(deps, call(), input());

    expect(refusalOf(outcome).code).toBe('account-not-found');
  });
});

import { readAccount } from '../../../../lambda/management/operations/accounts/account-reads';
import type { TableRecord } from '../../../../lambda/domain/records/table-records';
import { issuedClient } from '../../../support/issued';
import { around } from '../../../support/races';
import { ACCOUNT_ID, account } from '../../../support/records';
import { accepted, call, refusalOf, through, world } from '../../../support/world';

describe('reading an account', () => {
  it('gives its record', async () => {
    const { deps } = world(account());

    const result = accepted(await readAccount(deps, call(), { accountId: ACCOUNT_ID }));

    expect(result).toEqual({ account: account(), pendingClients: 0 });
  });

  it('reads its clients only if one may be pending', async () => {
    const pending = issuedClient({ issuerState: 'of another time' });
    const mark = { kind: 'pendingMark', accountId: ACCOUNT_ID, mark: 'm' } as const;
    const lists: string[] = [];
    const read = async (...records: readonly TableRecord[]) => {
      const here = world(account(), pending, ...records);
      const table = around(here.table, (name, go) => (lists.push(name), go()));
      return accepted(await readAccount(through(here, table), call(), { accountId: ACCOUNT_ID })).pendingClients;
    };

    expect([await read(), lists]).toEqual([0, ['read']]);
    expect([await read(mark), lists]).toEqual([1, ['read', 'read', 'listLiveClients', 'read']]);
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

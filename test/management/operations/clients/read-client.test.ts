import { readClient } from '../../../../lambda/management/operations/clients/client-reads';
import { ACCOUNT_ID, account, CLIENT_ID, client } from '../../../support/records';
import { accepted, call, world } from '../../../support/world';

describe('reading a client', () => {
  it('gives it with its account, and writes nothing', async () => {
    const { deps, table } = world(account(), client());

    const result = accepted(await readClient(deps, call(), { accountId: ACCOUNT_ID, clientId: CLIENT_ID }));

    expect(result).toMatchObject({ client: client(), account: account() });
    expect(table.all('event')).toEqual([]);
  });
});

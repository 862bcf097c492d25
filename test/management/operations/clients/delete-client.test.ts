import { adoptClient } from '../../../../lambda/management/operations/clients/adopt-client';
import { deleteClient } from '../../../../lambda/management/operations/clients/client-verbs';
import { issuedClient } from '../../../support/issued';
import { ACCOUNT_ID, account, CLIENT_ID, client, NOW } from '../../../support/records';
import { accepted, actions, call, refusalOf, world } from '../../../support/world';
import { trusting } from '../../../support/token-proof';

const target = { accountId: ACCOUNT_ID, clientId: CLIENT_ID };
const OWNER = { kind: 'clientOwner', clientId: CLIENT_ID, accountId: ACCOUNT_ID } as const;

describe('deleting a client', () => {
  it.each([
    ['revoked', account(), client({ revokedAt: NOW })],
    ['revoked, which Cognito does not know yet', account(), issuedClient({ revokedAt: NOW })],
    ['ended by revoke-all', account({ generation: 2, credentialsValidAfter: NOW }), client()],
  ])('forgets one that is %s and keeps its events and the word on whose it was', async (_, owner, dead) => {
    const { deps, table } = world(owner, dead, OWNER);

    accepted(await deleteClient(deps, call(), target));

    expect([table.all('client'), table.all('liveClient'), table.all('clientOwner')]).toEqual([[], [], [OWNER]]);
    expect(actions(table)).toEqual(['client.deleted']);
  });

  it.each([ACCOUNT_ID, 'Acc0000002'])('leaves nothing that account %s could adopt', async (accountId) => {
    const { deps } = world(account(), account({ accountId: 'Acc0000002' }), client({ revokedAt: NOW }), OWNER);
    accepted(await deleteClient(deps, call(), target));

    const outcome = await adoptClient(trusting(deps), call(), {
      accountId,
      clientId: CLIENT_ID,
      label: 'A',
      scopes: [],
    });

    expect(refusalOf(outcome).code).toBe(accountId === ACCOUNT_ID ? 'client-not-active' : 'client-already-adopted');
  });

  it.each([
    ['active', client()],
    ['suspended', client({ suspendedAt: NOW })],
    ['without a valid token', client({ tokensValidAfter: NOW + 1_000 })],
  ])('refuses one that is %s', async (_, alive) => {
    const { deps, table } = world(account(), alive, OWNER);

    const outcome = await deleteClient(deps, call(), target);

    expect(refusalOf(outcome).code).toBe('client-still-active');
    expect(table.all('client')).toEqual([alive]);
  });

  it('finds it no more the second time', async () => {
    const { deps } = world(account(), client({ revokedAt: NOW }), OWNER);
    accepted(await deleteClient(deps, call(), target));

    const outcome = await deleteClient(deps, call(), target);

    expect(refusalOf(outcome).code).toBe('client-not-found');
  });
});

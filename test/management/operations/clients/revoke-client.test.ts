import { revokeClient, updateClient } from '../../../../lambda/management/operations/clients/client-verbs';
import { REVOCATION_REASONS } from '../../../../lambda/domain/vocabulary';
import { issuedClient } from '../../../support/issued';
import { ACCOUNT_ID, account, CLIENT_ID, client, NOW } from '../../../support/records';
import { accepted, call, interrupted, through, told, world } from '../../../support/world';

const target = { accountId: ACCOUNT_ID, clientId: CLIENT_ID };

describe('revoking a client', () => {
  it('ends it for good and tells of it', async () => {
    const { deps, table } = world(account(), client());

    const result = accepted(await revokeClient(deps, call(), target));

    expect(result.client).toEqual(client({ revokedAt: NOW, revocationReason: 'unspecified', version: 2 }));
    expect(table.all('client')).toEqual([result.client]);
    const after = { status: 'revoked', revokedAt: '2026-11-23T12:00:00.000Z', revocationReason: 'unspecified' };
    expect(told(table)).toMatchObject([{ action: 'client.revoked', before: { status: 'active' }, after }]);
  });

  it.each(REVOCATION_REASONS)('keeps the reason %s', async (reason) => {
    const { deps } = world(account(), client());

    const result = accepted(await revokeClient(deps, call(), { ...target, reason }));

    expect(result.client.revocationReason).toBe(reason);
  });

  it('changes and tells nothing the second time, whatever the reason', async () => {
    const { deps, table, clock } = world(account(), client());
    accepted(await revokeClient(deps, call(), { ...target, reason: 'leaked' }));

    clock.now += 1;
    const result = accepted(await revokeClient(deps, call(), { ...target, reason: 'superseded' }));

    expect(result.client).toMatchObject({ revokedAt: NOW, revocationReason: 'leaked' });
    expect(table.all('event')).toHaveLength(1);
  });

  it('takes it out of the live index, but for an app client that Cognito must delete', async () => {
    const [adopted, issued] = [world(account(), client()), world(account(), issuedClient())];

    for (const { deps } of [adopted, issued]) accepted(await revokeClient(deps, call(), target));

    expect(adopted.table.all('liveClient')).toEqual([]);
    expect(issued.table.all('liveClient')).toEqual([{ kind: 'liveClient', ...target }]);
  });

  it('has nothing left to do after revoke-all', async () => {
    const { deps, table } = world(account({ generation: 2, credentialsValidAfter: NOW }), client());

    accepted(await revokeClient(deps, call(), target));

    expect([table.all('client'), table.all('event')]).toEqual([[client()], []]);
  });

  it('ends one that is suspended, of an account that is suspended', async () => {
    const { deps } = world(account({ suspendedAt: NOW }), client({ suspendedAt: NOW - 1 }));

    const result = accepted(await revokeClient(deps, call(), target));

    expect(result.client.revokedAt).toBe(NOW);
  });

  it('is held up by no other writer: it needs one write even when the client changes at this very moment', async () => {
    const here = world(account(), client());
    const update = () => updateClient(here.deps, call(), { ...target, patch: { label: 'B' } });

    accepted(await revokeClient(through(here, interrupted(here.table, update)), call(), target));

    expect(here.pauses).toEqual([]);
    expect(here.table.all('client')).toMatchObject([{ label: 'B', revokedAt: NOW, version: 3 }]);
  });
});

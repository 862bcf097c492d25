import {
  type ClientPatch,
  suspendClient,
  updateClient,
} from '../../../../lambda/management/operations/clients/client-verbs';
import { updateAccount } from '../../../../lambda/management/operations/accounts/account-changes';
import { ACCOUNT_ID, account, CLIENT_ID, client, NOW } from '../../../support/records';
import { accepted, call, interrupted, refusalOf, through, told, world } from '../../../support/world';

const target = { accountId: ACCOUNT_ID, clientId: CLIENT_ID };
const input = (patch: ClientPatch, ifMatch?: number) => ({ ...target, patch, ifMatch });

describe('updating a client', () => {
  it.each<[ClientPatch, Partial<ReturnType<typeof client>>]>([
    [{ label: 'Depot' }, { label: 'Depot' }],
    [{ scopes: ['write:*'] }, { scopes: ['write:orders'] }],
    [
      { label: 'Depot', scopes: [] },
      { label: 'Depot', scopes: [] },
    ],
  ])('changes what %j names, leaves the rest and tells of it', async (patch, changed) => {
    const { deps, table } = world(account(), client());

    const result = accepted(await updateClient(deps, call(), input(patch)));

    expect(result).toEqual({ client: client({ ...changed, version: 2 }), account: account(), pending: false });
    expect(table.all('client')).toEqual([result.client]);
    expect(told(table)).toMatchObject([{ action: 'client.updated', target: `client:${CLIENT_ID}`, after: changed }]);
  });

  it.each<ClientPatch>([{}, { label: client().label }, { scopes: ['write:*', 'read:orders'] }])(
    'writes nothing when nothing changes: %j',
    async (patch) => {
      const { deps, table } = world(account(), client());

      const result = accepted(await updateClient(deps, call(), input(patch)));

      expect([result.client, table.all('client'), table.all('event')]).toEqual([client(), [client()], []]);
    },
  );

  it('takes a patch written against the present version and refuses one against another', async () => {
    const { deps } = world(account(), client());

    const fresh = await updateClient(deps, call(), input({ label: 'B' }, 1));
    const stale = await updateClient(deps, call(), input({ label: 'C' }, 1));

    expect([fresh.ok, refusalOf(stale).code]).toEqual([true, 'version-conflict']);
  });

  it('refuses scopes beyond the grant, also when they are sent again unchanged', async () => {
    const { deps } = world(account({ grant: { scopes: ['write:orders'] } }), client());

    const outcome = await updateClient(deps, call(), input({ scopes: client().scopes }));

    expect(refusalOf(outcome).code).toBe('grant-exceeded');
  });

  it('lets the label be changed while the grant lacks a scope of the client', async () => {
    const { deps } = world(account({ grant: { scopes: [] } }), client());

    const outcome = await updateClient(deps, call(), input({ label: 'B' }));

    expect(outcome.ok).toBe(true);
  });

  it('refuses what the grant ceases to hold between read and write', async () => {
    const here = world(account(), client({ scopes: [] }));
    const patch = { grant: { scopes: ['read:orders'] } };
    const shrink = () => updateAccount(here.deps, call(), { accountId: ACCOUNT_ID, patch });
    const deps = through(here, interrupted(here.table, shrink));

    const outcome = await updateClient(deps, call(), input({ scopes: ['write:orders'] }));

    expect(refusalOf(outcome).code).toBe('grant-exceeded');
    expect(here.table.all('client')).toEqual([client({ scopes: [] })]);
  });

  it('keeps another one’s change when both meet', async () => {
    const here = world(account(), client());
    const suspend = () => suspendClient(here.deps, call(), target);

    accepted(await updateClient(through(here, interrupted(here.table, suspend)), call(), input({ label: 'B' })));

    expect(here.table.all('client')).toEqual([client({ label: 'B', suspendedAt: NOW, version: 3 })]);
  });

  it('names every scope that the catalogue does not have', async () => {
    const { deps } = world(account(), client());

    const outcome = await updateClient(deps, call(), input({ scopes: ['read:orders', 'read:x'] }));

    expect(refusalOf(outcome)).toMatchObject({ code: 'invalid-request', errors: [{ pointer: '/scopes/1' }] });
  });
});

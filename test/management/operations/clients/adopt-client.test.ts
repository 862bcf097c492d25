import { adoptClient, type AdoptClientInput } from '../../../../lambda/management/operations/clients/adopt-client';
import { clientStatus } from '../../../../lambda/domain/status';
import { revokeAll } from '../../../../lambda/management/operations/accounts/account-verbs';
import { updateAccount } from '../../../../lambda/management/operations/accounts/account-changes';
import { ACCOUNT_ID, account, CLIENT_ID, client, NOW } from '../../../support/records';
import {
  accepted,
  actions,
  call,
  interrupted,
  operator,
  refusalOf,
  through,
  told,
  world,
} from '../../../support/world';

const input = (given: Partial<AdoptClientInput> = {}): AdoptClientInput => ({
  accountId: ACCOUNT_ID,
  clientId: CLIENT_ID,
  label: 'Warehouse',
  scopes: ['read:orders', 'write:orders'],
  ...given,
});
const OWNER = { kind: 'clientOwner', clientId: CLIENT_ID, accountId: ACCOUNT_ID } as const;

describe('adopting a client', () => {
  it('takes it into the account, once and for all', async () => {
    const { deps, table } = world(account());

    const result = accepted(await adoptClient(deps, call(), input()));

    expect(result).toEqual({ client: client({ createdAt: NOW }), account: account(), pending: false, created: true });
    expect(table.all('client')).toEqual([result.client]);
    expect(table.all('clientOwner')).toEqual([OWNER]);
    expect(table.all('account')).toEqual([account()]);
    const after = { label: 'Warehouse', scopes: ['read:orders', 'write:orders'], status: 'active' };
    expect(told(table)).toEqual([
      { action: 'client.adopted', target: `client:${CLIENT_ID}`, actor: 'operator:op', after },
    ]);
  });

  it('makes a client that is alive although revoke-all came from a faster clock', async () => {
    const ended = account({ generation: 2, credentialsValidAfter: NOW + 5 });
    const { deps } = world(ended);

    const result = accepted(await adoptClient(deps, call(), input()));

    expect([result.client.createdAt, clientStatus(result.client, ended)]).toEqual([NOW, 'active']);
  });

  it('changes label and scopes of a client that the account has', async () => {
    const { deps, table } = world(account(), client(), OWNER);

    const result = accepted(await adoptClient(deps, call(), input({ label: 'Depot', scopes: ['read:orders'] })));

    expect(result).toMatchObject({ created: false, client: { label: 'Depot', scopes: ['read:orders'], version: 2 } });
    expect(table.all('client')).toEqual([result.client]);
    expect(told(table)).toMatchObject([
      { action: 'client.updated', after: { label: 'Depot', scopes: ['read:orders'] } },
    ]);
  });

  it('writes nothing when nothing changes', async () => {
    const { deps, table } = world(account(), client(), OWNER);

    const result = accepted(await adoptClient(deps, call(), input({ scopes: ['write:orders', 'read:orders'] })));

    expect([result.client, result.created, table.all('event')]).toEqual([client(), false, []]);
  });

  it('refuses a client of another account', async () => {
    const { deps, table } = world(account(), { ...OWNER, accountId: 'Acc0000002' });

    const outcome = await adoptClient(deps, call(), input());

    expect(refusalOf(outcome).code).toBe('client-already-adopted');
    expect(table.all('client')).toEqual([]);
  });

  it('refuses a client that another account takes at this very moment', async () => {
    const here = world(account(), account({ accountId: 'Acc0000002' }));
    const other = () => adoptClient(here.deps, call(), input({ accountId: 'Acc0000002' }));

    const outcome = await adoptClient(through(here, interrupted(here.table, other)), call(), input());

    expect(refusalOf(outcome).code).toBe('client-already-adopted');
    expect(actions(here.table)).toEqual(['client.adopted']);
  });

  it.each([
    ['revoked', account(), client({ revokedAt: NOW })],
    ['ended by revoke-all', account({ generation: 2, credentialsValidAfter: NOW }), client()],
  ])('does not revive a client that is %s', async (_, owner, dead) => {
    const { deps } = world(owner, dead, OWNER);

    const outcome = await adoptClient(deps, call(), input());

    expect(refusalOf(outcome).code).toBe('client-not-active');
  });

  it('does not revive a client whose record was deleted', async () => {
    const { deps, table } = world(account(), OWNER);

    const outcome = await adoptClient(deps, call(), input());

    expect(refusalOf(outcome).code).toBe('client-not-active');
    expect(table.all('client')).toEqual([]);
  });

  it('does not revive a client that revoke-all ends at this very moment', async () => {
    const here = world(account(), client(), OWNER);
    const end = () => revokeAll(here.deps, call(), { accountId: ACCOUNT_ID });

    const outcome = await adoptClient(through(here, interrupted(here.table, end)), call(), input({ label: 'B' }));

    expect(refusalOf(outcome).code).toBe('client-not-active');
  });

  it('leaves what one of two asked, never a mixture', async () => {
    const here = world(account(), client(), OWNER);
    const other = () => adoptClient(here.deps, call(), input({ label: 'Depot' }));
    const asked = input({ scopes: ['read:orders'] });

    accepted(await adoptClient(through(here, interrupted(here.table, other)), call(), asked));

    expect(here.table.all('client')).toMatchObject([{ label: asked.label, scopes: asked.scopes, version: 3 }]);
  });

  it('refuses scopes beyond the grant, also of a grant that shrinks at this very moment', async () => {
    const here = world(account());
    const patch = { grant: { scopes: ['read:orders'] } };
    const shrink = () => updateAccount(here.deps, call(), { accountId: ACCOUNT_ID, patch });

    const outcome = await adoptClient(through(here, interrupted(here.table, shrink)), call(), input());

    expect(refusalOf(outcome).code).toBe('grant-exceeded');
    expect(here.table.all('client')).toEqual([]);
  });

  it('refuses a suspended account, for a new client and for one it has', async () => {
    const suspended = account({ suspendedAt: NOW });

    const outcomes = [
      await adoptClient(world(suspended).deps, call(), input()),
      await adoptClient(world(suspended, client(), OWNER).deps, call(), input({ label: 'B' })),
    ];

    expect(outcomes.map((outcome) => refusalOf(outcome).code)).toEqual(['account-suspended', 'account-suspended']);
  });

  it('names every scope that the catalogue does not have', async () => {
    const { deps } = world(account());

    const outcome = await adoptClient(deps, call(), input({ scopes: ['read:x'] }));

    expect(refusalOf(outcome)).toMatchObject({ code: 'invalid-request', errors: [{ pointer: '/scopes/0' }] });
  });

  const key = `sp_live_${'0'.repeat(18)}_${'a'.repeat(49)}`;

  it.each(['op', 'not an id', '', 'x'.repeat(129), key])('takes no client with the id %j', async (clientId) => {
    const { deps, table } = world(account());

    const outcome = await adoptClient(deps, call(), input({ clientId }));

    expect(refusalOf(outcome)).toMatchObject({ code: 'invalid-request', errors: [{ parameter: 'clientId' }] });
    expect(table.all('clientOwner')).toEqual([]);
  });

  it.each([undefined, NOW])('takes no client of an operator, revoked or not: %j', async (revokedAt) => {
    const { deps, table } = world(account(), operator({ clientId: CLIENT_ID, revokedAt }));

    const outcome = await adoptClient(deps, call(), input());

    expect(refusalOf(outcome)).toMatchObject({ code: 'invalid-request', errors: [{ parameter: 'clientId' }] });
    expect(table.all('clientOwner')).toEqual([]);
  });

  it('finds no account that does not exist', async () => {
    const { deps } = world();

    const outcome = await adoptClient(deps, call(), input());

    expect(refusalOf(outcome).code).toBe('account-not-found');
  });
});

import {
  type AdoptClientInput,
  adoptClient as adopt,
} from '../../../../lambda/management/operations/clients/adopt-client';
import type { Call, IssuerDeps } from '../../../../lambda/engine/context';
import { DependencyError } from '../../../../lambda/domain/outcome';
import { clientStatus } from '../../../../lambda/domain/status';
import { revokeAll } from '../../../../lambda/management/operations/accounts/account-verbs';
import { updateAccount } from '../../../../lambda/management/operations/accounts/account-changes';
import { ACCOUNT_ID, account, CLIENT_ID, client, NOW } from '../../../support/records';
import { ownTokens, proof, trusting } from '../../../support/token-proof';
import { ISSUER } from '../../../support/tokens';
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
  token: proof(),
  ...given,
});
const adoptClient = (deps: IssuerDeps, by: Call, asked: AdoptClientInput) => adopt(trusting(deps), by, asked);
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

  it.each([
    ['absent', 'invalid-request', [{ parameter: 'clientId', detail: expect.stringContaining('any more') }]],
    ['rate', 'too-many-requests', undefined],
  ] as const)(
    'asks the pool, which may have lost the app client since its token was made: %s',
    async (no, code, errors) => {
      const { deps, table, pool } = world(account());
      if (no === 'rate') pool.interfere('listSecrets', 'rate');
      const asked = { ...deps, trust: { signatures: ownTokens, issuer: ISSUER } };

      const outcome = await adopt(asked, call(), input());

      expect(refusalOf(outcome)).toMatchObject({ code, ...(errors && { errors }) });
      expect([table.all('client'), table.all('clientOwner')]).toEqual([[], []]);
    },
  );

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

describe('the token of an app client that nobody adopted', () => {
  const refusedWith = async (token: string | undefined) => {
    const { deps, table } = world(account());
    const { code, errors } = refusalOf(await adoptClient(deps, call(), input({ token })));
    return { code, errors, kept: [...table.all('client'), ...table.all('clientOwner'), ...table.all('event')] };
  };

  it.each([
    ['is not sent', undefined, 'Is required to adopt an app client: send an access token of it.'],
    ['is no token', 'x', 'Must be an access token alone, without a scheme such as Bearer.'],
    ['has a scheme', `Bearer ${proof()}`, 'Must be an access token alone, without a scheme such as Bearer.'],
    [
      'is another app client’s',
      proof({ client_id: 'b', sub: 'b' }),
      'Must be a token of the app client in the path; this is another client’s.',
    ],
    ['has expired', proof({ exp: NOW / 1000 }), 'Has expired. Fetch a new token.'],
  ])('must be good: one that %s is refused', async (_, token, detail) => {
    expect(await refusedWith(token)).toEqual({
      code: 'invalid-request',
      errors: [{ pointer: '/token', detail }],
      kept: [],
    });
  });

  it.each([
    ['is not signed by this pool', proof().replace(/[^.]*$/, 'Zm9yZ2Vk')],
    ['is of another pool', proof({ iss: `${ISSUER}2` })],
    ['is an id token', proof({ token_use: 'id' })],
    ['is a person’s', proof({ sub: '5b1b6f5e-0000-4000-8000-000000000001' })],
    ['was issued in the future', proof({ iat: NOW / 1000 + 61 })],
  ])('must be an access token that this pool issued to it: one that %s is refused', async (_, token) => {
    const { errors, kept } = await refusedWith(token);

    expect([errors, kept]).toEqual([[{ pointer: '/token', detail: expect.stringContaining('user pool of this') }], []]);
  });

  it('is judged with the other fields, so that all errors come at once', async () => {
    const { deps } = world(account());

    const outcome = await adoptClient(deps, call(), input({ scopes: ['read:x'], token: 'x' }));

    expect(refusalOf(outcome).errors).toMatchObject([{ pointer: '/scopes/0' }, { pointer: '/token' }]);
  });

  it('is not judged by a key set that cannot be read: nothing is known, and nothing written', async () => {
    const { deps, table } = world(account());
    const verify = () => Promise.reject(new DependencyError('key-set', 'down'));

    const outcome = adopt({ ...deps, trust: { signatures: { verify }, issuer: ISSUER } }, call(), input());

    await expect(outcome).rejects.toThrow(DependencyError);
    expect(table.all('clientOwner')).toEqual([]);
  });

  it('is kept in no record and no event', async () => {
    const { deps, table } = world(account());

    accepted(await adoptClient(deps, call(), input()));

    const everything = (['account', 'client', 'clientOwner', 'event', 'idempotency'] as const).flatMap((kind) => [
      ...table.all(kind),
    ]);
    expect(everything).toHaveLength(4);
    expect(JSON.stringify(everything)).not.toContain(proof().slice(-40));
  });
});

describe('no token is asked for or looked at', () => {
  const unasked = () => {
    const verify = jest.fn(ownTokens.verify.bind(ownTokens));
    return { verify, trust: { signatures: { verify }, issuer: ISSUER } };
  };

  it.each([undefined, 'x', proof({ exp: 1 })])('when the account has the client already: %j', async (token) => {
    const { verify, trust } = unasked();
    const { deps } = world(account(), client(), OWNER);

    const result = accepted(await adopt({ ...deps, trust }, call(), input({ label: 'Depot', token })));

    expect([result.client.label, verify.mock.calls]).toEqual(['Depot', []]);
  });

  it('when another account has it: that decides', async () => {
    const { verify, trust } = unasked();
    const { deps } = world(account(), { ...OWNER, accountId: 'Acc0000002' });

    const outcome = await adopt({ ...deps, trust }, call(), input({ token: 'x' }));

    expect([refusalOf(outcome).code, verify.mock.calls]).toEqual(['client-already-adopted', []]);
  });

  it('when the id cannot be adopted at all', async () => {
    const { verify, trust } = unasked();
    const { deps } = world(account());

    const outcome = await adopt({ ...deps, trust }, call(), input({ clientId: 'op' }));

    expect([refusalOf(outcome).errors, verify.mock.calls]).toMatchObject([[{ parameter: 'clientId' }], []]);
  });
});

import { importedSecret, sha256Hex } from '../../../lambda/domain/hash';
import { eventFields } from '../../../lambda/engine/audit-events';
import {
  accountView,
  clientView,
  keyView,
  operatorView,
  secretView,
  type Shown,
} from '../../../lambda/management/wire/views';
import { MANAGEMENT_CATALOGUE } from '../../../lambda/domain/policy';
import { ASSOCIATION_SPREAD, plansFrom } from '../../../lambda/domain/plans';
import { account, apiKey, client, DAY, KEY_ID, NOW } from '../../support/records';
import { operator } from '../../support/world';

const time = (instant: number) => new Date(instant).toISOString();
const members = (view: object) =>
  Object.entries(view)
    .filter(([, value]) => value !== undefined)
    .map(([name]) => name);

const plans = plansFrom('free 5 10 10000 month,pro 100 200', 'native');
const sight = { scopes: MANAGEMENT_CATALOGUE, isMember: false };
const shown = (given: Partial<Shown> = {}): Shown => ({
  plans: undefined,
  accountsServer: 'orders-accounts',
  now: NOW,
  sight,
  ...given,
});
const association = { plan: 'free', deployment: 'native', since: NOW - ASSOCIATION_SPREAD };

describe('the limits', () => {
  const free = account({ grant: { scopes: [], plan: 'free' }, association });

  it('of an account are those of its plan, in a deployment with plans alone', () => {
    const views = [free, account()].map((one) => accountView(one, shown({ plans })));

    expect(views.map(({ limits }) => limits)).toEqual([{ plan: 'free', shared: false, pending: false }, undefined]);
    expect(views[0]?.grant.plan).toBe('free');
    expect(accountView(free, shown()).limits).toBeUndefined();
  });

  it('of a key are those of its own plan, or of its account’s where that is smaller', () => {
    const limitsOf = (plan?: string) => {
      const key = apiKey(plan === undefined ? {} : { plan });
      return keyView({ key, account: free, now: NOW }, shown({ plans })).limits;
    };

    expect([limitsOf(), limitsOf('free'), limitsOf('pro')]).toEqual([
      undefined,
      { plan: 'free', shared: true, pending: true },
      { plan: 'free', shared: false, pending: false },
    ]);
    expect(keyView({ key: apiKey({ plan: 'free' }), account: free, now: NOW }, shown())).toMatchObject({
      plan: 'free',
      limits: undefined,
    });
  });
});

describe('a key’s view', () => {
  const view = (given: Parameters<typeof apiKey>[0], owner = account(), now = NOW) =>
    keyView({ key: apiKey(given), account: owner, now }, shown({ now }));

  it('holds no hash, and no member that the view does not name', () => {
    const stranger = Object.assign(apiKey(), { added: 'later' });

    const view = keyView({ key: stranger, account: account(), now: NOW }, shown());

    expect(JSON.stringify(view)).not.toContain(stranger.currentSecret.hash);
    expect(members(view)).not.toContain('added');
    expect(members(view)).not.toContain('currentSecret');
  });

  it.each([
    [NOW, 2],
    [NOW - 1, 2],
    [NOW + 1, 1],
  ])('shows the previous secret while its grace runs: at %i it has %i secrets', (now, count) => {
    const previousSecret = { ...apiKey().currentSecret, graceUntil: NOW + 1 };

    expect(view({ previousSecret }, account(), now).secrets).toHaveLength(count);
  });

  it('ends at its own date or at the grant’s longest life, whichever is earlier', () => {
    const granted = account({ grant: { scopes: [], maxKeyLifetimeDays: 30 } });

    expect(view({}).expiresAt).toBeUndefined();
    expect(view({ expiresAt: NOW + DAY }, granted).expiresAt).toBe(time(NOW + DAY));
    expect(view({ expiresAt: NOW + 99 * DAY }, granted).expiresAt).toBe(time(NOW + 21 * DAY));
  });

  it('was revoked by its own revocation, else by the revoke-all that ended it', () => {
    const ended = account({ generation: 2, credentialsValidAfter: NOW - DAY });

    expect(view({ revokedAt: NOW, revocationReason: 'leaked' }, ended)).toMatchObject({
      status: 'revoked',
      revokedAt: time(NOW),
      revocationReason: 'leaked',
    });
    expect(view({}, ended)).toMatchObject({ status: 'revoked', revokedAt: time(NOW - DAY) });
    expect(view({ generation: 2 }, ended)).toMatchObject({ status: 'active', revokedAt: undefined });
  });

  it('has the hint that a list needs and no character of the secret', () => {
    expect(view({}).hint).toBe(`sp_live_${KEY_ID}…`);
    expect(members(view({}))).not.toContain('imported');
  });

  it('of an imported key shows no part of its string and no hash, and after a rotation how the new secret begins', () => {
    const importedHash = sha256Hex('unkey_3ZkQvJt8mW2pXyN4bRcHdF');
    const shown = view({ importedHash, currentSecret: importedSecret(importedHash, NOW) });

    expect([shown.hint, shown.imported]).toEqual([`imported_${KEY_ID}…`, true]);
    expect(JSON.stringify(shown)).not.toContain(importedHash);
    expect(view({ importedHash })).toMatchObject({ hint: `sp_live_${KEY_ID}…`, imported: true });
  });
});

describe('an account’s view', () => {
  it('holds no counters of the table', () => {
    const view = accountView(
      account({ suspendedAt: NOW, fence: 'fence', credentialsValidAfter: NOW, association }),
      shown(),
    );

    expect(members(view)).toEqual(['id', 'name', 'status', 'grant', 'createdAt', 'createdBy', 'version']);
    expect(view.status).toBe('suspended');
  });
});

describe('a client’s view', () => {
  it('shows what the grant leaves of it', () => {
    const granted = account({ grant: { scopes: ['write:orders'] } });

    expect(clientView({ client: client(), account: granted, pending: false }, shown())).toMatchObject({
      scopes: ['read:orders', 'write:orders'],
      effectiveScopes: ['write:orders'],
      status: 'active',
    });
  });
});

describe('a client’s view of its app client', () => {
  it('shows how long tokens live of an issued client, and what is pending while it is', () => {
    const view = (pending: boolean, given: Parameters<typeof client>[0] = {}) =>
      members(clientView({ client: client(given), account: account(), pending }, shown()));

    expect(view(false)).not.toContain('tokenLifetimeMinutes');
    expect(view(false, { tokenLifetimeMinutes: 60 })).toContain('tokenLifetimeMinutes');
    expect(view(false, { tokenLifetimeMinutes: 60 })).not.toContain('pending');
    expect(view(true, { tokenLifetimeMinutes: 60 })).toContain('pending');
  });

  it('holds nothing of the synchronization with Cognito', () => {
    const told = client({ tokenLifetimeMinutes: 60, issuerState: 'hash', tellingSince: NOW, cacheValidAfter: NOW });

    expect(JSON.stringify(clientView({ client: told, account: account(), pending: false }, shown()))).not.toMatch(
      /hash|telling|cache/i,
    );
  });
});

describe('a secret’s view', () => {
  it('is its id and when it was made', () => {
    const secret = Object.assign({ secretId: 'x--1', createdAt: NOW }, { clientSecret: 'open sesame' });

    expect(secretView(secret)).toEqual({ id: 'x--1', createdAt: time(NOW) });
  });
});

describe('an operator’s view', () => {
  it('shows all management scopes of the stack’s own, and no label or time of creation, which it has not', () => {
    expect(members(operatorView(operator()))).toEqual(['id', 'scopes', 'status', 'version']);
    expect(operatorView(operator()).scopes).toContain('write:operators');
  });

  it('shows who was revoked, when and why', () => {
    const revoked = operator({ scopes: ['read:keys'], revokedAt: NOW, revocationReason: 'leaked' });

    expect(operatorView(revoked)).toMatchObject({
      scopes: ['read:keys'],
      status: 'revoked',
      revokedAt: time(NOW),
      revocationReason: 'leaked',
    });
  });
});

describe('a client’s view of its ends', () => {
  it('shows when its tokens were revoked, when it was suspended and when and why it was revoked', () => {
    const stopped = client({
      suspendedAt: NOW,
      tokensValidAfter: NOW + 1_000,
      revokedAt: NOW,
      revocationReason: 'leaked',
    });

    expect(clientView({ client: stopped, account: account(), pending: false }, shown())).toMatchObject({
      status: 'revoked',
      suspendedAt: time(NOW),
      tokensValidAfter: time(NOW + 1_000),
      revokedAt: time(NOW),
      revocationReason: 'leaked',
    });
  });
});

describe('an event as responses show it', () => {
  it('is the event without the table’s words', () => {
    const event = {
      kind: 'event',
      eventId: '0'.repeat(20),
      accountId: 'Acc0000001',
      at: NOW,
      action: 'key.revoked',
      actor: `holder:${KEY_ID}`,
      sourceIp: '203.0.113.7',
      requestId: 'r',
      target: `key:${KEY_ID}`,
      before: { status: 'active' },
    } as const;

    expect(members(eventFields(event)).sort()).toEqual([
      'action',
      'actor',
      'at',
      'before',
      'id',
      'requestId',
      'sourceIp',
      'target',
    ]);
  });
});

/** The keys' routes, answer by answer; every body is held against the OpenAPI document on the way. */
import { deployment } from '../../support/management';
import { account, ACCOUNT_ID, apiKey, DAY, KEY_ID, NOW } from '../../support/records';
import { actions, nthKey } from '../../support/world';

const KEYS = `/accounts/${ACCOUNT_ID}/keys`;
const ONE = `${KEYS}/${KEY_ID}`;
const PRESENTED = /^sp_live_[0-9A-Za-z]{18}_[0-9A-Za-z]{49}$/;

describe('201 and 200', () => {
  test('a key is issued with everything that was asked for, and shown once', async () => {
    const { send } = deployment(account());
    const asked = {
      label: 'Nightly export 🌙',
      scopes: ['read:orders'],
      description: 'x'.repeat(500),
      expiresAt: '2026-12-24T00:00:00.5+01:00',
      notBefore: '2026-11-24t00:00:00z',
      networks: ['192.0.2.0/24', '2001:db8::/32'],
      metadata: { team: 'export' },
      tags: ['nightly'],
    };

    const issued = await send(`POST ${KEYS}`, { body: asked });
    const read = await send(`GET ${KEYS}/${issued.body.id}`);

    const { key, ...view } = issued.body;
    expect(issued.status).toBe(201);
    expect(issued.headers).toMatchObject({ ETag: '"1"', Location: `/v1${KEYS}/${view.id}` });
    expect(key).toMatch(PRESENTED);
    expect(view).toMatchObject({
      ...asked,
      expiresAt: '2026-12-23T23:00:00.500Z',
      notBefore: '2026-11-24T00:00:00.000Z',
      status: 'notYetValid',
      effectiveScopes: ['read:orders'],
      hint: `sp_live_${view.id}…`,
      secrets: [{ createdAt: '2026-11-23T12:00:00.000Z' }],
    });
    expect(read.body).toEqual(view);
  });

  test('a key may be issued without any scope', async () => {
    const { send } = deployment(account());

    const issued = await send(`POST ${KEYS}`, { body: { label: 'none', scopes: [] } });

    expect(issued.body).toMatchObject({ scopes: [], effectiveScopes: [], status: 'active' });
  });

  test('an issue sent twice with one Idempotency-Key makes one key, shows its secret once and says how to go on', async () => {
    const { send, table } = deployment(account());
    const sent = { body: { label: 'x', scopes: [] }, headers: { 'Idempotency-Key': 'once' } };

    const first = await send(`POST ${KEYS}`, sent);
    const second = await send(`POST ${KEYS}`, sent);

    expect([first.status, second.status]).toEqual([201, 200]);
    expect(second.body).toMatchObject({
      id: first.body.id,
      secretShown: false,
      detail: expect.stringContaining('and a new Idempotency-Key'),
    });
    expect(second.body).not.toHaveProperty('key');
    expect(table.all('key')).toHaveLength(1);
  });

  test('an issue is replayed also when its expiresAt has passed meanwhile', async () => {
    const { send, clock } = deployment(account());
    const body = { label: 'x', scopes: [], expiresAt: '2026-11-23T13:00:00Z' };
    const first = await send(`POST ${KEYS}`, { body, headers: { 'Idempotency-Key': 'once' } });
    clock.now += 7_200_000;

    const second = await send(`POST ${KEYS}`, { body, headers: { 'Idempotency-Key': 'once' } });

    expect(second).toMatchObject({ status: 200, body: { id: first.body.id, status: 'expired' } });
  });

  test('a view shows what the grant leaves of a key', async () => {
    const { send } = deployment(
      account({ grant: { scopes: ['write:orders'], maxKeyLifetimeDays: 10 } }),
      apiKey({ scopes: ['read:orders', 'write:orders'] }),
    );

    const { body } = await send(`GET ${ONE}`);

    expect(body).toMatchObject({ scopes: ['read:orders', 'write:orders'], effectiveScopes: ['write:orders'] });
    expect(body.expiresAt).toBe(new Date(NOW + DAY).toISOString());
  });

  test('a list is read page by page, within its filters', async () => {
    const keys = [1, 2, 3].map((n) => nthKey(n, { tags: ['nightly'] }));
    const { send } = deployment(account(), ...keys, nthKey(4, { suspendedAt: NOW, tags: ['nightly'] }), nthKey(5));
    const query = { status: 'active', tag: 'nightly', label: 'Nightly import', limit: '2' };

    const first = await send(`GET ${KEYS}`, { query });
    const second = await send(`GET ${KEYS}`, { query: { ...query, cursor: first.body.nextCursor } });

    const ids = [first, second].map(({ body }) => body.items.map(({ id }: { id: string }) => id));
    expect(ids).toEqual([keys.slice(0, 2).map((key) => key.keyId), [keys[2]?.keyId]]);
    expect(second.body).not.toHaveProperty('nextCursor');
  });

  test('a cursor that an earlier version gave still names its list', async () => {
    const { send } = deployment(account(), apiKey());
    const cursor = 'ZWZ0ZE9IWmNOMVZSQ1NKaDAwMDAwMDAxM1psTVE0';

    const { status, body } = await send(`GET ${KEYS}`, { query: { limit: '1', cursor } });

    expect([status, body.items.length]).toEqual([200, 1]);
  });

  test('a list by expiresBefore holds what ends before', async () => {
    const { send } = deployment(account(), nthKey(1, { expiresAt: NOW + DAY }), nthKey(2));

    const { body } = await send(`GET ${KEYS}`, { query: { expiresBefore: new Date(NOW + 2 * DAY).toISOString() } });

    expect(body.items).toHaveLength(1);
  });

  test('a merge patch removes what it nulls', async () => {
    const { send } = deployment(
      account(),
      apiKey({ description: 'd', tags: ['t'], networks: [], expiresAt: NOW + DAY }),
    );

    const patched = await send(`PATCH ${ONE}`, {
      body: {
        description: null,
        tags: null,
        networks: null,
        expiresAt: null,
        notBefore: null,
        metadata: null,
        label: 'New',
      },
      headers: { 'If-Match': '*' },
    });

    expect(patched).toMatchObject({ status: 200, headers: { ETag: '"2"' }, body: { label: 'New', version: 2 } });
    for (const member of ['description', 'tags', 'networks', 'expiresAt', 'notBefore', 'metadata'])
      expect(patched.body).not.toHaveProperty(member);
  });

  test('a rotation shows a new secret and both lives', async () => {
    const { send } = deployment(account(), apiKey());

    const rotated = await send(`POST ${ONE}/rotate`);

    expect(rotated.status).toBe(200);
    expect(rotated.body.key).toMatch(PRESENTED);
    expect(rotated.body.secrets).toEqual([
      { createdAt: new Date(NOW).toISOString() },
      { createdAt: new Date(NOW - 9 * DAY).toISOString(), graceUntil: new Date(NOW + DAY).toISOString() },
    ]);
  });

  test('a rotation sent twice with one Idempotency-Key rotates once', async () => {
    const { send } = deployment(account(), apiKey());
    const sent = { body: { graceSeconds: 0 }, headers: { 'Idempotency-Key': 'once' } };
    await send(`POST ${ONE}/rotate`, sent);

    const second = await send(`POST ${ONE}/rotate`, sent);

    expect(second).toMatchObject({ status: 200, body: { version: 2, secretShown: false } });
    expect(second.body.secrets).toHaveLength(1);
  });

  test('the newest secret can be replaced while a grace runs, and the grace can be ended', async () => {
    const { send } = deployment(account(), apiKey());
    await send(`POST ${ONE}/rotate`, { body: { graceSeconds: 604_800 } });

    const replaced = await send(`POST ${ONE}/rotate`, { body: { replace: 'newest' } });
    const ended = await send(`POST ${ONE}/end-grace`);

    expect(replaced.body.secrets).toHaveLength(2);
    expect(ended).toMatchObject({ status: 200, body: { secrets: [{}] } });
  });

  test('suspend, resume and revoke say what state the key is in, and revoke is final', async () => {
    const { send, table, clock } = deployment(account(), apiKey());

    const statuses = [];
    for (const step of ['suspend', 'resume', 'revoke', 'revoke']) {
      clock.now += 1;
      const body = step === 'revoke' ? { reason: 'superseded' } : {};
      statuses.push((await send(`POST ${ONE}/${step}`, { body })).body.status);
    }

    expect(statuses).toEqual(['suspended', 'active', 'revoked', 'revoked']);
    expect(actions(table)).toEqual(['key.suspended', 'key.resumed', 'key.revoked']);
    expect((await send(`GET ${ONE}`)).body.revocationReason).toBe('superseded');
  });
});

describe('204', () => {
  test('a dead key is deleted', async () => {
    const { send, table } = deployment(account(), apiKey({ revokedAt: NOW }));

    const deleted = await send(`DELETE ${ONE}`);

    expect(deleted).toMatchObject({ status: 204, text: '' });
    expect(table.all('key')).toEqual([]);
  });
});

describe('400', () => {
  test('all faults of an issue are told at once, dates and unknown scopes with them', async () => {
    const { send, table } = deployment(account());

    const refused = await send(`POST ${KEYS}`, {
      body: { label: '', scopes: ['fly:moon'], expiresAt: '2026-11-23T12:00:00Z', keyId: 'mine', tags: [''] },
    });

    const pointers = refused.body.errors.map(({ pointer }: { pointer: string }) => pointer).sort();
    expect(pointers).toEqual(['/expiresAt', '/keyId', '/label', '/scopes/0', '/tags/0']);
    expect(table.all('key')).toEqual([]);
  });

  test('an end that is past, or before the start, is told when nothing else is wrong', async () => {
    const { send } = deployment(account());
    const body = { label: 'x', scopes: [] };

    const past = await send(`POST ${KEYS}`, { body: { ...body, expiresAt: '2026-11-23T12:00:00.000Z' } });
    const turned = await send(`POST ${KEYS}`, {
      body: { ...body, notBefore: '2026-12-01T00:00:00Z', expiresAt: '2026-12-01T00:00:00Z' },
    });

    expect(past.body.errors).toMatchObject([{ pointer: '/expiresAt' }]);
    expect(turned.body.errors).toMatchObject([{ pointer: '/notBefore' }]);
  });

  test.each([
    'accountId',
    'status',
    'hash',
    'currentSecret',
    'createdAt',
    'version',
    'revokedAt',
    'environment',
    'association',
  ])('a caller cannot set %s', async (member) => {
    const { send, table } = deployment(account(), apiKey());

    const refused = await send(`PATCH ${ONE}`, { body: { label: 'x', [member]: 'mine' } });

    expect(refused.body.errors).toEqual([
      { pointer: `/${member}`, detail: 'This name is unknown. Remove it, or correct it.' },
    ]);
    expect(table.all('key')).toEqual([apiKey()]);
  });

  test.each([
    [{ graceSeconds: -1 }],
    [{ graceSeconds: 604_801 }],
    [{ graceSeconds: '60' }],
    [{ graceSeconds: 1.5 }],
    [{ replace: 'oldest' }],
  ])('a rotation with %j is refused', async (body) => {
    const { send } = deployment(account(), apiKey());

    const refused = await send(`POST ${ONE}/rotate`, { body });

    expect(refused.body.errors).toMatchObject([{ pointer: `/${Object.keys(body).join()}` }]);
  });

  test('a reason that nobody knows is refused', async () => {
    const { send } = deployment(account(), apiKey());

    const refused = await send(`POST ${ONE}/revoke`, { body: { reason: 'because' } });

    expect(refused.body.errors).toMatchObject([{ pointer: '/reason' }]);
  });

  test.each([['x'.repeat(256)], [''], ['two words'], ['schlüssel'], [['one', 'two']]])(
    'the Idempotency-Key %j is refused by its name',
    async (value) => {
      const { send } = deployment(account());

      const refused = await send(`POST ${KEYS}`, {
        body: { label: 'x', scopes: [] },
        headers: { 'IDEMPOTENCY-KEY': value },
      });

      expect(refused.body.errors).toMatchObject([{ header: 'Idempotency-Key' }]);
    },
  );

  test('a cursor of another account is none of this list', async () => {
    const other = { accountId: 'Acc0000002', keyId: 'Acc0000002Key00001' };
    const { send } = deployment(account(), account({ accountId: 'Acc0000002' }), nthKey(1), nthKey(2), apiKey(other));
    const { body } = await send(`GET ${KEYS}`, { query: { limit: '1' } });

    const refused = await send('GET /accounts/Acc0000002/keys', { query: { limit: '1', cursor: body.nextCursor } });

    expect(refused.body).toMatchObject({ status: 400, type: expect.stringMatching(/invalid-cursor$/) });
  });
});

describe('403', () => {
  test('a key cannot be issued beyond the grant', async () => {
    const { send } = deployment(account({ grant: { scopes: ['read:orders'] } }));

    const refused = await send(`POST ${KEYS}`, { body: { label: 'x', scopes: ['read:orders', 'write:orders'] } });

    expect(refused.body).toMatchObject({ status: 403, type: expect.stringMatching(/grant-exceeded$/) });
  });
});

describe('404', () => {
  const foreign = `/accounts/Acc0000002/keys/${KEY_ID}`;
  test.each(['GET', 'PATCH', 'DELETE', 'rotate', 'end-grace', 'suspend', 'resume', 'revoke'])(
    'another account’s key does not exist for %s, and stays as it is',
    async (verb) => {
      const { send, table } = deployment(account(), account({ accountId: 'Acc0000002' }), apiKey());
      const request = verb === verb.toUpperCase() ? `${verb} ${foreign}` : `POST ${foreign}/${verb}`;

      const missing = await send(request, verb === 'PATCH' ? { body: { label: 'Mine' } } : {});

      expect(missing.body).toMatchObject({ status: 404, type: expect.stringMatching(/key-not-found$/) });
      expect(table.all('key')).toEqual([apiKey()]);
    },
  );
});

describe('409', () => {
  test.each([
    {
      verb: 'rotate',
      given: { previousSecret: { ...apiKey().currentSecret, graceUntil: NOW + 1 } },
      code: 'rotation-in-progress',
    },
    { verb: 'rotate', given: { revokedAt: NOW }, code: 'key-not-active' },
    { verb: 'resume', given: { revokedAt: NOW }, code: 'key-not-active' },
  ])('$verb is refused as $code', async ({ verb, given, code }) => {
    const { send } = deployment(account(), apiKey(given));

    const refused = await send(`POST ${ONE}/${verb}`);

    expect(refused.body).toMatchObject({ status: 409, type: expect.stringMatching(new RegExp(`${code}$`)) });
  });

  test('a live key cannot be deleted', async () => {
    const { send } = deployment(account(), apiKey());

    const refused = await send(`DELETE ${ONE}`);

    expect(refused.body).toMatchObject({ status: 409, type: expect.stringMatching(/key-still-active$/) });
  });
});

describe('412', () => {
  test('a patch of a version that is gone changes nothing', async () => {
    const { send, table } = deployment(account(), apiKey({ version: 2 }));

    const refused = await send(`PATCH ${ONE}`, { body: { label: 'New' }, headers: { 'If-Match': '"1"' } });

    expect(refused.body).toMatchObject({ status: 412, type: expect.stringMatching(/version-conflict$/) });
    expect(table.all('key')).toEqual([apiKey({ version: 2 })]);
  });
});

describe('422', () => {
  test('an Idempotency-Key is not good for the same body under another path', async () => {
    const { send } = deployment(account(), account({ accountId: 'Acc0000002' }));
    const sent = { body: { label: 'x', scopes: [] }, headers: { 'Idempotency-Key': 'once' } };
    await send(`POST ${KEYS}`, sent);

    const refused = await send('POST /accounts/Acc0000002/keys', sent);

    expect(refused.body).toMatchObject({ status: 422, type: expect.stringMatching(/idempotency-mismatch$/) });
  });
});

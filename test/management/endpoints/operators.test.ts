/** The operators' routes, answer by answer; their secrets are in `client-secrets.test.ts`. */
import { MANAGEMENT_SCOPES } from '../../../lambda/domain/policy';
import { stock } from '../../support/issued';
import { deployment } from '../../support/management';
import { issued, roster } from '../../support/operators';
import { account, client, CLIENT_ID, NOW } from '../../support/records';

const body = { label: 'Support desk', scopes: ['read:keys', 'revoke:keys'] };
const once = { 'Idempotency-Key': 'once' };
const code = (name: string) => expect.stringMatching(new RegExp(`/${name}$`));
const ids = (answer: { body: { items: { id: string }[] } }) => answer.body.items.map(({ id }) => id);

describe('201, 200 and 204', () => {
  test('an operator is issued with its secret, which is shown once and works at the issuer', async () => {
    const { send, pool } = deployment();

    const { status, headers, body: made } = await send('POST /operators', { body });
    const read = await send(`GET /operators/${made.id}`);

    const { clientSecret, ...view } = made;
    expect([status, headers['ETag'], headers['Location']]).toEqual([201, '"1"', `/v1/operators/${made.id}`]);
    expect(view).toEqual({
      ...body,
      id: made.id,
      status: 'active',
      tokenLifetimeMinutes: 60,
      createdAt: '2026-11-23T12:00:00.000Z',
      createdBy: 'operator:op',
      version: 1,
    });
    expect(pool.authenticate(made.id, clientSecret)).toBe(true);
    expect(read.body).toEqual(view);
  });

  test('it may at once do what it was given, and nothing else', async () => {
    const { send } = deployment(account());
    const { body: made } = await send('POST /operators', { body });
    const claims = { client_id: made.id };

    const answers = [
      await send('GET /accounts/Acc0000001/keys', { claims }),
      await send('POST /operators', { claims, body }),
      await send('GET /accounts', { claims }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([200, 403, 403]);
  });

  test('a replay makes nobody, shows no secret and says how to get one', async () => {
    const { send, pool } = deployment();

    const first = await send('POST /operators', { body, headers: once });
    const { status, body: replay } = await send('POST /operators', { body, headers: once });

    const { clientSecret, ...view } = first.body;
    expect([status, replay]).toEqual([
      200,
      { ...view, secretShown: false, detail: expect.stringContaining('POST …/operators/{operatorId}/secrets') },
    ]);
    expect(JSON.stringify(replay)).not.toContain(clientSecret);
    expect(Object.keys(pool.all())).toHaveLength(1);
  });

  test('the list holds those who may act; the stack’s own is shown with all scopes and without a label', async () => {
    const { send } = deployment(issued('b'), issued('a'), issued('c', { revokedAt: NOW }), roster('b', 'a'));

    const listed = await send('GET /operators');

    expect(ids(listed)).toEqual(['op', 'b', 'a']);
    expect(listed.body).not.toHaveProperty('nextCursor');
    expect(listed.body.items[0]).toEqual({
      id: 'op',
      scopes: Object.keys(MANAGEMENT_SCOPES),
      status: 'active',
      version: 1,
    });
  });

  test('a revoked operator is refused from the next request on, and stays to be read', async () => {
    const { send, pool } = deployment(issued('other'), roster('other'));
    stock(pool, 'other');
    const claims = { client_id: 'other' };

    const revoked = await send('POST /operators/other/revoke', { body: { reason: 'privilege_withdrawn' } });
    const again = await send('POST /operators/other/revoke');
    const refused = await send('GET /operators', { claims });

    expect(revoked).toMatchObject({ status: 200, headers: { ETag: '"2"' } });
    expect(revoked.body).toMatchObject({
      status: 'revoked',
      revokedAt: '2026-11-23T12:00:00.000Z',
      revocationReason: 'privilege_withdrawn',
    });
    expect([again.body, refused.status, ids(await send('GET /operators'))]).toEqual([revoked.body, 401, ['op']]);
    expect(await send('GET /operators/other')).toMatchObject({ status: 200, body: revoked.body });
    expect(pool.all()).toEqual({});
  });

  test('what was done to operators is told newest first, page by page, within its filters', async () => {
    const { send, clock } = deployment();
    const { body: made } = await send('POST /operators', { body });
    clock.now += 1_000;
    await send(`POST /operators/${made.id}/revoke`);

    const first = await send('GET /operators/events', { query: { limit: '1' } });
    const second = await send('GET /operators/events', { query: { limit: '1', cursor: first.body.nextCursor } });
    const filtered = await send('GET /operators/events', { query: { action: 'operator.issued' } });
    const foreign = await send('GET /accounts/Acc0000001/events', { query: { cursor: first.body.nextCursor } });

    const told = { actor: 'operator:op', target: `operator:${made.id}` };
    expect([first, second].map(({ body: page }) => page.items[0])).toMatchObject([
      { ...told, action: 'operator.revoked' },
      { ...told, action: 'operator.issued', after: body },
    ]);
    expect(filtered.body.items).toEqual(second.body.items);
    expect(foreign.body).toMatchObject({ status: 400, type: code('invalid-cursor') });
  });
});

describe('400', () => {
  test.each([
    [{}, ['/label', '/scopes']],
    [
      { label: '', scopes: ['read:orders', 'read:*', 7], tokenLifetimeMinutes: 4, id: 'x' },
      ['/id', '/label', '/scopes/0', '/scopes/1', '/scopes/2', '/tokenLifetimeMinutes'],
    ],
    [{ ...body, label: '' }, ['/label']],
    [{ ...body, scopes: 'read:keys' }, ['/scopes']],
    [{ ...body, scopes: [] }, ['/scopes']],
    [{ ...body, scopes: Array.from({ length: 11 }, () => 'read:keys') }, ['/scopes']],
    [[], ['']],
  ])('the body %j is refused at %j, all at once, and nothing is made', async (sent, pointers) => {
    const { send, pool } = deployment();

    const refused = await send('POST /operators', { body: sent });

    expect(refused.body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual(pointers);
    expect(pool.calls).toEqual([]);
  });

  test.each([
    ['GET /operators', { limit: '10' }, 'limit'],
    ['GET /operators/events', { action: 'operator.exploded' }, 'action'],
    ['GET /operators/events', { since: 'yesterday' }, 'since'],
  ])('%s with the query %j is refused by its name', async (request, query, parameter) => {
    const { send } = deployment();

    const refused = await send(request, { query });

    expect(refused.body.errors).toMatchObject([{ parameter }]);
  });

  test('a reason that nobody knows is refused', async () => {
    const { send } = deployment();

    const refused = await send('POST /operators/op/revoke', { body: { reason: 'because' } });

    expect(refused.body.errors).toMatchObject([{ pointer: '/reason' }]);
  });
});

describe('403, 404, 409 and 422', () => {
  test('nobody gives what it does not have, by its token or by its record', async () => {
    const { send, pool } = deployment(issued('weaker'), roster('weaker'));

    const refused = [
      await send('POST /operators', { body, scopes: ['write:operators'] }),
      await send('POST /operators', { body, claims: { client_id: 'weaker' } }),
    ];

    for (const answer of refused) expect(answer.body).toMatchObject({ status: 403, type: code('grant-exceeded') });
    expect(pool.calls).toEqual([]);
  });

  test.each(['nobody', CLIENT_ID, 'a.b', 'events'])('%s is no operator', async (id) => {
    const { send } = deployment(account(), client());

    const missing = [
      await send(`POST /operators/${id}/revoke`),
      ...(id === 'events' ? [] : [await send(`GET /operators/${id}`)]),
    ];

    for (const answer of missing) expect(answer.body).toMatchObject({ status: 404, type: code('operator-not-found') });
  });

  test('the last that can give a scope stays, also by its own wish', async () => {
    const { send } = deployment(issued('issuer', { scopes: ['write:operators'] }), roster('issuer'));

    const refused = [
      await send('POST /operators/op/revoke'),
      await send('POST /operators/op/revoke', { claims: { client_id: 'issuer' } }),
    ];
    const read = await send('GET /operators/op');

    for (const { body: problem } of refused)
      expect(problem).toMatchObject({ status: 409, type: code('last-operator') });
    expect(read.body.status).toBe('active');
  });

  test('there are a hundred at most', async () => {
    const all = Array.from({ length: 100 }, (_, n) => `operator${n}`);
    const { send, pool } = deployment(...all.map((clientId) => issued(clientId)), roster(...all));

    const refused = await send('POST /operators', { body });
    const listed = await send('GET /operators');

    expect(refused.body).toMatchObject({ status: 409, type: code('operator-limit-reached') });
    expect([listed.body.items.length, pool.calls]).toEqual([101, []]);
  });

  test('an Idempotency-Key is good for one request', async () => {
    const { send } = deployment();
    await send('POST /operators', { body, headers: once });

    const refused = await send('POST /operators', { body: { ...body, label: 'Desk' }, headers: once });

    expect(refused.body).toMatchObject({ status: 422, type: code('idempotency-mismatch') });
  });

  test.each([
    ['clients', 409, 'client-limit-reached'],
    ['rate', 429, 'too-many-requests'],
  ] as const)('the issuer’s limit of %s is told as such', async (no, status, name) => {
    const { send, pool } = deployment();
    pool.interfere('createClient', no);

    const refused = await send('POST /operators', { body });

    expect(refused.body).toMatchObject({ status, type: code(name) });
  });
});

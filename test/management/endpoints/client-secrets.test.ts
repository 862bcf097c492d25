/** The secrets of clients and operators, answer by answer: both are app clients of the issuer. */
import { issuedClient, stock } from '../../support/issued';
import { deployment } from '../../support/management';
import { issued as issuedOperator, roster } from '../../support/operators';
import { account, ACCOUNT_ID, client, CLIENT_ID, NOW } from '../../support/records';

const OPERATOR_ID = '7u2operatorof26characters0';
const OF_CLIENT = `/accounts/${ACCOUNT_ID}/clients/${CLIENT_ID}/secrets`;
const OF_OPERATOR = `/operators/${OPERATOR_ID}/secrets`;
const once = { 'Idempotency-Key': 'once' };
const code = (name: string) => expect.stringMatching(new RegExp(`/${name}$`));

/** A client and an operator with one secret each. */
function issued() {
  const here = deployment(account(), issuedClient(), issuedOperator(OPERATOR_ID), roster('op', OPERATOR_ID));
  for (const clientId of [CLIENT_ID, OPERATOR_ID]) stock(here.pool, clientId);
  return here;
}

describe.each([
  { whose: 'a client', path: OF_CLIENT, clientId: CLIENT_ID, gone: 'client-not-active' },
  { whose: 'an operator', path: OF_OPERATOR, clientId: OPERATOR_ID, gone: 'operator-not-active' },
])('secrets of $whose', ({ path, clientId, gone }) => {
  const first = `${clientId}--${NOW}`;

  test('are changed without a gap: add, switch, delete', async () => {
    const { send, pool } = issued();

    const added = await send(`POST ${path}`);
    const listed = await send(`GET ${path}`);
    const deleted = await send(`DELETE ${path}/${first}`);
    const left = await send(`GET ${path}`);

    const { id, clientSecret } = added.body;
    const view = { id, createdAt: '2026-11-23T12:00:00.000Z' };
    expect([added.status, added.headers['Location'], added.body]).toEqual([
      201,
      `/v1${path}/${id}`,
      { ...view, clientSecret },
    ]);
    expect(added.headers).not.toHaveProperty('ETag');
    expect(listed.body).toEqual({ items: [{ ...view, id: first }, view] });
    expect([deleted.status, deleted.text, left.body]).toEqual([204, '', { items: [view] }]);
    expect(pool.secretsOf(clientId)).toEqual([clientSecret]);
  });

  test('a replay adds none, shows none and says how to get one', async () => {
    const { send, pool } = issued();

    const added = await send(`POST ${path}`, { body: {}, headers: once });
    const replay = await send(`POST ${path}`, { headers: once });

    const { clientSecret, ...view } = added.body;
    expect([added.status, replay.status]).toEqual([201, 200]);
    expect(replay.body).toEqual({ ...view, secretShown: false, detail: expect.stringContaining('delete the secret') });
    expect(pool.secretsOf(clientId)).toHaveLength(2);
    expect(JSON.stringify(replay.body)).not.toContain(clientSecret);
  });

  test('are two at most, and never none', async () => {
    const { send } = issued();

    const last = await send(`DELETE ${path}/${first}`);
    await send(`POST ${path}`);
    const third = await send(`POST ${path}`);

    expect(last.body).toMatchObject({ status: 409, type: code('last-secret') });
    expect(third.body).toMatchObject({ status: 409, type: code('secret-limit-reached') });
  });

  test.each([`${clientId}--1`, 'x', '..', 'a'.repeat(2_000), '%00'])(
    'are not found by an id like %.20s',
    async (id) => {
      const { send } = issued();
      await send(`POST ${path}`);

      const missing = await send(`DELETE ${path}/${id}`);

      expect(missing.body).toMatchObject({ status: 404, type: code('secret-not-found') });
    },
  );

  test('a replay of one that was deleted meanwhile finds none', async () => {
    const { send } = issued();
    const added = await send(`POST ${path}`, { headers: once });
    await send(`DELETE ${path}/${added.body.id}`);

    const missing = await send(`POST ${path}`, { headers: once });

    expect(missing.body).toMatchObject({ status: 404, type: code('secret-not-found') });
  });

  test.each([
    ['POST', path, 'addSecret'],
    ['GET', path, 'listSecrets'],
    ['DELETE', `${path}/${first}`, 'deleteSecret'],
  ] as const)('%s faster than the issuer takes it is told when to come again', async (method, place, call) => {
    const { send, pool } = issued();
    if (method === 'DELETE') await send(`POST ${path}`);
    pool.interfere(call, 'rate');

    const refused = await send(`${method} ${place}`);

    expect(refused).toMatchObject({ status: 429, headers: { 'Retry-After': '1' } });
  });

  test.each([
    ['POST', path],
    ['GET', path],
    ['DELETE', `${path}/${first}`],
  ])('%s of one whose app client is gone at the issuer', async (method, place) => {
    const { send, pool } = issued();
    await pool.deleteClient(clientId);

    const refused = await send(`${method} ${place}`);

    expect(refused.body).toMatchObject({ status: 409, type: code(gone) });
  });

  test('an Idempotency-Key that is none, a query and a body with anything in it are refused at once', async () => {
    const { send } = issued();

    const refused = await send(`POST ${path}`, {
      body: { clientSecret: 'of my own' },
      query: { expand: 'all' },
      headers: { 'Idempotency-Key': '' },
    });

    expect(refused.body.errors).toMatchObject([
      { parameter: 'expand' },
      { header: 'Idempotency-Key' },
      { pointer: '/clientSecret' },
    ]);
  });
});

describe.each([
  ['POST', ''],
  ['GET', ''],
  ['DELETE', `/${CLIENT_ID}--${NOW}`],
])('%s …/secrets%s', (method, id) => {
  const request = `${method} ${OF_CLIENT}${id}`;

  test('of another account’s client, of nobody’s account, and of a key put there by mistake', async () => {
    const { send, table } = issued();
    table.put(account({ accountId: 'Acc0000002' }));

    const missing = [
      await send(request.replace(ACCOUNT_ID, 'Acc0000002')),
      await send(request.replace(ACCOUNT_ID, 'Acc0000009')),
      await send(request.replace(`/${CLIENT_ID}/`, '/a.b/')),
    ];

    expect(missing.map(({ body: { status, type } }) => [status, type])).toEqual([
      [404, code('client-not-found')],
      [404, code('account-not-found')],
      [404, code('client-not-found')],
    ]);
  });

  test('of a revoked and of an adopted client', async () => {
    const dead = await deployment(account(), issuedClient({ revokedAt: NOW })).send(request);
    const adopted = await deployment(account(), client()).send(request);

    expect(dead.body).toMatchObject({ status: 409, type: code('client-not-active') });
    expect(adopted.body).toMatchObject({ status: 409, type: code('client-not-issued') });
  });
});

describe.each([
  ['POST', ''],
  ['GET', ''],
  ['DELETE', `/${OPERATOR_ID}--${NOW}`],
])('%s /operators/…/secrets%s', (method, id) => {
  test('of nobody, of an account’s client and of a revoked operator', async () => {
    const { send, table } = issued();
    const at = (operatorId: string) => send(`${method} /operators/${operatorId}/secrets${id}`);

    const missing = [await at('nobody'), await at(CLIENT_ID), await at('a.b')];
    table.put(issuedOperator(OPERATOR_ID, { revokedAt: NOW }));
    const dead = await at(OPERATOR_ID);

    for (const { body } of missing) expect(body).toMatchObject({ status: 404, type: code('operator-not-found') });
    expect(dead.body).toMatchObject({ status: 409, type: code('operator-not-active') });
  });
});

test('a secret of a mightier operator is not given to a weaker one, which may yet end it', async () => {
  const weaker = issuedOperator('weaker', { scopes: ['write:operators'] });
  const mightier = issuedOperator(OPERATOR_ID, { scopes: ['write:keys'] });
  const { send, pool } = deployment(weaker, mightier, roster('weaker', OPERATOR_ID));
  const [, kept] = stock(pool, OPERATOR_ID, 2);
  const claims = { client_id: 'weaker' };

  const refused = await send(`POST ${OF_OPERATOR}`, { claims });
  const ended = await send(`DELETE ${OF_OPERATOR}/${OPERATOR_ID}--${NOW}`, { claims });

  expect(refused.body).toMatchObject({ status: 403, type: code('grant-exceeded') });
  expect([ended.status, pool.secretsOf(OPERATOR_ID)]).toEqual([204, [kept]]);
});

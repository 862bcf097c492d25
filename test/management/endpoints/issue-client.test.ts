/** Issued clients, answer by answer, and what the issuer has of them afterwards. */
import { deployment } from '../../support/management';
import { issuedClient, stock } from '../../support/issued';
import { account, ACCOUNT_ID, client, CLIENT_ID, NOW } from '../../support/records';

const ALL = `/accounts/${ACCOUNT_ID}/clients`;
const ONE = `${ALL}/${CLIENT_ID}`;
const body = { label: 'Warehouse', scopes: ['read:orders'] };
const once = { 'Idempotency-Key': 'once' };
const code = (name: string) => expect.stringMatching(new RegExp(`/${name}$`));

/** An account with one issued client, as the issuer has it. */
function issued(given: Parameters<typeof issuedClient>[0] = {}) {
  const here = deployment(account(), issuedClient(given));
  stock(here.pool, CLIENT_ID);
  return here;
}

describe('201 and 200', () => {
  test('a client is issued with its secret, which is shown once and works at the issuer', async () => {
    const { send, pool } = deployment(account());

    const { status, headers, body: made } = await send(`POST ${ALL}`, { body: { ...body, tokenLifetimeMinutes: 5 } });
    const read = await send(`GET ${ALL}/${made.id}`);

    const { clientSecret, ...view } = made;
    expect([status, headers['ETag'], headers['Location']]).toEqual([201, '"1"', `/v1${ALL}/${made.id}`]);
    expect(view).toEqual({
      ...body,
      id: made.id,
      accountId: ACCOUNT_ID,
      effectiveScopes: ['read:orders'],
      tokenScopes: ['orders-accounts/read:orders'],
      status: 'active',
      tokenLifetimeMinutes: 5,
      createdAt: '2026-11-23T12:00:00.000Z',
      createdBy: 'operator:op',
      version: 1,
    });
    expect(pool.authenticate(made.id, clientSecret)).toBe(true);
    expect(read.body).toEqual(view);
  });

  test('tokens live an hour unless it is said otherwise, also for a retry that says so', async () => {
    const { send, pool } = deployment(account());

    const first = await send(`POST ${ALL}`, { body, headers: once });
    const second = await send(`POST ${ALL}`, { body: { ...body, tokenLifetimeMinutes: 60 }, headers: once });

    expect([first.body.tokenLifetimeMinutes, second.status, second.body.id]).toEqual([60, 200, first.body.id]);
    expect(pool.settingsOf(first.body.id)?.tokenLifetimeMinutes).toBe(60);
  });

  test('a replay makes nothing, shows no secret and says how to get one', async () => {
    const { send, pool } = deployment(account());

    const first = await send(`POST ${ALL}`, { body, headers: once });
    const { status, headers, body: replay } = await send(`POST ${ALL}`, { body, headers: once });

    const { clientSecret, ...view } = first.body;
    expect([status, headers['ETag']]).toEqual([200, '"1"']);
    expect(replay).toEqual({ ...view, secretShown: false, detail: expect.stringContaining('add another secret') });
    expect(JSON.stringify(replay)).not.toContain(clientSecret);
    expect(Object.keys(pool.all())).toHaveLength(1);
  });

  test('a patch changes how long new tokens live', async () => {
    const { send, pool } = issued();

    const patched = await send(`PATCH ${ONE}`, { body: { tokenLifetimeMinutes: 1_440 } });

    expect(patched.body).toMatchObject({ tokenLifetimeMinutes: 1_440, version: 2 });
    expect(pool.settingsOf(CLIENT_ID)?.tokenLifetimeMinutes).toBe(1_440);
  });

  test.each([
    ['PATCH', '', { scopes: [] }],
    ['POST', '/suspend'],
    ['POST', '/revoke'],
  ])('%s …%s is done although the issuer is out of reach, and the view says what is pending', async (...verb) => {
    const { send, pool, failures, deps } = issued();
    const [method, path, sent] = verb;
    for (const call of ['updateClient', 'deleteClient'] as const) pool.interfere(call, 'before');

    const changed = await send(`${method} ${ONE}${path}`, sent === undefined ? {} : { body: sent });
    const [read, list, owner] = [
      await send(`GET ${ONE}`),
      await send(`GET ${ALL}`),
      await send(`GET /accounts/${ACCOUNT_ID}`),
    ];

    expect(changed).toMatchObject({ status: 200, body: { pending: true } });
    expect([read.body.pending, list.body.items[0].pending, owner.body.pendingClients]).toEqual([true, true, 1]);
    expect([failures.length, await deps.table.listPendingMarks({ limit: 9 })]).toMatchObject([1, { items: [{}] }]);
  });

  test.each([
    ['suspend', 1],
    ['revoke-all', 1],
  ])('%s of the account counts the clients that the issuer has still to be told of', async (verb, count) => {
    const { send } = issued();

    const { body: view } = await send(`POST /accounts/${ACCOUNT_ID}/${verb}`);

    expect(view.pendingClients).toBe(count);
  });

  test('an account answers with none pending when it is read, patched and resumed without need', async () => {
    const { send } = issued();
    const owner = `/accounts/${ACCOUNT_ID}`;

    const answers = [
      await send(`GET ${owner}`),
      await send(`PATCH ${owner}`, { body: {} }),
      await send(`POST ${owner}/resume`),
    ];

    expect(answers.map(({ body: view }) => view.pendingClients)).toEqual([0, 0, 0]);
  });
});

describe('400', () => {
  test.each([
    [{}, ['/label', '/scopes']],
    [
      { label: '', scopes: ['read:nothing', 'x y'], tokenLifetimeMinutes: 4 },
      ['/label', '/scopes/0', '/scopes/1', '/tokenLifetimeMinutes'],
    ],
    [{ ...body, tokenLifetimeMinutes: 1_441 }, ['/tokenLifetimeMinutes']],
    [{ ...body, tokenLifetimeMinutes: 60.5 }, ['/tokenLifetimeMinutes']],
    [{ ...body, tokenLifetimeMinutes: '60' }, ['/tokenLifetimeMinutes']],
    [{ ...body, tokenLifetimeMinutes: null }, ['/tokenLifetimeMinutes']],
    [{ ...body, clientSecret: 'of my own' }, ['/clientSecret']],
    [{ ...body, id: 'of my own' }, ['/id']],
    [[], ['']],
  ])('the body %j is refused at %j, all at once, and nothing is made', async (sent, pointers) => {
    const { send, pool } = deployment(account());

    const refused = await send(`POST ${ALL}`, { body: sent });

    expect(refused.status).toBe(400);
    expect(refused.body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual(pointers);
    expect(pool.calls).toEqual([]);
  });

  test.each([[{ tokenLifetimeMinutes: null }], [{ tokenLifetimeMinutes: 4 }]])(
    'the patch %j is refused',
    async (sent) => {
      const { send } = issued();

      const refused = await send(`PATCH ${ONE}`, { body: sent });

      expect(refused.body.errors).toMatchObject([{ pointer: '/tokenLifetimeMinutes' }]);
    },
  );
});

describe('403, 404 and 409', () => {
  test('no client beyond the grant, of nobody’s account, or of a suspended one', async () => {
    const { send, pool } = deployment(account(), account({ accountId: 'Acc0000002', suspendedAt: NOW }));

    const refused = [
      await send(`POST ${ALL}`, { body: { ...body, scopes: ['read:stock'] } }),
      await send('POST /accounts/Acc0000009/clients', { body }),
      await send('POST /accounts/Acc0000002/clients', { body: { ...body, scopes: [] } }),
    ];

    expect(refused.map(({ body: { status, type } }) => [status, type])).toEqual([
      [403, code('grant-exceeded')],
      [404, code('account-not-found')],
      [409, code('account-suspended')],
    ]);
    expect(pool.calls).toEqual([]);
  });

  test('a lifetime of an adopted client is not ours to change', async () => {
    const { send } = deployment(account(), client());

    const refused = await send(`PATCH ${ONE}`, { body: { label: 'Depot', tokenLifetimeMinutes: 5 } });

    expect(refused.body).toMatchObject({ status: 409, type: code('client-not-issued') });
  });

  test('a replay of what was deleted meanwhile', async () => {
    const { send } = deployment(account());
    const { body: made } = await send(`POST ${ALL}`, { body, headers: once });
    await send(`POST ${ALL}/${made.id}/revoke`);
    await send(`DELETE ${ALL}/${made.id}`);

    const refused = await send(`POST ${ALL}`, { body, headers: once });

    expect(refused.body).toMatchObject({ status: 409, type: code('client-not-active') });
  });

  test('a user pool that is full says so, and says what to use instead', async () => {
    const { send, pool } = deployment(account());
    pool.interfere('createClient', 'clients');

    const refused = await send(`POST ${ALL}`, { body });

    expect(refused.body).toMatchObject({ status: 409, type: code('client-limit-reached') });
    expect(refused.body.detail).toMatch(/1,000.*API keys/);
  });
});

describe('422 and 429', () => {
  test('an Idempotency-Key is good for one request', async () => {
    const { send } = deployment(account());
    await send(`POST ${ALL}`, { body, headers: once });

    const refused = await send(`POST ${ALL}`, { body: { ...body, label: 'Depot' }, headers: once });

    expect(refused.body).toMatchObject({ status: 422, type: code('idempotency-mismatch') });
  });

  test('requests faster than the issuer takes them are told when to come again, and may then', async () => {
    const { send, pool } = deployment(account());
    pool.interfere('createClient', 'rate');

    const refused = await send(`POST ${ALL}`, { body, headers: once });
    const again = await send(`POST ${ALL}`, { body, headers: once });

    expect(refused.headers['Retry-After']).toBe('1');
    expect(refused.body).toMatchObject({ status: 429, type: code('too-many-requests') });
    expect(refused.body.detail).toContain('5 requests a second');
    expect(again.status).toBe(201);
  });
});

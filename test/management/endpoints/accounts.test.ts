/** The accounts' routes, answer by answer; every body is held against the OpenAPI document on the way. */
import { deployment } from '../../support/management';
import { account, ACCOUNT_ID, apiKey, NOW } from '../../support/records';
import { actions } from '../../support/world';

const ONE = `/accounts/${ACCOUNT_ID}`;

describe('201 and 200', () => {
  test('an account is made with its grant, wildcards expanded, and told where it is', async () => {
    const { send } = deployment();

    const made = await send('POST /accounts', {
      body: { name: 'Acme', externalId: 'c-1', grant: { scopes: ['read:*'], maxActiveKeys: 2 }, metadata: { tier: 1 } },
    });

    expect(made.status).toBe(201);
    expect(made.headers).toMatchObject({ ETag: '"1"', Location: `/v1/accounts/${made.body.id}` });
    expect(made.body).toMatchObject({
      name: 'Acme',
      externalId: 'c-1',
      status: 'active',
      grant: { scopes: ['read:orders', 'read:stock'], maxActiveKeys: 2 },
      metadata: { tier: 1 },
      createdAt: '2026-11-23T12:00:00.000Z',
      createdBy: 'operator:op',
    });
  });

  test('an account without a grant is granted nothing', async () => {
    const { send } = deployment();

    const made = await send('POST /accounts', { body: { name: 'Acme' } });

    expect(made.body.grant).toEqual({ scopes: [] });
  });

  test('a creation sent twice with one Idempotency-Key makes one account', async () => {
    const { send, table } = deployment();
    const sent = { body: { name: 'Acme' }, headers: { 'idempotency-key': 'once' } };

    const first = await send('POST /accounts', sent);
    const second = await send('POST /accounts', { ...sent, body: '{ "name" : "Acme" }' });

    expect([first.status, second.status]).toEqual([201, 200]);
    expect(second.body).toEqual(first.body);
    expect(table.all('account')).toHaveLength(1);
  });

  test('a read shows the view and its ETag', async () => {
    const { send } = deployment(account({ version: 7, suspendedAt: NOW, grant: { scopes: [], networks: [] } }));

    const read = await send(`GET ${ONE}`);

    expect(read.status).toBe(200);
    expect(read.headers['ETag']).toBe('"7"');
    expect(read.body).toMatchObject({ id: ACCOUNT_ID, status: 'suspended', grant: { scopes: [], networks: [] } });
  });

  test('a list is read page by page to its end', async () => {
    const { send } = deployment(
      ...['Acc0000001', 'Acc0000002', 'Acc0000003'].map((accountId) => account({ accountId })),
    );

    const first = await send('GET /accounts', { query: { limit: '2' } });
    const second = await send('GET /accounts', { query: { limit: '100', cursor: first.body.nextCursor } });

    expect(first.body.items.map(({ id }: { id: string }) => id)).toEqual(['Acc0000001', 'Acc0000002']);
    expect(second.body).toMatchObject({ items: [{ id: 'Acc0000003' }] });
    expect(second.body).not.toHaveProperty('nextCursor');
  });

  test('a list by externalId or name holds those alone', async () => {
    const { send } = deployment(account({ name: 'Other Ltd', accountId: 'Acc0000002' }), account({ name: 'Acme' }));

    const byName = await send('GET /accounts', { query: { name: 'acme' } });
    const byExternalId = await send('GET /accounts', { query: { externalId: 'nobody' } });

    expect(byName.body.items).toHaveLength(1);
    expect(byExternalId.body.items).toEqual([]);
  });

  test('a merge patch sets what it names, removes what it nulls and leaves the rest', async () => {
    const grant = { scopes: ['read:orders'], maxActiveKeys: 3, networks: ['192.0.2.0/24'] };
    const taken = { kind: 'externalId', externalId: 'c-1', accountId: ACCOUNT_ID } as const;
    const { send } = deployment(account({ externalId: 'c-1', metadata: { a: 1 }, grant }), taken);

    const patched = await send(`PATCH ${ONE}`, {
      body: { externalId: null, metadata: { b: 2 }, grant: { maxActiveKeys: null, maxKeyLifetimeDays: 30 } },
      headers: { 'Content-Type': 'application/merge-patch+json; charset=UTF-8', 'if-match': '"1"' },
    });

    expect(patched.status).toBe(200);
    expect(patched.headers['ETag']).toBe('"2"');
    expect(patched.body).toMatchObject({ name: 'Example Ltd', metadata: { b: 2 } });
    expect(patched.body).not.toHaveProperty('externalId');
    expect(patched.body.grant).toEqual({ scopes: ['read:orders'], maxKeyLifetimeDays: 30, networks: ['192.0.2.0/24'] });
  });

  test('suspend and resume are idempotent and write one event each', async () => {
    const { send, table, clock } = deployment(account());

    const statuses = [];
    for (const verb of ['suspend', 'suspend', 'resume', 'resume']) {
      clock.now += 1;
      statuses.push((await send(`POST ${ONE}/${verb}`)).body.status);
    }

    expect(statuses).toEqual(['suspended', 'suspended', 'active', 'active']);
    expect(actions(table)).toEqual(['account.suspended', 'account.resumed']);
  });

  test('revoke-all ends every key of the account', async () => {
    const { send } = deployment(account(), apiKey());

    const revoked = await send(`POST ${ONE}/revoke-all`, { body: {} });
    const keys = await send(`GET ${ONE}/keys`);

    expect(revoked.status).toBe(200);
    expect(keys.body.items).toMatchObject([{ status: 'revoked', revokedAt: '2026-11-23T12:00:00.000Z' }]);
  });
});

describe('204', () => {
  test('an account without live credentials is deleted', async () => {
    const { send, table } = deployment(account());

    const deleted = await send(`DELETE ${ONE}`);

    expect(deleted).toMatchObject({ status: 204, text: '' });
    expect(table.all('account')).toEqual([]);
  });
});

describe('400', () => {
  test('all faults of a body are told at once, by pointer, and nothing is made', async () => {
    const { send, table } = deployment();

    const refused = await send('POST /accounts', {
      body: {
        name: 'x'.repeat(81),
        externalId: 7,
        accountId: 'mine',
        grant: { scopes: ['read:orders', 'fly:moon', 9], maxActiveKeys: '3', networks: ['10.0.0.1/8'], 'a/b~c': 1 },
        metadata: [],
      },
    });

    expect(refused.status).toBe(400);
    expect(refused.body.type).toMatch(/\/invalid-request$/);
    expect(refused.body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual([
      '/accountId',
      '/externalId',
      '/grant/a~1b~0c',
      '/grant/maxActiveKeys',
      '/grant/networks/0',
      '/grant/scopes/2',
      '/metadata',
      '/name',
    ]);
    expect(table.all('account')).toEqual([]);
  });

  test('an unknown scope alone is told by its pointer', async () => {
    const { send } = deployment();

    const refused = await send('POST /accounts', {
      body: { name: 'Acme', grant: { scopes: ['read:orders', 'fly:moon'] } },
    });

    expect(refused.body.errors).toMatchObject([{ pointer: '/grant/scopes/1' }]);
  });

  test.each([
    ['name', { name: null }],
    ['grant', { grant: null }],
    ['grant/scopes', { grant: { scopes: null } }],
  ])('a patch cannot remove %s, which every account has', async (member, body) => {
    const { send } = deployment(account());

    const refused = await send(`PATCH ${ONE}`, { body });

    expect(refused.body.errors).toMatchObject([{ pointer: `/${member}` }]);
  });

  test.each([
    ['limit', '0'],
    ['limit', '101'],
    ['limit', '1.5'],
    ['limit', ['1', '2']],
    ['plan', 'gold'],
    ['name', ''],
  ])('the query %s=%s is refused by its name', async (parameter, value) => {
    const { send } = deployment();

    const refused = await send('GET /accounts', { query: { [parameter]: value } });

    expect(refused.status).toBe(400);
    expect(refused.body.errors).toMatchObject([{ parameter }]);
  });

  test('a cursor of other filters is no cursor of this list', async () => {
    const { send } = deployment(...['Acc0000001', 'Acc0000002'].map((accountId) => account({ accountId })));
    const { body } = await send('GET /accounts', { query: { limit: '1' } });

    const refused = await send('GET /accounts', { query: { limit: '1', name: 'acme', cursor: body.nextCursor } });

    expect(refused.status).toBe(400);
    expect(refused.body.type).toMatch(/\/invalid-cursor$/);
  });
});

describe('404', () => {
  test.each([
    `GET ${ONE}`,
    `PATCH ${ONE}`,
    `DELETE ${ONE}`,
    `POST ${ONE}/suspend`,
    'GET /accounts/..%2f',
    'GET /accounts/a',
  ])('%s of no account is account-not-found', async (request) => {
    const { send } = deployment();

    const missing = await send(request, request.startsWith('PATCH') ? { body: {} } : {});

    expect(missing.status).toBe(404);
    expect(missing.body.type).toMatch(/\/account-not-found$/);
  });
});

describe('409', () => {
  test('two accounts never share an externalId', async () => {
    const { send } = deployment();
    await send('POST /accounts', { body: { name: 'Acme', externalId: 'c-1' } });

    const refused = await send('POST /accounts', { body: { name: 'Other', externalId: 'c-1' } });

    expect(refused.body).toMatchObject({ status: 409, type: expect.stringMatching(/external-id-taken$/) });
  });

  test('an account with a live key stays', async () => {
    const { send } = deployment(account(), apiKey());

    const refused = await send(`DELETE ${ONE}`);

    expect(refused.body).toMatchObject({ status: 409, type: expect.stringMatching(/key-still-active$/) });
  });
});

describe('412', () => {
  test.each(['"1"', '"3"', 'W/"2"', '"two"', '""'])(
    'If-Match %s is stale for version 2, and nothing changes',
    async (tag) => {
      const { send, table } = deployment(account({ version: 2 }));

      const refused = await send(`PATCH ${ONE}`, { body: { name: 'New' }, headers: { 'If-Match': tag } });

      expect(refused.body).toMatchObject({ status: 412, type: expect.stringMatching(/version-conflict$/) });
      expect(table.all('account')).toEqual([account({ version: 2 })]);
    },
  );

  test('If-Match is not heard where it is ignored', async () => {
    const { send } = deployment(account());

    const suspended = await send(`POST ${ONE}/suspend`, { headers: { 'If-Match': 'rubbish' } });

    expect(suspended.status).toBe(200);
  });
});

describe('422', () => {
  test('an Idempotency-Key is good for one request only', async () => {
    const { send } = deployment();
    const headers = { 'Idempotency-Key': 'once' };
    await send('POST /accounts', { body: { name: 'Acme' }, headers });

    const refused = await send('POST /accounts', { body: { name: 'Other' }, headers });

    expect(refused.body).toMatchObject({ status: 422, type: expect.stringMatching(/idempotency-mismatch$/) });
  });
});

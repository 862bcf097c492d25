/** Clients one by one, answer by answer; adopting one is in `clients.test.ts`. */
import { deployment } from '../../support/management';
import { account, ACCOUNT_ID, client, CLIENT_ID, NOW } from '../../support/records';

const ALL = `/accounts/${ACCOUNT_ID}/clients`;
const ONE = `${ALL}/${CLIENT_ID}`;
const OTHERS = `/accounts/Acc0000002/clients/${CLIENT_ID}`;
const code = (name: string) => expect.stringMatching(new RegExp(`/${name}$`));

describe('200', () => {
  test('a client is read with its effective scopes and its ETag', async () => {
    const { send } = deployment(account({ grant: { scopes: ['write:orders'] } }), client());

    const { status, headers, body } = await send(`GET ${ONE}`);

    expect([status, headers['ETag']]).toEqual([200, '"1"']);
    expect(body).toEqual({
      id: CLIENT_ID,
      accountId: ACCOUNT_ID,
      label: 'Warehouse',
      scopes: ['read:orders', 'write:orders'],
      effectiveScopes: ['write:orders'],
      status: 'active',
      createdAt: '2026-11-14T12:00:00.000Z',
      createdBy: 'operator:op',
      version: 1,
    });
  });

  test('clients are listed page by page, filtered, with a cursor that holds for this very list', async () => {
    const ids = ['a1', 'b+2', 'c_3'];
    const { send } = deployment(account(), ...ids.map((clientId) => client({ clientId })), client({ label: 'Depot' }));
    const query = { limit: '2', status: 'active', label: 'Warehouse' };

    const first = await send(`GET ${ALL}`, { query });
    const second = await send(`GET ${ALL}`, { query: { ...query, cursor: first.body.nextCursor } });
    const foreign = await send(`GET ${ALL}`, { query: { limit: '2', cursor: first.body.nextCursor } });

    expect([first, second].map(({ body }) => body.items.map(({ id }: { id: string }) => id))).toEqual([
      ['a1', 'b+2'],
      ['c_3'],
    ]);
    expect(second.body.nextCursor).toBeUndefined();
    expect(foreign.body).toMatchObject({ status: 400, type: code('invalid-cursor') });
  });

  test('a cursor holds a client id of any length', async () => {
    const long = 'a'.repeat(128);
    const { send } = deployment(account(), client({ clientId: long }), client({ clientId: 'b' }));

    const first = await send(`GET ${ALL}`, { query: { limit: '1' } });
    const second = await send(`GET ${ALL}`, { query: { limit: '1', cursor: first.body.nextCursor } });

    expect(second.body.items).toMatchObject([{ id: 'b' }]);
  });

  test('a patch changes what it names', async () => {
    const { send } = deployment(account(), client());

    const sent = { body: { label: 'Depot', scopes: [] }, headers: { 'If-Match': '"1"' } };
    const { status, headers, body } = await send(`PATCH ${ONE}`, sent);

    expect([status, headers['ETag']]).toEqual([200, '"2"']);
    expect(body).toMatchObject({ label: 'Depot', scopes: [], effectiveScopes: [] });
  });

  test('suspend, resume, revoke-tokens and revoke answer with what they did, each with the next version', async () => {
    const { send } = deployment(account(), client());

    const answers = [
      await send(`POST ${ONE}/suspend`),
      await send(`POST ${ONE}/resume`),
      await send(`POST ${ONE}/revoke-tokens`, { body: {} }),
      await send(`POST ${ONE}/revoke`, { body: { reason: 'key_compromise' } }),
    ];

    const [now, nextSecond] = [NOW, NOW + 1_000].map((instant) => new Date(instant).toISOString());
    expect(answers.map(({ status, headers }) => [status, headers['ETag']])).toEqual(
      ['"2"', '"3"', '"4"', '"5"'].map((tag) => [200, tag]),
    );
    expect(answers.map(({ body }) => body)).toMatchObject([
      { status: 'suspended', suspendedAt: now },
      { status: 'active' },
      { status: 'active', tokensValidAfter: nextSecond },
      { status: 'revoked', revokedAt: now, revocationReason: 'key_compromise', tokensValidAfter: nextSecond },
    ]);
    expect(answers[1]?.body).not.toHaveProperty('suspendedAt');
  });
});

test('204: a dead client is deleted, and is found no more', async () => {
  const { send } = deployment(account(), client({ revokedAt: NOW }));

  const statuses = [(await send(`DELETE ${ONE}`)).status, (await send(`GET ${ONE}`)).status];

  expect(statuses).toEqual([204, 404]);
});

describe('400', () => {
  test.each([
    [{ label: null }, ['/label']],
    [{ scopes: null }, ['/scopes']],
    [{ label: '', scopes: ['x', 'read:x'] }, ['/label', '/scopes/0', '/scopes/1']],
    [{ clientId: 'other' }, ['/clientId']],
    [{ tokensValidAfter: '2026-11-23T12:00:00Z' }, ['/tokensValidAfter']],
  ])('the patch %j is refused at %j', async (body, pointers) => {
    const { send } = deployment(account(), client());

    const refused = await send(`PATCH ${ONE}`, { body });

    expect(refused.body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual(pointers);
  });

  test('another status than a client has, another reason than there is and a body of revoke-tokens are refused', async () => {
    const { send } = deployment(account(), client());

    const refused = [
      await send(`GET ${ALL}`, { query: { status: 'expired' } }),
      await send(`POST ${ONE}/revoke`, { body: { reason: 'because' } }),
      await send(`POST ${ONE}/revoke-tokens`, { body: { tokensValidAfter: '2026-11-23T12:00:00Z' } }),
    ];

    expect(refused.map(({ status }) => status)).toEqual([400, 400, 400]);
  });
});

test('403: scopes beyond the grant', async () => {
  const { send } = deployment(account({ grant: { scopes: ['read:orders'] } }), client());

  const refused = await send(`PATCH ${ONE}`, { body: { scopes: ['write:orders'] } });

  expect(refused.body).toMatchObject({ status: 403, type: code('grant-exceeded') });
});

const VERBS = [
  ['GET', ''],
  ['PATCH', '', { label: 'Depot' }],
  ['DELETE', ''],
  ['POST', '/suspend'],
  ['POST', '/resume'],
  ['POST', '/revoke-tokens'],
  ['POST', '/revoke'],
] as const;

describe('404', () => {
  test.each(VERBS)('%s …%s of another account’s client, and of an account that is not there', async (...verb) => {
    const { send } = deployment(account(), account({ accountId: 'Acc0000002' }), client());
    const [method, path, body] = verb;
    const sent = body === undefined ? {} : { body };

    const foreign = await send(`${method} ${OTHERS}${path}`, sent);
    const nowhere = await send(`${method} ${OTHERS.replace('Acc0000002', 'Acc0000009')}${path}`, sent);

    expect(foreign.body).toMatchObject({ status: 404, type: code('client-not-found') });
    expect(nowhere.body).toMatchObject({ status: 404, type: code('account-not-found') });
  });
});

describe('409', () => {
  test.each(VERBS.filter(([method, path]) => method === 'PATCH' || !['', '/revoke'].includes(path)))(
    '%s …%s of a revoked client',
    async (method, path, ...sent) => {
      const { send } = deployment(account(), client({ revokedAt: NOW }));
      const [body] = sent;

      const refused = await send(`${method} ${ONE}${path}`, body === undefined ? {} : { body });

      expect(refused.body).toMatchObject({ status: 409, type: code('client-not-active') });
    },
  );

  test('deleting one that is alive', async () => {
    const { send } = deployment(account(), client());

    const refused = await send(`DELETE ${ONE}`);

    expect(refused.body).toMatchObject({ status: 409, type: code('client-still-active') });
  });
});

test('412: a patch against another version', async () => {
  const { send } = deployment(account(), client({ version: 2 }));

  const refused = await send(`PATCH ${ONE}`, { body: { label: 'Depot' }, headers: { 'If-Match': '"1"' } });

  expect(refused.body).toMatchObject({ status: 412, type: code('version-conflict') });
});

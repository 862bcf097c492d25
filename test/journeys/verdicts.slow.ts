/** Every row of the verdict table, over real HTTP against the synthesized template. */
import { checksumOf } from '../../lambda/domain/key-format';
import { type Answer, bearer, type TestRun, withLocalRun } from '../support/local-run';

let run: TestRun;
let keys: string;

beforeAll(async () => {
  run = await withLocalRun({ testControl: true });
  keys = `/accounts/${run.facts.account.id}/keys`;
});
afterAll(() => run.close());

const BOTH = ['read:orders', 'write:orders'];
const byKey = (key: string) => ({ headers: { 'X-API-Key': key } });

async function issue(fields: object = {}): Promise<{ id: string; key: string }> {
  const { status, body } = await run.manage('POST', keys, { body: { label: 'verdicts', scopes: BOTH, ...fields } });
  expect(status).toBe(201);
  return body;
}

/** An answer without what is of the one request: its ids and its date. */
function face({ status, headers, text, body }: Answer) {
  const { date, 'x-amz-apigw-id': id, 'x-amzn-requestid': otherId, 'content-length': length, ...rest } = headers;
  expect([typeof date, typeof otherId]).toEqual(['string', 'string']);
  expect(body.instance).toBe(`/requests/${String(id)}`);
  return { status, rest, length, text: text.replaceAll(String(id), '(id)') };
}

/** A key of the right form that nobody issued. */
function strangeKey(keyId: string): string {
  const body = `sp_live_${keyId}_${'a'.repeat(43)}`;
  return body + checksumOf(body);
}

describe('an accepted credential', () => {
  it.each([
    ['GET /orders', 'key', 200],
    ['GET /orders', 'client', 200],
    ['GET /orders/1001', 'key', 200],
    ['DELETE /orders/1001', 'client', 204],
    ['POST /orders', 'key', 201],
    ['POST /orders', 'client', 201],
    ['POST /shipments', 'firstParty', 201],
    ['GET /whoami', 'key', 200],
    ['GET /whoami', 'client', 200],
  ] as const)('%s opens to %s', async (route, kind, status) => {
    const [method = '', path = ''] = route.split(' ');
    const sent = method === 'POST' ? { body: { item: 'lantern', quantity: 1 } } : {};

    const answer = await run.call(method, path, { ...(await credential(kind)), ...sent });

    expect([answer.status, answer.text === '' || 'calledBy' in answer.body]).toEqual([status, true]);
  });

  it('is told to the backend as principal: the key’s account, id, scopes and metadata, and what was judged', async () => {
    const { id, key } = await issue({ scopes: ['read:orders'], metadata: { plan: 'gold' } });

    const { body } = await run.call('GET', '/whoami', byKey(key));

    expect(body.calledBy).toEqual({
      type: 'apiKey',
      accountId: run.facts.account.id,
      credentialId: id,
      scopes: ['read:orders'],
      environment: 'live',
      metadata: { plan: 'gold' },
      route: '/whoami',
      scope: null,
    });
  });
});

async function credential(kind: 'key' | 'client' | 'firstParty') {
  if (kind === 'key') return byKey(run.facts.key.key);
  const { facts } = run;
  const client = kind === 'client' ? facts.client : facts.firstParty;
  if (client === undefined) throw new Error('the sample has no first-party client');
  return bearer(await run.token(client));
}

describe('a credential that is no good', () => {
  it('gets one and the same 401, whatever is wrong with it', async () => {
    const revoked = await issue();
    await run.manage('POST', `${keys}/${revoked.id}/revoke`);
    const suspended = await issue();
    await run.manage('POST', `${keys}/${suspended.id}/suspend`);
    const later = await issue({ notBefore: new Date(run.clock.now() + 3_600_000).toISOString() });
    const expiring = await issue({ expiresAt: new Date(run.clock.now() + 1_000).toISOString() });
    const token = await run.token(run.facts.client);
    const good = run.facts.key.key;
    run.clock.advance(1_000);

    const answers = await Promise.all([
      run.call('GET', '/orders'),
      ...[
        'junk',
        strangeKey('0123456789ABCDEFGH'),
        strangeKey(run.facts.key.id),
        good.replace('sp_live_', 'sp_test_'),
        `${good.slice(0, -1)}${good.endsWith('0') ? '1' : '0'}`,
        revoked.key,
        suspended.key,
        later.key,
        expiring.key,
      ].map((key) => run.call('GET', '/orders', byKey(key))),
      run.call('GET', '/orders', bearer(`${token.slice(0, -4)}AAAA`)),
      run.call('GET', '/orders', bearer(await run.token(run.facts.operator))),
      run.call('GET', '/orders/1001', bearer(token)),
      run.call('DELETE', '/orders/1001', byKey(good)),
      run.call('POST', '/shipments', { ...byKey(good), body: { item: 'lantern', quantity: 1 } }),
      run.call('POST', '/shipments', { ...bearer(token), body: { item: 'lantern', quantity: 1 } }),
    ]);

    const faces = new Set(answers.map((answer) => JSON.stringify(face(answer))));
    expect([...faces]).toHaveLength(1);
    expect(answers[0]?.status).toBe(401);
    expect(answers[0]?.headers).toMatchObject({
      'content-type': 'application/problem+json',
      'www-authenticate': 'Bearer realm="orders"',
      'cache-control': 'no-store',
    });
    expect(answers[0]?.body.type).toMatch(/\/problems\/invalid-credential$/);
  });

  it('gets the same 401 when its token expired or its account is suspended', async () => {
    const token = await run.token(run.facts.client);
    const account = `/accounts/${run.facts.account.id}`;
    const none = face(await run.call('GET', '/orders'));

    await run.manage('POST', `${account}/suspend`);
    const [bySuspendedKey, bySuspendedToken] = [
      await run.call('GET', '/orders', byKey(run.facts.key.key)),
      await run.call('GET', '/orders', bearer(token)),
    ];
    await run.manage('POST', `${account}/resume`);
    const resumed = await run.call('GET', '/orders', byKey(run.facts.key.key));
    run.clock.advance(3_600_000);
    const expired = await run.call('GET', '/orders', bearer(token));

    expect([bySuspendedKey, bySuspendedToken, expired].map(face)).toEqual([none, none, none]);
    expect(resumed.status).toBe(200);
  });
});

describe('a good credential that may not', () => {
  it('is told the missing scope with 403', async () => {
    const { key } = await issue({ scopes: [] });

    const answer = await run.call('GET', '/orders', byKey(key));

    expect(answer.status).toBe(403);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      'www-authenticate': 'Bearer realm="orders"',
    });
    expect(answer.body.type).toMatch(/\/problems\/insufficient-scope$/);
    expect(JSON.stringify(answer.body)).toContain('read:orders');
    expect((await run.call('GET', '/whoami', byKey(key))).status).toBe(200);
  });

  it('is told with 403 that its network is not allowed', async () => {
    const { key } = await issue({ networks: ['192.0.2.0/24'] });

    const answer = await run.call('GET', '/orders', byKey(key));

    expect([answer.status, answer.body.type.split('/').at(-1)]).toEqual([403, 'network-not-allowed']);
    expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', 'www-authenticate': 'Bearer realm="orders"' });
  });
});

describe('trouble', () => {
  it.each(['refuse', 'reset', 'hang', 'throttle', 'error', 'malformed', 'partial'] as const)(
    'of the table (%s) is 503 with Retry-After for keys and tokens, and gone with it',
    async (fault) => {
      const token = await run.token(run.facts.client);
      run.table?.fail(fault);
      const answers = [
        await run.call('GET', '/orders', byKey(run.facts.key.key)),
        await run.call('GET', '/orders', bearer(token)),
        await run.call('GET', '/orders', byKey(strangeKey('0123456789ABCDEFGH'))),
      ];
      run.table?.fail('none');
      const after = await run.call('GET', '/orders', byKey(run.facts.key.key));

      for (const { status, headers, body } of answers) {
        expect([status, body.type.split('/').at(-1)]).toEqual([503, 'dependency-unavailable']);
        expect(Number(headers['retry-after'])).toBeGreaterThan(0);
        expect(headers['cache-control']).toBe('no-store');
      }
      expect(after.status).toBe(200);
    },
  );
});

describe('a slash at the end of a path', () => {
  it.each(['/orders/', '/orders/1001/', '/whoami/'])('changes no verdict: %s', async (path) => {
    const { key } = await issue({ scopes: [] });

    const good = await run.call('GET', path, byKey(run.facts.key.key));
    const lacking = await run.call('GET', path, byKey(key));

    expect([good.status, lacking.status]).toEqual([200, path === '/whoami/' ? 200 : 403]);
    if (lacking.status === 403) expect(lacking.body.type).toMatch(/\/insufficient-scope$/);
  });
});

describe('what is not there', () => {
  it.each([
    ['GET', '/nothing'],
    ['PUT', '/orders'],
    ['GET', '/orders/1001/lines'],
    ['GET', '/ORDERS'],
  ])('%s %s is a 404 problem before any credential is looked at', async (method, path) => {
    const answer = await run.call(method, path);

    expect([answer.status, answer.body.type.split('/').at(-1)]).toEqual([404, 'route-not-found']);
  });

  it('is found by no other method: X-HTTP-Method-Override meets the guard of the method it names', async () => {
    const token = await run.token(run.facts.client, 'orders-accounts/read:orders');
    const override = { 'X-HTTP-Method-Override': 'DELETE' };

    const byKey = await run.call('GET', '/orders/1001', { headers: { 'X-API-Key': run.facts.key.key, ...override } });
    const byToken = await run.call('GET', '/orders/1001', { headers: { ...bearer(token).headers, ...override } });

    expect([byKey.status, byToken.status]).toEqual([401, 403]);
  });
});

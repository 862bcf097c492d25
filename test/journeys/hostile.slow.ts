/** What strangers send: always refused, never a crash, and the same run serves the next good request. */
import { createHash, createPrivateKey, createPublicKey } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Answer, bearer, send, type TestRun, withLocalRun } from '../support/local-run';
import { signed } from '../support/tokens';

let run: TestRun;
let folder: string;
let key: string;
let token: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hostile-'));
  run = await withLocalRun({ dataDirectory: folder });
  key = run.facts.key.key;
  token = await run.token(run.facts.client);
});
afterAll(async () => {
  await run.close();
  rmSync(folder, { recursive: true });
});

afterEach(async () => {
  expect((await run.call('GET', '/orders', { headers: { 'X-API-Key': key } })).status).toBe(200);
});

/** Sends bytes as they are and gives the status line's code, or `closed` when the connection just ends. */
function raw(lines: readonly string[], body = ''): Promise<string> {
  const { hostname, port } = new URL(run.facts.apiUrl);
  return new Promise((resolve) => {
    let answer = '';
    const socket = net.connect(Number(port), hostname, () => {
      socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`, 'latin1');
    });
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => {
      answer += chunk;
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 'closed'));
  });
}

const get = (...headers: string[]) =>
  raw(['GET /prod/orders HTTP/1.1', 'Host: localhost', 'Connection: close', ...headers]);

describe('more than one credential', () => {
  it.each([
    ['both headers', () => [`Authorization: Bearer ${token}`, `X-API-Key: ${key}`]],
    ['both headers with one key', () => [`Authorization: Bearer ${key}`, `X-API-Key: ${key}`]],
    ['X-API-Key twice, the same key', () => [`X-API-Key: ${key}`, `X-API-Key: ${key}`]],
    ['X-API-Key twice, junk first', () => ['X-API-Key: junk', `x-api-key: ${key}`]],
    ['X-API-Key twice, junk last', () => [`X-API-Key: ${key}`, 'x-api-key: junk']],
    ['Authorization twice', () => [`Authorization: Bearer ${key}`, `authorization: Bearer ${key}`]],
    ['another scheme beside a key', () => ['Authorization: Basic Zm9vOmJhcg==', `X-API-Key: ${key}`]],
    ['an empty header beside a key', () => ['Authorization:', `X-API-Key: ${key}`]],
  ] as const)('is 401: %s', async (_name, headers) => {
    expect(await get(...headers())).toBe('401');
  });
});

describe('a credential in another form', () => {
  it.each([
    ['another scheme', () => [`Authorization: Token ${key}`]],
    ['no scheme', () => [`Authorization: ${key}`]],
    ['a tab', () => [`Authorization: Bearer\t${key}`]],
    ['quotes', () => [`X-API-Key: "${key}"`]],
    ['a list', () => [`X-API-Key: ${key},${key}`]],
    ['a byte beyond ASCII', () => [`X-API-Key: ${key}\u00e9`]],
    ['the key as a cookie', () => [`Cookie: key=${key}`]],
    ['basic credentials of a client', () => [`Authorization: Basic ${Buffer.from(`${key}:`).toString('base64')}`]],
  ] as const)('is 401: %s', async (_name, headers) => {
    expect(await get(...headers())).toBe('401');
  });

  it('is taken whatever the case of scheme and header, and after more than one space (RFC 6750 section 2.1)', async () => {
    const forms = [`aUTHORIZATION: bEARER ${key}`, `x-api-KEY: ${key}`, `Authorization: Bearer  ${key}`];

    expect(await Promise.all(forms.map((form) => get(form)))).toEqual(['200', '200', '200']);
  });

  it.each([
    ['access_token', (one: string) => `access_token=${one}`],
    ['api_key in capitals', (one: string) => `API_KEY=${one}`],
    ['apikey', (one: string) => `apikey=${one}`],
    ['any name', (one: string) => `q=${one}`],
  ] as const)('is 401 in the query, alone or beside a good one: %s', async (_name, query) => {
    const alone = await run.call('GET', `/orders?${query(key)}`);
    const beside = await run.call('GET', `/orders?${query(key)}`, { headers: { 'X-API-Key': key } });

    expect([alone.status, beside.status]).toEqual([401, 401]);
  });
});

describe('a token that the pool signed', () => {
  /** The pool's own key for access tokens, from the data directory, and the claims of a good token. */
  function genuine() {
    const [file = ''] = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /pool-.*json$/.test(name),
    );
    const privateKey = createPrivateKey(JSON.parse(readFileSync(join(folder, file), 'utf8')).keys[0]);
    const jwk = createPublicKey(privateKey).export({ format: 'jwk' });
    const kid = createHash('sha256').update(String(jwk.n)).digest('base64');
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    return { signing: { kid, privateKey, jwk: { ...jwk } }, claims };
  }
  const statusOf = async (claims: object, header: object = {}) => {
    const own = genuine();
    const head = { kid: own.signing.kid, alg: 'RS256', ...header };
    const forged = signed(own.signing, { ...own.claims, ...claims }, head);
    return (await run.call('GET', '/orders', bearer(forged))).status;
  };

  it.each(['JWT', 'id+jwt', 'logout+jwt', 'secevent+jwt', 'dpop+jwt', 'at+jwt2', '', null, 1, ['at+jwt']])(
    'is 401 with the typ of another: %j',
    async (typ) => {
      expect(await statusOf({}, { typ })).toBe(401);
    },
  );

  it.each([{}, { typ: 'at+jwt' }, { typ: 'application/at+jwt' }])('is good with the header %j', async (header) => {
    expect(await statusOf({}, header)).toBe(200);
  });

  it.each([
    ['another audience', { aud: 'https://api.example.com' }],
    ['a list of audiences', { aud: ['https://api.example.com'] }],
    ['the use of an ID token', { token_use: 'id' }],
    ['another subject', { sub: 'somebody' }],
    ['another issuer', { iss: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Other0001' }],
  ])('is 401 with %s', async (_, claims) => {
    expect(await statusOf(claims)).toBe(401);
  });

  it('is good with its own client as audience, as Cognito may add it', async () => {
    expect(await statusOf({ aud: run.facts.client.clientId })).toBe(200);
  });
});

describe('bytes that are no good request', () => {
  it.each([
    ['a NUL in a header', () => ['X-API-Key: a\u0000b']],
    ['a bare carriage return in a header', () => ['X-API-Key: a\rb']],
    ['a header of 1 MB', () => [`X-API-Key: ${'a'.repeat(1_000_000)}`]],
    ['headers beyond 10,240 bytes', () => [`X-Padding: ${'a'.repeat(10_300)}`, `X-API-Key: ${key}`]],
    ['a header without a name', () => [': value']],
    ['two lengths', () => ['Content-Length: 0', 'Content-Length: 5']],
    ['a length and chunks', () => ['Content-Length: 5', 'Transfer-Encoding: chunked']],
  ] as const)('are refused with a 4xx or a closed connection: %s', async (_name, headers) => {
    expect(await get(...headers())).toMatch(/^4\d\d$|^closed$/);
  });

  it.each(['GET /prod/%ZZ HTTP/1.1', 'GET  HTTP/1.1', 'nonsense', 'GET /prod/orders HTTP/9.9'])(
    'are refused with an error or a closed connection: %s',
    async (line) => {
      expect(await raw([line, 'Host: localhost', 'Connection: close'])).toMatch(/^4\d\d$|^5\d\d$|^closed$/);
    },
  );
});

describe('a path spelled another way', () => {
  it.each(['/orders/', '//orders', '/./orders', '/x/../orders', '/%6frders', '/orders%2f', '/orders;x', '/orders%00'])(
    'opens nothing without a credential: %s',
    async (path) => {
      const { port } = new URL(run.facts.apiUrl);
      const status = await raw([`GET /prod${path} HTTP/1.1`, `Host: localhost:${port}`, 'Connection: close']);

      expect(status).toMatch(/^4\d\d$/);
    },
  );
});

describe('a forged address', () => {
  it.each(['X-Forwarded-For', 'X-Real-IP', 'Forwarded', 'True-Client-IP', 'CF-Connecting-IP', 'X-Client-IP'])(
    'in %s is not believed',
    async (header) => {
      const keys = `/accounts/${run.facts.account.id}/keys`;
      const body = { label: 'elsewhere', scopes: ['read:orders'], networks: ['192.0.2.7/32'] };
      const elsewhere = await run.manage('POST', keys, { body });

      const answer = await run.call('GET', '/orders', {
        headers: { 'X-API-Key': elsewhere.body.key, [header]: header === 'Forwarded' ? 'for=192.0.2.7' : '192.0.2.7' },
      });

      expect(answer.status).toBe(403);
    },
  );
});

describe('an id of a request that the caller chose', () => {
  const ownId = ({ headers }: Answer) => String(headers['x-amz-apigw-id']);

  /** Gives what is logged from now on, once it has so many lines of these requests: a function's may come late. */
  function logOf(): (ids: readonly string[], count: number) => Promise<Record<string, unknown>[]> {
    const begun = run.lines.length;
    return async (ids, count) => {
      for (let turns = 10_000; ; turns--) {
        const texts = run.lines.slice(begun).map(({ text }) => text);
        // Lambda's own line about an error that a function threw is no JSON.
        const lines = texts.filter((text) => text.startsWith('{')).map((text) => JSON.parse(text));
        const found = lines.filter(({ requestId }) => ids.includes(requestId)).length;
        if (found >= count || turns === 0) return lines;
        await nextTurn();
      }
    };
  }

  it.each(['x","title":"hi', '0b3c1f9e-9f0c-4c55-8b2e-6a0f5a6f2b10'])(
    'is in no problem, event or line as ours, and breaks none: %s',
    async (chosen) => {
      const headers = { 'X-Amzn-RequestId': chosen, 'x-amz-apigw-id': chosen };
      const account = `/accounts/${run.facts.account.id}`;
      const log = logOf();

      const refusals = [
        await run.call('GET', '/orders', { headers }),
        await run.call('GET', '/nothing', { headers }),
        await send('GET', `${run.facts.managementUrl}/accounts`, { headers }),
        await run.manage('POST', `${account}/keys`, { headers, body: {} }),
      ];
      const issued = await run.manage('POST', `${account}/keys`, { headers, body: { label: 'mine', scopes: [] } });
      const events = await run.manage('GET', `${account}/events?action=key.issued`);

      expect(refusals.map(({ status }) => status)).toEqual([401, 404, 401, 400]);
      for (const refusal of refusals) {
        const instance = `/requests/${ownId(refusal)}`;
        expect(refusal.headers['x-amzn-requestid']).toBe(chosen);
        expect(refusal.body).toMatchObject({ title: expect.stringMatching(/^The/), instance });
        expect(refusal.text).not.toContain(chosen);
      }
      expect(events.body.items[0]).toMatchObject({ target: `key:${issued.body.id}`, requestId: ownId(issued) });
      const ids = [...refusals, issued].map(ownId);
      const lines = await log(ids, 8);
      const told = (kind?: string) =>
        lines.flatMap(({ message, requestId: id }) => (message === kind && ids.includes(String(id)) ? [id] : []));
      expect([told(), told('verdict'), told('operation')]).toEqual([ids, ids.slice(0, 1), ids.slice(3)]);
      for (const line of lines) expect(Object.values({ ...line, amznRequestId: '' })).not.toContain(chosen);
    },
  );
});

describe('the backend', () => {
  it('never sees the credential that opened the door', async () => {
    const answers = [
      await run.call('GET', '/whoami', { headers: { 'x-aPi-kEy': key } }),
      await run.call('GET', '/whoami', bearer(token)),
    ];

    for (const answer of answers) {
      expect(answer.status).toBe(200);
      expect(answer.text).not.toContain(key);
      expect(answer.text).not.toContain(token);
    }
  });

  it('answers on the management API only to operators: no key and no account’s token gets in', async () => {
    const url = `${run.facts.managementUrl}/accounts`;
    const statuses = [
      await send('GET', url),
      await send('GET', url, { headers: { 'X-API-Key': key } }),
      await send('GET', url, bearer(key)),
      await send('GET', url, bearer(token)),
      await send('GET', url, bearer(await run.token(run.facts.firstParty ?? run.facts.client))),
    ].map((answer) => answer.status);

    expect(statuses).toEqual([401, 401, 401, 401, 401]);
  });
});

/** Judging a credential for a service elsewhere, answer by answer, and the function as Lambda starts it. */
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DependencyError } from '../../../lambda/domain/outcome';
import type { ProxyEvent } from '../../../lambda/http/event';
import type { Response } from '../../../lambda/http/problems';
import { coldStart } from '../../support/cold-start';
import { goodRecords, POOL_KEY } from '../../support/doors';
import { openLocalTable, TABLE_NAME } from '../../support/local-table';
import { deployment, eventOf, managementApi, TRUST } from '../../support/management';
import { ACCOUNT_ID, account, apiKey, CLIENT_ID, KEY_ID, presentedKey } from '../../support/records';
import { accessToken, claimsAt } from '../../support/tokens';
import { operator, through } from '../../support/world';

const credential = presentedKey();
const VERIFY = 'POST /verify';

describe('200', () => {
  test('a valid key is told with its principal', async () => {
    const { send } = deployment(account(), apiKey());

    const { status, body } = await send(VERIFY, { body: { credential, scope: 'read:orders' } });

    expect({ status, body }).toEqual({
      status: 200,
      body: {
        valid: true,
        principal: {
          accountId: ACCOUNT_ID,
          credentialId: KEY_ID,
          credentialType: 'apiKey',
          scopes: ['read:orders'],
          environment: 'live',
          metadata: {},
        },
      },
    });
  });

  test.each([
    [{ credential: 'x' }, 'malformed'],
    [{ credential: 'a.b.c' }, 'malformed'],
    [{ credential: 'ä'.repeat(8192) }, 'malformed'],
    [{ credential: ` ${credential}` }, 'malformed'],
    [{ credential: `Bearer ${credential}` }, 'malformed'],
    [{ credential: accessToken(POOL_KEY) }, 'token-invalid'],
    [{ credential: presentedKey('other') }, 'unknown'],
    [{ credential, scope: 'write:orders' }, 'insufficient-scope'],
    [{ credential, scope: { anyOf: ['write:orders'] } }, 'insufficient-scope'],
    [{ credential, scope: { allOf: ['read:orders', 'write:orders'] } }, 'insufficient-scope'],
  ])('what is not valid is told with the reason and nothing else (%#)', async (body, reason) => {
    const { send } = deployment(account(), apiKey());

    const answer = await send(VERIFY, { body });

    expect(answer).toMatchObject({ status: 200, body: { valid: false, reason } });
    expect(Object.keys(answer.body)).toEqual(['valid', 'reason']);
  });

  test.each([
    [{ anyOf: ['write:orders', 'read:orders'] }, ['read:orders'], true],
    [{ allOf: ['read:orders', 'write:orders'] }, ['read:orders', 'write:orders'], true],
    [{ allOf: ['read:orders', 'write:orders'] }, ['read:orders'], false],
    [{ anyOf: ['write:orders'] }, ['read:orders'], false],
  ])(
    'one of anyOf is enough and all of allOf are needed, of what key and grant both have: %j',
    async (scope, granted, valid) => {
      const scopes = ['read:orders', 'write:orders'];
      const { send } = deployment(account({ grant: { scopes: granted } }), apiKey({ scopes }));

      expect((await send(VERIFY, { body: { credential, scope } })).body.valid).toBe(valid);
    },
  );

  test.each(['203.0.113.7', '::ffff:203.0.113.7'])('the networks hold for %s as for a caller', async (sourceIp) => {
    const { send } = deployment(account(), apiKey({ networks: ['203.0.113.0/24'] }));

    expect((await send(VERIFY, { body: { credential, sourceIp } })).body.valid).toBe(true);
    expect((await send(VERIFY, { body: { credential, sourceIp: '2001:db8::7' } })).body.reason).toBe(
      'network-not-allowed',
    );
    expect((await send(VERIFY, { body: { credential } })).body.reason).toBe('source-unknown');
  });

  test('neither the log nor the events hold the credential, and there is no event', async () => {
    const { send, lines, table } = deployment(account(), apiKey());

    await send(VERIFY, { body: { credential } });

    expect(lines).toMatchObject([{ action: 'verifyCredential', outcome: 'ok', status: 200, actor: 'operator:op' }]);
    expect(JSON.stringify(lines)).not.toContain(credential.slice(28));
    expect(table.all('event')).toEqual([]);
  });
});

describe('400', () => {
  test.each([
    [{}, ['/credential']],
    [{ credential: '' }, ['/credential']],
    [{ credential: 7 }, ['/credential']],
    [{ credential: `${credential}${'x'.repeat(8192)}` }, ['/credential']],
    [{ credential, scope: 'read:nothing' }, ['/scope']],
    [{ credential, scope: 'read:*' }, ['/scope']],
    [{ credential, scope: 7 }, ['/scope']],
    [{ credential, scope: null }, ['/scope']],
    [{ credential, scope: '' }, ['/scope']],
    [{ credential, scope: ['read:orders'] }, ['/scope']],
    [{ credential, scope: {} }, ['/scope']],
    [{ credential, scope: { oneOf: ['read:orders'] } }, ['/scope']],
    [{ credential, scope: { anyOf: ['read:orders'], allOf: ['read:orders'] } }, ['/scope']],
    [{ credential, scope: { anyOf: [] } }, ['/scope/anyOf']],
    [{ credential, scope: { allOf: [] } }, ['/scope/allOf']],
    [{ credential, scope: { anyOf: 'read:orders' } }, ['/scope/anyOf']],
    [{ credential, scope: { allOf: ['read:orders', 'read:orders'] } }, ['/scope/allOf']],
    [{ credential, scope: { anyOf: ['read:orders', 7, ''] } }, ['/scope/anyOf/1', '/scope/anyOf/2']],
    [{ credential, scope: { allOf: ['read:nothing', 'read:orders', 'read:*'] } }, ['/scope/allOf/0', '/scope/allOf/2']],
    [{ credential: '', scope: { anyOf: ['read:nothing'] } }, ['/credential', '/scope/anyOf/0']],
    [{ credential: '', scope: { allOf: ['read:nothing'] } }, ['/credential', '/scope/allOf/0']],
    [{ credential, sourceIp: '203.0.113.0/24' }, ['/sourceIp']],
    [{ credential, sourceIp: '203.0.113.07' }, ['/sourceIp']],
    [{ credential, sourceIp: 'fe80::1%eth0' }, ['/sourceIp']],
    [{ credential, sourceIp: '' }, ['/sourceIp']],
    [{ credential, sourceIp: `${'0'.repeat(45)}:` }, ['/sourceIp']],
    [{ credential, environment: 'live' }, ['/environment']],
    [{ credential: '', scope: 'read:nothing', sourceIp: 'here' }, ['/credential', '/sourceIp', '/scope']],
    [{ [credential]: 1, credential }, ['']],
    [[credential], ['']],
  ])('a body that is wrong is refused at its places and not echoed (%#)', async (body, pointers) => {
    const { send, lines } = deployment(account(), apiKey());

    const refused = await send(VERIFY, { body: JSON.stringify(body) });

    expect(refused.status).toBe(400);
    expect(refused.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(pointers);
    expect(refused.text + JSON.stringify(lines)).not.toContain(credential.slice(0, 40));
  });
});

test.each([
  [50, 'No scope of the catalogue has this name.'],
  [51, 'Must have at most 50 entries.'],
])('a rule of %i scopes is told: %s', async (length, detail) => {
  const anyOf = Array.from({ length }, (_, at) => `read:r${at}`);

  const { body } = await deployment(account(), apiKey()).send(VERIFY, { body: { credential, scope: { anyOf } } });

  expect(body.errors[0].detail).toBe(detail);
});

describe('503', () => {
  test('trouble with the table says nothing of the credential', async () => {
    const made = deployment(account(), apiKey());
    const read = () => Promise.reject(new DependencyError('table', 'gone'));
    const deps = through(made, Object.assign(Object.create(made.table), { read }));

    const answer = await managementApi(deps)(VERIFY, { body: { credential } });

    expect(answer).toMatchObject({ status: 503, headers: { 'Retry-After': '1' } });
    expect(answer.body.valid).toBeUndefined();
  });
});

describe('the function', () => {
  const kept = { ...process.env };
  const written: string[] = [];
  let issuer: Server;
  let replyKeySet: (response: ServerResponse) => void;
  let local: Awaited<ReturnType<typeof openLocalTable>>;
  let asked = 0;

  beforeAll(async () => {
    issuer = createServer((_, response) => {
      asked += 1;
      replyKeySet(response);
    });
    await new Promise<void>((resolve) => issuer.listen(0, '127.0.0.1', resolve));
    local = await openLocalTable();
    await local.table.commit([...goodRecords(), operator()].map((record) => ({ type: 'insert', record })));
  });
  afterAll(async () => {
    process.env = kept;
    issuer.closeAllConnections();
    await new Promise((resolve) => issuer.close(resolve));
    await local.close();
  });
  beforeEach(() => {
    written.length = 0;
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0);
    jest.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0);
    replyKeySet = (response) => void response.end(JSON.stringify({ keys: [POOL_KEY.jwk] }));
  });
  afterEach(() => jest.restoreAllMocks());

  function start(variables: Readonly<Record<string, string>> = {}) {
    const { port } = issuer.address() as AddressInfo;
    const handler = coldStart(
      'verify',
      { kept },
      {
        AWS_ENDPOINT_URL_DYNAMODB: local.server.url,
        TABLE_NAME,
        KEY_SET_URL: `http://127.0.0.1:${port}/pool/.well-known/jwks.json`,
        ...variables,
      },
    ) as (event: ProxyEvent) => Promise<Response>;
    return async (text: string) => {
      const { statusCode, body } = await handler(eventOf(VERIFY, { body: { credential: text } }));
      return { status: statusCode, body: JSON.parse(body) };
    };
  }
  const token = () => accessToken(POOL_KEY, { ...claimsAt(Math.floor(Date.now() / 1000) * 1000), iss: TRUST.issuer });

  test('knows a good key and a good token, over the wire to a table that holds them', async () => {
    const verify = start();

    const answers = [await verify(credential), await verify(token()), await verify(token())];

    expect(answers).toMatchObject([
      { status: 200, body: { valid: true, principal: { credentialId: KEY_ID } } },
      { status: 200, body: { valid: true, principal: { credentialId: CLIENT_ID } } },
      { status: 200, body: { valid: true, principal: { credentialId: CLIENT_ID } } },
    ]);
    expect(asked).toBe(1);
    expect(written.join('')).not.toContain(credential.slice(28));
  });

  test('answers 503 while the issuer’s key set is out of reach, and judges the next token after', async () => {
    const verify = start();
    const answer = replyKeySet;
    replyKeySet = (response) => void response.destroy();

    const during = await verify(token());
    replyKeySet = answer;
    const after = await verify(token());

    expect([during.status, after.status, after.body.valid]).toEqual([503, 200, true]);
    expect(written.join('')).not.toContain(token().slice(0, 60));
  });

  test.each(['TABLE_NAME', 'ISSUER', 'KEY_SET_URL', 'RESOURCE_SERVERS', 'SCOPES', 'BOOTSTRAP_OPERATOR'])(
    'does not start without a good %s',
    (name) => {
      expect(() => start({ [name]: '!' })).toThrow(name);
    },
  );
});

import fc from 'fast-check';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { DependencyError, InvariantError } from '../../../lambda/domain/outcome';
import { plansFrom } from '../../../lambda/domain/plans';
import { type AuthorizerDeps, authorize } from '../../../lambda/doors/authorizer/authorize';
import { decodeRoutes } from '../../../lambda/doors/authorizer/route-table';
import { encodeRoutes } from '../../support/routes';
import { Unauthorized } from '../../../lambda/doors/authorizer/authorizer-answer';
import { GUARDED, goodRecords, memoryDoors, POOL_KEY, REQUEST_ID, requestOf, STAGE_ARN } from '../../support/doors';
import { ACCOUNT_ID, account, apiKey, client, KEY_ID, NOW, presentedKey } from '../../support/records';
import { accessToken } from '../../support/tokens';

const KEY = { 'x-api-key': presentedKey() };
const TOKEN = { authorization: `Bearer ${accessToken(POOL_KEY, { scope: 'orders/read:orders orders/write:orders' })}` };

/** What API Gateway gets: Allow, Deny, or the message of the error. */
async function effectOf(deps: AuthorizerDeps, event: Parameters<typeof authorize>[1]): Promise<string> {
  try {
    return (await authorize(deps, event)).policyDocument.Statement[0].Effect;
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : 'no Error';
  }
}

describe('a request at the function’s doors', () => {
  test.each([
    ['GET /orders', 'Allow', 'Allow'],
    ['GET /orders/{id}', 'Allow', 'Unauthorized'],
    ['DELETE /orders/{id}', 'Unauthorized', 'Allow'],
    ['GET /whoami', 'Allow', 'Allow'],
    ['PATCH /files/{proxy+}', 'Allow', 'Allow'],
  ])('at %s is answered %s to a key and %s to a token', async (route, withKey, withToken) => {
    const { deps } = memoryDoors();

    expect(await effectOf(deps, requestOf(route, KEY))).toBe(withKey);
    expect(await effectOf(deps, requestOf(route, TOKEN))).toBe(withToken);
    expect(await effectOf(deps, requestOf(route))).toBe('Unauthorized');
  });

  test('with a key makes exactly one read a decision, and none when the key cannot be one', async () => {
    const { deps, reader } = memoryDoors();

    await effectOf(deps, requestOf('GET /orders', KEY));
    expect(reader.reads).toHaveLength(1);

    for (const junk of ['junk', `${presentedKey()}x`, presentedKey().replace('live', 'test')])
      await effectOf(deps, requestOf('GET /orders', { 'x-api-key': junk }));
    await effectOf(deps, requestOf('DELETE /orders/{id}', KEY));
    expect(reader.reads).toHaveLength(1);
  });

  test('is judged anew each time: what was revoked, suspended or shrunk acts on the next request', async () => {
    const changes = [
      [apiKey({ revokedAt: NOW }), 'Unauthorized'],
      [apiKey({ suspendedAt: NOW }), 'Unauthorized'],
      [account({ suspendedAt: NOW }), 'Unauthorized'],
      [account({ generation: 2, credentialsValidAfter: NOW }), 'Unauthorized'],
      [account({ grant: { scopes: [] } }), 'Deny'],
      [account({ grant: { scopes: ['read:orders'], networks: [] } }), 'Deny'],
    ] as const;

    for (const [record, expected] of changes) {
      const { deps } = memoryDoors();
      expect(await effectOf(deps, requestOf('GET /orders', KEY))).toBe('Allow');
      const changed = memoryDoors([...goodRecords(), record]).deps;
      const later = { ...deps, doors: { ...deps.doors, reader: changed.doors.reader } };
      expect(await effectOf(later, requestOf('GET /orders', KEY))).toBe(expected);
    }
  });

  test('is judged by the address of its connection and by no header', async () => {
    const { deps } = memoryDoors([...goodRecords(), apiKey({ networks: ['198.51.100.0/24'] })]);
    const spoofs = ['X-Forwarded-For', 'Forwarded', 'X-Real-IP', 'True-Client-IP', 'CF-Connecting-IP', 'Client-IP'];

    for (const name of spoofs) {
      const spoofed = { ...KEY, [name]: '198.51.100.1' };
      expect(await effectOf(deps, requestOf('GET /orders', spoofed))).toBe('Deny');
      const inside = requestOf('GET /orders', { ...KEY, [name]: '203.0.113.7' }, { sourceIp: '198.51.100.1' });
      expect(await effectOf(deps, inside)).toBe('Allow');
    }
  });

  test('whose route is not in the table is a defect, never let through and never a 401', async () => {
    const { deps, reader, lines } = memoryDoors();

    for (const route of ['POST /orders', 'GET /', 'GET /orders/7', 'OPTIONS /whoami'])
      await expect(authorize(deps, requestOf(route, KEY))).rejects.toBeInstanceOf(InvariantError);
    expect(reader.reads).toEqual([]);
    expect(lines.map(({ kind }) => kind)).toEqual(['failure', 'failure', 'failure', 'failure']);
  });

  test('is answered with a policy of route table entries alone, whatever is in its path', async () => {
    const { deps } = memoryDoors();
    const entries = ['/GET/orders', '/GET/orders/*', '/DELETE/orders/*', '/GET/whoami', '/PUT/files/*'];
    const allowed = entries.flatMap((entry) => [entry, `${entry}/`]);
    const path = fc.oneof(
      fc.webPath(),
      fc.string(),
      fc.constantFrom('/*', '/orders/?', '/../prod/*/*', '/orders/..%2f*'),
    );
    const route = fc.constantFrom(...GUARDED.map((entry) => entry.route.replace('ANY', 'PUT')));
    await fc.assert(
      fc.asyncProperty(route, path, fc.constantFrom(KEY, TOKEN), async (of, asked, credential) => {
        const answer = await authorize(deps, requestOf(of, credential, { path: asked })).catch(() => undefined);

        if (answer === undefined) return;
        const [{ Resource }] = answer.policyDocument.Statement;
        for (const resource of Resource) {
          expect(allowed).toContain(resource.slice(STAGE_ARN.length));
          expect(resource).toContain(`/${of.split(' ')[0]}/`);
        }
      }),
    );
  });
});

describe('the log of verdicts', () => {
  test('says what a route asks for when a credential lacks it, and of no other verdict', async () => {
    const both = ['read:orders', 'write:orders'];
    const routes = decodeRoutes(
      encodeRoutes([
        { route: 'GET /one', scope: 'write:orders', door: 'any' },
        { route: 'GET /any', scope: { anyOf: ['write:orders', 'admin:orders'] }, door: 'any' },
        { route: 'GET /all', scope: { allOf: both }, door: 'any' },
        { route: 'GET /held', scope: { anyOf: both }, door: 'any' },
      ]),
    );
    const { deps, lines } = memoryDoors();

    for (const route of ['GET /one', 'GET /any', 'GET /all', 'GET /held'])
      await effectOf({ ...deps, routes }, requestOf(route, KEY));

    expect(lines.map(({ line }) => line)).toEqual([
      expect.objectContaining({ reason: 'insufficient-scope', scope: 'write:orders' }),
      expect.objectContaining({ reason: 'insufficient-scope', scope: 'write:orders or admin:orders' }),
      expect.objectContaining({ reason: 'insufficient-scope', scope: 'read:orders and write:orders' }),
      expect.not.objectContaining({ scope: expect.anything() }),
    ]);
  });

  test('says for each call who, where and why, by id, and never holds the credential', async () => {
    const { deps, lines } = memoryDoors();
    const requestId = REQUEST_ID;

    await effectOf(deps, requestOf('GET /orders', KEY));
    await effectOf(deps, requestOf('GET /orders', { 'x-api-key': presentedKey('other') }));
    await effectOf(deps, requestOf('GET /whoami'));
    await effectOf(deps, requestOf('GET /orders', TOKEN));

    expect(lines.map(({ line }) => line)).toMatchObject([
      {
        reason: 'accepted',
        credentialId: KEY_ID,
        credentialType: 'apiKey',
        door: 'any',
        route: 'GET /orders',
        requestId,
      },
      { reason: 'mismatch', credentialId: KEY_ID, door: 'any', route: 'GET /orders', requestId },
      { reason: 'none-sent', door: 'any', route: 'GET /whoami', requestId },
      { reason: 'accepted', credentialId: client().clientId, credentialType: 'client' },
    ]);
    expect(JSON.stringify(lines)).not.toContain(presentedKey().slice(28, 60));
    expect(JSON.stringify(lines)).not.toContain(TOKEN.authorization.slice(7, 30));
  });
});

describe('a failure or defect', () => {
  type Fail = () => unknown;
  const raise = (thrown: unknown) => () => {
    throw thrown;
  };
  const THROWS: readonly (readonly [string, Fail])[] = [
    ['throws an Error', raise(new Error('down'))],
    ['throws an Error called Unauthorized', raise(new Error('Unauthorized'))],
    ['throws a text', raise('Unauthorized')],
    ['throws nothing', raise(undefined)],
    ['throws null', raise(null)],
    ['throws an object like an Error', raise({ message: 'Unauthorized' })],
    ['throws a DependencyError', raise(new DependencyError('table', 'down'))],
  ];
  const REJECTS: readonly (readonly [string, Fail])[] = [
    ['rejects with an Error', () => Promise.reject(new Error('Unauthorized'))],
    ['rejects with a text', () => nextTurn().then(raise('Unauthorized'))],
    [
      'rejects late',
      () =>
        nextTurn()
          .then(nextTurn)
          .then(raise(new Error('Unauthorized'))),
    ],
  ];

  /** The same doors, whose call number `at`, counted over all ports, fails. */
  function failing(deps: AuthorizerDeps, at: number, fail: Fail) {
    const calls: string[] = [];
    const touched = <A extends unknown[], R>(name: string, call: (...given: A) => R) => {
      return (...given: A): R => (calls.push(name) - 1 === at ? (fail() as R) : call(...given));
    };
    const { reader, signatures, now } = deps.doors;
    const doors = {
      ...deps.doors,
      reader: { read: touched('read', reader.read.bind(reader)) },
      signatures: { verify: touched('verify', signatures.verify.bind(signatures)) },
      now: touched('now', now),
    };
    const log = { ...deps.log, verdict: touched('log', deps.log.verdict.bind(deps.log)) };
    return { deps: { ...deps, doors, log }, calls };
  }

  test.each([
    ['key', KEY, ['read', 'now', 'log']],
    ['token', TOKEN, ['verify', 'now', 'read', 'read', 'log']],
  ] as const)(
    'at any call that a %s makes is 5xx: no policy, no 401, and the next call is fine',
    async (_, credential, calls) => {
      const event = requestOf('GET /orders', credential);
      const counted = failing(memoryDoors().deps, -1, () => undefined);
      await authorize(counted.deps, event);
      expect(counted.calls).toEqual(calls);

      for (const [at, call] of calls.entries()) {
        for (const [how, fail] of call === 'now' || call === 'log' ? THROWS : [...THROWS, ...REJECTS]) {
          const { deps, lines } = memoryDoors();

          const thrown: unknown = await authorize(failing(deps, at, fail).deps, event).catch((error: unknown) => error);

          expect([call, how, thrown]).toEqual([call, how, expect.any(Error)]);
          expect(thrown).not.toBeInstanceOf(Unauthorized);
          expect(thrown).toHaveProperty('message', expect.stringMatching(/^The authorizer made no decision/));
          expect(lines.at(-1)?.kind).toBe('failure');
          expect(await effectOf(deps, event)).toBe('Allow');
        }
      }
    },
  );

  test('that happens while another one is logged is no decision either', async () => {
    const { deps } = memoryDoors();
    const broken = { ...deps, log: { ...deps.log, failure: raise(new Error('Unauthorized')) } };

    await expect(authorize(broken, requestOf('POST /orders', KEY))).rejects.toThrow(/^The authorizer made no decision/);
  });

  test('names the dependency and nothing that was thrown in what the platform logs', async () => {
    const { deps, lines } = memoryDoors();
    const canary = new DependencyError('table', 'canary', { cause: new Error('canary') });
    const broken = { ...deps, doors: { ...deps.doors, reader: { read: () => Promise.reject(canary) } } };

    const thrown: unknown = await authorize(broken, requestOf('GET /orders', KEY)).catch((error: unknown) => error);

    expect(thrown).toMatchObject({ name: 'DependencyError', dependency: 'table' });
    expect(thrown).not.toHaveProperty('cause');
    expect((thrown as Error).stack).not.toContain('canary');
    expect(lines).toEqual([{ kind: 'failure', line: expect.objectContaining({ at: 'GET /orders', error: canary }) }]);
  });

  test.each<[string, unknown]>([
    ['no request context', { methodArn: '' }],
    ['no ARN', { ...requestOf('GET /orders', KEY), methodArn: undefined }],
    ['nothing', undefined],
  ])('is the answer to an event with %s', async (_, event) => {
    expect(await effectOf(memoryDoors().deps, event as never)).toMatch(/^The authorizer made no decision/);
  });
});

describe('a request in a deployment with plans', () => {
  const plans = plansFrom('free 5 10 10000 month', '0123456789-orders-live');
  const association = { plan: 'free', deployment: '0123456789-orders-live', since: 0 };
  const onFree = account({ grant: { scopes: ['read:orders', 'write:orders'], plan: 'free' }, association });

  test.each([
    ['a key', KEY, ACCOUNT_ID],
    ['a token', TOKEN, ACCOUNT_ID],
  ])('with %s is counted in the budget of its account, without another read', async (_, headers, budgetId) => {
    const { deps, reader } = memoryDoors([...goodRecords(), onFree]);
    await authorize(deps, requestOf('GET /orders', headers));
    const reads = reader.reads.length;

    const answer = await authorize({ ...deps, doors: { ...deps.doors, plans } }, requestOf('GET /orders', headers));

    expect(answer).toMatchObject({
      context: { plan: 'free', budgetId },
      usageIdentifierKey: `0123456789-orders-live-free-${budgetId}`,
    });
    expect(reader.reads.length - reads).toBe(1);
  });

  test('is in nobody’s budget while the native key serves that the plan’s accounts share', async () => {
    const { deps } = memoryDoors([...goodRecords(), { ...onFree, association: undefined }]);

    const answer = await authorize({ ...deps, doors: { ...deps.doors, plans } }, requestOf('GET /orders', KEY));

    expect(answer).toMatchObject({
      context: { plan: 'free' },
      usageIdentifierKey: '0123456789-orders-live-free-shared',
    });
    expect(answer.context).not.toHaveProperty('budgetId');
  });

  test('with a key that has its own plan is counted in the budget of the key', async () => {
    const { deps } = memoryDoors([...goodRecords(), onFree, apiKey({ plan: 'free', association })]);

    const { context } = await authorize({ ...deps, doors: { ...deps.doors, plans } }, requestOf('GET /orders', KEY));

    expect(context).toMatchObject({ plan: 'free', budgetId: KEY_ID });
  });

  test('is answered as before when the deployment has no plans any more', async () => {
    const { deps } = memoryDoors([...goodRecords(), onFree, apiKey({ plan: 'free' })]);

    const answer = await authorize(deps, requestOf('GET /orders', KEY));

    expect(answer).toEqual(await authorize(memoryDoors().deps, requestOf('GET /orders', KEY)));
  });
});

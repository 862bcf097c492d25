/**
 * A path with escaped characters, over HTTP. The local run compares paths as sent and decodes `event.path`, which is the
 * worst of what API Gateway may do (docs/limits.md): a backend that reads the path is led astray, and what helps.
 * Verdicts are kept for a minute here, so that a request can also get past the check of its query.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Duration } from 'aws-cdk-lib';
import { bearer, type TestRun } from '../support/local-run';
import { type OrdersApp, withOrdersRun } from '../support/orders-run';

const BACKENDS = ['trusting', 'asking', 'judged'] as const;
const DELAY_SECONDS = 60;

let run: TestRun;
let reader: string;
let writer: string;

beforeAll(async () => {
  jest.spyOn(console, 'error').mockReturnValue();
  run = await withOrdersRun({
    backends: 'escaped-backend',
    serviceScopes: ['read:orders'],
    props: { revocationDelay: Duration.seconds(DELAY_SECONDS) },
    addRoutes,
  });
  reader = await issue(['read:orders']);
  writer = await issue(['read:orders', 'write:orders']);
});
afterAll(() => run.close());

/** For each backend `{proxy+}` beside `admin`, and `items/{id}` beside `items/{id}/secret`. */
const addRoutes: OrdersApp['addRoutes'] = (sallyport, backendOf) => {
  for (const handler of BACKENDS) {
    const backend = backendOf(handler);
    for (const [path, scope] of [
      ['{proxy+}', 'read:orders'],
      ['admin', 'write:orders'],
      ['items/{id}', 'read:orders'],
      ['items/{id}/secret', 'write:orders'],
    ] as const)
      sallyport.protect(sallyport.api.root.resourceForPath(`${handler}/${path}`), 'GET', backend, { scope });
  }
};

async function issue(scopes: readonly string[]): Promise<string> {
  const keys = `/accounts/${run.facts.account.id}/keys`;
  const { body } = await run.manage('POST', keys, { body: { label: scopes.join(' '), scopes } });
  return body.key;
}

/** The log lines of handlers that refused since then, once there is one: a function's lines may come late. */
async function refusalsSince(begun: number): Promise<readonly string[]> {
  for (let turns = 10_000; ; turns--) {
    const lines = run.lines.slice(begun).map(({ text }) => text);
    const found = lines.filter((text) => text.includes('needs the scope write:orders'));
    if (found.length > 0 || turns === 0) return found;
    await nextTurn();
  }
}

const ESCAPES = [
  ['/%61dmin', '/{proxy+}', '/admin'],
  ['/items/1%2fsecret', '/items/{id}', '/items/1/secret'],
  ['/items/1%2Fsecret', '/items/{id}', '/items/1/secret'],
] as const;

describe.each(ESCAPES)('%s, which is judged as %s and has the path %s', (path, route, spelled) => {
  test('is refused as it is meant, without escapes', async () => {
    const answers = await Promise.all(BACKENDS.map((name) => run.call('GET', `/${name}${spelled}`, bearer(reader))));

    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403]);
  });

  test('leads a backend astray that reads the path: a key that only reads gets at more', async () => {
    const { status, body } = await run.call('GET', `/trusting${path}`, bearer(reader));

    expect([status, body.ran, body.event.path]).toEqual([200, 'secret', `/trusting${spelled}`]);
    expect(body.principal).toMatchObject({ route: `/trusting${route}`, scope: 'read:orders', scopes: ['read:orders'] });
  });

  test('is a 403 where the handler asks for its scope, and its log line says what was judged', async () => {
    const begun = run.lines.length;

    const refused = await run.call('GET', `/asking${path}`, bearer(reader));
    const accepted = await run.call('GET', `/asking${path}`, bearer(writer));

    expect([refused.status, refused.body.requiredScope, accepted.status]).toEqual([403, 'write:orders', 200]);
    expect(refused.body.type).toMatch(/\/insufficient-scope$/);
    expect(await refusalsSince(begun)).toEqual([
      expect.stringContaining(`was judged at the route /asking${route} with the scope read:orders`),
    ]);
  });

  test('runs what was judged where the backend routes by resource', async () => {
    const { status, body } = await run.call('GET', `/judged${path}`, bearer(reader));

    expect([status, body.ran, body.event.resource]).toEqual([200, 'plain', `/judged${route}`]);
  });
});

test('a credential in the query, which a kept verdict let through, does not reach the handler', async () => {
  const first = await run.call('GET', '/judged/items/1', bearer(reader));
  const queries = [`api_key=${writer}`, `access_token=${writer}&page=2`, `next=${writer}&page=2`];

  const answers = [];
  for (const query of queries) answers.push(await run.call('GET', `/judged/items/1?${query}`, bearer(reader)));

  expect([first, ...answers].map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  expect(answers.map(({ body }) => body.event.queryStringParameters)).toEqual([{}, { page: '2' }, { page: '2' }]);
  for (const { text } of answers) {
    expect(text).not.toContain(writer);
    expect(text).not.toContain(reader);
  }
});

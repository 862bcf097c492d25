/**
 * The handlers of docs/frameworks.md, taken from the page. They compile, and behind `ANY /{proxy+}` of a local run each of
 * their routes asks for its own scope. The frameworks are those of test/consumer/frameworks, installed from npm.
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { blocksOf } from '../snippets/blocks';
import { ROOT, run as runProgram } from '../support/consumer';
import { bearer, type TestRun } from '../support/local-run';
import { withOrdersRun } from '../support/orders-run';

/** By heading of the page: a route that shows what the framework sees of a request. */
const SEEN = {
  Hono: `app.get('/seen', ({ req, json }) => json(req.header()));`,
  Fastify: `app.get('/seen', ({ headers }) => headers);`,
  Express: `app.get('/seen', ({ headers }, response) => void response.json(headers));`,
};
const HEADINGS = Object.keys(SEEN) as (keyof typeof SEEN)[];

let place: string;
beforeAll(() => {
  // Inside the repository, as the CDK bundles no function from outside of it.
  const local = join(ROOT, '.local');
  mkdirSync(local, { recursive: true });
  place = mkdtempSync(join(local, 'frameworks-'));
  cpSync(join(ROOT, 'test', 'consumer', 'frameworks'), place, { recursive: true });
  runProgram(place, 'npm', 'ci', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error');
  const config = {
    extends: join(ROOT, 'tsconfig.json'),
    compilerOptions: { types: ['node'] },
    include: ['*.ts'],
    exclude: [],
  };
  writeFileSync(join(place, 'tsconfig.json'), JSON.stringify(config));
  for (const heading of HEADINGS) writeFileSync(join(place, `${heading}.ts`), handlerOf(heading));
});
afterAll(() => rmSync(place, { recursive: true, force: true }));

function handlerOf(heading: keyof typeof SEEN): string {
  const [block, ...others] = blocksOf('docs/frameworks.md').filter((one) => one.heading === heading);
  expect(others).toEqual([]);
  return `${block?.code ?? ''}\n${SEEN[heading]}\n`;
}

test('the handlers compile, without a type that is taken for granted', () => {
  expect(runProgram(place, join(ROOT, 'node_modules', '.bin', 'tsc'), '-p', place)).toBe('');
});

describe.each(HEADINGS)('the handler of %s', (heading) => {
  let run: TestRun;
  let reader: string;
  let writer: string;

  beforeAll(async () => {
    run = await withOrdersRun({
      backends: join(place, heading),
      serviceScopes: ['read:orders'],
      addRoutes: (sallyport, backend) => {
        const everything = sallyport.api.root.addProxy({ anyMethod: false });
        sallyport.protect(everything, 'ANY', backend('handler'), { scope: { anyOf: ['read:orders', 'write:orders'] } });
      },
    });
    reader = await issue(['read:orders']);
    writer = await issue(['write:orders']);
  });
  afterAll(() => run.close());

  async function issue(scopes: readonly string[]): Promise<string> {
    const keys = `/accounts/${run.facts.account.id}/keys`;
    const { body } = await run.manage('POST', keys, { body: { label: scopes.join(' '), scopes } });
    return body.key;
  }
  const put = (path: string, key: string) => run.call('PUT', path, { ...bearer(key), body: { quantity: 2 } });

  test.each(['/', '/orders/1', '/nothing'])('is not reached at %s without a credential', async (path) => {
    const { status, body } = await run.call('GET', path);

    expect([status, body.type]).toEqual([401, expect.stringMatching(/\/invalid-credential$/)]);
  });

  test('refuses a preflight as any other call without a credential, as the API has no corsOrigins', async () => {
    const { status } = await run.call('OPTIONS', '/orders/1');

    expect(status).toBe(401);
  });

  test('answers each route to a key with its scope, and knows whose key it is', async () => {
    const answers = [
      await run.call('GET', '/', bearer(reader)),
      await run.call('GET', '/orders/1', bearer(reader)),
      await put('/orders/1', writer),
    ];

    const calledBy = run.facts.account.id;
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(answers.slice(1).map(({ body }) => body)).toEqual([
      { id: '1', calledBy },
      { id: '1', order: { quantity: 2 }, calledBy },
    ]);
  });

  test('refuses each route to a key without its scope, and names the scope', async () => {
    const answers = [
      await run.call('GET', '/', bearer(writer)),
      await run.call('GET', '/orders/1', bearer(writer)),
      await put('/orders/1', reader),
    ];

    expect(answers.map(({ status, body }) => [status, body.requiredScope])).toEqual([
      [403, 'read:orders'],
      [403, 'read:orders'],
      [403, 'write:orders'],
    ]);
    for (const { headers, body } of answers) {
      expect(headers['content-type']).toMatch(/^application\/problem\+json/);
      expect(body.type).toMatch(/\/insufficient-scope$/);
    }
  });

  test('leaves a path without a route to the framework, which answers 404', async () => {
    const { status } = await run.call('GET', '/nothing', bearer(reader));

    expect(status).toBe(404);
  });

  test.each(['/%6frders/1', '/orders%2f1', '/%256frders/1', '/ORDERS/1', '/orders/1/'])(
    'does nothing for a key without the scope at %s',
    async (path) => {
      const { status } = await put(path, reader);

      expect([403, 404]).toContain(status);
    },
  );

  test.each(['Authorization', 'X-API-Key'])('sees no credential of %s', async (name) => {
    const credential = name === 'Authorization' ? `Bearer ${reader}` : reader;

    const { status, text } = await run.call('GET', '/seen', { headers: { [name]: credential, 'X-Copy': reader } });

    expect([status, text.includes('x-copy'), text.includes(reader)]).toEqual([200, false, false]);
    expect(text).not.toMatch(/authorization|x-api-key/i);
    expect(text).toContain('host');
  });
});

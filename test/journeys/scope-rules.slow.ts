/**
 * Routes that ask for one of several scopes, or for all of them, over HTTP: with keys and tokens at the function's doors,
 * and with first-party tokens at the door `cognito`. The app of this test has the routes, and its backend tells what it
 * was given.
 */
import { bearer, type TestRun } from '../support/local-run';
import { withOrdersRun } from '../support/orders-run';

const [READ, WRITE] = ['read:orders', 'write:orders'] as const;
const EITHER = { anyOf: [READ, WRITE] } as const;
const BOTH = { allOf: [READ, WRITE] } as const;

let run: TestRun;
let keys: string;

beforeAll(async () => {
  run = await withOrdersRun({
    backends: 'scope-rules-backend',
    serviceScopes: [READ, WRITE],
    addRoutes: (sallyport, backend) => {
      const { root } = sallyport.api;
      const account = backend('account');
      sallyport.protect(root.addResource('either'), 'GET', account, { scope: EITHER });
      sallyport.protect(root.addResource('both'), 'GET', account, { scope: BOTH });
      sallyport.protect(root.addResource('team'), 'GET', backend('team'), { scope: EITHER, door: 'cognito' });
    },
  });
  keys = `/accounts/${run.facts.account.id}/keys`;
});
afterAll(() => run.close());

async function issue(scopes: readonly string[]): Promise<{ readonly id: string; readonly key: string }> {
  const { body } = await run.manage('POST', keys, { body: { label: 'rules', scopes } });
  return body;
}

test('a key with one of anyOf is let in, and one without any is told all of them', async () => {
  const [reader, none] = [await issue([READ]), await issue([])];

  const accepted = await run.call('GET', '/either', bearer(reader.key));
  const refused = await run.call('GET', '/either', bearer(none.key));

  expect([accepted.status, accepted.body.principal.scope]).toEqual([200, EITHER]);
  expect([refused.status, refused.body.requiredScope]).toEqual([403, 'read:orders or write:orders']);
  expect(refused.body.type).toMatch(/\/insufficient-scope$/);
});

test('a key with all of allOf is let in until it loses one, and is told both then', async () => {
  const { id, key } = await issue([READ, WRITE]);

  const accepted = await run.call('GET', '/both', bearer(key));
  const { status } = await run.manage('PATCH', `${keys}/${id}`, { body: { scopes: [WRITE] } });
  const refused = await run.call('GET', '/both', bearer(key));
  const either = await run.call('GET', '/either', bearer(key));

  expect([accepted.status, accepted.body.principal.scope, status]).toEqual([200, BOTH, 200]);
  expect([refused.status, refused.body.requiredScope]).toEqual([403, 'read:orders and write:orders']);
  expect(either.status).toBe(200);
});

test('a token is held to the scopes that it was fetched with', async () => {
  const { client } = run.facts;
  const narrow = bearer(await run.token(client, `orders-accounts/${WRITE}`));
  const wide = bearer(await run.token(client));

  const statuses = async (token: typeof wide) =>
    Promise.all(['/either', '/both'].map(async (path) => (await run.call('GET', path, token)).status));

  expect([await statuses(narrow), await statuses(wide)]).toEqual([
    [200, 403],
    [200, 200],
  ]);
});

test('a first-party token with one of anyOf passes a cognito door, and an account’s token does not', async () => {
  const { firstParty = run.facts.client, client } = run.facts;

  const writer = await run.call('GET', '/team', bearer(await run.token(firstParty, `orders/${WRITE}`)));
  const stranger = await run.call('GET', '/team', bearer(await run.token(client)));

  expect([writer.status, writer.body.principal.scopes]).toEqual([200, [`orders/${WRITE}`]]);
  expect(stranger.status).toBe(401);
});

test('a service that is not behind the gateway gets the same verdicts', async () => {
  const { key: credential } = await issue([READ]);

  const answers = await Promise.all(
    [EITHER, BOTH].map((scope) => run.manage('POST', '/verify', { body: { credential, scope } })),
  );

  expect(answers.map(({ body }) => body.reason ?? 'valid')).toEqual(['valid', 'insufficient-scope']);
});

/**
 * Plans over HTTP: an account is put on one, its calls are counted under the native key that the authorizer names, and its
 * views say what holds. Until a native key of its own is made, that is the one that the plan's accounts share.
 */
import { bearer, type TestRun } from '../support/local-run';
import { withOrdersRun } from '../support/orders-run';

let run: TestRun;
let keys: string;
let account: string;

const start = (enforcePlans: boolean) =>
  withOrdersRun({
    backends: 'scope-rules-backend',
    serviceScopes: ['read:orders'],
    props: {
      enforcePlans,
      plans: {
        tight: { ratePerSecond: 1, burst: 2, quota: { limit: 1_000, period: 'month' } },
        wide: { ratePerSecond: 1_000, burst: 1_000 },
      },
    },
    addRoutes: (sallyport, backend) => {
      const { root } = sallyport.api;
      sallyport.protect(root.addResource('orders'), 'GET', backend('account'), { scope: 'read:orders' });
      sallyport.protect(root.addResource('team'), 'GET', backend('team'), { scope: 'read:orders', door: 'cognito' });
    },
  });

beforeAll(async () => {
  run = await start(true);
  account = `/accounts/${run.facts.account.id}`;
  keys = `${account}/keys`;
});
afterAll(() => run.close());

const issue = async (body: object = {}) =>
  (await run.manage('POST', keys, { body: { label: 'plans', scopes: ['read:orders'], ...body } })).body;
const calls = async (key: string, count: number) => {
  const answers = [];
  for (let at = 0; at < count; at += 1) answers.push(await run.call('GET', '/orders', bearer(key)));
  return answers;
};
const put = async (plan: string | null) => (await run.manage('PATCH', account, { body: { grant: { plan } } })).body;
/** Fills every bucket. */
const rest = () => run.clock.advance(60_000);

test('the plans of the deployment are listed in its order', async () => {
  const { body } = await run.manage('GET', '/plans');

  expect(body.items.map(({ name }: { name: string }) => name)).toEqual(['tight', 'wide']);
});

test('an account without a plan is not limited, and its backend is told none', async () => {
  const { key } = await issue();

  const answers = await calls(key, 5);

  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  expect(answers[0]?.body.principal).not.toHaveProperty('plan');
});

test('an account on a plan is held to its rate from the next call on, with all its keys together, and not without it', async () => {
  const [one, other] = [await issue(), await issue()];
  rest();

  const view = await put('tight');
  const [first] = await calls(one.key, 1);
  const [second, third] = await calls(other.key, 2);
  const off = await put(null);
  const [free] = await calls(other.key, 1);

  expect(view).toMatchObject({ grant: { plan: 'tight' }, limits: { plan: 'tight', shared: true, pending: true } });
  expect([first, second, third, free].map((answer) => answer?.status)).toEqual([200, 200, 429, 200]);
  expect(first?.body.principal.plan).toBe('tight');
  expect(third?.body.type).toMatch(/\/too-many-requests$/);
  expect(third?.headers['retry-after']).toBe('1');
  expect(off).not.toHaveProperty('limits');
});

test('a key on a smaller plan of its own has its own budget, and falls under the account’s when that shrinks', async () => {
  await put('wide');
  const [own, plain] = [await issue({ plan: 'tight' }), await issue()];
  rest();

  const [first, second, third] = await calls(own.key, 3);
  const beside = await calls(plain.key, 3);
  const larger = await run.manage('PATCH', `${keys}/${plain.id}`, { body: { plan: 'wide' } });
  await put('tight');
  const shrunk = await run.manage('GET', `${keys}/${plain.id}`);

  expect([first, second, third].map((answer) => answer?.status)).toEqual([200, 200, 429]);
  expect(beside.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect([larger.status, shrunk.body.plan, shrunk.body.limits.plan]).toEqual([200, 'wide', 'tight']);
  expect((await run.manage('PATCH', `${keys}/${own.id}`, { body: { plan: 'wide' } })).body.type).toMatch(
    /grant-exceeded$/,
  );
});

test('a door that runs no function is not counted, and a denied call uses nobody’s budget', async () => {
  await put('tight');
  const narrow = await issue({ scopes: [] });
  rest();
  const { firstParty } = run.facts;
  if (firstParty === undefined) throw new Error('the app has no first-party client');
  const team = bearer(await run.token(firstParty, 'orders/read:orders'));

  const refused = await calls(narrow.key, 4);
  const byTeam = [];
  for (let at = 0; at < 4; at += 1) byTeam.push(await run.call('GET', '/team', team));
  const [full] = await calls((await issue()).key, 1);

  expect(refused.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
  expect(byTeam.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  expect(full?.status).toBe(200);
});

test('plans that are not enforced yet limit nobody, while accounts can be put on them and backends are told', async () => {
  const preparing = await start(false);
  const { id } = preparing.facts.account;
  const view = await preparing.manage('PATCH', `/accounts/${id}`, { body: { grant: { plan: 'tight' } } });
  const body = { label: 'plans', scopes: ['read:orders'] };
  const { key } = (await preparing.manage('POST', `/accounts/${id}/keys`, { body })).body;

  const answers = [];
  for (let at = 0; at < 5; at += 1) answers.push(await preparing.call('GET', '/orders', bearer(key)));
  await preparing.close();

  expect(view.body).toMatchObject({ grant: { plan: 'tight' }, limits: { plan: 'tight', pending: true } });
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  expect(answers[0]?.body.principal.plan).toBe('tight');
});

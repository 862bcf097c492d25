/** What the test control of a local run does to clock, table, pool and schedules, and what it refuses. */
import { startClock } from '../../local/clock';
import { startControl } from '../../local/control';
import type { RunningServer } from '../../local/server';
import type { LocalClock } from '../../local/types';

let clock: LocalClock;
let injected: unknown[][];
const subscriptions = { deliver: async ({ again = false } = {}) => [{ ok: true as const, payload: { again } }] };
const schedules = {
  names: ['Sweep'],
  fire: (rule: string) => (rule === 'Sweep' ? Promise.resolve([{ ok: true as const, payload: 1 }]) : undefined),
};
let control: RunningServer;

beforeEach(async () => {
  clock = startClock();
  injected = [];
  control = await startControl({
    clock,
    table: { fail: (...args) => void injected.push(['table', ...args]) },
    pool: { fail: (...args) => void injected.push(['pool', ...args]) },
    apiGateway: { fail: (...args) => void injected.push(['apiGateway', ...args]) },
    schedules,
    subscriptions,
  });
});

afterEach(() => control.close());

async function send(route: string, body?: unknown, type = 'application/json') {
  const [method = '', path = ''] = route.split(' ');
  const response = await fetch(control.url + path, {
    method,
    headers: { 'Content-Type': type },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
}

test('moves the clock and answers with the new time', async () => {
  const before = clock.now();

  const { status, body } = await send('POST /clock', { advanceSeconds: 3600.5 });

  expect(status).toBe(200);
  expect(clock.now() - before).toBeGreaterThanOrEqual(3_600_500);
  expect(Date.parse(body.now) - before).toBeGreaterThanOrEqual(3_600_500);
});

test('injects failures into the table, each part of the pool and the control plane, and ends them', async () => {
  const answers = [
    await send('POST /failures', {
      target: 'table',
      failure: 'partial',
      operation: 'BatchGetItem',
      unprocessedIndex: 1,
    }),
    await send('POST /failures', { target: 'keySet', failure: 'hang', times: 2 }),
    await send('POST /failures', { target: 'tokenEndpoint', failure: 'error' }),
    await send('POST /failures', { target: 'pool', failure: 'lost', operation: 'CreateUserPoolClient', times: 1 }),
    await send('POST /failures', { target: 'apiGateway', failure: 'throttle', operation: 'CreateApiKey' }),
    await send('DELETE /failures'),
  ];

  expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(204));
  expect(injected).toEqual([
    ['table', 'partial', { operation: 'BatchGetItem', unprocessedIndex: 1 }],
    ['pool', 'hang', { target: 'keySet', times: 2 }],
    ['pool', 'error', { target: 'tokenEndpoint' }],
    ['pool', 'lost', { target: 'pool', operation: 'CreateUserPoolClient', times: 1 }],
    ['apiGateway', 'throttle', { operation: 'CreateApiKey' }],
    ['table', 'none'],
    ['apiGateway', 'none'],
    ['pool', 'none', { target: 'keySet' }],
    ['pool', 'none', { target: 'tokenEndpoint' }],
    ['pool', 'none', { target: 'pool' }],
  ]);
});

test('delivers logs, and again if that is asked for', async () => {
  const once = await send('POST /log-deliveries', {});
  const again = await send('POST /log-deliveries', { again: true });

  expect([once, again].map(({ body }) => body)).toEqual([
    { invocations: [{ ok: true, payload: { again: false } }] },
    { invocations: [{ ok: true, payload: { again: true } }] },
  ]);
});

test('fires a rule and answers with the results of its functions, or 404 for an unknown rule', async () => {
  const fired = await send('POST /schedules', { rule: 'Sweep' });
  const missing = await send('POST /schedules', { rule: 'Other' });

  expect(fired).toEqual({ status: 200, body: { invocations: [{ ok: true, payload: 1 }] } });
  expect(missing).toEqual({ status: 404, body: { error: 'there is no rule Other; there are: Sweep' } });
});

test.each<[string, { route: string; sent: unknown; why: RegExp }]>([
  ['no number', { route: 'POST /clock', sent: { advanceSeconds: '60' }, why: /advanceSeconds/ }],
  ['a step back', { route: 'POST /clock', sent: { advanceSeconds: -1 }, why: /advanceSeconds/ }],
  ['another member', { route: 'POST /clock', sent: { advanceSeconds: 1, back: true }, why: /back/ }],
  ['no body', { route: 'POST /clock', sent: undefined, why: /body/ }],
  ['no rule', { route: 'POST /schedules', sent: {}, why: /rule/ }],
  ['another target', { route: 'POST /failures', sent: { target: 'gateway', failure: 'hang' }, why: /target/ }],
  ['another failure', { route: 'POST /failures', sent: { target: 'table', failure: 'fire' }, why: /failure/ }],
  ['no times', { route: 'POST /failures', sent: { target: 'table', failure: 'hang', times: 0 }, why: /times/ }],
  [
    "the table's option for the key set",
    { route: 'POST /failures', sent: { target: 'keySet', failure: 'hang', operation: 'Query' }, why: /operation/ },
  ],
  [
    'part of a token',
    { route: 'POST /failures', sent: { target: 'tokenEndpoint', failure: 'partial' }, why: /failure/ },
  ],
])('refuses %s with one line and changes nothing', async (_, { route, sent, why }) => {
  const before = clock.now();

  const { status, body } = await send(route, sent);

  expect(status).toBe(400);
  expect(body.error).toMatch(why);
  expect(injected).toEqual([]);
  expect(clock.now() - before).toBeLessThan(1000);
});

test.each(['application/json; charset=utf-8', 'Application/JSON'])('takes a body of the type %s', async (type) => {
  const { status } = await send('POST /clock', { advanceSeconds: 60 }, type);

  expect(status).toBe(200);
});

test('takes no body that a page of another origin could send', async () => {
  const { status } = await send('POST /clock', { advanceSeconds: 60 }, 'text/plain');

  expect(status).toBe(400);
});

test('has no other route', async () => {
  expect((await send('GET /clock')).status).toBe(404);
});

test.each(['table', 'pool', 'apiGateway'])('refuses the target %s if the template does not have it', async (target) => {
  const none = { table: undefined, pool: undefined, apiGateway: undefined };
  const bare = await startControl({ clock, ...none, schedules, subscriptions });

  const response = await fetch(`${bare.url}/failures`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ target, failure: 'hang' }),
  });
  await bare.close();

  expect([response.status, await response.json()]).toEqual([400, { error: `this template has no ${target}` }]);
});

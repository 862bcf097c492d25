/** Which log lines are printed for a person, and what is in the line of a request. */
import { z } from 'zod';
import type { GuardedRoute } from '../../../cli/local/guarded-routes';
import { Terminal } from '../../../cli/local/terminal';
import { readAssembly } from '../../../local/assembly/assembly';
import type { AnsweredRequest } from '../../../local/types';
import { ensureAssembly } from '../../support/assembly';

let stderr: string[];
let terminal: Terminal;

beforeEach(() => {
  jest.useFakeTimers();
  stderr = [];
  jest.spyOn(console, 'error').mockImplementation((text) => stderr.push(text));
  terminal = new Terminal((_, text) => text);
  terminal.begin(new Map([['Api', ROUTES]]));
});
afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
});

const routeOf = (route: string, door: GuardedRoute['door'], scope?: string): GuardedRoute => {
  const [method = '', path = ''] = route.split(' ');
  return { method, path, door, scope, bodySchema: undefined };
};
const ROUTES = [
  routeOf('GET /orders', 'any', 'read:orders'),
  routeOf('POST /orders', 'key', 'write:orders'),
  routeOf('ANY /orders', 'token', 'write:orders'),
  routeOf('POST /shipments', 'cognito', 'write:orders'),
];

const write = (text: string | object, source = 'fn'): void =>
  terminal.log({ source, text: typeof text === 'string' ? text : JSON.stringify(text) });

const SERVED: AnsweredRequest = {
  api: 'Api',
  requestId: 'r',
  status: 200,
  method: 'GET',
  resourcePath: '/orders',
  authorizer: {},
};
const UNAUTHORIZED = { ...SERVED, status: 401, refusal: { type: 'UNAUTHORIZED' } };
const VERDICT = { level: 'INFO', message: 'verdict', requestId: 'r', reason: 'account-suspended' };
const error = (kind: string, message: string, ...stack: string[]) =>
  `${kind} Error ${JSON.stringify({ errorType: 'Error', errorMessage: message, stack })}`;

test.each<[string, string | object, string[]]>([
  ['text of a handler', 'hello', ['fn | hello']],
  ['text that is JSON, but no log entry', 'null', ['fn | null']],
  ['JSON of a handler', { event: 1 }, ['fn | {"event":1}']],
  ['a long line, cut', 'x'.repeat(600), [`fn | ${'x'.repeat(500)}…`]],
  [
    'a handler’s exception with the head of its stack',
    error('Invoke', 'oh', 'Error: oh', '  at a', '  at b', '  at c', '  at d', '  at e', '  at f'),
    ['fn | Error: oh', 'fn |   at a', 'fn |   at b', 'fn |   at c', 'fn |   at d', 'fn |   at e'],
  ],
  ['what a handler threw that is no error', error('Init', 'oh'), ['fn | Error: oh']],
  ['a call that took too long', 'Sandbox.Timedout 3.00 seconds', ['fn | Sandbox.Timedout 3.00 seconds']],
  [
    'an error of our own functions',
    { level: 'ERROR', message: 'failure', requestId: 'r' },
    ['fn | {"level":"ERROR","message":"failure","requestId":"r"}'],
  ],
  ['nothing of a failure that is no error', { level: 'INFO', message: 'failure', requestId: 'r' }, []],
  ['nothing of what went well', { ...VERDICT, reason: 'accepted' }, []],
  ['nothing of a token that was given', { level: 'INFO', message: 'token', requestId: 'r', outcome: 'hit' }, []],
  ['nothing of a task that went well', { level: 'INFO', message: 'task', task: 'sweep', removed: 0 }, []],
  ['a task of a handler', { level: 'INFO', message: 'task', n: 1 }, ['fn | {"level":"INFO","message":"task","n":1}']],
])('shows %s', (_, text, shown) => {
  write(text);
  jest.runAllTimers();

  expect(stderr).toEqual(shown);
});

test('a request that was served is one line with who called', () => {
  write({ ...VERDICT, reason: 'accepted' });
  terminal.answered({ ...SERVED, authorizer: { accountId: 'a', credentialId: 'k', principalId: 'p' } });
  terminal.answered({ ...SERVED, authorizer: { claims: { client_id: 'c' } } });
  jest.runAllTimers();

  expect(stderr).toEqual(['200 GET /orders a k', '200 GET /orders c']);
});

test('the access log of an API that Sallyport makes says nothing more, and one of another format is printed beside', async () => {
  const formats = readAssembly(await ensureAssembly()).flatMap(({ template }) =>
    Object.values(template.Resources).flatMap(({ Type, Properties }) =>
      Type === 'AWS::ApiGateway::Stage' ? [z.object({ Format: z.string() }).parse(Properties?.AccessLogSetting)] : [],
    ),
  );
  const standard = { requestId: 'r', httpMethod: 'GET', resourcePath: '/orders', status: '200' };

  terminal.answered(SERVED);
  for (const { Format } of formats) write(Format, 'log');
  write(standard, 'log');
  jest.runAllTimers();

  expect(formats.length).toBeGreaterThan(1);
  expect(stderr).toEqual([`log | ${JSON.stringify(standard)}`, '200 GET /orders']);
});

test('a refusal is explained where no function and no access log says a word of it', () => {
  terminal.answered({ ...UNAUTHORIZED, refusal: { type: 'UNAUTHORIZED', why: 'no identity source X was sent' } });
  terminal.answered({ ...UNAUTHORIZED, resourcePath: undefined, refusal: { type: 'FORBIDDEN', why: 'no stage' } });
  jest.runAllTimers();

  expect(stderr).toEqual([
    '401 GET /orders (UNAUTHORIZED: no identity source X was sent)',
    '401 GET - (FORBIDDEN: no stage)',
  ]);
});

test.each<[string, () => void, string]>([
  ['the verdict', () => write(VERDICT), '401 GET /orders (account-suspended: the account is suspended)'],
  [
    'the outcome of an operation',
    () => write({ level: 'INFO', message: 'operation', requestId: 'r', outcome: 'key-limit-reached' }),
    '401 GET /orders (key-limit-reached)',
  ],
  ['the gateway, where no function said it', () => undefined, '401 GET /orders (UNAUTHORIZED)'],
  [
    'the gateway, where another request had a reason',
    () => write({ ...VERDICT, requestId: 'other' }),
    '401 GET /orders (UNAUTHORIZED)',
  ],
])('a refused request shows the reason of %s, even when that line comes later', (_, explain, line) => {
  terminal.answered(UNAUTHORIZED);
  explain();
  terminal.answered({ ...SERVED, requestId: 's', status: 404 });
  jest.runAllTimers();

  expect(stderr).toEqual([line, '404 GET /orders']);
});

test.each([
  ['GET', '/orders', 'insufficient-scope', 'insufficient-scope: the route asks for read:orders'],
  ['POST', '/orders', 'wrong-kind', 'wrong-kind: an access token at a key door'],
  ['PUT', '/orders', 'wrong-kind', 'wrong-kind: an API key at a token door'],
  ['GET', '/elsewhere', 'wrong-kind', 'wrong-kind'],
])('the words for a refusal at %s %s are true of that route: %s', (...[method, resourcePath, reason, words]) => {
  write({ ...VERDICT, reason });
  terminal.answered({ ...UNAUTHORIZED, method, resourcePath });
  jest.runAllTimers();

  expect(stderr).toEqual([`401 ${method} ${resourcePath} (${words})`]);
});

test('a cognito door, which runs no function, says what it takes', () => {
  terminal.answered({ ...UNAUTHORIZED, method: 'POST', resourcePath: '/shipments' });
  terminal.answered({ ...UNAUTHORIZED, api: 'Other', method: 'POST', resourcePath: '/shipments' });
  jest.runAllTimers();

  expect(stderr).toEqual([
    '401 POST /shipments (UNAUTHORIZED: a cognito door takes a first-party client’s token with write:orders)',
    '401 POST /shipments (UNAUTHORIZED)',
  ]);
});

test.each([
  [200, 'green'],
  [403, 'yellow'],
  [503, 'red'],
])('the status %s is %s', (status, format) => {
  const painted = new Terminal((one, text) => `<${one}>${text}`);
  painted.begin(new Map());
  painted.answered({ ...SERVED, status });
  painted.end();

  expect(stderr).toEqual([`<${format}>${status} GET /orders`]);
});

test('an authorizer’s Unauthorized is no error, a backend’s is', () => {
  write(error('Invoke', 'Unauthorized', 'Error: Unauthorized'), 'authorizer');
  write(error('Invoke', 'Unauthorized', 'Error: Unauthorized'), 'backend');
  write(VERDICT, 'authorizer');
  jest.runAllTimers();

  expect(stderr).toEqual(['backend | Error: Unauthorized']);
});

test('prints nothing before it begins, and at its end only the lines that were waiting', () => {
  const other = new Terminal((_, text) => text);

  other.log({ source: 'fn', text: 'early' });
  other.answered(SERVED);
  other.begin(new Map());
  other.answered(SERVED);
  other.end();
  other.log({ source: 'fn', text: 'late' });
  other.answered(SERVED);
  jest.runAllTimers();

  expect(stderr).toEqual(['200 GET /orders']);
});

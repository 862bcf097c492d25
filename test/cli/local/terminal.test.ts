/** Which log lines are printed for a person, and what is in the line of a request. */
import type { GuardedRoute } from '../../../cli/local/guarded-routes';
import { Terminal } from '../../../cli/local/terminal';

let stderr: string[];
let terminal: Terminal;

beforeEach(() => {
  jest.useFakeTimers();
  stderr = [];
  jest.spyOn(console, 'error').mockImplementation((text) => stderr.push(text));
  terminal = new Terminal((_, text) => text);
  terminal.begin(ROUTES);
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

const ACCESS = {
  requestId: 'r',
  method: 'GET',
  resourcePath: '/orders',
  status: '200',
  responseType: '-',
  accountId: '-',
  credentialId: '-',
  clientId: '-',
};
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
  write({ ...ACCESS, accountId: 'a', credentialId: 'k' }, 'log');
  jest.runAllTimers();

  expect(stderr).toEqual(['200 GET /orders a k']);
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
  write({ ...ACCESS, status: '401', responseType: 'UNAUTHORIZED' }, 'log');
  explain();
  write({ ...ACCESS, requestId: 's', status: '404' }, 'log');
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
  write({ ...ACCESS, method, resourcePath, status: '401' }, 'log');
  jest.runAllTimers();

  expect(stderr).toEqual([`401 ${method} ${resourcePath} (${words})`]);
});

test('a cognito door, which runs no function, says what it takes', () => {
  write({ ...ACCESS, method: 'POST', resourcePath: '/shipments', status: '401', responseType: 'UNAUTHORIZED' }, 'log');
  jest.runAllTimers();

  expect(stderr).toEqual([
    '401 POST /shipments (UNAUTHORIZED: a cognito door takes a first-party client’s token with write:orders)',
  ]);
});

test.each([
  ['200', 'green'],
  ['403', 'yellow'],
  ['503', 'red'],
])('the status %s is %s', (status, format) => {
  const painted = new Terminal((one, text) => `<${one}>${text}`);
  painted.begin([]);
  painted.log({ source: 'log', text: JSON.stringify({ ...ACCESS, status }) });
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
  other.begin([]);
  other.log({ source: 'log', text: JSON.stringify(ACCESS) });
  other.end();
  other.log({ source: 'fn', text: 'late' });
  jest.runAllTimers();

  expect(stderr).toEqual(['200 GET /orders']);
});

/** The text of a run that is ready: a program can find exactly three commands in it, and bash can parse them. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { firstCommands } from '../../../cli/local/first-commands';
import type { GuardedRoute } from '../../../cli/local/guarded-routes';
import { routeTable, startText, variables } from '../../../cli/local/start-text';
import type { Facts } from '../../../local/command/facts';
import { FACTS } from './facts';

const route = (method: string, path: string, more: Partial<GuardedRoute> = {}): GuardedRoute => ({
  method,
  path,
  door: 'any',
  scope: 'read:orders',
  bodySchema: undefined,
  ...more,
});
const ORDERS = [route('GET', '/orders')];
const plain = (_: string, text: string): string => text;
const textOf = (facts: Facts, routes: readonly GuardedRoute[] = ORDERS): string => startText(facts, routes, plain);

test('holds the three commands, each alone on a line that four spaces begin, and no other such line', () => {
  const lines = textOf(FACTS).split('\n');

  const printed = lines.filter((line) => /^ {4}\S/.test(line)).map((line) => line.slice(4));
  expect(printed).toEqual(firstCommands(FACTS, ORDERS).map(({ line }) => line));
  expect(printed).toHaveLength(3);
});

test('shows every address', () => {
  const text = textOf(FACTS);

  for (const port of [3000, 3001, 3002, 3003, 3004, 3005]) expect(text).toContain(`http://127.0.0.1:${port}`);
});

test('leaves out what is not there', () => {
  const text = textOf({ ...FACTS, firstParty: undefined, controlUrl: undefined, cachedTokenUrl: undefined });

  expect(textOf(FACTS)).toMatch(/^FIRST_PARTY is .* opens cognito doors alone, until an account adopts it/m);
  expect(text).not.toMatch(/FIRST_PARTY|Test control|with a cache|undefined/);
});

test('says in one line where the portal is, and whom to sign in as', () => {
  const portalUrl = 'http://127.0.0.1:3001/v1/portal/';
  const people = [
    { email: 'ada@example.com', role: 'owner' },
    { email: 'olga@example.com', role: 'operator' },
  ];

  const lines = textOf({ ...FACTS, portalUrl, people }).split('\n');

  expect(lines.filter((line) => line.startsWith('Portal'))).toEqual([
    `Portal           ${portalUrl} - sign in as ada@example.com (owner), olga@example.com (operator)`,
  ]);
  expect(textOf(FACTS)).not.toContain('Portal');
});

describe('the variables of the README’s commands', () => {
  const readme = readFileSync(join(__dirname, '..', '..', '..', 'README.md'), 'utf8');
  const section = readme.slice(readme.indexOf('## Accounts and keys'), readme.indexOf('## The token cache'));
  const pasted = [...section.matchAll(/```bash\n(.*?)```/gs)].map(([, block = '']) => block).join('');

  test('are printed as lines to paste, after which every command there finds what it reads', () => {
    const printed = textOf(FACTS).match(/^ {2}[A-Z_]+=.*$/gm) ?? [];
    const script = `set -eu\ncurl() { echo '{}'; }\njq() { echo value; }\n${printed.join('\n')}\n${pasted}`;

    const { status, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8' });

    expect(printed.map((line) => line.trim())).toEqual(variables(FACTS));
    expect([status, stderr.match(/unbound.*/)]).toEqual([0, null]);
  });

  test('are each read there, unless a command sets it first', () => {
    const names = variables(FACTS).map((line) => line.split('=')[0]);

    expect(names).toEqual(['API', 'M', 'TOKEN_URL', 'ACCOUNT', 'API_KEY', 'CLIENT', 'FIRST_PARTY', 'OPERATOR']);
    // README.md tells of the cognito door, and has no command for it.
    for (const name of names.filter((one) => one !== 'FIRST_PARTY')) expect(pasted).toContain(`$${name}`);
  });
});

test('the table has a line for each route: method, path, door, scope', () => {
  const routes = [
    ...ORDERS,
    route('DELETE', '/orders/{id}', { door: 'token', scope: 'read:orders and write:orders' }),
    route('GET', '/whoami', { scope: undefined }),
    route('GET', '/health', { door: 'open', scope: undefined }),
  ];

  expect(routeTable(routes, plain)).toEqual([
    'METHOD  PATH          DOOR   SCOPE',
    'GET     /orders       any    read:orders',
    'DELETE  /orders/{id}  token  read:orders and write:orders',
    'GET     /whoami       any    -',
    'GET     /health       open   -',
  ]);
  expect(textOf(FACTS, routes)).toContain(routeTable(routes, plain).join('\n'));
});

test('the table names guards that are not Sallyport’s, and a native key beside them', () => {
  const routes = [
    route('GET', '/iam', { door: 'IAM', scope: undefined }),
    route('GET', '/native', { door: 'open', scope: undefined, nativeKey: true }),
    route('GET', '/both', { door: 'IAM', scope: undefined, nativeKey: true }),
  ];

  expect(routeTable(routes, plain).slice(1)).toEqual([
    'GET     /iam     IAM              -',
    'GET     /native  native key       -',
    'GET     /both    IAM, native key  -',
  ]);
});

test('an API without routes has no table', () => {
  expect(routeTable([], plain)).toEqual([]);
});

test('says so when no route takes the seeded key', () => {
  expect(textOf(FACTS, [route('GET', '/orders', { door: 'token' })])).toContain(
    '1. No route of this API takes an API key: no door is any or key.',
  );
});

test('is painted where the terminal takes it', () => {
  expect(startText(FACTS, ORDERS, (format, text) => `<${format}>${text}`)).toContain('<bold>METHOD');
});

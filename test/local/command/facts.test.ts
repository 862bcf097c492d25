/** The text of a run that is ready: a program can find exactly three commands in it, and bash can parse them. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { banner, commands, type Facts, variables } from '../../../local/command/facts';

const FACTS: Facts = {
  apiUrl: 'http://127.0.0.1:3000/prod',
  managementUrl: 'http://127.0.0.1:3001/v1',
  tokenUrl: 'http://127.0.0.1:3002/oauth2/token',
  operator: {
    clientId: 'operator',
    clientSecret: 'secret-o',
    scopes: 'o-management/read:keys o-management/read:events',
  },
  account: { id: '0123456789' },
  client: { clientId: 'client', clientSecret: 'secret-c', scope: 'o-accounts/read:orders' },
  firstParty: { clientId: 'ours', clientSecret: 'secret-f', scope: 'o/read:orders' },
  key: { id: 'k', key: 'sp_live_key' },
  cachedTokenUrl: 'http://127.0.0.1:3005/prod/oauth2/token',
  tableEndpoint: 'http://127.0.0.1:3003',
  tableName: 'Table',
  controlUrl: 'http://127.0.0.1:3004',
};

test('holds the three commands, each alone on a line that four spaces begin, and no other such line', () => {
  const lines = banner(FACTS, '/orders').split('\n');

  expect(lines.filter((line) => /^ {4}\S/.test(line)).map((line) => line.slice(4))).toEqual(commands(FACTS, '/orders'));
  expect(commands(FACTS, '/orders')).toHaveLength(3);
});

test('shows every address', () => {
  const text = banner(FACTS, '/orders');

  for (const port of [3000, 3001, 3002, 3003, 3004, 3005]) expect(text).toContain(`http://127.0.0.1:${port}`);
});

test('leaves out what is not there', () => {
  const text = banner({ ...FACTS, firstParty: undefined, controlUrl: undefined, cachedTokenUrl: undefined }, '/orders');

  expect(text).not.toMatch(/First-party|Test control|with a cache|undefined/);
});

describe('the variables of the README’s commands', () => {
  const readme = readFileSync(join(__dirname, '..', '..', '..', 'README.md'), 'utf8');
  const section = readme.slice(readme.indexOf('## Accounts and keys'), readme.indexOf('## The token cache'));
  const pasted = [...section.matchAll(/```bash\n(.*?)```/gs)].map(([, block = '']) => block).join('');

  test('are printed as lines to paste, after which every command there finds what it reads', () => {
    const printed = banner(FACTS, '/orders').match(/^ {2}[A-Z_]+=.*$/gm) ?? [];
    const script = `set -eu\ncurl() { echo '{}'; }\njq() { echo value; }\n${printed.join('\n')}\n${pasted}`;

    const { status, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8' });

    expect(printed.map((line) => line.trim())).toEqual(variables(FACTS));
    expect([status, stderr.match(/unbound.*/)]).toEqual([0, null]);
  });

  test('are each read there, unless a command sets it first', () => {
    const names = variables(FACTS).map((line) => line.split('=')[0]);

    expect(names).toEqual(['API', 'M', 'TOKEN_URL', 'OPERATOR', 'ACCOUNT']);
    for (const name of names) expect(pasted).toContain(`$${name}`);
  });
});

test.each([0, 1, 2])('command %i is one line that bash can parse', (index) => {
  const command = commands(FACTS, '/orders')[index] ?? '';

  const { status } = spawnSync('bash', ['-n', '-c', command]);

  expect(status).toBe(0);
  expect(command).not.toContain('\n');
});

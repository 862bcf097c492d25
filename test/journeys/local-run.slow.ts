/** The command that a newcomer types, as a process of its own: what it prints, what it takes and how it ends. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Facts } from '../../local/command/facts';
import { ensureAssembly } from '../support/assembly';
import { type Answer, bearer, type Credentials, send } from '../support/local-run';

const ENTRY = path.join(__dirname, '..', '..', 'bin', 'start.ts');
let assembly: string;
let folder: string;
const started: ChildProcess[] = [];

beforeAll(async () => {
  assembly = await ensureAssembly();
  folder = mkdtempSync(path.join(tmpdir(), 'local-run-'));
});
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Process {
  readonly child: ChildProcess;
  /** The first stdout that matches. */
  printed(what: RegExp): Promise<string>;
  ended(): Promise<{ code: number | null; stdout: string; stderr: string }>;
}

function command(...args: string[]): Process {
  const child = spawn(process.execPath, ['--import', 'tsx', ENTRY, ...args]);
  started.push(child);
  let stdout = '';
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const exit = once(child, 'close');
  return {
    child,
    printed: (what) =>
      new Promise((resolve, reject) => {
        child.stdout.on('data', (chunk: Buffer) => {
          stdout += chunk.toString();
          if (what.test(stdout)) resolve(stdout);
        });
        void exit.then(() => reject(new Error(`ended before it printed ${String(what)}: ${stdout}${stderr}`)));
      }),
    ended: async () => {
      child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
      const [code] = await exit;
      return { code, stdout, stderr };
    },
  };
}

async function startJson(...args: string[]): Promise<{ run: Process; facts: Facts }> {
  const app = args.includes('--app') ? [] : ['--app', assembly];
  const run = command('--json', '--port', '0', ...app, ...args);
  return { run, facts: JSON.parse(await run.printed(/\n/)) };
}

async function stop(run: Process, signal: 'SIGINT' | 'SIGTERM' = 'SIGINT'): Promise<number | null> {
  run.child.kill(signal);
  return (await run.ended()).code;
}

async function operatorToken({ tokenUrl, operator }: Facts): Promise<string> {
  return (await askToken(tokenUrl, operator, operator.scopes)).body.access_token;
}

function askToken(url: string, { clientId, clientSecret }: Credentials, scope?: string): Promise<Answer> {
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
  return send('POST', url, {
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(scope === undefined ? form : { ...form, scope }).toString(),
  });
}

const withKey = (key: string) => ({ headers: { 'X-API-Key': key } });

test('prints one line of JSON with exactly the promised members, and all of it works', async () => {
  const { run, facts } = await startJson();

  const byKey = await send('GET', `${facts.apiUrl}/orders`, withKey(facts.key.key));
  const bare = await send('GET', `${facts.apiUrl}/orders`);
  const keys = await send(
    'GET',
    `${facts.managementUrl}/accounts/${facts.account.id}/keys`,
    bearer(await operatorToken(facts)),
  );
  const table = await send('GET', facts.tableEndpoint);
  const cached = await askToken(facts.cachedTokenUrl ?? '', facts.client);

  expect(Object.keys(facts).sort()).toEqual(
    [
      'account',
      'apiUrl',
      'cachedTokenUrl',
      'client',
      'firstParty',
      'issuer',
      'key',
      'keySetUrl',
      'managementUrl',
      'operator',
      'people',
      'portalUrl',
      'tableEndpoint',
      'tableName',
      'tokenUrl',
      'userPoolId',
    ].sort(),
  );
  expect(facts.apiUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/prod$/);
  expect([facts.cachedTokenUrl, cached.status]).toEqual([expect.stringMatching(/\d\/prod\/oauth2\/token$/), 200]);
  expect(facts.managementUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v1$/);
  expect(facts.client.scope).toBe('orders-accounts/read:orders orders-accounts/write:orders');
  expect(facts.firstParty?.scope).toBe('orders/read:orders orders/write:orders');
  expect([byKey.status, bare.status, keys.status]).toEqual([200, 401, 200]);
  expect(keys.body.items.map((key: { id: string }) => key.id)).toEqual([facts.key.id]);
  expect(table.status).toBeGreaterThanOrEqual(200);
  run.child.kill('SIGTERM');
  const { code, stdout } = await run.ended();
  expect(code).toBe(0);
  expect(stdout.trim().split('\n')).toHaveLength(1);
});

test('with --test-control it tells where clock and faults are', async () => {
  const { run, facts } = await startJson('--test-control');

  await send('POST', `${facts.controlUrl}/failures`, { body: { target: 'table', failure: 'error' } });
  const down = await send('GET', `${facts.apiUrl}/orders`, withKey(facts.key.key));
  await send('DELETE', `${facts.controlUrl}/failures`);
  const up = await send('GET', `${facts.apiUrl}/orders`, withKey(facts.key.key));

  expect([down.status, up.status]).toEqual([503, 200]);
  expect(await stop(run)).toBe(0);
});

test('with --data it finds everything again and rotates the seeded key, so that the old secret is dead', async () => {
  const data = path.join(folder, 'data');
  const first = await startJson('--data', data);
  const token = await operatorToken(first.facts);
  expect(await stop(first.run)).toBe(0);

  const second = await startJson('--data', data);
  const { apiUrl, managementUrl } = second.facts;
  const oldKey = await send('GET', `${apiUrl}/orders`, withKey(first.facts.key.key));
  const newKey = await send('GET', `${apiUrl}/orders`, withKey(second.facts.key.key));
  const oldToken = await send('GET', `${managementUrl}/accounts`, bearer(token));
  const code = await stop(second.run);

  expect([oldKey.status, newKey.status, oldToken.status, code]).toEqual([401, 200, 200, 0]);
  const kept = ({ account, client, firstParty, operator, key }: Facts) => [
    account,
    client,
    firstParty,
    operator,
    key.id,
  ];
  expect(kept(second.facts)).toEqual(kept(first.facts));
});

test('with --data an issued client keeps its secrets, its cached token, and what was left to tell the issuer', async () => {
  const data = path.join(folder, 'issued');
  const first = await startJson('--data', data, '--test-control');
  const { managementUrl, account, controlUrl } = first.facts;
  const operator = bearer(await operatorToken(first.facts));
  const clients = `${managementUrl}/accounts/${account.id}/clients`;
  const issue = async () => {
    const { body } = await send('POST', clients, { ...operator, body: { label: 'Kept', scopes: ['read:orders'] } });
    return { clientId: String(body.id), clientSecret: String(body.clientSecret) };
  };
  const [kept, stopped] = [await issue(), await issue()];
  const { body: added } = await send('POST', `${clients}/${kept.clientId}/secrets`, operator);
  const token = (await askToken(first.facts.cachedTokenUrl ?? '', kept)).body.access_token;
  await send('POST', `${controlUrl}/failures`, { body: { target: 'pool', failure: 'error' } });
  const suspended = await send('POST', `${clients}/${stopped.clientId}/suspend`, operator);
  await stop(first.run);

  const second = await startJson('--data', data, '--test-control');
  const { tokenUrl, cachedTokenUrl = '', apiUrl } = second.facts;
  const cached = await askToken(cachedTokenUrl, kept);
  const called = await send('GET', `${apiUrl}/orders`, bearer(token));
  const renewed = await askToken(tokenUrl, { ...kept, clientSecret: added.clientSecret });
  const before = await askToken(tokenUrl, stopped);
  await send('POST', `${second.facts.controlUrl}/clock`, { body: { advanceSeconds: 120 } });
  const told = await send('POST', `${second.facts.controlUrl}/schedules`, { body: { rule: 'reconcile' } });
  const after = await askToken(tokenUrl, stopped);
  await stop(second.run);

  expect(suspended.body).toMatchObject({ status: 'suspended', pending: true });
  expect([cached.status, cached.body.access_token, called.status, renewed.status]).toEqual([200, token, 200, 200]);
  expect([before.status, told.body.invocations, after.body.error]).toEqual([
    200,
    [{ ok: true, payload: null }],
    'unauthorized_client',
  ]);
});

test('with --data it puts right what was suspended, shrunk or revoked', async () => {
  const data = path.join(folder, 'mended');
  const first = await startJson('--data', data);
  const { managementUrl, account, key } = first.facts;
  const operator = bearer(await operatorToken(first.facts));
  const done = [
    await send('POST', `${managementUrl}/accounts/${account.id}/keys/${key.id}/revoke`, { ...operator, body: {} }),
    await send('PATCH', `${managementUrl}/accounts/${account.id}`, { ...operator, body: { grant: { scopes: [] } } }),
    await send('POST', `${managementUrl}/accounts/${account.id}/suspend`, operator),
  ];
  await stop(first.run);

  const second = await startJson('--data', data);
  const called = await send('GET', `${second.facts.apiUrl}/orders`, withKey(second.facts.key.key));
  await stop(second.run);

  expect(done.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(called.status).toBe(200);
  expect(second.facts.account).toEqual(account);
  expect(second.facts.key.id).not.toBe(key.id);
});

test('tells on stderr what a backend writes, and why a request was refused', async () => {
  const { run, facts } = await startJson('--app', talkative());
  const { apiUrl, key } = facts;

  await send('GET', `${apiUrl}/orders`, withKey(key.key));
  await send('GET', `${apiUrl}/orders`);
  await send('DELETE', `${apiUrl}/orders/1`, withKey(key.key));
  run.child.kill('SIGINT');
  const { code, stdout, stderr } = await run.ended();

  expect(stderr.split('\n').sort()).toEqual([
    '',
    expect.stringMatching(/^200 GET \/orders \w+ \w+$/),
    '401 DELETE /orders/{id} (wrong-kind: an API key at a token door)',
    '401 GET /orders (none-sent: no API key and no access token)',
    expect.stringMatching(/^Orders\w+ \| says the backend$/),
  ]);
  expect([code, stdout.trim().split('\n').length]).toEqual([0, 1]);
});

/** The assembly with a line of its own in the backend's code. */
function talkative(): string {
  const copy = path.join(folder, 'talkative');
  cpSync(assembly, copy, { recursive: true });
  for (const file of readdirSync(copy).map((name) => path.join(copy, name, 'index.js'))) {
    const code = existsSync(file) ? readFileSync(file, 'utf8') : '';
    if (code.includes('There is no such order.')) writeFileSync(file, `console.log('says the backend');\n${code}`);
  }
  return copy;
}

test('Ctrl-C while it bundles or synthesizes ends all of its processes without a word', async () => {
  const child = spawn(process.execPath, ['--import', 'tsx', ENTRY, '--port', '0'], { detached: true });
  started.push(child);
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const exit = once(child, 'close');
  await once(child.stderr, 'data');

  // As a terminal does: the signal goes to the whole process group.
  process.kill(-(child.pid ?? 0), 'SIGINT');
  const [code] = await exit;

  expect(stderr).toMatch(/^Bundling and synthesizing[^\n]*\n$/);
  expect(code).toBe(0);
});

test('a mistake is one line without a stack, with what was probably meant, and exit code 2', async () => {
  const { code, stdout, stderr } = await command('--prot', '1').ended();

  expect(stderr.trim()).toMatch(/^unknown option '--prot' \(Did you mean --port\?\)$/);
  expect([code, stdout]).toEqual([2, '']);
});

test('without options it synthesizes, prints three commands to read, and ends cleanly although told twice', async () => {
  const run = command('--port', '0');

  const text = await run.printed(/Ctrl-C/);

  expect(text.split('\n').filter((line) => /^ {4}\S/.test(line))).toHaveLength(3);
  // Ctrl-C in a terminal reaches the process itself and once more through npm.
  run.child.kill('SIGINT');
  expect(await stop(run)).toBe(0);
});

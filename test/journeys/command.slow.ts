/** The bundled command against a local run: an operator’s day, and every example of docs/command.md. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { clientCredentials } from '../../client';
import type { Facts } from '../../local/command/facts';
import { ensureAssembly } from '../support/assembly';
import { answerAsAws } from '../support/aws-answers';

const ROOT = join(__dirname, '..', '..');
const COMMAND = join(ROOT, 'dist', 'cli', 'sallyport.js');
const PRESENTED = /^sp_live_([0-9A-Za-z]{18})_[0-9A-Za-z]{49}\n$/;

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface Id {
  readonly id: string;
}
interface Items {
  readonly items: (Id & { readonly label: string })[];
}

let folder: string;
let local: ChildProcess;
let facts: Facts;
let aws: Server;
const env = (): NodeJS.ProcessEnv => ({ PATH: process.env.PATH, HOME: folder, XDG_RUNTIME_DIR: folder });

const NESTED = { logicalId: 'ManagementNestedStackManagementNestedStackResource1', physicalId: 'nested' };
const KEYS_FUNCTION = { logicalId: 'Keys1', physicalId: 'keys-1', type: 'AWS::Lambda::Function' };

/** In another process the functions of the run can be reached by its API alone; `direct.slow.ts` invokes them themselves. */
async function throughTheApi(_: string, event: unknown): Promise<unknown> {
  const {
    httpMethod: method,
    resource,
    pathParameters,
    body,
  } = event as Readonly<Record<string, string>> & {
    readonly pathParameters: Readonly<Record<string, string>>;
  };
  const path = (resource ?? '').replaceAll(/\{(\w+)\}/g, (__, name: string) => pathParameters[name] ?? '');
  const { tokenUrl, managementUrl } = facts;
  const { clientId, clientSecret } = facts.operator;
  const token = await clientCredentials({ tokenUrl, clientId, clientSecret })({ signal: new AbortController().signal });
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
  const answer = await fetch(managementUrl + path, { method: method ?? '', headers, body: body ?? null });
  return { statusCode: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.text() };
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'command-'));
  const args = [COMMAND, 'local', '--app', await ensureAssembly(), '--port', '0', '--json'];
  local = spawn(process.execPath, args, { env: env(), stdio: ['ignore', 'pipe', 'ignore'] });
  if (local.stdout === null) throw new Error('the local run has no output to read');
  const [line] = await once(createInterface({ input: local.stdout }), 'line');
  facts = JSON.parse(String(line)) as Facts;
  const { managementUrl: ManagementUrl, tokenUrl: TokenUrl, operator } = facts;
  const account = {
    secret: operator.clientSecret,
    resources: { Orders: [{ ...NESTED, type: 'AWS::CloudFormation::Stack' }], nested: [KEYS_FUNCTION] },
    environmentOf: () => ({ ISSUER: 'i', MANAGEMENT_RESOURCE_SERVER: 's', BOOTSTRAP_OPERATOR: 'op' }),
    invoke: throughTheApi,
  };
  aws = createServer(answerAsAws({ ManagementUrl, TokenUrl, OperatorClientId: operator.clientId }, account));
  await new Promise<void>((resolve) => aws.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  local?.kill('SIGKILL');
  await new Promise((resolve) => aws.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

const start = (file: string, args: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<Ran> =>
  new Promise((resolve) => {
    const child = execFile(file, args, { env: { ...env(), ...more } }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
    child.stdin?.end();
  });
const sallyport = (...args: string[]): Promise<Ran> => start(process.execPath, [COMMAND, ...args]);
const awsSettings = (): NodeJS.ProcessEnv => ({
  AWS_ENDPOINT_URL: `http://127.0.0.1:${(aws.address() as AddressInfo).port}`,
  AWS_ACCESS_KEY_ID: 'id',
  AWS_SECRET_ACCESS_KEY: 'secret',
});

const useKey = async (key: string): Promise<number> =>
  (await fetch(`${facts.apiUrl}/orders`, { headers: { 'X-API-Key': key.trim() } })).status;

test('an account and a key in one line, and the life of the key', async () => {
  const line = ['external:day', '--label', 'Day', '--scope', 'read:orders', '--create-account', 'Day'];
  const issued = await sallyport('keys', 'issue', ...line);
  const [, id = ''] = PRESENTED.exec(issued.stdout) ?? [];
  const key = issued.stdout.trim();
  const found = await sallyport('keys', 'find', key);
  const listed = await sallyport('keys', 'list', '--account', 'external:day', '--json');
  const rotated = await sallyport('keys', 'rotate', id, '--grace', '0s', '--yes');
  const used = [await useKey(key), await useKey(rotated.stdout)];
  const refused = await sallyport('keys', 'revoke', id);
  const still = await sallyport('verify', rotated.stdout.trim(), '--scope', 'read:orders');
  const revoked = await sallyport('keys', 'revoke', id, '--reason', 'leaked', '--yes');
  const after = await sallyport('verify', rotated.stdout.trim());
  const events = await sallyport('events', 'external:day');

  expect([issued.code, found.stdout]).toEqual([0, expect.stringMatching(/^label +Day\n[^]*^accountName +Day$/m)]);
  expect(issued.stderr).not.toContain(key);
  expect((JSON.parse(listed.stdout) as { items: { id: string }[] }).items).toEqual([expect.objectContaining({ id })]);
  expect([rotated.stdout, used]).toEqual([expect.stringMatching(PRESENTED), [401, 200]]);
  expect([refused.code, refused.stderr]).toEqual([2, expect.stringMatching(/: add --yes\n$/)]);
  expect([still.code, still.stdout]).toEqual([0, expect.stringMatching(/^valid\n/)]);
  expect([revoked.code, revoked.stdout]).toEqual([0, `key ${id} is revoked\n`]);
  expect([after.code, after.stdout]).toEqual([4, 'invalid: revoked\n']);
  expect(events.stdout.split('\n').map((row) => row.split(/ {2,}/)[1])).toEqual(
    expect.arrayContaining(['ACTION', 'key.revoked', 'key.rotated', 'key.issued', 'account.created']),
  );
});

test('whoami names the local run, its operator and scopes, and a mistake names the option', async () => {
  const who = await sallyport('whoami', '--json');
  const wrong = await sallyport('keys', 'issue', 'external:local-run', '--label', 'x', '--scope', 'nope');

  expect(JSON.parse(who.stdout)).toEqual({
    connection: `the local run with port ${new URL(facts.apiUrl).port}`,
    url: facts.managementUrl,
    operator: facts.operator.clientId,
    scopes: expect.arrayContaining(['read:keys', 'write:operators']),
  });
  expect([wrong.code, wrong.stdout, wrong.stderr]).toEqual([1, '', expect.stringMatching(/^ {2}--scope: /m)]);
});

/** One key a form that the sample declares; they are nobody’s. */
const EARLIER = ['unkey_3ZkQvJt8mW2pXyN4bRcHdF', 'unkey_4ZkQvJt8mW2pXyN4bRcHdG'];

test('keys of an earlier system are imported once, a wrong row is refused, and the strings work', async () => {
  const file = join(folder, 'earlier.csv');
  const rows = EARLIER.map((key, at) => `${key},Old ${at + 1},read:orders,customer-${at + 1}`);
  writeFileSync(file, ['key,label,scopes,metadata.was', ...rows, `${EARLIER[0]}x,Wrong,nope,`].join('\n'));
  await sallyport('accounts', 'create', 'Earlier', '--external-id', 'earlier', '--scope', 'read:orders');

  const first = await sallyport('keys', 'import', 'external:earlier', file);
  const again = await sallyport('keys', 'import', 'external:earlier', file, '--json');
  const used = await Promise.all(EARLIER.map(useKey));

  expect([first.code, first.stderr]).toEqual([1, expect.stringMatching(/2 imported, 0 exists, 1 refused\n$/)]);
  expect(first.stdout).toMatch(
    /^1 +imported +\w{18} +Old 1 .*\n2 +imported .*\n3 +refused +- +Wrong +scopes\/0: No scope /m,
  );
  const { items } = JSON.parse(again.stdout) as { items: { status: string }[] };
  expect(items.map(({ status }) => status)).toEqual(['exists', 'exists', 'refused']);
  expect(used).toEqual([200, 200]);
  expect(first.stdout + first.stderr + again.stdout + again.stderr).not.toContain('unkey_');
});

test('a client is changed, an operator changes its secret, and a repeated command makes no second key', async () => {
  const who = JSON.parse(
    (await sallyport('operators', 'issue', '--label', 'CRM', '--scope', 'read:keys', '--json')).stdout,
  ) as Id;
  const added = await sallyport('operators', 'secrets', 'add', who.id);
  const listed = JSON.parse((await sallyport('operators', 'secrets', 'list', who.id, '--json')).stdout) as Items;
  const gone = await sallyport('operators', 'secrets', 'delete', who.id, listed.items[0]?.id ?? '', '--yes');
  const line = ['external:day', '--label', 'Once', '--scope', 'read:orders', '--metadata', 'crm=7'];
  const issue = ['keys', 'issue', ...line, '--create-account', 'Day', '--idempotency-key', 'visit-7'];
  const [once, twice] = [await sallyport(...issue), await sallyport(...issue)];
  const found = await sallyport('keys', 'list', '--account', 'external:day', '--json');
  const client = ['clients', 'issue', 'external:day', '--label', 'C', '--scope', 'read:orders', '--json'];
  const { id } = JSON.parse((await sallyport(...client)).stdout) as Id;
  const changed = await sallyport('clients', 'update', 'external:day', id, '--label', 'Changed');

  expect([added.code, listed.items.length, gone.stdout]).toEqual([0, 2, 'deleted\n']);
  expect([once.code, twice.code, twice.stdout]).toEqual([0, 1, '']);
  const same = (JSON.parse(found.stdout) as Items).items.filter(({ label }) => label === 'Once');
  expect(same).toEqual([expect.objectContaining({ metadata: { crm: '7' } })]);
  expect([changed.code, changed.stdout]).toEqual([0, expect.stringMatching(/^label +Changed$/m)]);
});

test('Ctrl-C ends a command that waits for stdin, at once', async () => {
  const child = spawn(process.execPath, [COMMAND, 'verify', '-'], { env: env(), stdio: ['pipe', 'ignore', 'ignore'] });
  const ended = once(child, 'close');
  // More than a pipe holds: when it is written, the command reads.
  await new Promise((resolve) => child.stdin?.write('x'.repeat(1_000_000), resolve));
  child.kill('SIGINT');

  expect(await ended).toEqual([130, null]);
});

test('every example of docs/command.md runs, one after the other', async () => {
  const page = readFileSync(join(ROOT, 'docs', 'command.md'), 'utf8');
  const examples = [...page.matchAll(/^```bash\n([^]*?)^```$/gm)].map(([, code]) => code ?? '');
  const shim = `set -euo pipefail\nsallyport() { '${process.execPath}' '${COMMAND}' "$@"; }\n`;

  const { code, stdout, stderr } = await start('bash', ['-c', shim + examples.join('\n')], awsSettings());

  expect([code, examples.length, stderr]).toEqual([0, 8, expect.not.stringMatching(/problems/)]);
  expect(stdout).toMatch(/^connection +the local run/m);
  expect(stdout).toMatch(/^connection +stack Orders in eu-west-1$/m);
  expect(stdout).toMatch(/^valid$/m);
  expect(stdout).toMatch(/^1 +imported +\w{18} +Night /m);
  expect(stderr).toMatch(/^on stack Orders in eu-west-1, past its API$/m);
  expect(stdout).toMatch(/^ID .*\n\w{18} +Nightly export +revoked/m);
  expect(stdout).toMatch(/^invalid: revoked\nexit code 4$/m);
  expect(stdout).not.toMatch(/^sp_live_\w{18}_/m);
});

test('at the end of the run its file is gone, and the command says what to do', async () => {
  expect(readdirSync(join(folder, 'sallyport'))).toHaveLength(1);
  const ended = once(local, 'close');
  local.kill('SIGINT');
  await ended;

  const { code, stderr } = await sallyport('accounts', 'list');

  expect([code, stderr]).toEqual([2, expect.stringContaining('no deployment to talk to')]);
  expect(existsSync(join(folder, 'sallyport')) && readdirSync(join(folder, 'sallyport'))).toEqual([]);
});

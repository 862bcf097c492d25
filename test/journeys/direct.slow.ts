/**
 * `--direct` with the bundled command: API and token endpoint of the deployment do not answer, AWS is a server on loopback, and
 * the functions that it invokes are those of a local run.
 */
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { ensureAssembly } from '../support/assembly';
import { answerAsAws } from '../support/aws-answers';
import { bearer, type TestRun, withLocalRun } from '../support/local-run';

const COMMAND = join(__dirname, '..', '..', 'dist', 'cli', 'sallyport.js');
/** Nobody listens there. */
const SHUT = 'http://127.0.0.1:9';

let run: TestRun;
let aws: Server;
let account: string;
let key: { readonly id: string; readonly key: string };

/** The resources of a synthesized template, under the names by which the local run invokes the functions. */
function resourcesIn(assembly: string, isNested: boolean, nameOf: (logicalId: string) => string) {
  const files = readdirSync(assembly).filter((name) => name.endsWith('.template.json'));
  const file = files.find((name) => name.includes('.nested.') === isNested) ?? '';
  const { Resources: all } = JSON.parse(readFileSync(join(assembly, file), 'utf8')) as {
    Resources: Record<string, { Type: string }>;
  };
  return Object.entries(all).map(([logicalId, { Type: type }]) => ({ logicalId, type, physicalId: nameOf(logicalId) }));
}

beforeAll(async () => {
  run = await withLocalRun();
  const assembly = await ensureAssembly();
  const functionOf = (logicalId: string): string => {
    const part = /^[A-Z][a-z]+/.exec(logicalId)?.[0] ?? '';
    return Object.keys(run.environments).find((name) => name.startsWith(`SallyportManagement${part}`)) ?? logicalId;
  };
  const account = {
    resources: {
      Orders: resourcesIn(assembly, false, () => 'the-nested-stack'),
      'the-nested-stack': resourcesIn(assembly, true, functionOf),
    },
    environmentOf: (name: string) => run.environments[name],
    invoke: async (name: string, event: unknown) => {
      const invocation = await run.invoke(name, event);
      return invocation.ok ? invocation.payload : undefined;
    },
  };
  aws = createServer(answerAsAws({ ManagementUrl: `${SHUT}/v1`, TokenUrl: `${SHUT}/oauth2/token` }, account));
  await new Promise<void>((resolve) => aws.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  await new Promise((resolve) => aws.close(resolve));
  await run.close();
});
beforeEach(async () => {
  const grant = { scopes: ['read:orders'] };
  account = (await run.manage('POST', '/accounts', { body: { name: 'Direct', grant } })).body.id;
  key = (await run.manage('POST', `/accounts/${account}/keys`, { body: { label: 'A', scopes: grant.scopes } })).body;
});

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface Given {
  readonly env: NodeJS.ProcessEnv;
  readonly input?: string;
}

const start = (file: string, args: readonly string[], { env, input = '' }: Given): Promise<Ran> =>
  new Promise((resolve) => {
    const all = { PATH: process.env.PATH, ...env };
    const child = execFile(file, args, { env: all }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
    child.stdin?.end(input);
  });
const command = (args: readonly string[], given: Given): Promise<Ran> =>
  start(process.execPath, [COMMAND, ...args], given);
const awsSettings = (): NodeJS.ProcessEnv => ({
  AWS_ENDPOINT_URL: `http://127.0.0.1:${(aws.address() as AddressInfo).port}`,
  ...{ AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret' },
});
const sallyport = (...args: string[]): Promise<Ran> =>
  command([...args, '--stack', 'Orders', '--region', 'eu-west-1'], { env: awsSettings() });
const useKey = async (): Promise<number> => (await run.call('GET', '/orders', bearer(key.key))).status;
const directEvent = async () =>
  (await run.manage('GET', `/accounts/${account}/events?limit=100`)).body.items.find(
    ({ sourceIp }: { sourceIp: string }) => sourceIp === 'direct',
  );

test('a key is dead at its next request though the API is out, and the trail says who ended it, and how', async () => {
  const before = await useKey();
  const through = await sallyport('keys', 'revoke', key.id, '--yes');
  const still = await useKey();
  const past = await sallyport('keys', 'revoke', key.id, '--reason', 'leaked', '--yes', '--direct');

  expect([before, through.code, still]).toEqual([200, 3, 200]);
  expect([past.code, past.stdout, await useKey()]).toEqual([0, `key ${key.id} is revoked\n`, 401]);
  expect(await directEvent()).toMatchObject({
    action: 'key.revoked',
    target: `key:${key.id}`,
    actor: `operator:${run.facts.operator.clientId}`,
    sourceIp: 'direct',
    requestId: expect.stringMatching(/^direct-[\da-f-]{36}$/),
    after: expect.objectContaining({ status: 'revoked', revocationReason: 'leaked' }),
  });
});

test.each([
  ['accounts suspend', 'account.suspended'],
  ['accounts revoke-all', 'account.credentials-revoked'],
])('%s ends the use of its keys, with the same event as through the API', async (verb, action) => {
  const { code } = await sallyport(...verb.split(' '), account, '--direct', ...(verb.endsWith('all') ? ['--yes'] : []));

  expect([code, await useKey()]).toEqual([0, 401]);
  expect(await directEvent()).toMatchObject({ action, target: `account:${account}` });
});

test('the lines of the runbook end a key, an account and a client, one after the other', async () => {
  const page = readFileSync(join(__dirname, '..', '..', 'docs', 'runbook.md'), 'utf8');
  const [, lines = 'exit 9'] = /<!-- direct -->\n```bash\n([^]*?)```/.exec(page) ?? [];
  const body = { label: 'C', scopes: ['read:orders'] };
  const client = (await run.manage('POST', `/accounts/${account}/clients`, { body })).body;
  // Nobody is asked here, so what would ask says yes; a suspension does not ask.
  const shim = `set -euo pipefail
npx() { shift; if [ "$2" != suspend ]; then set -- "$@" --yes; fi; '${process.execPath}' '${COMMAND}' "$@"; }\n`;
  const names = { STACK: 'Orders', KEY_ID: key.id, ACCOUNT: account, APP_CLIENT_ID: client.id };

  const { code, stdout } = await start('bash', ['-c', shim + lines], {
    env: { ...awsSettings(), ...names, AWS_REGION: 'eu-west-1' },
  });

  expect([code, stdout.split('\n')]).toEqual([
    0,
    [
      `key ${key.id} is revoked`,
      `every key, client and token of account ${account} is revoked`,
      `account ${account} is suspended`,
      `client ${client.id} is revoked`,
      '',
    ],
  ]);
});

test('an app client is adopted by a token on stdin, and its tokens work', async () => {
  const made = run.pool?.createClient('Brought along', ['orders-accounts/read:orders']);
  if (made === undefined) throw new Error('no pool');
  const token = await run.token(made);
  const { managementUrl, tokenUrl, operator } = run.facts;
  const env = {
    ...{ SALLYPORT_URL: managementUrl, SALLYPORT_TOKEN_URL: tokenUrl },
    ...{ SALLYPORT_CLIENT_ID: operator.clientId, SALLYPORT_CLIENT_SECRET: operator.clientSecret },
  };
  const adopt = ['clients', 'adopt', account, made.clientId, '--label', 'Own', '--scope', 'read:orders'];

  const without = await command(adopt, { env });
  const adopted = await command(adopt, { env, input: `${token}\n` });

  expect([without.code, adopted.code]).toEqual([1, 0]);
  expect((await run.call('GET', '/orders', bearer(token))).status).toBe(200);
});

test('a client is revoked with its tokens', async () => {
  const body = { label: 'C', scopes: ['read:orders'] };
  const { id, clientSecret } = (await run.manage('POST', `/accounts/${account}/clients`, { body })).body;
  const token = await run.token({ clientId: id, clientSecret });

  const { code, stdout } = await sallyport('clients', 'revoke', account, id, '--yes', '--direct');

  expect([code, stdout]).toEqual([0, `client ${id} is revoked\n`]);
  expect((await run.call('GET', '/orders', bearer(token))).status).toBe(401);
});

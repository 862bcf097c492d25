/** Revoking without the API, with the very commands of the runbook: bash runs them, and `aws` is the local run. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Invocation } from '../../local/types';
import { bearer, type TestRun, withLocalRun } from '../support/local-run';

const RUNBOOK = readFileSync(join(__dirname, '..', '..', 'docs', 'runbook.md'), 'utf8');
const [DEFINITION = '', CALLS = ''] = [...RUNBOOK.matchAll(/<!-- by hand -->\n```bash\n([^]*?)```/g)].map(
  ([, commands]) => commands,
);

let run: TestRun;
let account: string;
let keyId: string;
let key: string;
let folder: string;

beforeAll(async () => {
  run = await withLocalRun();
  folder = mkdtempSync(join(tmpdir(), 'by-hand-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await run.close();
});

beforeEach(async () => {
  account = (await run.manage('POST', '/accounts', { body: { name: 'By hand', grant: { scopes: ['read:orders'] } } }))
    .body.id;
  const issued = await run.manage('POST', `/accounts/${account}/keys`, {
    body: { label: 'A', scopes: ['read:orders'] },
  });
  ({ id: keyId, key } = issued.body);
});

/** The one function that the query of the commands finds in the stack, for example for `Keys`. */
function functionFor(part: string): string {
  expect(DEFINITION).toContain("starts_with(LogicalResourceId,'$1')");
  const found = Object.keys(run.environments).filter((name) => name.startsWith(`SallyportManagement${part}`));
  expect(found).toHaveLength(1);
  return found[0] ?? '';
}

/** The variables that the commands ask for, as `--output text` gives them. */
const environmentOf = (name: string): string =>
  (/Environment\.Variables\.\[([\w,]+)\]/.exec(DEFINITION)?.[1] ?? '')
    .split(',')
    .map((variable) => run.environments[name]?.[variable] ?? 'None')
    .join('\t');

/** Answers as AWS would, and leaves the event to be handed over. */
const AWS = `aws() {
  case "$1 $2" in
    'cloudformation list-stack-resources')
      case "$4" in orders-live) echo the-nested-stack;; the-nested-stack) printf '%s\\n' "$FUNCTION";; esac;;
    'lambda get-function-configuration') [ "$4" = "$FUNCTION" ] && printf '%s\\n' "$VARIABLES";;
    'lambda invoke') [ "$4 $8" = "$FUNCTION file://event.json" ] && printf '{}' >answer.json;;
  esac
}`;

/** Runs the line of the runbook that has these words, and invokes the function with the event that bash made. */
async function byHand(words: string, more: Readonly<Record<string, string>> = {}): Promise<Invocation> {
  const call = CALLS.split('\n').find((line) => line.includes(words)) ?? 'exit 9';
  const name = functionFor(/by_hand (\w+)/.exec(call)?.[1] ?? '');
  const shown = {
    STACK: 'orders-live',
    ACCOUNT: account,
    KEY_ID: keyId,
    FUNCTION: name,
    VARIABLES: environmentOf(name),
  };
  const { status, stdout, stderr } = spawnSync(
    'bash',
    ['--norc', '--noprofile', '-e', '-c', `${AWS}\n${DEFINITION}\n${call}`],
    { cwd: folder, encoding: 'utf8', env: { PATH: process.env['PATH'], ...shown, ...more } },
  );
  expect([status, stdout, stderr]).toEqual([0, '{}', '']);
  return run.invoke(name, JSON.parse(readFileSync(join(folder, 'event.json'), 'utf8')));
}

const statusOf = (invocation: Invocation): unknown =>
  invocation.ok ? Object(invocation.payload).statusCode : invocation;
const useKey = async (): Promise<number> => (await run.call('GET', '/orders', bearer(key))).status;
const newestEvent = async () =>
  (await run.manage('GET', `/accounts/${account}/events?limit=100`)).body.items.find(
    ({ sourceIp }: { sourceIp: string }) => sourceIp === 'by-hand',
  );

test('the key is dead at the next request, and the event says which operator acted, and how', async () => {
  const before = await useKey();
  const invocation = await byHand('/keys/{keyId}/revoke');
  const after = await useKey();

  expect([before, statusOf(invocation), after]).toEqual([200, 200, 401]);
  expect(await newestEvent()).toMatchObject({
    action: 'key.revoked',
    target: `key:${keyId}`,
    actor: `operator:${run.facts.operator.clientId}`,
    sourceIp: 'by-hand',
    requestId: expect.stringMatching(/^by-hand-[\da-f-]{36}$/),
    after: expect.objectContaining({ status: 'revoked', revocationReason: 'leaked' }),
  });
});

test.each([
  ['revoke-all', 'account.credentials-revoked'],
  ['/suspend', 'account.suspended'],
])('%s of an account ends the use of its keys, with the same event as through the API', async (words, action) => {
  const invocation = await byHand(words);

  expect([statusOf(invocation), await useKey()]).toEqual([200, 401]);
  expect(await newestEvent()).toMatchObject({ action, target: `account:${account}` });
});

test('a client is revoked, with the reason', async () => {
  const body = { label: 'C', scopes: ['read:orders'] };
  await run.manage('PATCH', `/accounts/${account}`, { body: { grant: { scopes: ['read:orders'] } } });
  const { id, clientSecret } = (await run.manage('POST', `/accounts/${account}/clients`, { body })).body;
  const token = await run.token({ clientId: id, clientSecret });

  const invocation = await byHand('/clients/{clientId}/revoke', { APP_CLIENT_ID: id });

  expect([statusOf(invocation), (await run.call('GET', '/orders', bearer(token))).status]).toEqual([200, 401]);
  expect(await newestEvent()).toMatchObject({
    action: 'client.revoked',
    after: expect.objectContaining({ revocationReason: 'key_compromise' }),
  });
});

test('another operator acts in its own name, and one that does not exist does not act', async () => {
  const body = { label: 'Duty', scopes: ['revoke:keys'] };
  const { id } = (await run.manage('POST', '/operators', { body })).body;

  const nobody = await byHand('/keys/{keyId}/revoke', { OPERATOR_ID: '0'.repeat(26) });
  const still = await useKey();
  const own = await byHand('/keys/{keyId}/revoke', { OPERATOR_ID: id });

  expect([statusOf(nobody), still, statusOf(own)]).toEqual([401, 200, 200]);
  expect(await newestEvent()).toMatchObject({ action: 'key.revoked', actor: `operator:${id}` });
});

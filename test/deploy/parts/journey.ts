/** What a customer's credentials do at every door, by the outputs of the stack. Nothing is believed before it was refused. */
import { deepEqual, equal, match, notEqual, ok } from 'node:assert/strict';
import { join } from 'node:path';
import type { Answer, Credentials, Deployment } from '../deployment';
import type { Differences } from '../differences';
import { expectProblem, expectStatus } from '../expect';
import { ROOT } from '../places';
import { run } from '../programs';
import type { Steps } from '../steps';

export interface Tried {
  readonly steps: Steps;
  readonly deployment: Deployment;
  readonly differences: Differences;
}

export interface Customer {
  readonly accountId: string;
  readonly keyId: string;
  readonly key: string;
  readonly client: Credentials;
}

const SCOPES = ['read:orders', 'write:orders'] as const;
const ORDER = { item: 'lantern', quantity: 2 };

/** Makes what the later parts use: an account with a key that may read and a client that may do all. */
export async function journey(tried: Tried): Promise<Customer> {
  const { steps, deployment } = tried;
  const { operator } = deployment;
  const { id: accountId } = await steps.step('the operator makes an account, by client credentials', () =>
    operator.post('/accounts', { body: { name: 'Acme', grant: { scopes: [...SCOPES] } } }),
  );
  const path = { accountId };
  const { id: keyId, key = '' } = await steps.step('the operator issues a key', () =>
    operator.post('/accounts/{accountId}/keys', { path, body: { label: 'Web shop', scopes: ['read:orders'] } }),
  );
  await steps.step('the command finds the stack and lists the key', () => listByCommand(deployment.stack, keyId));
  await steps.step('the key opens the doors any and key, within its scopes', () => useKey(tried, key));
  const client = await steps.step('the account gets a client', () => issueClient(tried, accountId));
  await steps.step('the client’s token opens the doors any and token, and no other', () => useToken(tried, client));
  await steps.step('a first-party client’s token opens the cognito door, and no other', () => useFirstParty(tried));
  return { accountId, keyId, key, client };
}

async function listByCommand(stack: string, keyId: string): Promise<void> {
  const command = join(ROOT, 'dist', 'cli', 'sallyport.js');
  const { code, stdout, stderr } = await run(process.execPath, [command, 'keys', 'list', '--stack', stack, '--json']);
  equal(code, 0, stderr);
  const { items } = JSON.parse(stdout) as { items: { id: string }[] };
  deepEqual(
    items.map(({ id }) => id),
    [keyId],
  );
}

async function useKey({ deployment, differences }: Tried, key: string): Promise<void> {
  for (const route of ['GET /orders', 'GET /orders/1001', 'GET /whoami'])
    for (const credential of [{ apiKey: key }, { bearer: key }])
      expectStatus(await deployment.call(route, credential), 200);
  const wrong = `${key.slice(0, -1)}${key.endsWith('0') ? '1' : '0'}`;
  expectProblem(await deployment.call('GET /orders', { apiKey: wrong }), 401, 'invalid-credential');
  expectProblem(await deployment.call('GET /orders', { apiKey: key, bearer: key }), 401, 'invalid-credential');
  for (const route of ['DELETE /orders/1001', 'POST /shipments'])
    expectProblem(await deployment.call(route, { bearer: key, json: ORDER }), 401, 'invalid-credential');
  const denied = await deployment.call('POST /orders', { apiKey: key, json: ORDER });
  expectStatus(denied, 403);
  equal(denied.headers.get('WWW-Authenticate'), 'Bearer realm="orders"');
  differences.met('gateway-response-variables', denied.body['requiredScope'] === '$context.authorizer.requiredScope');
  differences.met('no-extended-request-id', !denied.headers.has('x-amz-apigw-id'));
}

async function issueClient({ deployment, differences }: Tried, accountId: string): Promise<Credentials> {
  const body = { label: 'Nightly export', scopes: [...SCOPES] };
  const issued = await deployment.operator.post('/accounts/{accountId}/clients', { path: { accountId }, body });
  equal(issued.pending, undefined);
  const { id: clientId, clientSecret = '' } = issued;
  differences.met('secrets-in-base64', /^[A-Za-z0-9+/]{64}$/.test(clientSecret));
  return { clientId, clientSecret };
}

export function tokenIn(answer: Answer): string {
  expectStatus(answer, 200);
  const { access_token: token } = answer.body;
  ok(typeof token === 'string');
  return token;
}

async function useToken({ deployment, differences }: Tried, client: Credentials): Promise<void> {
  const bearer = tokenIn(await deployment.token(client));
  const claims = JSON.parse(Buffer.from(bearer.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;
  deepEqual(
    String(claims['scope']).split(' ').sort(),
    SCOPES.map((scope) => `orders-accounts/${scope}`),
  );
  differences.met('no-token-version', claims['version'] === undefined);
  for (const route of ['GET /orders', 'GET /whoami']) expectStatus(await deployment.call(route, { bearer }), 200);
  expectStatus(await deployment.call('POST /orders', { bearer, json: ORDER }), 201);
  const unfit = await deployment.call('POST /orders', { bearer, json: { item: '' } });
  differences.met('no-body-validation', unfit.status === 201);
  expectStatus(await deployment.call('DELETE /orders/1001', { bearer }), 204);
  for (const route of ['GET /orders/1001', 'POST /shipments'])
    expectProblem(await deployment.call(route, { bearer, json: bodyOf(route) }), 401, 'invalid-credential');
  expectProblem(await deployment.manage('GET /accounts', { bearer }), 401, 'invalid-credential');
  const [head, , signature] = bearer.split('.');
  const forged = [head, Buffer.from(JSON.stringify({ ...claims, exp: 4102444800 })).toString('base64url'), signature];
  expectProblem(await deployment.call('GET /orders', { bearer: forged.join('.') }), 401, 'invalid-credential');
}

async function useFirstParty({ deployment }: Tried): Promise<void> {
  const service = await deployment.firstParty('OrdersServiceClientId');
  const bearer = tokenIn(await deployment.token(service));
  const shipped = await deployment.call('POST /shipments', { bearer, json: ORDER });
  expectStatus(shipped, 201);
  match(shipped.text, new RegExp(service.clientId));
  expectProblem(await deployment.call('GET /orders', { bearer }), 401, 'invalid-credential');
  const managing = tokenIn(await deployment.token(deployment.operatorCredentials));
  notEqual(managing, bearer);
  expectProblem(await deployment.call('POST /shipments', { bearer: managing, json: ORDER }), 401, 'invalid-credential');
}

const bodyOf = (route: string): object | undefined => (route.startsWith('POST ') ? ORDER : undefined);

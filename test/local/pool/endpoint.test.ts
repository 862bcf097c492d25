/** Failures injected into one part of the pool: what the client of that part sees, and whether its call was done. */
import {
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  ListUserPoolClientsCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { startPoolServer } from '../../../local/pool/pool';
import type { FailureKind, PoolServer } from '../../../local/types';
import { limitRequests, ManualTimers } from '../../support/manual-timers';
import { standingClock } from '../rest-api';
import { POOL, tokenFor } from './token';

let pool: PoolServer;
let cognito: CognitoIdentityProviderClient;
const timers = new ManualTimers();

beforeAll(async () => {
  pool = await startPoolServer(POOL, { clock: standingClock() });
  const requestHandler = new NodeHttpHandler({ requestTimeout: 100 });
  limitRequests(requestHandler, timers);
  cognito = new CognitoIdentityProviderClient({
    endpoint: pool.url,
    region: 'us-east-1',
    maxAttempts: 1,
    credentials: { accessKeyId: 'local', secretAccessKey: 'any' },
    requestHandler,
  });
});
afterEach(() => {
  for (const target of ['keySet', 'tokenEndpoint', 'pool'] as const) pool.fail('none', { target });
});
afterAll(async () => {
  cognito.destroy();
  await pool.close();
});

const { poolId: UserPoolId } = POOL;
let made = 0;
/** The exception's name, and whether the app client is there. */
async function create(): Promise<[outcome: string, exists: boolean]> {
  const ClientName = `made${(made += 1)}`;
  const outcome = await cognito.send(new CreateUserPoolClientCommand({ UserPoolId, ClientName })).then(
    () => 'done',
    (error: unknown) => (error as Error).name,
  );
  return [outcome, pool.findClient(ClientName) !== undefined];
}
const list = () => cognito.send(new ListUserPoolClientsCommand({ UserPoolId }));
const token = () => tokenFor(pool, 'machine', pool.describeClient('machine')?.clientSecret);
const keySet = async () => (await fetch(`${pool.url}/${UserPoolId}/.well-known/jwks.json`)).status;

test.each<[FailureKind, string, boolean]>([
  ['throttle', 'TooManyRequestsException', false],
  ['error', 'InternalErrorException', false],
  ['refuse', 'Error', false],
  ['reset', 'Error', false],
  ['hang', 'TimeoutError', false],
  ['lost', 'Error', true],
  ['malformed', 'SyntaxError', true],
])('a call of the API that meets %s ends with %s, and is done all the same: %s', async (fault, outcome, exists) => {
  pool.fail(fault, { target: 'pool', ...(fault === 'hang' && { onHit: () => timers.expireNext() }) });

  expect(await create()).toEqual([outcome, exists]);
});

test('a failure of one operation, injected once, fails one call of it, and no other call, token or key set', async () => {
  pool.fail('throttle', { target: 'pool', operation: 'CreateUserPoolClient', times: 1 });

  await expect(list()).resolves.toBeDefined();
  expect([await keySet(), await token()]).toEqual([200, expect.objectContaining({ seconds: 3600 })]);
  expect(await create()).toEqual(['TooManyRequestsException', false]);
  expect(await create()).toEqual(['done', true]);
});

test.each<[FailureKind, number]>([
  ['throttle', 429],
  ['error', 500],
])('the token endpoint fails by %s as often as injected, and nothing else does', async (kind, status) => {
  pool.fail(kind, { target: 'tokenEndpoint', times: 1 });

  await expect(list()).resolves.toBeDefined();
  expect(await keySet()).toBe(200);
  expect((await fetch(`${pool.url}/oauth2/token`, { method: 'POST' })).status).toBe(status);
  expect(await token()).toHaveProperty('scope');
});

test.each<FailureKind>(['refuse', 'reset', 'lost'])('the token endpoint ends the connection on %s', async (kind) => {
  pool.fail(kind, { target: 'tokenEndpoint', times: 1 });

  await expect(token()).rejects.toThrow('fetch failed');
});

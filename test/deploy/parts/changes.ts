/** Changes of a customer's credentials act on the next request, and what Cognito has not heard is told it by the schedule. */
import { deepEqual, equal, notEqual } from 'node:assert/strict';
import { ProblemError } from 'sallyport/client';
import type { Deployment } from '../deployment';
import { expectProblem, expectStatus } from '../expect';
import { until } from '../until';
import { type Customer, type Tried, tokenIn } from './journey';

/** The schedule runs every minute; the emulator starts it late by some seconds. */
export const SCHEDULE_SECONDS = 120;

export async function changes(tried: Tried, customer: Customer): Promise<void> {
  const { steps } = tried;
  await steps.step('a rotated key works beside its new secret, until its grace ends', () => rotate(tried, customer));
  await steps.step('a suspended key is refused at once, and works again when it is resumed', () =>
    suspendKey(tried, customer),
  );
  await steps.step('a revoked key is refused at once', () => revokeKey(tried, customer));
  await steps.step('the token cache gives the same token again, and none to a wrong secret', () =>
    cacheTokens(tried, customer),
  );
  await steps.step('a suspended client’s token is refused at once, and Cognito gives it none', () =>
    suspendClient(tried, customer),
  );
  await steps.step('tokens that were issued before revoke-tokens are refused, also from the cache', () =>
    revokeTokens(tried, customer),
  );
  await steps.step('the schedule tells Cognito what an account’s suspension means for its clients', () =>
    reconcile(tried, customer),
  );
  await steps.step('second secrets fail as a dependency, and make nothing', () => secondSecret(tried, customer));
  await steps.step('each change is an event', () => events(tried, customer));
}

/** Of the account, in order. */
const EVENTS = [
  'account.created',
  'key.issued',
  'client.issued',
  ...['key.issued', 'key.rotated', 'key.grace-ended'],
  ...['key.issued', 'key.suspended', 'key.resumed'],
  ...['key.issued', 'key.revoked'],
  ...['client.suspended', 'client.resumed', 'client.tokens-revoked'],
  ...['account.suspended', 'account.resumed'],
];

const opens = async (deployment: Deployment, bearer: string): Promise<void> =>
  expectStatus(await deployment.call('GET /orders', { bearer }), 200);
const isRefused = async (deployment: Deployment, bearer: string): Promise<void> =>
  expectProblem(await deployment.call('GET /orders', { bearer }), 401, 'invalid-credential');

/** A key of its own, so that the customer's goes on. */
async function issueKey({ deployment }: Tried, { accountId }: Customer) {
  const body = { label: 'Short-lived', scopes: ['read:orders'] };
  const { id: keyId, key = '' } = await deployment.operator.post('/accounts/{accountId}/keys', {
    path: { accountId },
    body,
  });
  return { path: { accountId, keyId }, key };
}

async function rotate(tried: Tried, customer: Customer): Promise<void> {
  const { operator } = tried.deployment;
  const { path, key } = await issueKey(tried, customer);
  const { key: next = '' } = await operator.post('/accounts/{accountId}/keys/{keyId}/rotate', {
    path,
    body: { graceSeconds: 3600 },
  });
  notEqual(next, key);
  for (const one of [key, next]) await opens(tried.deployment, one);
  await operator.post('/accounts/{accountId}/keys/{keyId}/end-grace', { path });
  await isRefused(tried.deployment, key);
  await opens(tried.deployment, next);
}

async function suspendKey(tried: Tried, customer: Customer): Promise<void> {
  const { operator } = tried.deployment;
  const { path, key } = await issueKey(tried, customer);
  await opens(tried.deployment, key);
  await operator.post('/accounts/{accountId}/keys/{keyId}/suspend', { path });
  await isRefused(tried.deployment, key);
  await operator.post('/accounts/{accountId}/keys/{keyId}/resume', { path });
  await opens(tried.deployment, key);
}

async function revokeKey(tried: Tried, customer: Customer): Promise<void> {
  const { path, key } = await issueKey(tried, customer);
  await opens(tried.deployment, key);
  await tried.deployment.operator.post('/accounts/{accountId}/keys/{keyId}/revoke', { path });
  await isRefused(tried.deployment, key);
}

async function cacheTokens({ deployment }: Tried, { client }: Customer): Promise<void> {
  const first = tokenIn(await deployment.cachedToken(client));
  equal(tokenIn(await deployment.cachedToken(client)), first);
  notEqual(tokenIn(await deployment.token(client)), first);
  await opens(deployment, first);
  const wrong = await deployment.cachedToken({ ...client, clientSecret: 'wrong' });
  expectStatus(wrong, 400);
  equal(wrong.body['error'], 'invalid_client');
}

async function suspendClient({ deployment, differences }: Tried, { accountId, client }: Customer): Promise<void> {
  const path = { accountId, clientId: client.clientId };
  const bearer = tokenIn(await deployment.token(client));
  const suspended = await deployment.operator.post('/accounts/{accountId}/clients/{clientId}/suspend', { path });
  equal(suspended.pending, undefined);
  await isRefused(deployment, bearer);
  for (const answer of [await deployment.token(client), await deployment.cachedToken(client)]) {
    expectStatus(answer, 400);
    differences.met('suspended-client-error', answer.body['error'] === 'invalid_scope');
  }
  await deployment.operator.post('/accounts/{accountId}/clients/{clientId}/resume', { path });
  await opens(deployment, bearer);
  await opens(deployment, tokenIn(await deployment.token(client)));
}

/** A token of the second of the change is refused too, so the last one is of a second later. */
async function revokeTokens({ deployment }: Tried, { accountId, client }: Customer): Promise<void> {
  const path = { accountId, clientId: client.clientId };
  const before = tokenIn(await deployment.cachedToken(client));
  await opens(deployment, before);
  await deployment.operator.post('/accounts/{accountId}/clients/{clientId}/revoke-tokens', { path });
  await isRefused(deployment, before);
  await until('a token of a later second', 5, async () => {
    const bearer = tokenIn(await deployment.cachedToken(client));
    notEqual(bearer, before);
    return (await deployment.call('GET /orders', { bearer })).status === 200 ? true : undefined;
  });
}

/** Cognito hears of the resumption by the schedule too; `settled` waits for that where a later part needs it. */
async function reconcile({ deployment }: Tried, customer: Customer): Promise<void> {
  const { accountId, client } = customer;
  const path = { accountId };
  const { pendingClients } = await deployment.operator.post('/accounts/{accountId}/suspend', { path });
  equal(pendingClients, 1);
  tokenIn(await deployment.token(client));
  await settled(deployment, accountId);
  expectStatus(await deployment.token(client), 400);
  await deployment.operator.post('/accounts/{accountId}/resume', { path });
}

/** Waits for a scheduled run that has told Cognito everything. */
export const settled = (deployment: Deployment, accountId: string): Promise<true> =>
  until('the scheduled run', SCHEDULE_SECONDS, async () => {
    const { pendingClients } = await deployment.operator.get('/accounts/{accountId}', { path: { accountId } });
    return pendingClients ? undefined : true;
  });

async function secondSecret({ deployment, differences }: Tried, { accountId, client }: Customer): Promise<void> {
  const path = { accountId, clientId: client.clientId };
  const failure: unknown = await deployment.operator
    .post('/accounts/{accountId}/clients/{clientId}/secrets', { path })
    .catch((error: unknown) => error);
  differences.met('no-secret-calls', failure instanceof ProblemError && failure.status === 503);
}

async function events({ deployment }: Tried, { accountId }: Customer): Promise<void> {
  const actions: string[] = [];
  for await (const event of deployment.operator.items('/accounts/{accountId}/events', { path: { accountId } }))
    actions.push(event.action);
  deepEqual(actions.reverse(), EVENTS);
}

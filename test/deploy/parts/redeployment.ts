/** A redeployment with a scope more and other settings leaves state and credentials as they are. */
import { deepEqual, equal, match } from 'node:assert/strict';
import { changesBetween, resourcesOf } from '../account';
import { Deployment } from '../deployment';
import { expectProblem, expectStatus } from '../expect';
import { deployApp } from '../programs';
import { context } from '../../../cdk.json';
import { settled } from './changes';
import { type Customer, type Tried, tokenIn } from './journey';

const SETTINGS = {
  scopes: JSON.stringify({ ...context.scopes, 'refund:orders': 'Refund orders' }),
  corsOrigins: 'https://app.example.com',
  publicRevocation: 'false',
};

/** Preflights, and the deployments of the two APIs that changed: a new one takes the place of the old one. */
const ADDED = ['AWS::ApiGateway::Deployment', 'AWS::ApiGateway::Method'];
/** The route of public revocation with its function. Its log group stays, outside of the stack. */
const REMOVED = [
  'AWS::ApiGateway::Deployment',
  'AWS::ApiGateway::Method',
  'AWS::ApiGateway::Resource',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::Lambda::Function',
  'AWS::Lambda::Permission',
  'AWS::Logs::LogGroup',
];

const typesOf = (resources: readonly string[]): readonly string[] =>
  [...new Set(resources.map((resource) => resource.split(' ')[0] ?? ''))].sort();

export async function redeployment(tried: Tried, customer: Customer): Promise<Tried> {
  const { steps } = tried;
  const { stack } = tried.deployment;
  const before = await resourcesOf(stack);
  const deployment = await steps.step('cdk deploy with a scope more, an origin, and no public revocation', async () =>
    Deployment.of(stack, await deployApp({ context: SETTINGS })),
  );
  const now = { ...tried, deployment };
  const after = await resourcesOf(stack);
  await steps.step('the redeployment replaces nothing, and changes what the settings say', () => {
    const { replaced, added, removed } = changesBetween(before, after);
    deepEqual(replaced, []);
    deepEqual(typesOf(added), ADDED);
    deepEqual(typesOf(removed), REMOVED);
  });
  await steps.step('the settings act', async () => {
    const headers = { Origin: 'https://app.example.com', 'Access-Control-Request-Method': 'GET' };
    const preflight = await fetch(`${deployment.output('ApiUrl')}/orders`, { method: 'OPTIONS', headers });
    equal(preflight.headers.get('Access-Control-Allow-Origin'), 'https://app.example.com');
    expectProblem(
      await deployment.manage('POST /revocations', { json: { key: customer.key } }),
      404,
      'route-not-found',
    );
  });
  await steps.step('key and client go on working, and get the new scope by the grant', () => goOn(now, customer));
  return now;
}

async function goOn({ deployment }: Tried, { accountId, key, client }: Customer): Promise<void> {
  const { operator } = deployment;
  expectStatus(await deployment.call('GET /orders', { apiKey: key }), 200);
  await settled(deployment, accountId);
  const before = tokenIn(await deployment.token(client));
  expectStatus(await deployment.call('GET /orders', { bearer: before }), 200);
  const scopes = ['read:orders', 'refund:orders'];
  await operator.patch('/accounts/{accountId}', { path: { accountId }, body: { grant: { scopes } } });
  const path = { accountId, clientId: client.clientId };
  await operator.patch('/accounts/{accountId}/clients/{clientId}', { path, body: { scopes } });
  await settled(deployment, accountId);
  expectStatus(await deployment.call('DELETE /orders/1001', { bearer: before }), 403);
  expectStatus(await deployment.call('GET /orders', { bearer: before }), 200);
  const token = tokenIn(await deployment.token(client));
  match(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString(), /orders-accounts\/refund:orders/);
}

/** A second deployment beside the first: plans, the portal, and events on a bus. It leaves nothing behind. */
import { deepEqual, equal, match, ok } from 'node:assert/strict';
import {
  act,
  changesBetween,
  inventory,
  removeNativeKeys,
  type Resources,
  resourcesOf,
  stackStatus,
  theOne,
} from '../account';
import { Deployment } from '../deployment';
import type { Differences } from '../differences';
import { expectProblem } from '../expect';
import { deployApp, destroyApp } from '../programs';
import type { Steps } from '../steps';
import { until } from '../until';
import { SCHEDULE_SECONDS } from './changes';

const APP = { file: 'second-app.ts' };
const STACK = 'orders-test';

interface Second {
  readonly deployment: Deployment;
  readonly differences: Differences;
  readonly resources: Resources;
}

export async function secondDeployment(steps: Steps, differences: Differences): Promise<void> {
  const before = await inventory();
  await steps.step('the emulator takes no alarm of several metrics', () => refuseMetricMath(differences));
  const deployment = await steps.step('cdk deploy with plans, portal, usage and events on a bus', async () =>
    Deployment.of(STACK, await deployApp(APP)),
  );
  const second = { deployment, differences, resources: await resourcesOf(STACK) };
  await steps.step('the portal’s page is served', () => servePortal(deployment));
  await steps.step('a change comes on the bus', () => hearOnBus(second));
  const owner = await steps.step('the schedule makes the native key of an account on a plan', () => usePlans(second));
  await steps.step('a line of the access log is counted as usage', () => countUsage(second, owner));
  await steps.step('cdk deploy with every setting changed that a live stack may change', () =>
    deployApp({ ...APP, context: { changed: 'true' } }),
  );
  await steps.step('it replaces nothing, and cuts off what the documents say', () => useChanged(second, owner));
  await steps.step('cdk destroy with removalPolicy DESTROY', () => destroyApp(APP));
  await steps.step('nothing stays but the native key, which the documented lines remove', async () => {
    const after = await inventory();
    const left = after.filter((name) => !before.includes(name));
    deepEqual(
      left.map((name) => name.replace(/[0-9a-f]{10}-(?=orders)/, '')),
      [`native key orders-test-free-${owner.accountId}`],
    );
    await removeNativeKeys('orders-test-');
    deepEqual(await inventory(), before);
  });
}

/** A stack of one such alarm fails. */
async function refuseMetricMath(differences: Differences): Promise<void> {
  const Metrics = [{ Id: 'sum', Expression: '1 + 1' }];
  const Properties = { EvaluationPeriods: 1, ComparisonOperator: 'GreaterThanThreshold', Threshold: 1, Metrics };
  const Resources = { Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties } };
  const status = await stackStatus('metric-math', { Resources });
  differences.met('no-metric-math', status.includes('metric math'));
}

async function servePortal(deployment: Deployment): Promise<void> {
  const page = await fetch(deployment.output('PortalUrl'));
  equal(page.status, 200);
  match(page.headers.get('Content-Security-Policy') ?? '', /connect-src 'self' https:\/\/[^ ;]+-people\.auth\./);
  match(await page.text(), /<div id="portal"><\/div>/);
  expectProblem(await deployment.manage('GET /me'), 401, 'invalid-credential');
}

async function hearOnBus({ deployment, resources }: Second): Promise<void> {
  const EventBusName = theOne(resources, 'AWS::Events::EventBus', /ChangeFeedBus/);
  const { QueueUrl } = await act('sqs', 'AmazonSQS.CreateQueue', { QueueName: 'heard' });
  const { Attributes } = await act('sqs', 'AmazonSQS.GetQueueAttributes', { QueueUrl, AttributeNames: ['QueueArn'] });
  const EventPattern = JSON.stringify({ source: ['sallyport.orders'], 'detail-type': ['account.created'] });
  await act('events', 'AWSEvents.PutRule', { Name: 'heard', EventBusName, EventPattern });
  const Targets = [{ Id: 'heard', Arn: (Attributes as { QueueArn: string }).QueueArn }];
  await act('events', 'AWSEvents.PutTargets', { Rule: 'heard', EventBusName, Targets });
  const { id } = await deployment.operator.post('/accounts', { body: { name: 'Heard of' } });
  const event = await until('the event on the bus', 60, async () => {
    const { Messages = [] } = (await act('sqs', 'AmazonSQS.ReceiveMessage', { QueueUrl })) as {
      Messages?: { Body: string }[];
    };
    return Messages[0] && (JSON.parse(Messages[0].Body) as { detail: { accountId: string; action: string } });
  });
  equal(event.detail.accountId, id);
  await act('events', 'AWSEvents.RemoveTargets', { Rule: 'heard', EventBusName, Ids: ['heard'] });
  await act('events', 'AWSEvents.DeleteRule', { Name: 'heard', EventBusName });
  await act('sqs', 'AmazonSQS.DeleteQueue', { QueueUrl });
}

/** An account's own native key is made by the schedule, and counted under ten minutes later. */
async function usePlans({ deployment, differences }: Second): Promise<Owner> {
  const { operator } = deployment;
  const { items } = await operator.get('/plans');
  deepEqual(
    items.map(({ name }) => name),
    ['free', 'pro'],
  );
  const grant = { scopes: ['read:orders'], plan: 'free' };
  const { id: accountId } = await operator.post('/accounts', { body: { name: 'Small', grant } });
  const body = { label: 'Key', scopes: ['read:orders'] };
  const { id: keyId, key = '' } = await operator.post('/accounts/{accountId}/keys', { path: { accountId }, body });
  const refused = await deployment.call('GET /orders', { apiKey: 'sp_test_none' });
  expectProblem(refused, 401, 'invalid-credential');
  differences.met(
    'native-keys-by-header-alone',
    (await deployment.call('GET /orders', { apiKey: key })).status === 503,
  );
  await until('the native key of the account', SCHEDULE_SECONDS, async () =>
    (await inventory()).some((name) => name.startsWith('native key') && name.endsWith(accountId)) ? true : undefined,
  );
  return { accountId, keyId, key };
}

interface Owner {
  readonly accountId: string;
  readonly keyId: string;
  readonly key: string;
}

/** What a line of the access log has of every call of this route. */
const LINE = { method: 'GET', resourcePath: '/orders', status: '200', responseType: '-', budgetId: '-' };

/** Writes the line that API Gateway writes of a call, and waits until it is counted. */
async function countUsage({ deployment, differences, resources }: Second, { accountId, keyId }: Owner): Promise<void> {
  const path = { accountId, keyId };
  const logGroupName = theOne(resources, 'AWS::Logs::LogGroup', /GuardedApiAccessLog/);
  const { events } = (await act('logs', 'Logs_20140328.FilterLogEvents', { logGroupName })) as { events: unknown[] };
  differences.met('no-access-log', events.length === 0);
  const to = { logGroupName, logStreamName: 'check' };
  await act('logs', 'Logs_20140328.CreateLogStream', to);
  const write = async (requestId: string, more: object): Promise<void> => {
    const timestamp = Date.now();
    const message = JSON.stringify({
      ...LINE,
      requestId,
      time: String(timestamp),
      accountId,
      credentialId: keyId,
      ...more,
    });
    await act('logs', 'Logs_20140328.PutLogEvents', { ...to, logEvents: [{ timestamp, message }] });
  };
  await write('WithoutTheWords=', {});
  await write('WithTheWords=', { words: '.credentialId -' });
  const counted = await until('the usage of the key', 60, async () => {
    const { total } = await deployment.operator.get('/accounts/{accountId}/keys/{keyId}/usage', { path });
    return total.requests || undefined;
  });
  differences.met('filter-patterns-as-words', counted === 1);
  const { lastUsedRoute } = await deployment.operator.get('/keys/{keyId}', { path });
  equal(lastUsedRoute, 'GET /orders');
}

/** A key of the earlier prefix is refused; a new one is valid where no verdict is kept. */
async function useChanged({ deployment, differences, resources }: Second, { accountId, key }: Owner): Promise<void> {
  const { replaced, removed } = changesBetween(resources, await resourcesOf(STACK));
  deepEqual(replaced, []);
  deepEqual([...new Set(removed.map((resource) => resource.split(' ')[0]))], ['AWS::ApiGateway::Deployment']);
  const { operator } = deployment;
  const body = { label: 'After the change', scopes: ['read:orders'] };
  const issued = await operator.post('/accounts/{accountId}/keys', { path: { accountId }, body });
  match(issued.key ?? '', /^ord_test_/);
  ok(issued.expiresAt, 'the key has no end');
  const valid = async (credential: string) => (await operator.post('/verify', { body: { credential } })).valid;
  equal(await valid(key), false);
  equal(await valid(issued.key ?? ''), true);
  expectProblem(await deployment.call('GET /orders', { apiKey: issued.key ?? '' }), 401, 'invalid-credential');
  const judged = await deployment.call('GET /orders', { bearer: issued.key });
  differences.met('no-context-identity-source', judged.status === 401);
}

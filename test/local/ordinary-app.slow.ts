/** An app with what ordinary apps have beside their routes: it is served, and what no route needs is passed over. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Deployment, LambdaIntegration, MockIntegration, Stage } from 'aws-cdk-lib/aws-apigateway';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { AttributeType, StreamViewType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { ManagedPolicy, PermissionsBoundary } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Alias, Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Sallyport } from 'sallyport';
import { noticesOf } from '../../cli/local/notices';
import { bearer, type TestRun, withLocalRun } from '../support/local-run';

const ANSWER = `exports.handler = async () => ({ statusCode: 200, body: JSON.stringify(process.env) });`;

function synthesize(outdir: string): string {
  const stack = new Stack(new App({ outdir }), 'Shop', { env: { region: 'eu-west-1' } });
  PermissionsBoundary.of(stack).apply(ManagedPolicy.fromManagedPolicyName(stack, 'Boundary', 'Company'));
  const sallyport = new Sallyport(stack, 'Sallyport', {
    name: 'orders',
    scopes: { 'read:orders': 'Read', 'write:orders': 'Write' },
    corsOrigins: ['https://a.example.com', 'https://b.example.com'],
    outputs: true,
    tableEncryptionKey: new Key(stack, 'Key'),
  });
  new UserPool(stack, 'People');
  const { api } = sallyport;
  const queue = new Queue(stack, 'Queue');
  const limit = new StringParameter(stack, 'Limit', { stringValue: '7' });
  const environment = { QUEUE: queue.queueUrl, LIMIT: limit.stringValue };
  const settings = { handler: 'index.handler', environment };
  const backend = new Function(stack, 'Backend', {
    ...settings,
    runtime: Runtime.NODEJS_22_X,
    code: Code.fromInline(ANSWER),
  });
  queue.grantSendMessages(backend);
  const table = new Table(stack, 'Table', {
    partitionKey: { name: 'pk', type: AttributeType.STRING },
    sortKey: { name: 'sk', type: AttributeType.STRING },
    stream: StreamViewType.NEW_IMAGE,
    timeToLiveAttribute: 'ttl',
  });
  table.addLocalSecondaryIndex({ indexName: 'byDate', sortKey: { name: 'date', type: AttributeType.STRING } });
  table.addGlobalSecondaryIndex({ indexName: 'bySk', partitionKey: { name: 'sk', type: AttributeType.STRING } });
  table.grantReadData(backend);
  new Bucket(stack, 'Bucket');
  new Vpc(stack, 'Vpc', { restrictDefaultSecurityGroup: false });
  new Topic(stack, 'Topic', { enforceSSL: true }).addSubscription(new EmailSubscription('ops@example.com'));
  const arn = 'arn:aws:acm:us-east-1:111111111111:certificate/x';
  api.addDomainName('Domain', {
    domainName: 'api.example.com',
    certificate: Certificate.fromCertificateArn(stack, 'Certificate', arn),
  });
  new Stage(stack, 'Beta', { deployment: new Deployment(stack, 'Next', { api }), stageName: 'beta' });
  const live = new Alias(stack, 'Live', { aliasName: 'live', version: backend.currentVersion });
  const python = new Function(stack, 'Python', {
    ...settings,
    runtime: Runtime.PYTHON_3_13,
    code: Code.fromInline('x'),
  });
  const route = { scope: 'read:orders' } as const;
  sallyport.protect(api.root.addResource('inline'), 'GET', new LambdaIntegration(backend), route);
  sallyport.protect(api.root.addResource('alias'), 'GET', new LambdaIntegration(live), route);
  sallyport.protect(api.root.addResource('version'), 'GET', new LambdaIntegration(backend.currentVersion), route);
  sallyport.protect(api.root.addResource('python'), 'GET', new LambdaIntegration(python), route);
  sallyport.protect(api.root.addResource('mock'), 'GET', new MockIntegration(), route);
  (stack.node.root as App).synth();
  return outdir;
}

const outdir = mkdtempSync(join(tmpdir(), 'ordinary-'));
let run: TestRun;
beforeAll(async () => {
  run = await withLocalRun({ assembly: synthesize(outdir) });
});
afterAll(async () => {
  await run?.close();
  rmSync(outdir, { recursive: true, force: true });
});

test.each(['/inline', '/alias', '/version'])('%s is answered by the function in the template', async (path) => {
  const { status, body } = await run.call('GET', path, bearer(run.facts.key.key));

  expect([status, body.QUEUE, body.LIMIT]).toEqual([200, 'Queue4A7E3555-not-served-here', '7']);
});

test('a route that cannot be served keeps its guard, and answers 501 with a problem that says why', async () => {
  const stranger = await run.call('GET', '/python');
  const { status, headers, body } = await run.call('GET', '/python', bearer(run.facts.key.key));

  expect([stranger.status, status, headers['content-type']]).toEqual([401, 501, 'application/problem+json']);
  expect(body).toEqual({
    type: 'about:blank',
    title: 'Not Implemented',
    status: 501,
    detail: expect.stringMatching(
      /^The local run cannot serve Python.*: Runtime: the local run runs Node\.js functions/,
    ),
  });
});

test('the stage that the outputs name is served, with preflights for several origins', async () => {
  const { status, headers } = await run.call('OPTIONS', '/inline', { headers: { Origin: 'https://b.example.com' } });

  expect([run.facts.apiUrl.endsWith('/prod'), status, headers['access-control-allow-origin']]).toEqual([
    true,
    204,
    'https://b.example.com',
  ]);
});

test('what is passed over is one line, and each route that is not served, unknown boundary or vain use a warning', () => {
  const [summary = '', ...warnings] = noticesOf(run);

  for (const part of ['1 S3 bucket', '1 ApiGateway domain name', '1 ApiGateway stage']) expect(summary).toContain(part);
  expect(summary).not.toMatch(/Cognito|DynamoDB|KMS|SNS|SSM|ApiGateway method/);
  expect(warnings).toContainEqual(expect.stringMatching(/^warning: GET \/python answers 501: cannot serve Python/));
  expect(warnings).toContainEqual(
    expect.stringMatching(/PermissionsBoundary: the local run does not know arn:aws:iam::\d+:policy\/Company/),
  );
  expect(warnings).toContainEqual(expect.stringMatching(/^warning: Backend.* names Queue\w+, which is not served/));
});

/** What a run that is not strict passes over, and how it never answers more than AWS would. */
import type { ResourceModel } from '../../../local/gateway/api-model';
import { readAssembly } from '../../../local/assembly/assembly';
import { buildModel } from '../../../local/model/model';
import type { Resource, Template } from '../../../local/assembly/template';
import { ensureAssembly } from '../../support/assembly';
import { authorizer, change, judged, open, proxyTo, serve, stackOf, stopServing, templateOf } from '../rest-api';

afterEach(stopServing);

const lenient = (template: Template) => buildModel([stackOf(template)]);
const methodsOf = ({ methods, children }: ResourceModel): string[] => [
  ...[...methods.values()].map(({ guard, integration }) => `${guard.kind} ${integration.kind}`),
  ...children.flatMap(methodsOf),
];
const kindsOf = (template: Template) => methodsOf(lenient(template).apis[0]?.root as ResourceModel);

function withUnservedPlan(template: Template): Template {
  template.Resources.Plan = { Type: 'AWS::ApiGateway::UsagePlan', Properties: { Rates: 'unknown' } };
  return template;
}

describe('a method is answered 501', () => {
  const method = (properties: object) => templateOf({ 'GET /orders': { ...judged, ...properties } });

  it.each<[string, Template]>([
    ['an HTTP integration', method({ Integration: { Type: 'HTTP_PROXY', Uri: 'https://x' } })],
    ['an AWS integration', method({ Integration: { Type: 'AWS', Uri: 'arn:aws:apigateway:x:sqs:path/y' } })],
    ['an integration with a role', method({ Integration: { Type: 'AWS', Credentials: 'arn:x' } })],
    ['a VPC link', method({ Integration: { Type: 'HTTP_PROXY', ConnectionType: 'VPC_LINK', ConnectionId: 'x' } })],
    ['an integration with a value that is not here', method({ Integration: { Uri: { 'Fn::ImportValue': 'x' } } })],
    [
      'a function that gets its body as text',
      method({ Integration: { ...proxyTo('Backend'), ContentHandling: 'CONVERT_TO_TEXT' } }),
    ],
    ['a required key where a usage plan is not served', withUnservedPlan(method({ ApiKeyRequired: true }))],
    ['a validator that is not there', method({ RequestValidatorId: 'x' })],
    ['a function of another language', change(method({}), 'Backend', { Runtime: 'python3.13' })],
    ['a function whose layers are not here', change(method({}), 'Backend', { Layers: ['x'] })],
    ['a function that is not in the stack', method({ Integration: { Type: 'AWS_PROXY', Uri: 'arn:x' } })],
    ['a mock that needs a template engine', method({ Integration: { Type: 'MOCK', RequestTemplates: { x: '#set' } } })],
  ])('behind its guard for %s', (_, template) => {
    expect(kindsOf(template)).toEqual(['function unserved']);
  });

  it.each<[string, Template]>([
    ['IAM authorization', method({ AuthorizationType: 'AWS_IAM' })],
    ['an authorizer that is not there', method({ AuthorizerId: { Ref: 'Gone' } })],
    ['an authorizer with an unknown property', change(method({}), 'Judge', { AuthorizerCredentials: 'x' })],
    ['an authorizer whose function is not served', change(method({}), 'JudgeFunction', { Runtime: 'python3.13' })],
    ['an authorizer of a pool that is not served', pooledBy({ LambdaConfig: {} })],
  ])('for everybody where the guard cannot be served: %s', async (_, template) => {
    const { call, functions } = await serve(template, { lenient: true });

    const response = await call('GET /orders', { headers: { Authorization: 'x' } });

    expect([response.status, response.headers.get('content-type')]).toEqual([501, 'application/problem+json']);
    expect(functions.events).toEqual([]);
  });

  it('and the routes beside it are served', async () => {
    const template = templateOf({ 'GET /a': { ...open, Integration: { Type: 'HTTP' } }, 'GET /b': open });

    const { call } = await serve(template, { lenient: true });

    expect([(await call('GET /a')).status, (await call('GET /b')).status]).toEqual([501, 200]);
  });
});

function pooledBy(properties: Record<string, unknown>): Template {
  const door = authorizer({ Type: 'COGNITO_USER_POOLS', ProviderARNs: [{ 'Fn::GetAtt': ['Pool', 'Arn'] }] });
  const guard = { AuthorizationType: 'COGNITO_USER_POOLS', AuthorizerId: { Ref: 'Door' }, AuthorizationScopes: ['a'] };
  return change(templateOf({ 'GET /orders': guard }, { Door: door }), 'Pool', properties);
}

describe('what every answer of an API depends on', () => {
  it.each<[string, string, Record<string, unknown>]>([
    ['a resource policy', 'Api', { Policy: {} }],
    ['an unknown property', 'Stage', { CanarySetting: {} }],
    ['an unknown property', 'Root_orders', { Odd: 1 }],
    ['an unknown property', 'Refused', { Odd: 1 }],
  ])('is not served: with %s of %s each route is answered 501 behind its guard', (_, id, properties) => {
    const refused: Resource = {
      Type: 'AWS::ApiGateway::GatewayResponse',
      Properties: { ResponseType: 'DEFAULT_4XX', RestApiId: { Ref: 'Api' } },
    };
    const template = change(templateOf({ 'GET /orders': judged, 'GET /': open }, { Refused: refused }), id, properties);

    expect(kindsOf(template)).toEqual(['none unserved', 'function unserved']);
    expect(lenient(template).warnings).toEqual([
      expect.stringMatching(`^each route of the API answers 501: cannot serve ${id} `),
    ]);
  });

  it('without a stage or with the routes of an OpenAPI document it is passed over, and each method named', () => {
    const body = change(templateOf({}), 'Api', { Body: {} });
    const bare = templateOf({ 'GET /orders': open });
    delete bare.Resources.Stage;

    expect([body, bare].map((template) => lenient(template).apis)).toEqual([[], []]);
    expect(lenient(body).notServed.map(({ logicalId }) => logicalId)).toEqual(['Api']);
    expect(lenient(bare).warnings).toEqual([
      expect.stringMatching(
        /^Root_orders_GET .*: its API or its path is not served, so nothing answers for this route$/,
      ),
    ]);
  });

  it('is its access log not: to a place that is not a log group of the stack none is written', () => {
    const log = { DestinationArn: 'arn:aws:firehose:us-east-1:1:deliverystream/x', Format: '$context.requestId' };
    const model = lenient(change(templateOf({ 'GET /orders': open }), 'Stage', { AccessLogSetting: log }));

    expect([model.apis[0]?.stage.accessLog, model.warnings]).toEqual([
      undefined,
      [expect.stringMatching(/^Stage .*firehose.* is not a log group of the stack: no access log is written$/)],
    ]);
  });
});

describe('the start is refused for', () => {
  it('a second path variable below one path, which API Gateway refuses too', () => {
    const template = templateOf({ 'GET /orders/{id}': open, 'GET /orders/{name}': open });

    expect(() => lenient(template)).toThrow('PathPart: /orders has another path variable already');
  });
});

describe('an alias or a version', () => {
  const permission = (name: unknown): Resource => ({
    Type: 'AWS::Lambda::Permission',
    Properties: { Action: 'lambda:InvokeFunction', FunctionName: name, Principal: 'apigateway.amazonaws.com' },
  });
  const version: Resource = { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Backend' } } };
  const alias = (FunctionVersion: unknown, more = {}): Resource => ({
    Type: 'AWS::Lambda::Alias',
    Properties: { FunctionName: { Ref: 'Backend' }, FunctionVersion, Name: 'live', ...more },
  });
  const uri = { 'Fn::Sub': 'arn:aws:apigateway:r:lambda:path/2015-03-31/functions/${Live}/invocations' };
  const routeTo = (live: Resource, permitted: unknown) => {
    const template = templateOf(
      { 'GET /orders': { ...open, Integration: { Type: 'AWS_PROXY', Uri: uri } } },
      { First: version, Live: live, LivePermission: permission(permitted) },
    );
    return serve(template, { lenient: true });
  };
  const first = { 'Fn::GetAtt': ['First', 'Version'] };

  it('is its function, when a permission of its own lets API Gateway invoke it', async () => {
    const { call } = await routeTo(alias(first), { Ref: 'Live' });

    expect((await call('GET /orders')).status).toBe(200);
  });

  it('is not invoked by a permission of the function alone', async () => {
    const { call, functions } = await routeTo(alias(first), { 'Fn::GetAtt': ['Backend', 'Arn'] });

    expect([(await call('GET /orders')).status, functions.events]).toEqual([500, []]);
  });

  it.each<[string, Resource]>([
    ['whose version is not in the template', alias('7')],
    ['that shares its calls between versions', alias(first, { RoutingConfig: {} })],
  ])('%s is not served', async (_, live) => {
    const { call } = await routeTo(live, { Ref: 'Live' });

    expect((await call('GET /orders')).status).toBe(501);
  });
});

describe('passed over, with the rest served, is', () => {
  it.each<[string, Record<string, Resource>]>([
    ['a type that the run does not know', { Odd: { Type: 'AWS::Kinesis::Stream' } }],
    ['a function of another language', { Odd: fn({ Runtime: 'python3.13' }) }],
    ['a function in an image', { Odd: fn({ Code: { ImageUri: 'x' }, PackageType: 'Image' }) }],
    [
      'a rule with a cron expression',
      { Odd: { Type: 'AWS::Events::Rule', Properties: { ScheduleExpression: 'cron(*)' } } },
    ],
    ['a table with a resource policy', { Odd: tableWith('Table', { ResourcePolicy: {} }) }],
    [
      'a global table whose replica has a resource policy',
      { Odd: tableWith('GlobalTable', { Replicas: [{ Region: 'us-east-1', ResourcePolicy: {} }] }) },
    ],
    ['a user pool with triggers', { Odd: { Type: 'AWS::Cognito::UserPool', Properties: { LambdaConfig: {} } } }],
    ['an authorizer of no route', { Odd: authorizer({ AuthorizerCredentials: 'x' }) }],
    ['what exists on a condition', { Odd: { Type: 'AWS::Logs::LogGroup', Condition: 'Maybe' } }],
  ])('%s', (_, resources) => {
    const template = templateOf({ 'GET /orders': { ...open, Integration: proxyTo('Backend') } }, resources);

    expect([kindsOf(template), lenient(template).notServed.map(({ logicalId }) => logicalId)]).toEqual([
      ['none function'],
      ['Odd'],
    ]);
    expect(() => buildModel([stackOf(template)], { strict: true })).toThrow('cannot serve Odd');
  });

  it('an output without a value here', () => {
    const template = templateOf({});
    template.Outputs = { Shared: { Value: { 'Fn::ImportValue': 'x' } }, Kept: { Value: 'y' } };

    expect(lenient(template).outputs).toEqual({ Kept: 'y' });
  });
});

/** It would be served without these properties. */
function tableWith(type: string, properties: Record<string, unknown>): Resource {
  const key = {
    AttributeDefinitions: [{ AttributeName: 'PK', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'PK', KeyType: 'HASH' }],
  };
  return { Type: `AWS::DynamoDB::${type}`, Properties: { ...key, ...properties } };
}

function fn(properties: Record<string, unknown>): Resource {
  const given = { Code: { ZipFile: 'x' }, Handler: 'index.handler', Runtime: 'nodejs22.x', ...properties };
  return { Type: 'AWS::Lambda::Function', Properties: given };
}

test('of the sample every resource and property is served or without effect: a strict run starts', async () => {
  const { notServed, warnings } = buildModel(readAssembly(await ensureAssembly()), { strict: true });

  expect([notServed, warnings]).toEqual([[], []]);
});

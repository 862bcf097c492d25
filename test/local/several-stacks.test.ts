/** An app of several stacks: a route may need what another stack has, and nothing is lost between them. */
import type { AssemblyStack } from '../../local/assembly/assembly';
import type { ResourceModel } from '../../local/gateway/api-model';
import { buildModel } from '../../local/model/model';
import type { Resource, Template } from '../../local/assembly/template';
import { authorizer, change, judged, open, proxyTo, stackOf, templateOf } from './rest-api';

const named = (name: string, template: Template): AssemblyStack => ({ ...stackOf(template), name });
const exported = (template: Template, values: Record<string, unknown>): Template => ({
  ...template,
  Outputs: Object.fromEntries(Object.entries(values).map(([Name, Value]) => [Name, { Value, Export: { Name } }])),
});
const imports = (name: string) => ({ 'Fn::ImportValue': name });
const routesOf = ({ path, methods, children }: ResourceModel): string[] => [
  ...[...methods].map(([method, { guard, integration }]) => `${method} ${path} ${guard.kind} ${integration.kind}`),
  ...children.flatMap(routesOf),
];

const fn = (Runtime: string): Resource => ({
  Type: 'AWS::Lambda::Function',
  Properties: { Code: { ZipFile: 'x' }, Handler: 'index.handler', Runtime },
});
const integration = {
  Type: 'AWS_PROXY',
  Uri: { 'Fn::Join': ['', ['arn:aws:apigateway:r:lambda:path/2015-03-31/functions/', imports('fn'), '/invocations']] },
};
const permission: Resource = {
  Type: 'AWS::Lambda::Permission',
  Properties: { Action: 'lambda:InvokeFunction', FunctionName: imports('fn'), Principal: 'apigateway.amazonaws.com' },
};

it.each([
  ['nodejs24.x', 'function'],
  ['python3.13', 'unserved'],
])('a route to a %s function of another stack is %s', (runtime, kind) => {
  const other = exported({ Resources: { Shared: fn(runtime) } }, { fn: { 'Fn::GetAtt': ['Shared', 'Arn'] } });
  const own = templateOf({ 'GET /orders': { ...judged, Integration: integration } }, { Allowed: permission });

  const [api] = buildModel([named('Own', own), named('Other', other)]).apis;

  expect(api && routesOf(api.root)).toEqual([`GET /orders function ${kind}`]);
});

it('an authorizer takes the tokens of a user pool of another stack', () => {
  const pools = exported(
    { Resources: { People: { Type: 'AWS::Cognito::UserPool' } } },
    { pool: { 'Fn::GetAtt': ['People', 'Arn'] } },
  );
  const door = authorizer({ Type: 'COGNITO_USER_POOLS', ProviderARNs: [imports('pool')] });
  const guard = { AuthorizationType: 'COGNITO_USER_POOLS', AuthorizerId: { Ref: 'Door' } };

  const [api] = buildModel([
    named('Own', templateOf({ 'GET /orders': guard }, { Door: door })),
    named('Pools', pools),
  ]).apis;

  expect(api && routesOf(api.root)).toEqual(['GET /orders cognito function']);
});

const API = {
  api: { Ref: 'Api' },
  root: { 'Fn::GetAtt': ['Api', 'RootResourceId'] },
  judge: { Ref: 'Judge' },
};
function routesElsewhere(resourceId: string, api: string): Template {
  const method = {
    HttpMethod: 'GET',
    Integration: proxyTo('Late'),
    ResourceId: { Ref: resourceId },
    RestApiId: imports(api),
    AuthorizationType: 'CUSTOM',
    AuthorizerId: imports('judge'),
  };
  return {
    Resources: {
      Late: fn('nodejs24.x'),
      [resourceId]: {
        Type: 'AWS::ApiGateway::Resource',
        Properties: { ParentId: imports('root'), PathPart: 'late', RestApiId: imports(api) },
      },
      LateMethod: { Type: 'AWS::ApiGateway::Method', Properties: method },
    },
  };
}

it('a route in another stack than its API has its place and its guard', () => {
  const own = exported(templateOf({ 'GET /orders': open }), API);

  const [api] = buildModel([named('Own', own), named('More', routesElsewhere('LateResource', 'api'))]).apis;

  expect(api && routesOf(api.root)).toEqual(['GET /orders none function', 'GET /late function function']);
});

it('a route whose API is not served is named, as nothing answers for it', () => {
  const { warnings } = buildModel([named('More', routesElsewhere('LateResource', 'api'))]);

  expect(warnings).toEqual([
    'LateMethod (AWS::ApiGateway::Method): RestApiId: its API or its path is not served, so nothing answers for this route',
  ]);
});

it('a route at a path that no stack makes is named as well', () => {
  const lost = { 'GET /orders': { ...open, ResourceId: 'abc123' } };

  expect(buildModel([stackOf(templateOf(lost))]).warnings).toEqual([
    expect.stringMatching(/^Root_orders_GET .*its path/),
  ]);
});

it('a function that names what is not served in another stack has a warning', () => {
  const queues = exported({ Resources: { Queue: { Type: 'AWS::Kinesis::Stream' } } }, { queue: { Ref: 'Queue' } });
  const own = change(templateOf({}), 'Backend', { Environment: { Variables: { QUEUE: imports('queue') } } });

  expect(buildModel([named('Own', own), named('Queues', queues)]).warnings).toEqual([
    'Backend (AWS::Lambda::Function) names Queue, which is not served: what it asks of it fails',
  ]);
});

it('parts of one API that have one name in two stacks are refused: a route could get the guard of another', () => {
  const own = exported(templateOf({ 'GET /orders': open }), API);

  expect(() => buildModel([named('Own', own), named('More', routesElsewhere('Root_orders', 'api'))])).toThrow(
    'Root_orders (AWS::ApiGateway::Resource): RestApiId: two stacks have a resource of this name',
  );
});

it('user pools that have one name in two stacks are refused: a data directory would keep one file for both', () => {
  const pool = (name: string) => named(name, { Resources: { Pool: { Type: 'AWS::Cognito::UserPool' } } });

  expect(() => buildModel([pool('One'), pool('Two')])).toThrow('two stacks of the assembly have a Pool');
});

describe('the policies of a function’s role', () => {
  const document = (Effect: string) => ({ Statement: [{ Effect, Action: 'dynamodb:*', Resource: '*' }] });
  const policy = (Effect: string, Roles: unknown): Resource => ({
    Type: 'AWS::IAM::Policy',
    Properties: { PolicyDocument: document(Effect), Roles: [Roles] },
  });
  const own = () => {
    const template = templateOf({}, { Role: { Type: 'AWS::IAM::Role' }, Own: policy('Allow', { Ref: 'Role' }) });
    return exported(change(template, 'Backend', { Role: { 'Fn::GetAtt': ['Role', 'Arn'] } }), {
      role: { Ref: 'Role' },
    });
  };
  const effects = (...stacks: AssemblyStack[]) =>
    buildModel(stacks).callers.Backend?.statements.map(({ Effect }) => Effect);

  it('may be in another stack, and deny there what the role allows', () => {
    const other = { Resources: { Denial: policy('Deny', imports('role')) } };

    expect(effects(named('Own', own()), named('Other', other))).toEqual(['Allow', 'Deny']);
  });

  it('are not those of a role of one logical id in another stack', () => {
    const other = { Resources: { Role: { Type: 'AWS::IAM::Role' }, Theirs: policy('Deny', { Ref: 'Role' }) } };

    expect(effects(named('Own', own()), named('Other', other))).toEqual(['Allow']);
  });
});

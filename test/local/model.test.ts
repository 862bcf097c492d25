import { StartRefusal } from '../../local/refusal';
import { buildModel } from '../../local/model/model';
import type { Template } from '../../local/assembly/template';
import { authorizer, change, judged, open, pooled, stackOf, templateOf } from './rest-api';

const modelOf = (template: Template) => buildModel([stackOf(template)]);
const refusal = (template: Template) => () => buildModel([stackOf(template)], { strict: true });

/** With a property that is not served. */
const planWithMethodThrottle = {
  Type: 'AWS::ApiGateway::UsagePlan',
  Properties: { ApiStages: [{ ApiId: { Ref: 'Api' }, Stage: 'prod', Throttle: { '/orders/GET': { RateLimit: 1 } } }] },
};

test('a strict start that is refused names everything that is not served, each reason in one line', () => {
  const queue = { Type: 'AWS::SQS::Queue' };
  const table = { Type: 'AWS::DynamoDB::Table', Properties: { ResourcePolicy: {}, Odd: 1 } };
  const template = templateOf(
    { 'GET /iam': { AuthorizationType: 'AWS_IAM' }, 'GET /python': open, 'POST /python': open },
    {
      Domain: { Type: 'AWS::ApiGateway::DomainName' },
      Mapping: { Type: 'AWS::ApiGateway::BasePathMapping' },
      Queue: queue,
      Table: table,
    },
  );
  const log = { DestinationArn: 'arn:aws:firehose:us-east-1:1:deliverystream/x', Format: '$context.requestId' };
  change(change(template, 'Backend', { Runtime: 'python3.13' }), 'Stage', { AccessLogSetting: log });

  expect(refusal(template)).toThrow(
    new StartRefusal(
      [
        'Domain (AWS::ApiGateway::DomainName): the local run does not know this resource type',
        'Mapping (AWS::ApiGateway::BasePathMapping): the local run does not know this resource type',
        'Table (AWS::DynamoDB::Table): ResourcePolicy: the local run does not evaluate the resource policy of a table',
        'Table (AWS::DynamoDB::Table): Odd: the local run does not know this property',
        'Backend (AWS::Lambda::Function): Runtime: the local run runs Node.js functions, not python3.13',
        'Root_iam_GET (AWS::ApiGateway::Method): AuthorizationType: the local run does not serve AWS_IAM',
        `Stage (AWS::ApiGateway::Stage): AccessLogSetting.DestinationArn: ${log.DestinationArn} is not a log group of the stack: no access log is written`,
      ]
        .map((line) => `cannot serve ${line}`)
        .join('\n'),
    ),
  );
});

describe('a strict start is refused for', () => {
  const method = (properties: Record<string, unknown>) => templateOf({ 'GET /orders': { ...open, ...properties } });
  const judge = (properties: Record<string, unknown>) =>
    change(templateOf({ 'GET /orders': judged }), 'Judge', properties);

  it.each<[string, Template, string]>([
    [
      'IAM authorization',
      method({ AuthorizationType: 'AWS_IAM' }),
      'AuthorizationType: the local run does not serve AWS_IAM',
    ],
    [
      'a throttle for one method in a usage plan',
      templateOf({ 'GET /orders': open }, { Plan: planWithMethodThrottle }),
      'ApiStages.Throttle./orders/GET: the local run has one throttle for all methods of a plan',
    ],
    [
      'an HTTP integration',
      method({ Integration: { Type: 'HTTP_PROXY', Uri: 'https://x' } }),
      'Integration.Type: the local run serves AWS_PROXY and MOCK, not HTTP_PROXY',
    ],
    [
      'an integration with no function of the stack',
      method({ Integration: { Type: 'AWS_PROXY', Uri: 'arn:x' } }),
      'Integration.Uri: arn:x names no function of the stack',
    ],
    [
      'a method with an unknown authorizer',
      method({ ...judged, AuthorizerId: 'Missing' }),
      'AuthorizerId: must name an authorizer of the API, not Missing',
    ],
    [
      'a method with an authorizer of another type',
      method({ ...judged, AuthorizationType: 'COGNITO_USER_POOLS' }),
      'COGNITO_USER_POOLS does not fit the type of the authorizer Judge',
    ],
    [
      'a cache without identity sources',
      judge({ IdentitySource: '', AuthorizerResultTtlInSeconds: 1 }),
      'IdentitySource: is required when results are cached (for 1 seconds)',
    ],
    [
      'an identity source in the path',
      judge({ IdentitySource: 'method.request.path.id' }),
      'IdentitySource: the local run does not know the source method.request.path.id',
    ],
    ['a cache over an hour', judge({ AuthorizerResultTtlInSeconds: 3601 }), 'AuthorizerResultTtlInSeconds'],
    [
      'an invalid regular expression',
      judge({ Type: 'TOKEN', IdentityValidationExpression: '(' }),
      'IdentityValidationExpression: ( is not a regular expression',
    ],
    ['a regular expression on REQUEST', judge({ IdentityValidationExpression: 'a' }), 'is not for REQUEST authorizers'],
    [
      'an authorizer with no function of the stack',
      judge({ AuthorizerUri: 'arn:x' }),
      'AuthorizerUri: arn:x names no function of the stack',
    ],
    [
      'a pool of another stack',
      templateOf({ 'GET /o': pooled() }, { Door: authorizer({ Type: 'COGNITO_USER_POOLS', ProviderARNs: ['arn:x'] }) }),
      'ProviderARNs: must name a user pool that is served, not arn:x',
    ],
    ['an API without a stage', withoutStage(), 'Api (AWS::ApiGateway::RestApi): stages'],
    [
      'a function whose code is not there',
      change(method({}), 'Backend', { Code: { S3Key: 'x.zip' } }),
      'Code.S3Key: the assembly has no folder for the asset x.zip',
    ],
    [
      'a function of another language',
      change(method({}), 'Backend', { Runtime: 'python3.14' }),
      'Runtime: the local run runs Node.js functions, not python3.14',
    ],
  ])('%s', (_, template, message) => {
    expect(refusal(template)).toThrow(message);
  });

  it('two stacks with one name for different things', () => {
    const template = templateOf({ 'GET /orders': open });

    expect(() => buildModel([stackOf(template), stackOf(template)])).toThrow(
      'two stacks of the assembly have a Backend; a local run needs names that are unique',
    );
  });

  it('stacks in several Regions', () => {
    const [one, two] = [templateOf({}), { Resources: {} }];

    expect(() => buildModel([stackOf(one), { ...stackOf(two), name: 'Other', region: 'eu-west-1' }])).toThrow(
      'the stacks are in several Regions: Stack in us-east-1, Other in eu-west-1; a local run serves one Region: ' +
        'name a stack, for example --stack Stack',
    );
  });
});

function withoutStage(): Template {
  const template = templateOf({ 'GET /orders': open });
  delete template.Resources.Stage;
  return template;
}

describe('the model has', () => {
  it('functions with AWS’s defaults for what the template leaves out', () => {
    const [backend] = modelOf(templateOf({})).functions;

    expect(backend).toMatchObject({ name: 'Backend', memoryMegabytes: 128, timeoutSeconds: 3, environment: {} });
  });

  it('tables without the properties that only AWS needs', () => {
    const key = [{ AttributeName: 'PK', KeyType: 'HASH' }];
    const template = templateOf(
      {},
      {
        Table: {
          Type: 'AWS::DynamoDB::GlobalTable',
          Properties: {
            AttributeDefinitions: [{ AttributeName: 'PK', AttributeType: 'S' }],
            BillingMode: 'PAY_PER_REQUEST',
            GlobalSecondaryIndexes: [
              { IndexName: 'accounts', KeySchema: key, Projection: { ProjectionType: 'KEYS_ONLY' } },
            ],
            KeySchema: key,
            Replicas: [{ Region: { Ref: 'AWS::Region' } }],
            TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
          },
        },
      },
    );

    expect(modelOf(template).tables).toEqual({
      Table: {
        tableName: 'Stack-Table',
        keySchema: key,
        attributeDefinitions: [{ AttributeName: 'PK', AttributeType: 'S' }],
        indexes: [{ IndexName: 'accounts', KeySchema: key, Projection: { ProjectionType: 'KEYS_ONLY' } }],
        ttlAttribute: 'ttl',
      },
    });
  });

  it.each([
    [{}, 60],
    [{ AccessTokenValidity: 5, TokenValidityUnits: { AccessToken: 'minutes' } }, 5],
    [{ AccessTokenValidity: 2 }, 120],
    [{ AccessTokenValidity: 1, TokenValidityUnits: { AccessToken: 'days' } }, 1440],
    [{ AccessTokenValidity: 300, TokenValidityUnits: { AccessToken: 'seconds' } }, 5],
  ])('a client with %j, whose tokens live %i minutes', (properties, minutes) => {
    const template = templateOf(
      {},
      {
        Server: {
          Type: 'AWS::Cognito::UserPoolResourceServer',
          Properties: { Identifier: 'orders', UserPoolId: { Ref: 'Pool' }, Scopes: [{ ScopeName: 'read:orders' }] },
        },
        Client: {
          Type: 'AWS::Cognito::UserPoolClient',
          Properties: {
            AllowedOAuthFlows: ['client_credentials'],
            AllowedOAuthFlowsUserPoolClient: true,
            AllowedOAuthScopes: [{ 'Fn::Join': ['/', [{ Ref: 'Server' }, 'read:orders']] }],
            GenerateSecret: true,
            UserPoolId: { Ref: 'Pool' },
            ...properties,
          },
        },
      },
    );

    expect(modelOf(template).pools.map(({ spec }) => spec)).toMatchObject([
      {
        scopes: ['orders/read:orders'],
        clients: [
          {
            logicalId: 'Client',
            hasSecret: true,
            flows: ['client_credentials'],
            scopes: ['orders/read:orders'],
            accessTokenMinutes: minutes,
          },
        ],
      },
    ]);
  });
});

/** Each rule of the consumer matrix is worth something only if it finds what it is for. */
import { brokenRules, TEMPLATE_RULES } from '../support/template-rules';
import { type Json, templateWithCache } from './support';

const [METHODS, COGNITO, SNAPSHOTS, METRICS, CACHED, TLS, STAGES, RECORDS, POOL, CLIENTS, FUNCTIONS, ROLES] =
  Object.keys(TEMPLATE_RULES);

let whole: Json;
beforeAll(() => {
  whole = templateWithCache().toJSON();
});

const allow = ({ Properties }: Json, Action: string) =>
  Properties.PolicyDocument.Statement.push({ Effect: 'Allow', Action, Resource: '*' });

/** All resources; `spoil` changes the first that has this type and these properties. */
function resourcesWith(type: string, properties: object, spoil: (resource: Json) => void): Json {
  const { Resources } = structuredClone(whole);
  const found = Object.values<Json>(Resources).find((resource) => {
    return (
      resource.Type === type && Object.entries(properties).every(([key, value]) => resource.Properties[key] === value)
    );
  });
  spoil(found);
  return Resources;
}

test('a whole template breaks no rule', () => {
  expect(brokenRules(whole.Resources)).toEqual({});
});

test.each<[string | undefined, string, object, (resource: Json) => void]>([
  [
    METHODS,
    'ApiGateway::Method',
    { AuthorizationType: 'CUSTOM' },
    (one) => (one.Properties.AuthorizationType = 'NONE'),
  ],
  [METHODS, 'ApiGateway::Method', { AuthorizationType: 'CUSTOM' }, (one) => delete one.Properties.AuthorizerId],
  [
    COGNITO,
    'ApiGateway::Method',
    { AuthorizationType: 'COGNITO_USER_POOLS' },
    (one) => delete one.Properties.AuthorizationScopes,
  ],
  [SNAPSHOTS, 'ApiGateway::Deployment', {}, (one) => delete one.DependsOn],
  [
    CACHED,
    'ApiGateway::Authorizer',
    { Type: 'REQUEST' },
    ({ Properties }) =>
      Object.assign(Properties, {
        AuthorizerResultTtlInSeconds: 300,
        IdentitySource: 'method.request.header.Authorization',
      }),
  ],
  [TLS, 'ApiGateway::RestApi', {}, (one) => delete one.Properties.SecurityPolicy],
  [TLS, 'ApiGateway::RestApi', {}, (one) => (one.Properties.EndpointAccessMode = 'BASIC')],
  [STAGES, 'ApiGateway::Stage', {}, (one) => delete one.Properties.AccessLogSetting],
  [STAGES, 'ApiGateway::Stage', {}, (one) => (one.Properties.MethodSettings[0].DataTraceEnabled = true)],
  [STAGES, 'ApiGateway::Stage', {}, (one) => delete one.Properties.MethodSettings[0].ThrottlingRateLimit],
  [RECORDS, 'DynamoDB::GlobalTable', {}, (one) => (one.DeletionPolicy = 'Delete')],
  [RECORDS, 'DynamoDB::GlobalTable', {}, (one) => delete one.Properties.Replicas[0].PointInTimeRecoverySpecification],
  [RECORDS, 'DynamoDB::GlobalTable', {}, (one) => delete one.Properties.Replicas[0].DeletionProtectionEnabled],
  [RECORDS, 'DynamoDB::GlobalTable', {}, (one) => delete one.Properties.SSESpecification],
  [POOL, 'Cognito::UserPool', {}, (one) => (one.Properties.DeletionProtection = 'INACTIVE')],
  [POOL, 'Cognito::UserPool', {}, (one) => delete one.Properties.AdminCreateUserConfig],
  [CLIENTS, 'Cognito::UserPoolClient', {}, (one) => one.Properties.AllowedOAuthFlows.push('implicit')],
  [CLIENTS, 'Cognito::UserPoolClient', {}, (one) => delete one.Properties.ExplicitAuthFlows],
  [FUNCTIONS, 'Lambda::Function', { Handler: 'index.handler' }, (one) => (one.Properties.Runtime = 'nodejs20.x')],
  [ROLES, 'IAM::Policy', {}, (one) => allow(one, 'kms:Decrypt')],
  [ROLES, 'IAM::Policy', {}, (one) => allow(one, 'ec2:DeleteNetworkInterface')],
])('the rule “%s” finds a %s that breaks it', (rule, ...[type, properties, spoil]) => {
  const broken = brokenRules(resourcesWith(`AWS::${type}`, properties, spoil));

  expect(Object.keys(broken)).toEqual([rule]);
});

test('the rule for metrics finds a second filter that counts into the first one’s metric', () => {
  const [id, filter] =
    Object.entries<Json>(whole.Resources).find(([, { Type }]) => Type === 'AWS::Logs::MetricFilter') ?? [];

  const broken = brokenRules({ ...whole.Resources, [`${id}Again`]: filter });

  expect(Object.keys(broken)).toEqual([METRICS]);
});

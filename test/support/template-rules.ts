/**
 * What every template with a Sallyport must keep, whatever the app around it and the CDK that made it: each rule finds
 * the resources that break it. Resources of an app's own, whose ids begin with `Own`, are only asked for doors.
 */
import type { AssemblyStack } from '../../local/assembly/assembly';
import { type Json, methodsOf } from '../lib/support';
import { Template } from 'aws-cdk-lib/assertions';

type Resources = AssemblyStack['template']['Resources'];
type Resource = Resources[string];
type Properties = Readonly<Record<string, Json>>;
type Rule = (resources: Resources) => readonly string[];

/** Routes that need no credential: five of ours, and the one that a cell opens. */
const OPEN = [
  ...['GET /openapi.json', 'POST /revocations', 'POST /oauth2/token', 'GET /portal', 'GET /portal/{file+}'],
  'GET /health',
];
const TLS = ['SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09', 'STRICT'];

const METHOD = 'AWS::ApiGateway::Method';

/**
 * The resources of a type that do not hold: all methods, and of any other type ours alone. A type of which there is none
 * breaks a rule too.
 */
const each =
  (type: string, holds: (properties: Properties, policy: unknown, id: string) => boolean): Rule =>
  (resources) => {
    const found = Object.entries(resources).filter(
      ([id, { Type }]) => Type === type && (!id.startsWith('Own') || Type === METHOD),
    );
    if (found.length === 0) return [`no ${type}`];
    return found
      .filter(([id, { Properties = {}, DeletionPolicy }]) => !holds(Properties, DeletionPolicy, id))
      .map(([id]) => id);
  };

const apiOf = ({ Properties }: Resource): string => JSON.stringify(Properties?.RestApiId);

/**
 * Whether a resource waits for another one, or for the nested stack that has it. Within a nested stack the ids of
 * `DependsOn` stand without the name of the stack.
 */
const comesAfter = ({ DependsOn = [] }: Resource, id: string): boolean =>
  [DependsOn]
    .flat()
    .map(String)
    .some((one) => id.endsWith(one) || (NESTED.test(one) && id.startsWith(one.replace(NESTED, ''))));
/** What the CDK adds to the name of a nested stack. */
const NESTED = /NestedStack.*NestedStackResource[0-9A-F]{8}$/;

const isPreflight = ({ HttpMethod, Integration }: Properties): boolean =>
  HttpMethod === 'OPTIONS' && Integration.Type === 'MOCK';

const actionsOf = ({ Action }: Json): string[] => [Action].flat();
/** A statement that denies something to the code of functions. */
const isForCode = ({ Effect, Condition }: Json): boolean =>
  Effect === 'Deny' && Condition?.Null?.['lambda:SourceFunctionArn'] === 'false';

export const TEMPLATE_RULES: Readonly<Record<string, Rule>> = {
  'every method has an authorizer, answers a preflight itself, or is open on purpose': (resources) =>
    methodsOf(Template.fromJSON({ Resources: resources }))
      .filter(({ properties: { AuthorizationType, AuthorizerId, ...other } }) =>
        AuthorizationType === 'NONE' ? !isPreflight(other) : AuthorizerId === undefined,
      )
      .map(({ route }) => route)
      .filter((route) => !OPEN.includes(route)),
  'every method with the door cognito asks for a scope': each(
    METHOD,
    ({ AuthorizationType, AuthorizationScopes = [] }) =>
      AuthorizationType !== 'COGNITO_USER_POOLS' || AuthorizationScopes.length > 0,
  ),
  'every Deployment takes its snapshot after all methods of its API': (resources) => {
    const all = Object.entries(resources);
    const deployments = all.filter(([, { Type }]) => Type === 'AWS::ApiGateway::Deployment');
    const methods = all.filter(([, { Type }]) => Type === METHOD);
    return deployments.flatMap(([id, deployment]) =>
      methods
        .filter(([name, method]) => apiOf(method) === apiOf(deployment) && !comesAfter(deployment, name))
        .map(([name]) => `${id} before ${name}`),
    );
  },
  'no two metric filters count into one metric': (resources) => {
    const metrics = Object.values(resources)
      .filter(({ Type }) => Type === 'AWS::Logs::MetricFilter')
      .map(({ Properties }) => JSON.stringify(Properties?.MetricTransformations));
    return metrics.filter((metric, at) => metrics.indexOf(metric) !== at);
  },
  'a verdict is cached for one credential, method, route and address alone': each(
    'AWS::ApiGateway::Authorizer',
    ({ Type, AuthorizerResultTtlInSeconds: seconds, IdentitySource }) =>
      seconds === 0 ||
      (Type === 'REQUEST' &&
        IdentitySource ===
          'method.request.header.Authorization,context.httpMethod,context.resourcePath,context.identity.sourceIp'),
  ),
  'every API takes TLS 1.2 at least, with forward secrecy, by its own name alone': each(
    'AWS::ApiGateway::RestApi',
    ({ SecurityPolicy, EndpointAccessMode }) => String([SecurityPolicy, EndpointAccessMode]) === String(TLS),
  ),
  'every stage has an access log and a throttle, and logs no data': each(
    'AWS::ApiGateway::Stage',
    ({ AccessLogSetting, MethodSettings = [] }) =>
      AccessLogSetting !== undefined &&
      MethodSettings.length > 0 &&
      MethodSettings.every((settings: Json) => settings.DataTraceEnabled === false && settings.ThrottlingRateLimit > 0),
  ),
  'the records are encrypted, can be restored and cannot be deleted': each(
    'AWS::DynamoDB::GlobalTable',
    ({ Replicas: [replica], SSESpecification }, policy, id) =>
      SSESpecification?.SSEType === 'KMS' &&
      (id.includes('TokenCache') ||
        (policy === 'Retain' &&
          replica.DeletionProtectionEnabled === true &&
          replica.PointInTimeRecoverySpecification?.PointInTimeRecoveryEnabled === true)),
  ),
  'the user pool cannot be deleted, and nobody signs up': each(
    'AWS::Cognito::UserPool',
    ({ DeletionProtection, AdminCreateUserConfig }, policy) =>
      policy === 'Retain' &&
      DeletionProtection === 'ACTIVE' &&
      AdminCreateUserConfig?.AllowAdminCreateUserOnly === true,
  ),
  'app clients have a secret and can do client credentials alone, or are people’s and can do codes alone': each(
    'AWS::Cognito::UserPoolClient',
    ({ GenerateSecret, AllowedOAuthFlows, ExplicitAuthFlows, AccessTokenValidity }, _, id) =>
      id.includes('PortalClient')
        ? GenerateSecret === false && String(AllowedOAuthFlows) === 'code' && AccessTokenValidity === 15
        : GenerateSecret === true &&
          String(AllowedOAuthFlows) === 'client_credentials' &&
          String(ExplicitAuthFlows) === 'ALLOW_REFRESH_TOKEN_AUTH',
  ),
  'functions run on Node 24, traced, with logs in JSON': each(
    'AWS::Lambda::Function',
    ({ Runtime, TracingConfig, LoggingConfig }) =>
      Runtime === 'nodejs24.x' && TracingConfig?.Mode === 'Active' && LoggingConfig?.LogFormat === 'JSON',
  ),
  'a role uses a KMS key through DynamoDB alone, and the code of a function no network interface': each(
    'AWS::IAM::Policy',
    ({ PolicyDocument: { Statement: statements } }) => {
      const denied: string[] = statements.filter(isForCode).flatMap(actionsOf);
      const isHarmless = (action: string, { Condition }: Json): boolean =>
        action.startsWith('kms:')
          ? JSON.stringify(Condition?.StringEquals?.['kms:ViaService'] ?? '').includes('dynamodb.')
          : !action.startsWith('ec2:') || denied.includes(action);
      return statements
        .filter(({ Effect }: Json) => Effect === 'Allow')
        .every((one: Json) => actionsOf(one).every((action) => isHarmless(action, one)));
    },
  ),
};

/** The rules that these resources break, each with what breaks it. */
export const brokenRules = (resources: Resources): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(
    Object.entries(TEMPLATE_RULES)
      .map(([name, rule]) => [name, rule(resources)] as const)
      .filter(([, found]) => found.length > 0),
  );

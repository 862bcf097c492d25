/**
 * The values of `Ref` and `Fn::GetAtt` for each resource type (CloudFormation template reference, return values).
 * Physical ids are computed from the stack's name and the logical id. They are the same at every start, so the tables
 * and tokens in a data directory stay valid.
 */
import { createHash } from 'node:crypto';
import type { AssemblyStack } from './assembly';

/** In the name of each thing that is not served. No ARN of a table, a user pool or a function has it. */
export const NOT_SERVED_HERE = 'not-served-here';

export interface Named {
  readonly id: string;
  readonly stack: AssemblyStack;
  /** One of the resource's own properties, resolved. */
  readonly property: (name: string) => unknown;
}
type Make = (named: Named) => string;

/** Lower-case letters and digits, as in the ids that API Gateway and Cognito show in AWS's examples. */
function physicalId({ id, stack }: Named, length: number): string {
  const bytes = createHash('sha512').update(`${stack.name}/${id}`).digest();
  return Array.from(bytes.subarray(0, length), (byte) => (byte % 36).toString(36)).join('');
}

const logicalId: Make = ({ id }) => id;
const named =
  (property: string, otherwise: Make = logicalId): Make =>
  (resource) => {
    const value = resource.property(property);
    return typeof value === 'string' ? value : otherwise(resource);
  };
const arn =
  (service: string, resource: Make): Make =>
  (given) =>
    `arn:aws:${service}:${given.stack.region}:${given.stack.account}:${resource(given)}`;

/** Of an API, a usage plan or a native key. */
const gatewayId: Make = (given) => physicalId(given, 10);
const poolId: Make = (given) => `${given.stack.region}_${physicalId(given, 9)}`;
const poolHost: Make = (given) => `cognito-idp.${given.stack.region}.amazonaws.com/${poolId(given)}`;
const tableName = named('TableName', ({ id, stack }) => `${stack.name}-${id}`);
const tableArn = arn('dynamodb', (given) => `table/${tableName(given)}`);
const functionName = named('FunctionName');
const functionArn = arn('lambda', (given) => `function:${functionName(given)}`);
/** `arn:…:function:<name>:<qualifier>`; the template names the function by its name or by its ARN. */
const qualifiedArn =
  (qualifier: Make): Make =>
  (given) => {
    const name = String(given.property('FunctionName')).split(':').at(-1) ?? '';
    return `${arn('lambda', () => `function:${name}`)(given)}:${qualifier(given)}`;
  };
/** A run has one version of each function: the one in the template. */
const version: Make = () => '1';
/** Two stacks may have a policy of one logical id, and its statements must not be those of the other. */
const policyArn: Make = (given) => {
  const path = given.property('Path');
  const name = named('ManagedPolicyName', ({ id, stack }) => `${stack.name}-${id}`)(given);
  return `arn:aws:iam::${given.stack.account}:policy${typeof path === 'string' ? path : '/'}${name}`;
};
const roleName = named('RoleName', ({ id, stack }) => `${stack.name}-${id}`);
const ruleName = named('Name');
const busName = named('Name');
const queueName = named('QueueName');
/** A template may have a queue, for dead letters for example, but a function cannot call one here. */
const noQueue: Make = ({ id }) => `${id}-${NOT_SERVED_HERE}`;
const groupName = named('LogGroupName');

export const ATTRIBUTES: Readonly<Record<string, Readonly<Record<string, Make>>>> = {
  'AWS::ApiGateway::ApiKey': { Ref: gatewayId, APIKeyId: gatewayId },
  'AWS::ApiGateway::Authorizer': { Ref: logicalId, AuthorizerId: logicalId },
  'AWS::ApiGateway::Deployment': { Ref: logicalId, DeploymentId: logicalId },
  'AWS::ApiGateway::Model': { Ref: named('Name') },
  'AWS::ApiGateway::RequestValidator': { Ref: logicalId, RequestValidatorId: logicalId },
  'AWS::ApiGateway::Resource': { Ref: logicalId, ResourceId: logicalId },
  'AWS::ApiGateway::RestApi': { Ref: gatewayId, RestApiId: gatewayId, RootResourceId: (given) => `${given.id}/root` },
  'AWS::ApiGateway::Stage': { Ref: named('StageName') },
  'AWS::ApiGateway::UsagePlan': { Ref: gatewayId, Id: gatewayId },
  'AWS::ApiGateway::UsagePlanKey': { Ref: logicalId, Id: logicalId },
  'AWS::CloudWatch::Alarm': { Ref: logicalId, Arn: arn('cloudwatch', ({ id }) => `alarm:${id}`) },
  'AWS::CloudWatch::Dashboard': { Ref: named('DashboardName') },
  'AWS::Cognito::UserPool': {
    Ref: poolId,
    UserPoolId: poolId,
    Arn: arn('cognito-idp', (given) => `userpool/${poolId(given)}`),
    ProviderName: poolHost,
    ProviderURL: (given) => `https://${poolHost(given)}`,
  },
  'AWS::Cognito::UserPoolClient': {
    Ref: (given) => physicalId(given, 26),
    ClientId: (given) => physicalId(given, 26),
    Name: named('ClientName'),
  },
  'AWS::Cognito::UserPoolDomain': { Ref: named('Domain') },
  'AWS::Cognito::UserPoolGroup': { Ref: named('GroupName') },
  'AWS::Cognito::UserPoolResourceServer': { Ref: named('Identifier') },
  'AWS::DynamoDB::GlobalTable': {
    Ref: tableName,
    Arn: tableArn,
    StreamArn: (given) => `${tableArn(given)}/stream/local`,
  },
  'AWS::DynamoDB::Table': {
    Ref: tableName,
    Arn: tableArn,
    StreamArn: (given) => `${tableArn(given)}/stream/local`,
  },
  'AWS::EC2::SecurityGroup': { Ref: logicalId, GroupId: logicalId, VpcId: logicalId },
  'AWS::Events::EventBus': {
    Ref: busName,
    Name: busName,
    Arn: arn('events', (given) => `event-bus/${busName(given)}`),
  },
  'AWS::Events::Rule': { Ref: ruleName, Arn: arn('events', (given) => `rule/${ruleName(given)}`) },
  'AWS::IAM::ManagedPolicy': { Ref: policyArn, PolicyArn: policyArn },
  'AWS::IAM::Role': {
    Ref: roleName,
    Arn: (given) => `arn:aws:iam::${given.stack.account}:role/${roleName(given)}`,
    RoleId: logicalId,
  },
  'AWS::KMS::Alias': { Ref: named('AliasName') },
  'AWS::KMS::Key': { Ref: logicalId, KeyId: logicalId, Arn: arn('kms', ({ id }) => `key/${id}`) },
  'AWS::Lambda::Alias': { Ref: qualifiedArn(named('Name')), AliasArn: qualifiedArn(named('Name')) },
  'AWS::Lambda::Function': { Ref: functionName, Arn: functionArn },
  'AWS::Lambda::Version': { Ref: qualifiedArn(version), FunctionArn: qualifiedArn(version), Version: version },
  'AWS::Logs::LogGroup': { Ref: groupName, Arn: arn('logs', (given) => `log-group:${groupName(given)}:*`) },
  'AWS::SQS::Queue': {
    Ref: noQueue,
    Arn: arn('sqs', queueName),
    QueueName: queueName,
    QueueUrl: noQueue,
  },
  'AWS::SSM::Parameter': { Ref: named('Name'), Type: named('Type'), Value: named('Value') },
  'AWS::SNS::Topic': {
    Ref: arn('sns', named('TopicName')),
    TopicArn: arn('sns', named('TopicName')),
    TopicName: named('TopicName'),
  },
};

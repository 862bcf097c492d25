/**
 * The values of `Ref` and `Fn::GetAtt` for each resource type (CloudFormation template reference, return values).
 * Physical ids are computed from the stack's name and the logical id. They are the same at every start, so the tables
 * and tokens in a data directory stay valid.
 */
import { createHash } from 'node:crypto';
import type { AssemblyStack } from './assembly';

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

const apiId: Make = (given) => physicalId(given, 10);
const poolId: Make = (given) => `${given.stack.region}_${physicalId(given, 9)}`;
const poolHost: Make = (given) => `cognito-idp.${given.stack.region}.amazonaws.com/${poolId(given)}`;
const tableName = named('TableName', ({ id, stack }) => `${stack.name}-${id}`);
const functionName = named('FunctionName');
const ruleName = named('Name');
const groupName = named('LogGroupName');

export const ATTRIBUTES: Readonly<Record<string, Readonly<Record<string, Make>>>> = {
  'AWS::ApiGateway::Authorizer': { Ref: logicalId, AuthorizerId: logicalId },
  'AWS::ApiGateway::Deployment': { Ref: logicalId, DeploymentId: logicalId },
  'AWS::ApiGateway::Model': { Ref: named('Name') },
  'AWS::ApiGateway::RequestValidator': { Ref: logicalId, RequestValidatorId: logicalId },
  'AWS::ApiGateway::Resource': { Ref: logicalId, ResourceId: logicalId },
  'AWS::ApiGateway::RestApi': { Ref: apiId, RestApiId: apiId, RootResourceId: (given) => `${given.id}/root` },
  'AWS::ApiGateway::Stage': { Ref: named('StageName') },
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
  'AWS::Cognito::UserPoolResourceServer': { Ref: named('Identifier') },
  'AWS::DynamoDB::GlobalTable': { Ref: tableName, Arn: arn('dynamodb', (given) => `table/${tableName(given)}`) },
  'AWS::DynamoDB::Table': { Ref: tableName, Arn: arn('dynamodb', (given) => `table/${tableName(given)}`) },
  'AWS::Events::Rule': { Ref: ruleName, Arn: arn('events', (given) => `rule/${ruleName(given)}`) },
  'AWS::IAM::Role': {
    Ref: named('RoleName'),
    Arn: (given) => `arn:aws:iam::${given.stack.account}:role/${named('RoleName')(given)}`,
  },
  'AWS::Lambda::Function': {
    Ref: functionName,
    Arn: arn('lambda', (given) => `function:${functionName(given)}`),
  },
  'AWS::Logs::LogGroup': { Ref: groupName, Arn: arn('logs', (given) => `log-group:${groupName(given)}:*`) },
  'AWS::SNS::Topic': { Ref: arn('sns', named('TopicName')), TopicArn: arn('sns', named('TopicName')) },
};

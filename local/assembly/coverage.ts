/**
 * What the local run does with each resource type and property: it is `served`, or it has no effect on a request, for
 * the reason given. A type or property that is not listed here stops the start, so nothing is ignored unnoticed.
 */
export const SERVED = 'served';

/** `served`, a reason, or a coverage for each inner property; for a list, for each inner property of its elements. */
export type Coverage = string | { readonly [property: string]: Coverage };

const DESCRIBES = 'describes the resource to people';
const OPERATES = 'observes requests and answers none';
const KEEPS = 'protects or restores data that is stored at AWS';
const PEOPLE = "concerns people's sign-in; the tokens of machines do not depend on it";
const FRONT = 'stands in front of the API and does not exist on loopback';
const DEPLOYS = 'says when a change is deployed; a local run serves the template as it is';

const keySchema = { AttributeName: SERVED, KeyType: SERVED };
const leadingKeys = { 'dynamodb:LeadingKeys': SERVED };
const absent = { ...leadingKeys, 'lambda:SourceFunctionArn': SERVED };
// Other conditions, `NotAction` and the like are left out on purpose: `iam.ts` does not evaluate them.
const statement = {
  Action: SERVED,
  Condition: { 'ForAllValues:StringLike': leadingKeys, Null: absent, StringEquals: { 'kms:ViaService': SERVED } },
  Effect: SERVED,
  Resource: SERVED,
  Sid: DESCRIBES,
};
const policy = { Statement: statement, Version: DESCRIBES };
const attachedPolicy = { PolicyDocument: policy, PolicyName: DESCRIBES, Roles: SERVED };
const index = { IndexName: SERVED, KeySchema: keySchema, Projection: SERVED };
const table = {
  TableName: SERVED,
  AttributeDefinitions: { AttributeName: SERVED, AttributeType: SERVED },
  KeySchema: keySchema,
  GlobalSecondaryIndexes: index,
  TimeToLiveSpecification: { AttributeName: SERVED, Enabled: SERVED },
  BillingMode: 'a local table has no limit of capacity',
  SSESpecification: KEEPS,
};

export const COVERAGE: Readonly<Record<string, Coverage>> = {
  'AWS::ApiGateway::Account': OPERATES,
  'AWS::ApiGateway::Authorizer': {
    AuthType: DESCRIBES,
    AuthorizerResultTtlInSeconds: SERVED,
    AuthorizerUri: SERVED,
    IdentitySource: SERVED,
    IdentityValidationExpression: SERVED,
    Name: SERVED,
    ProviderARNs: SERVED,
    RestApiId: SERVED,
    Type: SERVED,
  },
  'AWS::ApiGateway::Deployment': DEPLOYS,
  'AWS::ApiGateway::GatewayResponse': {
    ResponseParameters: SERVED,
    ResponseTemplates: SERVED,
    ResponseType: SERVED,
    RestApiId: SERVED,
    StatusCode: SERVED,
  },
  'AWS::ApiGateway::Method': {
    ApiKeyRequired: SERVED,
    AuthorizationScopes: SERVED,
    AuthorizationType: SERVED,
    AuthorizerId: SERVED,
    HttpMethod: SERVED,
    Integration: {
      IntegrationHttpMethod: 'a function is invoked the same way whatever the method',
      IntegrationResponses: {
        ResponseParameters: SERVED,
        ResponseTemplates: SERVED,
        SelectionPattern: SERVED,
        StatusCode: SERVED,
      },
      PassthroughBehavior: SERVED,
      RequestTemplates: SERVED,
      TimeoutInMillis: SERVED,
      Type: SERVED,
      Uri: SERVED,
    },
    MethodResponses: 'declares the answers; the integration sends them',
    OperationName: DESCRIBES,
    RequestModels: SERVED,
    RequestParameters: SERVED,
    RequestValidatorId: SERVED,
    ResourceId: SERVED,
    RestApiId: SERVED,
  },
  'AWS::ApiGateway::Model': {
    ContentType: DESCRIBES,
    Description: DESCRIBES,
    Name: SERVED,
    RestApiId: SERVED,
    Schema: SERVED,
  },
  'AWS::ApiGateway::RequestValidator': {
    Name: DESCRIBES,
    RestApiId: SERVED,
    ValidateRequestBody: SERVED,
    ValidateRequestParameters: SERVED,
  },
  'AWS::ApiGateway::Resource': { ParentId: SERVED, PathPart: SERVED, RestApiId: SERVED },
  'AWS::ApiGateway::RestApi': {
    Description: DESCRIBES,
    EndpointConfiguration: FRONT,
    EndpointAccessMode: FRONT,
    SecurityPolicy: FRONT,
    FailOnWarnings: DEPLOYS,
    Name: SERVED,
    Tags: DESCRIBES,
  },
  'AWS::ApiGateway::Stage': {
    AccessLogSetting: { DestinationArn: SERVED, Format: SERVED },
    DeploymentId: DEPLOYS,
    Description: DESCRIBES,
    MethodSettings: {
      DataTraceEnabled: OPERATES,
      HttpMethod: SERVED,
      LoggingLevel: OPERATES,
      MetricsEnabled: OPERATES,
      ResourcePath: SERVED,
      ThrottlingBurstLimit: SERVED,
      ThrottlingRateLimit: SERVED,
    },
    RestApiId: SERVED,
    StageName: SERVED,
    Tags: DESCRIBES,
    TracingEnabled: OPERATES,
    Variables: SERVED,
  },
  'AWS::CDK::Metadata': DESCRIBES,
  'AWS::CloudWatch::Alarm': OPERATES,
  'AWS::CloudWatch::CompositeAlarm': OPERATES,
  'AWS::CloudWatch::Dashboard': OPERATES,
  'AWS::Cognito::UserPool': {
    AccountRecoverySetting: PEOPLE,
    AdminCreateUserConfig: PEOPLE,
    AliasAttributes: PEOPLE,
    AutoVerifiedAttributes: PEOPLE,
    DeletionProtection: KEEPS,
    EmailConfiguration: PEOPLE,
    EmailVerificationMessage: PEOPLE,
    EmailVerificationSubject: PEOPLE,
    EnabledMfas: PEOPLE,
    MfaConfiguration: PEOPLE,
    Policies: PEOPLE,
    SmsVerificationMessage: PEOPLE,
    UserAttributeUpdateSettings: PEOPLE,
    UserPoolAddOns: PEOPLE,
    UserPoolName: DESCRIBES,
    UserPoolTags: DESCRIBES,
    UserPoolTier: 'says which features are paid for; each feature has a property of its own',
    UsernameAttributes: PEOPLE,
    UsernameConfiguration: PEOPLE,
    VerificationMessageTemplate: PEOPLE,
  },
  'AWS::Cognito::UserPoolClient': {
    AccessTokenValidity: SERVED,
    AllowedOAuthFlows: SERVED,
    AllowedOAuthFlowsUserPoolClient: SERVED,
    AllowedOAuthScopes: SERVED,
    AuthSessionValidity: PEOPLE,
    CallbackURLs: PEOPLE,
    ClientName: SERVED,
    EnableTokenRevocation: PEOPLE,
    ExplicitAuthFlows: PEOPLE,
    GenerateSecret: SERVED,
    IdTokenValidity: PEOPLE,
    LogoutURLs: PEOPLE,
    PreventUserExistenceErrors: PEOPLE,
    ReadAttributes: PEOPLE,
    RefreshTokenValidity: PEOPLE,
    SupportedIdentityProviders: PEOPLE,
    TokenValidityUnits: { AccessToken: SERVED, IdToken: PEOPLE, RefreshToken: PEOPLE },
    UserPoolId: SERVED,
    WriteAttributes: PEOPLE,
  },
  'AWS::Cognito::UserPoolDomain': { Domain: SERVED, ManagedLoginVersion: PEOPLE, UserPoolId: SERVED },
  'AWS::Cognito::UserPoolResourceServer': {
    Identifier: SERVED,
    Name: DESCRIBES,
    Scopes: { ScopeDescription: DESCRIBES, ScopeName: SERVED },
    UserPoolId: SERVED,
  },
  'AWS::DynamoDB::GlobalTable': { ...table, Replicas: KEEPS },
  'AWS::DynamoDB::Table': {
    ...table,
    DeletionProtectionEnabled: KEEPS,
    PointInTimeRecoverySpecification: KEEPS,
    Tags: DESCRIBES,
  },
  'AWS::EC2::SecurityGroup': FRONT,
  'AWS::Events::Rule': {
    Description: DESCRIBES,
    Name: SERVED,
    ScheduleExpression: SERVED,
    State: SERVED,
    Targets: { Arn: SERVED, Id: DESCRIBES, Input: SERVED, RetryPolicy: 'a local run delivers every event at once' },
  },
  'AWS::IAM::ManagedPolicy': {
    ...attachedPolicy,
    Description: DESCRIBES,
    ManagedPolicyName: DESCRIBES,
    Path: DESCRIBES,
  },
  'AWS::IAM::Policy': attachedPolicy,
  'AWS::IAM::Role': {
    AssumeRolePolicyDocument: 'a function always has the role that its template names',
    Description: DESCRIBES,
    ManagedPolicyArns: SERVED,
    Path: DESCRIBES,
    Policies: { PolicyDocument: policy, PolicyName: DESCRIBES },
    RoleName: SERVED,
    Tags: DESCRIBES,
  },
  'AWS::Lambda::EventInvokeConfig': {
    FunctionName: DESCRIBES,
    MaximumEventAgeInSeconds: 'a local run delivers every event at once',
    MaximumRetryAttempts: 'a local run delivers every event once',
    Qualifier: DESCRIBES,
  },
  'AWS::Lambda::Function': {
    Architectures: 'functions run on this machine',
    Code: { S3Bucket: 'the code is in the cloud assembly', S3Key: SERVED },
    Description: DESCRIBES,
    Environment: { Variables: SERVED },
    FunctionName: SERVED,
    Handler: SERVED,
    LoggingConfig: OPERATES,
    MemorySize: SERVED,
    ReservedConcurrentExecutions: 'a function has at most 4 workers, whatever is reserved',
    Role: SERVED,
    Runtime: SERVED,
    Tags: DESCRIBES,
    Timeout: SERVED,
    TracingConfig: OPERATES,
    VpcConfig: 'functions run on this machine, which reaches loopback',
  },
  'AWS::Lambda::Permission': {
    Action: SERVED,
    FunctionName: SERVED,
    Principal: SERVED,
    SourceArn: SERVED,
  },
  'AWS::Logs::LogGroup': OPERATES,
  'AWS::Logs::MetricFilter': OPERATES,
  'AWS::SNS::Topic': OPERATES,
  'AWS::WAFv2::WebACLAssociation': FRONT,
};

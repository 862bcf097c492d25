/**
 * What the local run does with each resource type and property: it is `served`, or it has no effect on a request, for
 * the reason given. Whatever is not listed here is not served: see `NotServed`.
 */
import { API_GATEWAY_COVERAGE } from './coverage-api-gateway';
import { COGNITO_COVERAGE } from './coverage-cognito';
import { type Coverage, DEPLOYS, DESCRIBES, FRONT, KEEPS, OPERATES, SERVED } from './coverage-reasons';

const keySchema = { AttributeName: SERVED, KeyType: SERVED };
// `roles.ts` checks each statement by itself.
const policy = { Statement: SERVED, Version: DESCRIBES };
const attachedPolicy = { PolicyDocument: policy, PolicyName: DESCRIBES, Roles: SERVED };
const CAPACITY = 'a local table has no limit of capacity';
const STREAMS = 'Kinesis and the stream of a replica tell other services of changes; none of them is served';
const index = { IndexName: SERVED, KeySchema: keySchema, Projection: SERVED };
const globalIndex = {
  ...index,
  OnDemandThroughput: CAPACITY,
  ProvisionedThroughput: CAPACITY,
  WarmThroughput: CAPACITY,
};
const capacityOfReplica = {
  ContributorInsightsSpecification: OPERATES,
  ReadOnDemandThroughputSettings: CAPACITY,
  ReadProvisionedThroughputSettings: CAPACITY,
};
const table = {
  TableName: SERVED,
  AttributeDefinitions: { AttributeName: SERVED, AttributeType: SERVED },
  KeySchema: keySchema,
  GlobalSecondaryIndexes: globalIndex,
  LocalSecondaryIndexes: index,
  TimeToLiveSpecification: { AttributeName: SERVED, Enabled: SERVED },
  StreamSpecification: { StreamViewType: SERVED },
  BillingMode: CAPACITY,
  WarmThroughput: CAPACITY,
  SSESpecification: KEEPS,
};

export const COVERAGE: Readonly<Record<string, Coverage>> = {
  ...API_GATEWAY_COVERAGE,
  ...COGNITO_COVERAGE,
  'AWS::CDK::Metadata': DESCRIBES,
  'AWS::CloudWatch::Alarm': OPERATES,
  'AWS::CloudWatch::CompositeAlarm': OPERATES,
  'AWS::CloudWatch::Dashboard': OPERATES,
  'AWS::DynamoDB::GlobalTable': {
    ...table,
    // Not `ResourcePolicy`, which may deny a function what its role allows.
    Replicas: {
      ...capacityOfReplica,
      DeletionProtectionEnabled: KEEPS,
      GlobalSecondaryIndexes: { ...capacityOfReplica, IndexName: DESCRIBES },
      KinesisStreamSpecification: STREAMS,
      PointInTimeRecoverySpecification: KEEPS,
      Region: 'a local run has the table once',
      ReplicaStreamSpecification: STREAMS,
      SSESpecification: KEEPS,
      TableClass: CAPACITY,
      Tags: DESCRIBES,
    },
    WriteOnDemandThroughputSettings: CAPACITY,
    WriteProvisionedThroughputSettings: CAPACITY,
  },
  'AWS::DynamoDB::Table': {
    ...table,
    ContributorInsightsSpecification: OPERATES,
    DeletionProtectionEnabled: KEEPS,
    OnDemandThroughput: CAPACITY,
    ProvisionedThroughput: CAPACITY,
    KinesisStreamSpecification: STREAMS,
    TableClass: CAPACITY,
    PointInTimeRecoverySpecification: KEEPS,
    Tags: DESCRIBES,
  },
  'AWS::EC2::SecurityGroup': FRONT,
  'AWS::Events::EventBus': {
    Description: DESCRIBES,
    KmsKeyIdentifier: KEEPS,
    LogConfig: OPERATES,
    Name: SERVED,
    Tags: DESCRIBES,
  },
  'AWS::Events::Rule': {
    Description: DESCRIBES,
    EventBusName: SERVED,
    EventPattern: SERVED,
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
  'AWS::IAM::RolePolicy': { PolicyDocument: policy, PolicyName: DESCRIBES, RoleName: SERVED },
  'AWS::IAM::Role': {
    AssumeRolePolicyDocument: 'a function always has the role that its template names',
    Description: DESCRIBES,
    ManagedPolicyArns: SERVED,
    MaxSessionDuration: 'a function’s session is renewed by itself',
    Path: DESCRIBES,
    PermissionsBoundary: SERVED,
    Policies: { PolicyDocument: policy, PolicyName: DESCRIBES },
    RoleName: SERVED,
    Tags: DESCRIBES,
  },
  'AWS::KMS::Alias': KEEPS,
  'AWS::KMS::Key': KEEPS,
  'AWS::Lambda::Alias': {
    Description: DESCRIBES,
    FunctionName: SERVED,
    FunctionVersion: SERVED,
    Name: SERVED,
    ProvisionedConcurrencyConfig: 'a function has at most 4 workers, whatever is provisioned',
  },
  'AWS::Lambda::EventInvokeConfig': {
    FunctionName: DESCRIBES,
    MaximumEventAgeInSeconds: 'a local run delivers every event at once',
    MaximumRetryAttempts: 'a local run delivers every event once',
    Qualifier: DESCRIBES,
  },
  'AWS::Lambda::EventSourceMapping': {
    BatchSize: SERVED,
    BisectBatchOnFunctionError: 'a local run sends a failed batch again as it is',
    // Judged by the role’s rights; what is given up is one line in the log.
    DestinationConfig: { OnFailure: { Destination: SERVED } },
    Enabled: SERVED,
    EventSourceArn: SERVED,
    FilterCriteria: { Filters: { Pattern: SERVED } },
    FunctionName: SERVED,
    FunctionResponseTypes: SERVED,
    MaximumBatchingWindowInSeconds: 'a local run delivers every event at once',
    MaximumRecordAgeInSeconds: SERVED,
    MaximumRetryAttempts: SERVED,
    ParallelizationFactor: 'a local run passes the records of a stream on one after the other',
    StartingPosition: 'a local stream has only what happens while the run lasts',
    Tags: DESCRIBES,
  },
  'AWS::Lambda::Function': {
    Architectures: 'functions run on this machine',
    Code: { S3Bucket: 'the code is in the cloud assembly', S3Key: SERVED, ZipFile: SERVED },
    CodeSigningConfigArn: DEPLOYS,
    DeadLetterConfig: 'a caller of the API waits for the answer; nothing is left to deliver later',
    Description: DESCRIBES,
    EphemeralStorage: 'functions write to the disk of this machine',
    Environment: { Variables: SERVED },
    FunctionName: SERVED,
    Handler: SERVED,
    KmsKeyArn: KEEPS,
    LoggingConfig: OPERATES,
    MemorySize: SERVED,
    PackageType: 'an image has its place in the property Code, where it is refused',
    RecursiveLoop: 'is about calls between services; none of them is served',
    ReservedConcurrentExecutions: 'a function has at most 4 workers, whatever is reserved',
    Role: SERVED,
    Runtime: SERVED,
    RuntimeManagementConfig: 'functions run on the Node.js of this machine',
    SnapStart: 'makes cold starts shorter; the code that runs is the same',
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
  'AWS::Lambda::Version': {
    CodeSha256: DEPLOYS,
    Description: DESCRIBES,
    FunctionName: SERVED,
    ProvisionedConcurrencyConfig: 'a function has at most 4 workers, whatever is provisioned',
  },
  'AWS::Logs::LogGroup': OPERATES,
  'AWS::Logs::MetricFilter': OPERATES,
  'AWS::Logs::SubscriptionFilter': {
    DestinationArn: SERVED,
    FilterName: DESCRIBES,
    FilterPattern: SERVED,
    LogGroupName: SERVED,
  },
  'AWS::SNS::Subscription': OPERATES,
  'AWS::SNS::Topic': OPERATES,
  'AWS::SNS::TopicPolicy': OPERATES,
  'AWS::SQS::Queue': 'the local run has no queue: what would go to dead letters is one line in its log',
  'AWS::SQS::QueuePolicy': OPERATES,
  'AWS::SSM::Parameter': 'gives its value to what names it in the template; no function can read it',
  'AWS::WAFv2::WebACLAssociation': FRONT,
};

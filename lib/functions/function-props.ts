/** The props of `Sallyport` that set up its functions: memory, time, network and logs. function-checks.ts checks them. */
import type { Duration } from 'aws-cdk-lib';
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Architecture } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';

export interface FunctionProps {
  /**
   * Concurrent executions that are reserved for the authorizer, 1 or more. It never gets more than these.
   * @default - none are reserved; the AWS account's limit applies
   */
  readonly reservedConcurrency?: number;
  /**
   * Memory of the authorizer in MiB, 128 to 10240. Lambda gives CPU in proportion to it (1,769 MiB are one vCPU), so less
   * memory makes a decision and a cold start slower, and costs less; docs/performance.md has the curve.
   * @default 512
   */
  readonly authorizerMemorySize?: number;
  /**
   * Memory of each function of the management API in MiB, 128 to 10240.
   * @default 512
   */
  readonly managementMemorySize?: number;
  /**
   * Time limit of each function of the management API but `clients`: whole seconds, 5 to 29, because API Gateway waits for
   * 29. A function answers 503 shortly before. The other limits are fixed: `clients` has 60 seconds for its scheduled tasks,
   * and the authorizer 5, because API Gateway does not wait that long for it.
   * @default Duration.seconds(10)
   */
  readonly managementTimeout?: Duration;
  /**
   * Processor of all functions, also of a token cache: `Architecture.ARM_64` or `Architecture.X86_64`.
   * @default Architecture.ARM_64
   */
  readonly architecture?: Architecture;
  /**
   * Whether AWS X-Ray traces the functions, and the stages of the APIs that this construct or a token cache makes. Without
   * it the roles of the functions may not write traces.
   * @default true
   */
  readonly tracing?: boolean;
  /**
   * For how long the logs are kept: of all functions, and of the APIs that this construct or a token cache makes.
   * @default RetentionDays.THREE_MONTHS
   */
  readonly logRetention?: RetentionDays;
  /**
   * A KMS key that encrypts these logs. CloudWatch Logs may use a key that the app makes, because this construct adds a
   * statement to the key's policy. To the policy of an imported key you add it yourself
   * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html), and the synth warns.
   * @default - CloudWatch Logs encrypts with a key of its own
   *
   * @example
   * import { Key } from 'aws-cdk-lib/aws-kms';
   *
   * const logEncryptionKey = new Key(stack, 'LogKey', { enableKeyRotation: true });
   */
  readonly logEncryptionKey?: IKey;
  /**
   * A VPC that all functions run in, also of a token cache. They reach DynamoDB by a gateway endpoint or a NAT gateway, and
   * Cognito by a NAT gateway: without a way the doors answer 503. docs/in-your-app.md says what each function calls. Their
   * roles may then manage network interfaces, as Lambda needs it, but the code in the functions may not
   * (https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html).
   * @default - the functions run outside of any VPC of yours
   *
   * @example
   * import { GatewayVpcEndpointAwsService, Vpc } from 'aws-cdk-lib/aws-ec2';
   *
   * const vpc = new Vpc(stack, 'Vpc', { gatewayEndpoints: { Table: { service: GatewayVpcEndpointAwsService.DYNAMODB } } });
   */
  readonly vpc?: IVpc;
  /**
   * The subnets of `vpc` that the functions run in. Public subnets give a function no way out, and fail the synth.
   * @default - the private subnets with a way out
   *
   * @example
   * import { SubnetType } from 'aws-cdk-lib/aws-ec2';
   *
   * const vpcSubnets = { subnetType: SubnetType.PRIVATE_WITH_EGRESS };
   */
  readonly vpcSubnets?: SubnetSelection;
  /**
   * The security groups of the functions in `vpc`, 1 to 5. They must let HTTPS out.
   * @default - one is made that lets nothing in, and out only to port 443 of IPv4 addresses
   */
  readonly securityGroups?: readonly ISecurityGroup[];
}

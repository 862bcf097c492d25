/** A backend function of the sample: one export of handlers.ts, bundled from its TypeScript source. */
import { Duration, type RemovalPolicy, Validations } from 'aws-cdk-lib';
import { Architecture, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogLevel, NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

export interface OrdersFunctionProps {
  /** An export of handlers.ts. */
  readonly handler: string;
  /** What happens to its logs when the stack goes: the same as to those of Sallyport. */
  readonly removalPolicy: RemovalPolicy;
}

export class OrdersFunction extends NodejsFunction {
  constructor(scope: Construct, id: string, { handler, removalPolicy }: OrdersFunctionProps) {
    super(scope, id, {
      entry: `${__dirname}/handlers.ts`,
      handler,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: 256,
      timeout: Duration.seconds(10),
      tracing: Tracing.ACTIVE,
      logGroup: new LogGroup(scope, `${id}Logs`, { retention: RetentionDays.THREE_MONTHS, removalPolicy }),
      bundling: { minify: true, target: 'node20', logLevel: LogLevel.WARNING },
    });
    const rules = Validations.of(this);
    rules.acknowledge({
      id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
      reason: 'The policy only allows writing logs.',
    });
    rules.acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'X-Ray’s two write actions support no resource-level permissions.',
    });
    rules.acknowledge({
      id: 'Serverless-LambdaDLQ',
      reason: 'Only API Gateway calls the function, and it waits for the answer: no event can be lost.',
    });
  }
}

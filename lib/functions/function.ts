/**
 * One deployed function: a bundled handler, a role with exactly the actions that it needs, and logs with a retention.
 *
 * The role lists its actions one by one, because managed policies and methods such as `grantReadData` allow more than a
 * function uses.
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function, LoggingFormat, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { acknowledge } from '../cdk/acknowledge';
import { NODEJS_24 } from '../cdk/cdk-versions';

/** How long logs of functions and APIs are kept. */
export const LOG_RETENTION = RetentionDays.THREE_MONTHS;

/** Two candidates: `dist` is two folders above this file in the package, and beside `lib` in a checkout. */
const ABOVE = join(__dirname, '..', '..');
const DIST = [ABOVE, join(ABOVE, 'dist')];

/** The path of a file that `npm run bundle` writes below `dist/`, for example `management-endpoints.json`. */
export function bundled(name: string): string {
  const found = DIST.map((folder) => join(folder, name)).find((place) => existsSync(place));
  if (found === undefined) throw new Error(`Sallyport: dist/${name} is missing; run "npm run bundle"`);
  return found;
}

/** The folder of a function's bundle, for example `dist/functions/keys`. */
export const bundleOf = (handler: string): string => dirname(bundled(join('functions', handler, 'index.js')));

export interface HandlerFunctionProps {
  /** What the function is for; the Lambda console shows it. */
  readonly description: string;
  /** Folder that holds the bundled `index.js`. */
  readonly bundle: string;
  readonly timeout: Duration;
  readonly environment: Readonly<Record<string, string>>;
  /** What the role allows beside writing logs and traces. */
  readonly permissions: readonly Permission[];
  readonly removalPolicy: RemovalPolicy;
  /**
   * Concurrent executions set aside for the function, which are also the most it gets.
   * @default - none set aside
   */
  readonly reservedConcurrency?: number | undefined;
  /** MiB. @default 512 */
  readonly memorySize?: number;
}

export interface Permission {
  /** IAM actions, for example `dynamodb:PutItem`. */
  readonly actions: readonly string[];
  /** ARN of the one resource that the actions are allowed on. */
  readonly resource: string;
  /**
   * The partition keys of the table or index that the actions may name; `*` stands for any text.
   * @default - all partitions
   */
  readonly leadingKeys?: readonly string[];
}

export class HandlerFunction extends Function {
  constructor(scope: Construct, id: string, props: HandlerFunctionProps) {
    const logGroup = new LogGroup(scope, `${id}Logs`, {
      retention: LOG_RETENTION,
      removalPolicy: props.removalPolicy,
    });
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    super(scope, id, {
      description: props.description,
      runtime: NODEJS_24,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(props.bundle),
      handler: 'index.handler',
      memorySize: props.memorySize ?? 512,
      timeout: props.timeout,
      environment: props.environment,
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      tracing: Tracing.ACTIVE,
      ...(props.reservedConcurrency !== undefined && {
        reservedConcurrentExecutions: props.reservedConcurrency,
      }),
    });
    logGroup.grantWrite(role);
    for (const permission of props.permissions) this.addToRolePolicy(statementOf(permission));
    acknowledge(this, {
      'Serverless-LambdaDLQ':
        'No event is lost: a caller gets the error of its call, and the next scheduled run does the work of a failed one.',
    });
    acknowledge(role, {
      'AwsSolutions-IAM5[Resource::*]': 'X-Ray’s two write actions support no resource-level permissions.',
    });
  }
}

/**
 * `Null` refuses a request that names no partition key, such as a scan, to which `ForAllValues` alone says yes (Amazon
 * DynamoDB Developer Guide, Using IAM policy conditions for fine-grained access control).
 */
const statementOf = ({ actions, resource, leadingKeys }: Permission): PolicyStatement =>
  new PolicyStatement({
    actions: [...actions],
    resources: [resource],
    ...(leadingKeys !== undefined && {
      conditions: {
        'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': leadingKeys },
        Null: { 'dynamodb:LeadingKeys': 'false' },
      },
    }),
  });

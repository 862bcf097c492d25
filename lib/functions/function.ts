/**
 * One deployed function: a bundled handler, a role with exactly the actions that it needs, and logs with a retention.
 *
 * The role lists its actions one by one, because managed policies and methods such as `grantReadData` allow more than a
 * function uses.
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Duration } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, Function, LoggingFormat, Tracing } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { acknowledge } from '../cdk/acknowledge';
import { NODEJS_24 } from '../cdk/cdk-versions';
import type { Parts } from '../parts';
import { interfaceStatements } from './function-network';
import { makeLogGroup } from './logs';

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
  /** What all functions of a Sallyport have in common. */
  readonly parts: Pick<Parts, 'settings' | 'network'>;
  /** What the function is for; the Lambda console shows it. */
  readonly description: string;
  /** Folder that holds the bundled `index.js`. */
  readonly bundle: string;
  readonly timeout: Duration;
  readonly environment: Readonly<Record<string, string>>;
  /** What the role allows beside writing logs and traces. */
  readonly permissions: readonly Permission[];
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
  /**
   * The AWS service through which alone the role may use the actions, for example `dynamodb.eu-west-1.amazonaws.com`.
   * @default - the function may call them itself
   */
  readonly viaService?: string;
  /** Why the ARN has a wildcard, by the finding of the rule AwsSolutions-IAM5. @default - it has none */
  readonly wildcard?: { readonly finding: string; readonly reason: string };
}

/** A reason of the acknowledgements where the deployer turned X-Ray off. */
export const UNTRACED = 'The deployer turned tracing off: the prop tracing is false.';
const ANY_RESOURCE = 'X-Ray’s two write actions support no resource-level permissions.';
const ANY_RESOURCE_IN_VPC =
  'X-Ray’s two write actions and those on network interfaces support no narrower resource. Lambda alone uses the latter, as a second ' +
  'statement denies them to the code in the function.';

export class HandlerFunction extends Function {
  constructor(scope: Construct, id: string, props: HandlerFunctionProps) {
    const { settings, network } = props.parts;
    const logGroup = makeLogGroup(scope, `${id}Logs`, settings);
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    super(scope, id, {
      description: props.description,
      runtime: NODEJS_24,
      architecture: settings.architecture,
      code: Code.fromAsset(props.bundle),
      handler: 'index.handler',
      memorySize: props.memorySize ?? 512,
      timeout: props.timeout,
      environment: props.environment,
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      tracing: settings.tracing ? Tracing.ACTIVE : Tracing.DISABLED,
      ...network,
      ...(props.reservedConcurrency !== undefined && {
        reservedConcurrentExecutions: props.reservedConcurrency,
      }),
    });
    logGroup.grantWrite(role);
    for (const permission of props.permissions) {
      this.addToRolePolicy(statementOf(permission));
      const { wildcard } = permission;
      if (wildcard) acknowledge(role, { [`AwsSolutions-IAM5[${wildcard.finding}]`]: wildcard.reason });
    }
    if (network !== undefined) for (const statement of interfaceStatements()) this.addToRolePolicy(statement);
    acknowledge(this, {
      'Serverless-LambdaDLQ':
        'No event is lost: a caller gets the error of its call, and the next scheduled run does the work of a failed one.',
      ...(!settings.tracing && { 'Serverless-LambdaTracing': UNTRACED }),
    });
    acknowledge(role, {
      'AwsSolutions-IAM5[Resource::*]': network === undefined ? ANY_RESOURCE : ANY_RESOURCE_IN_VPC,
    });
  }
}

/**
 * `Null` refuses a request that names no partition key, such as a scan, to which `ForAllValues` alone says yes (Amazon
 * DynamoDB Developer Guide, Using IAM policy conditions for fine-grained access control).
 */
const statementOf = ({ actions, resource, leadingKeys, viaService }: Permission): PolicyStatement =>
  new PolicyStatement({
    actions: [...actions],
    resources: [resource],
    ...(leadingKeys !== undefined && {
      conditions: {
        'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': leadingKeys },
        Null: { 'dynamodb:LeadingKeys': 'false' },
      },
    }),
    ...(viaService !== undefined && { conditions: { StringEquals: { 'kms:ViaService': viaService } } }),
  });

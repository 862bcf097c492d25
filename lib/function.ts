/**
 * One deployed function: a bundled handler, a role with exactly the actions it needs, logs that end.
 *
 * The role is made here, action by action; managed policies and `grantRead…` give more than a function uses.
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function, LoggingFormat, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge';

/** How long logs of functions and APIs are kept. */
export const LOG_RETENTION = RetentionDays.THREE_MONTHS;

/** In a checkout this file is `lib/function.ts`; in the published package it is `dist/lib/function.js`. */
const DIST = [join(__dirname, '..'), join(__dirname, '..', 'dist')];

/** Where something that `npm run bundle` makes lies. */
export function bundled(name: string): string {
  const found = DIST.map((folder) => join(folder, name)).find((place) => existsSync(place));
  if (found === undefined) throw new Error(`Sallyport: ${name} was not bundled; run "npm run bundle"`);
  return found;
}

/** Where the bundle of a function lies. */
export const bundleOf = (handler: string): string => dirname(bundled(join('functions', handler, 'index.js')));

export interface HandlerFunctionProps {
  /** What the function is for, as the console shows it. */
  readonly description: string;
  /** Folder with `index.js`. */
  readonly bundle: string;
  readonly timeout: Duration;
  readonly environment: Readonly<Record<string, string>>;
  /** Each set of actions and the resource they are for. */
  readonly permissions: readonly Permission[];
  readonly removalPolicy: RemovalPolicy;
  /** @default - none set aside */
  readonly reservedConcurrency?: number | undefined;
}

export interface Permission {
  readonly actions: readonly string[];
  readonly resource: string;
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
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(props.bundle),
      handler: 'index.handler',
      memorySize: 512,
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
    for (const { actions, resource } of props.permissions)
      this.addToRolePolicy(new PolicyStatement({ actions: [...actions], resources: [resource] }));
    acknowledge(this, {
      'Serverless-LambdaDLQ':
        'No event is lost: a caller gets the error of its call, and a schedule’s next run does what a failed one left.',
    });
    acknowledge(role, { 'AwsSolutions-IAM5[Resource::*]': 'X-Ray’s two write actions know no resources.' });
  }
}

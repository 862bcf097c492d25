/**
 * The function that counts usage, and its subscription to the access logs of the guarded API. A warning tells of each
 * stage whose requests are not counted. The subscription drops the lines without a credential, so what is not an account's
 * costs no call of the function.
 */
import { Duration } from 'aws-cdk-lib';
import { CfnStage, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import { CfnLogGroup, FilterPattern, LogGroup, SubscriptionFilter } from 'aws-cdk-lib/aws-logs';
import { LambdaDestination } from 'aws-cdk-lib/aws-logs-destinations';
import { Construct } from 'constructs';
import { acknowledge } from '../cdk/acknowledge';
import { isOfType, partsOf } from '../cdk/parts-of-api';
import { membersOf, propertiesOf } from '../cdk/rendered';
import { warn } from '../cdk/warnings';
import { bundleOf, HandlerFunction } from '../functions/function';
import { tablePermissions } from '../functions/function-actions';
import type { Parts } from '../parts';
import { COUNTED_FIELDS } from './access-log';

export interface UsageFromLogProps extends Parts {
  readonly api: RestApi;
}

export class UsageFromLog extends Construct {
  readonly handler: HandlerFunction;
  /** The log groups that the function is subscribed to. */
  private readonly followed = new Set<CfnLogGroup>();

  constructor(scope: Construct, id: string, props: UsageFromLogProps) {
    super(scope, id);
    const { settings, credentials, api } = props;
    this.handler = new HandlerFunction(this, 'Function', {
      description: `${settings.name}: counts the usage of keys and clients`,
      bundle: bundleOf('usage'),
      // Long enough for a batch with some thousand credentials. Lambda sends what is left again.
      timeout: Duration.minutes(2),
      environment: { TABLE_NAME: credentials.table.tableName },
      permissions: tablePermissions('usage', props),
      parts: props,
    });
    acknowledge(this.handler, {
      'Serverless-LambdaDLQ':
        'Lambda sends a delivery of the log again when it was not counted. What is lost after that is a count, never a decision.',
    });
    for (const stage of partsOf(api, isOfType(CfnStage))) this.follow(stage);
    this.node.addValidation({ validate: () => this.warnings(api) });
  }

  private follow(stage: CfnStage): void {
    const made = logGroupOf(stage);
    if (made === undefined || this.followed.has(made)) return;
    const id = `Log${this.followed.size === 0 ? '' : this.followed.size + 1}`;
    this.followed.add(made);
    new SubscriptionFilter(this, id, {
      logGroup: LogGroup.fromLogGroupName(this, `${id}Group`, made.ref),
      destination: new LambdaDestination(this.handler),
      filterPattern: FilterPattern.stringValue('$.credentialId', '!=', '-'),
    });
  }

  /** Warns of each stage whose requests the function does not get, or could not read. */
  private warnings(api: RestApi): string[] {
    for (const stage of partsOf(api, isOfType(CfnStage))) {
      const lack = this.lackOf(stage);
      if (lack !== undefined)
        warn(
          stage,
          'sallyport:usageNotCounted',
          `${stage.node.path} has ${lack}: its requests are not in the usage of accounts, keys and clients, and move no ` +
            'lastUsedAt; a key that is used there alone ends as unused, if inactivityDays says so. Before the Sallyport, give the stage a log group of its stack, with accessLogDestination: new ' +
            'LogGroupLogDestination(logGroup) and accessLogFormat: Sallyport.accessLogFormat(); or subscribe the usageFunction ' +
            'of the Sallyport to its log group yourself, and acknowledge this warning.',
        );
    }
    return [];
  }

  private lackOf(stage: CfnStage): string | undefined {
    const { DestinationArn: destination, Format: format } = membersOf(propertiesOf(stage).AccessLogSetting);
    if (destination === undefined || format === undefined) return 'no access log';
    const group = logGroupOf(stage);
    if (group === undefined || !this.followed.has(group))
      return 'an access log whose log group is not of this stack, or was not known when the Sallyport was made';
    // Of a format that only the deployment knows, such as a parameter, a synth cannot tell.
    return typeof format === 'string' && !isCounted(format) ? 'an access log in another format' : undefined;
  }
}

/** The log group of a stage's access log, if it is in the stage's stack. Feature flags of the CDK decide how its ARN is written. */
function logGroupOf(stage: CfnStage): CfnLogGroup | undefined {
  const { stack } = stage;
  const destination = JSON.stringify(membersOf(propertiesOf(stage).AccessLogSetting).DestinationArn ?? null);
  return stack.node
    .findAll()
    .filter(isOfType(CfnLogGroup))
    .filter((group) => group.stack === stack)
    .find((group) =>
      [group.attrArn, group.ref].some((one) => destination.includes(JSON.stringify(stack.resolve(one)))),
    );
}

/** Whether a line in this format has all that is counted, however much it has besides. */
function isCounted(format: string): boolean {
  const members = membersIn(format);
  return Object.entries(COUNTED_FIELDS).every(([name, variable]) => members[name] === variable);
}

function membersIn(format: string): Readonly<Record<string, unknown>> {
  try {
    return membersOf(JSON.parse(format));
  } catch {
    return {};
  }
}

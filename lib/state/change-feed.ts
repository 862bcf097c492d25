/**
 * Puts every new event of the audit trails on an EventBridge bus. The events come from the table's stream: they were
 * committed with the change that they tell of, so none is lost and none is told of a change that was not made.
 */
import { Duration } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { EventSourceMapping, FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { PARTITIONS, TABLE_SCHEMA } from '../../lambda/aws/dynamodb/table-schema';
import { acknowledge } from '../cdk/acknowledge';
import { bundleOf, HandlerFunction } from '../functions/function';
import { streamPermissions } from '../functions/function-actions';
import type { Parts } from '../parts';

/** How long an event is tried again. DynamoDB keeps it in the stream for 24 hours. */
const LONGEST_TRIAL = Duration.hours(12);

export class ChangeFeed extends Construct {
  readonly bus: EventBus;
  readonly handler: HandlerFunction;
  /** Notes the place in the stream of what could not be put on the bus. The events themselves stay in the audit trails. */
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, parts: Parts) {
    super(scope, id);
    const { settings, credentials } = parts;
    this.bus = new EventBus(this, 'Bus');
    this.deadLetters = this.makeDeadLetters();
    this.handler = new HandlerFunction(this, 'Relay', {
      description: `${settings.name}: puts the events of the audit trails on the bus`,
      bundle: bundleOf('change-feed'),
      timeout: Duration.seconds(30),
      environment: { EVENT_BUS_NAME: this.bus.eventBusName, EVENT_SOURCE: `sallyport.${settings.name}` },
      permissions: [
        ...streamPermissions(credentials),
        { actions: ['events:PutEvents'], resource: this.bus.eventBusArn },
        { actions: ['sqs:SendMessage'], resource: this.deadLetters.queueArn },
      ],
      parts,
    });
    const mapping = new EventSourceMapping(this, 'Stream', {
      target: this.handler,
      eventSourceArn: credentials.streamArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      filters: [onlyNewEvents()],
      maxRecordAge: LONGEST_TRIAL,
      reportBatchItemFailures: true,
      onFailure: { bind: () => ({ destination: this.deadLetters.queueArn }) },
    });
    // The mapping reads as the function's role, so it is made after the role's policy.
    mapping.node.addDependency(this.handler.role ?? this.handler);
  }

  private makeDeadLetters(): Queue {
    const queue = new Queue(this, 'DeadLetters', {
      encryption: QueueEncryption.SQS_MANAGED,
      retentionPeriod: Duration.days(14),
    });
    const reason = 'It is the dead-letter queue itself: an alarm tells of a message in it.';
    acknowledge(queue, {
      'AwsSolutions-SQS3': reason,
      'Serverless-SQSRedrivePolicy': reason,
      'AwsSolutions-SQS4': 'Lambda alone sends to it, over TLS. A message holds a place in the stream and no event.',
    });
    return queue;
  }
}

/** Keys with their hashes, and whatever else is in the stream, are not passed to the function. */
function onlyNewEvents(): Readonly<Record<string, unknown>> {
  // The CDK types both results as any object.
  const ofEvents: unknown = FilterRule.beginsWith(PARTITIONS.event);
  const inserted: unknown = FilterRule.isEqual('INSERT');
  return FilterCriteria.filter({
    eventName: inserted,
    dynamodb: { Keys: { [TABLE_SCHEMA.partitionKey]: { S: ofEvents } } },
  });
}

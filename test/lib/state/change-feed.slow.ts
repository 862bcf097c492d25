/** What `changeEvents` adds to a template, and what it asks of a table that the deployer passes. */
import { Duration } from 'aws-cdk-lib';
import { AttributeType, StreamViewType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Rule } from 'aws-cdk-lib/aws-events';
import type { Template } from 'aws-cdk-lib/assertions';
import { Sallyport, type SallyportProps } from '../../../lib';
import { anIntegration, aSallyport, aStack, PROPS, resourcesOf, templateOf, templateWith } from '../support';

let before: Template;
let template: Template;
beforeAll(() => {
  before = templateWith();
  template = templateWith({ changeEvents: true });
});

const only = (type: string) => {
  const [[, resource] = [], ...others] = resourcesOf(template, type);
  expect(others).toEqual([]);
  return resource?.Properties;
};

test('a deployment without change events has none of it', () => {
  for (const type of ['Events::EventBus', 'SQS::Queue', 'Lambda::EventSourceMapping'])
    before.resourceCountIs(`AWS::${type}`, 0);
  const [[, table] = []] = resourcesOf(before, 'AWS::DynamoDB::GlobalTable');
  expect(table?.Properties.StreamSpecification).toBeUndefined();
});

test('only new events of audit trails reach the relay, with retries for 12 hours and a queue for what is given up', () => {
  const mapping = only('AWS::Lambda::EventSourceMapping');

  expect(mapping).toMatchObject({
    EventSourceArn: { 'Fn::GetAtt': [expect.stringMatching(/^SallyportCredentialsTable/), 'StreamArn'] },
    FilterCriteria: {
      Filters: [{ Pattern: '{"eventName":["INSERT"],"dynamodb":{"Keys":{"PK":{"S":[{"prefix":"E#"}]}}}}' }],
    },
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    MaximumRecordAgeInSeconds: 43_200,
    StartingPosition: 'TRIM_HORIZON',
    DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': [expect.stringMatching(/DeadLetters/), 'Arn'] } } },
  });
  expect(mapping).not.toHaveProperty('MaximumRetryAttempts');
});

test('the relay may read the stream, put events on its bus and fill its queue, and nothing else', () => {
  const [, policy] = resourcesOf(template, 'AWS::IAM::Policy').find(([id]) => id.includes('ChangeFeedRelay')) ?? [];
  const statements = policy?.Properties.PolicyDocument.Statement as { Action: string | string[] }[];

  expect(statements.flatMap(({ Action }) => Action).sort()).toEqual([
    'dynamodb:DescribeStream',
    'dynamodb:GetRecords',
    'dynamodb:GetShardIterator',
    'dynamodb:ListStreams',
    'events:PutEvents',
    'logs:CreateLogStream',
    'logs:PutLogEvents',
    'sqs:SendMessage',
    'xray:PutTelemetryRecords',
    'xray:PutTraceSegments',
  ]);
});

test('it takes nine resources, one of them for the daily task', () => {
  const count = (one: Template) => Object.keys(one.toJSON().Resources as object).length;

  expect(count(template) - count(before)).toBe(9);
});

test('events that wait or were given up ring, and so does a failed run of the daily task', () => {
  const metrics = Object.fromEntries(
    resourcesOf(template, 'AWS::CloudWatch::Alarm').map(([id, { Properties }]) => [
      /Observability(\w+?)[0-9A-F]{8}$/.exec(id)?.[1],
      (Properties.Metrics as { Expression?: string }[] | undefined)?.map(({ Expression }) => Expression)[0],
    ]),
  );

  expect(metrics.ChangeFeed).toBe('IF(FILL(age, 0) > 900000 OR FILL(dead, 0) > 0, 1, 0)');
  expect(metrics.ClientsErrors).toBe('clients + keys');
});

test('a rule of the app hooks to the bus', () => {
  const { stack, sallyport } = aSallyport({ changeEvents: true });
  sallyport.protect(sallyport.api.root, 'GET', anIntegration(), { scope: 'read:orders' });
  new Rule(stack, 'Hook', { eventBus: sallyport.eventBus, eventPattern: { detailType: ['key.expiring'] } });
  const hooked = templateOf(stack);

  hooked.hasResourceProperties('AWS::Events::Rule', {
    EventBusName: { Ref: resourcesOf(hooked, 'AWS::Events::EventBus')[0]?.[0] },
  });
});

test('a rule without change events fails the synth, and does not land on the default bus', () => {
  const { stack, sallyport } = aSallyport();

  expect(() => new Rule(stack, 'Hook', { eventBus: sallyport.eventBus })).toThrow('eventBus needs changeEvents: true');
});

describe('a table that the deployer passes', () => {
  const text = (name: string) => ({ name, type: AttributeType.STRING });
  const errorsOf = (dynamoStream: StreamViewType | undefined, props: Partial<SallyportProps> = {}) => {
    const stack = aStack();
    const table = new TableV2(stack, 'Own', {
      partitionKey: text('PK'),
      sortKey: text('SK'),
      ...(dynamoStream && { dynamoStream }),
    });
    const { node } = new Sallyport(stack, 'Sallyport', { ...PROPS, ...props, table });
    return node.findAll().flatMap((part) => part.node.validate());
  };
  const NEEDED = expect.stringContaining('a stream with new images, for changeEvents');

  it.each([[undefined], [StreamViewType.KEYS_ONLY], [StreamViewType.OLD_IMAGE]])(
    'with %s needs new images',
    (stream) => {
      expect(errorsOf(stream, { changeEvents: true })).toContainEqual(NEEDED);
      expect(errorsOf(stream)).not.toContainEqual(NEEDED);
    },
  );

  it.each([[StreamViewType.NEW_IMAGE], [StreamViewType.NEW_AND_OLD_IMAGES]])('serves with %s', (stream) => {
    expect(errorsOf(stream, { changeEvents: true })).not.toContainEqual(NEEDED);
  });

  it('by its name alone cannot be read for changes, and says what to pass', () => {
    const stack = aStack();
    const table = TableV2.fromTableName(stack, 'Own', 'orders-restored');

    expect(() => new Sallyport(stack, 'Sallyport', { ...PROPS, changeEvents: true, table })).toThrow(
      'nothing is known of a stream of the table Orders/Own, which changeEvents needs; pass tableStreamArn',
    );
  });
});

test.each<[string, Partial<SallyportProps>]>([
  ['expiryNoticeDays is "7"; allowed: a list of days', { expiryNoticeDays: '7' as never }],
  ['a day in expiryNoticeDays is 0; allowed: a whole number of days, 1 to 365', { expiryNoticeDays: [0] }],
  ['a day in expiryNoticeDays is 366', { expiryNoticeDays: [366] }],
  ['changeEvents is "true"; allowed: true or false', { changeEvents: 'true' as never }],
  ['defaultKeyInactivity', { defaultKeyInactivity: 90 as never }],
  [
    'defaultKeyInactivity needs usage: true, which records when keys are used',
    { defaultKeyInactivity: Duration.days(90) },
  ],
])('%s stops the synth', (message, props) => {
  expect(() => aSallyport(props)).toThrow(message);
});

/** A table that the deployer passes takes the place of ours, if it can hold the records. */
import { Stack } from 'aws-cdk-lib';
import { Annotations, Template } from 'aws-cdk-lib/assertions';
import { AttributeType, ProjectionType, TableEncryptionV2, TableV2, type TablePropsV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Sallyport } from 'sallyport';
import { aKey } from '../every-prop';
import { anIntegration, aStack, Match, PROPS, resourcesOf } from '../support';

const ENV = { env: { region: 'eu-west-1', account: '111111111111' } };
const text = (name: string) => ({ name, type: AttributeType.STRING });
const INDEX = {
  indexName: 'accounts',
  partitionKey: text('directory'),
  sortKey: text('directoryPosition'),
  projectionType: ProjectionType.INCLUDE,
  nonKeyAttributes: ['name', 'externalId'],
};
const CREDENTIALS = {
  indexName: 'credentials',
  partitionKey: text('credentialShard'),
  sortKey: text('SK'),
  projectionType: ProjectionType.KEYS_ONLY,
};
const WHOLE: TablePropsV2 = {
  partitionKey: text('PK'),
  sortKey: text('SK'),
  timeToLiveAttribute: 'ttl',
  globalSecondaryIndexes: [INDEX, CREDENTIALS],
  deletionProtection: true,
  pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
};

function stackWith(props: Partial<TablePropsV2> = {}) {
  const stack = aStack(ENV);
  const table = new TableV2(stack, 'OwnTable', { ...WHOLE, ...props });
  const sallyport = new Sallyport(stack, 'Sallyport', { ...PROPS, table });
  sallyport.protect(sallyport.api.root, 'GET', anIntegration(), { scope: null });
  return { stack, table, sallyport };
}

test('takes the place of the table that would be made, and is what the functions are told and may touch', () => {
  const { stack, table, sallyport } = stackWith();

  const template = Template.fromStack(stack);

  expect(sallyport.table).toBe(table);
  expect(resourcesOf(template, 'AWS::DynamoDB::GlobalTable').map(([id]) => id)).toEqual([
    expect.stringMatching(/^OwnTable/),
  ]);
  const functions = template.findResources('AWS::Lambda::Function', {
    Properties: { Environment: { Variables: { TABLE_NAME: { Ref: Match.stringLikeRegexp('^OwnTable') } } } },
  });
  expect(Object.keys(functions)).toHaveLength(1);
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({
          Action: 'dynamodb:BatchGetItem',
          Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('^OwnTable'), 'Arn'] },
        }),
      ]),
    },
  });
});

test('may project more than the index of ours, and is not warned of', () => {
  const { indexName, partitionKey, sortKey } = INDEX;
  const { stack } = stackWith({
    globalSecondaryIndexes: [
      { indexName, partitionKey, sortKey, projectionType: ProjectionType.ALL },
      { ...CREDENTIALS, projectionType: ProjectionType.ALL },
    ],
  });

  Annotations.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp('unprotectedTable'));
  expect(() => Template.fromStack(stack)).not.toThrow();
});

test.each<[string, Partial<TablePropsV2>, string]>([
  ['another partition key', { partitionKey: text('pk') }, 'the key schema PK (HASH) and SK (RANGE), both of type S'],
  [
    'numbers as sort key',
    { sortKey: { name: 'SK', type: AttributeType.NUMBER }, globalSecondaryIndexes: [INDEX] },
    'both of type S',
  ],
  ['no time to live', { timeToLiveAttribute: undefined }, 'the time-to-live attribute ttl'],
  ['another time to live', { timeToLiveAttribute: 'expiresAt' }, 'the time-to-live attribute ttl'],
  [
    'no index',
    { globalSecondaryIndexes: [] },
    'a global secondary index accounts with the keys directory (HASH) and directoryPosition',
  ],
  ['an index by another key', { globalSecondaryIndexes: [{ ...INDEX, partitionKey: text('name') }] }, 'index accounts'],
  [
    'the index of accounts alone',
    { globalSecondaryIndexes: [INDEX] },
    'a global secondary index credentials with the keys credentialShard (HASH) and SK (RANGE)',
  ],
  [
    'an index without names',
    { globalSecondaryIndexes: [{ ...INDEX, nonKeyAttributes: ['name'] }] },
    'projects name and externalId',
  ],
  ['a replica', { replicas: [{ region: 'eu-west-2' }] }, 'no replica: a revoke would not hold in another Region'],
])('with %s stops the synth', (_, props, allowed) => {
  const { stack } = stackWith(props);

  expect(() => Template.fromStack(stack)).toThrow(
    `Sallyport: the table Orders/OwnTable cannot hold the records; it must have`,
  );
  expect(() => Template.fromStack(stack)).toThrow(allowed);
});

test('that gets its indexes after Sallyport is as good as one that had it before', () => {
  const { stack, table } = stackWith({ globalSecondaryIndexes: [] });
  for (const index of [INDEX, CREDENTIALS]) table.addGlobalSecondaryIndex(index);

  expect(() => Template.fromStack(stack)).not.toThrow();
});

test.each<[string, Partial<TablePropsV2>]>([
  ['deletion protection', { deletionProtection: false }],
  ['backups', { pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: false } }],
])('without %s is warned of', (_, props) => {
  const { stack } = stackWith(props);

  Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp('Orders/OwnTable lacks deletion protection or'));
});

test('with a key of the app lets the functions use the key, through DynamoDB alone', () => {
  const stack = aStack(ENV);
  const encryption = TableEncryptionV2.customerManagedKey(aKey(stack));
  const table = new TableV2(stack, 'OwnTable', { ...WHOLE, encryption });
  const sallyport = new Sallyport(stack, 'Sallyport', { ...PROPS, table });
  sallyport.protect(sallyport.api.root, 'GET', anIntegration(), { scope: null });

  Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: ['kms:Decrypt', 'kms:DescribeKey'] })]) },
  });
});

describe('of another app', () => {
  const withImport = (arn: string) => () => {
    const stack = aStack(ENV);
    return new Sallyport(stack, 'Sallyport', { ...PROPS, table: TableV2.fromTableArn(stack, 'Restored', arn) });
  };

  test('is taken by its ARN', () => {
    const { table, node } = withImport('arn:aws:dynamodb:eu-west-1:111111111111:table/restored')();

    expect(Stack.of(node.scope ?? table).resolve(table.tableName)).toBe('restored');
  });

  test('must be in the AWS account and Region of the stack', () => {
    expect(withImport('arn:aws:dynamodb:eu-west-2:111111111111:table/restored')).toThrow(
      'Sallyport: the Region of table is "eu-west-2"; allowed: that of the stack, eu-west-1',
    );
    expect(withImport('arn:aws:dynamodb:eu-west-1:222222222222:table/restored')).toThrow(
      'Sallyport: the account of table is "222222222222"; allowed: that of the stack, 111111111111',
    );
  });
});

test('a key for the table needs a stack that knows its Region, which the message says', () => {
  const stack = aStack();

  expect(() => new Sallyport(stack, 'Sallyport', { ...PROPS, tableEncryptionKey: aKey(stack) })).toThrow(
    'Sallyport: the CDK needs the Region of the stack Orders for tableEncryptionKey; pass env with a region to the stack',
  );
});

describe('that another Sallyport of the stack has stops the synth, as they would share accounts and operators', () => {
  const MESSAGE = /Sallyport: Orders\/One has the same table; give each Sallyport a table of its own/;

  test('when it is the one that is made there', () => {
    const stack = aStack(ENV);
    const { table } = new Sallyport(stack, 'One', PROPS);

    expect(() => new Sallyport(stack, 'Two', { ...PROPS, name: 'bills', table })).toThrow(MESSAGE);
  });

  test('when it is imported twice', () => {
    const stack = aStack(ENV);
    const restored = (id: string) => TableV2.fromTableName(stack, id, 'restored');
    new Sallyport(stack, 'One', { ...PROPS, table: restored('First') });

    expect(() => new Sallyport(stack, 'Two', { ...PROPS, name: 'bills', table: restored('Second') })).toThrow(MESSAGE);
  });
});

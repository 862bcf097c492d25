/** Which event source mappings of table streams are served: those that Lambda would make for the function's role. */
import type { Resource } from '../../../local/assembly/template';
import { buildModel } from '../../../local/model/model';
import { stackOf, templateOf } from '../rest-api';

const STREAM = { 'Fn::GetAtt': ['Records', 'StreamArn'] };
const QUEUE = 'arn:aws:sqs:us-east-1:123456789012:dead';
const READS = ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams'];
const TEXT = { AttributeType: 'S' };

const allow = (Action: readonly string[], Resource: unknown) => ({ Effect: 'Allow', Action, Resource });

function mappingsFor(statements: readonly unknown[]) {
  const resources: Record<string, Resource> = {
    Records: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        AttributeDefinitions: [{ AttributeName: 'PK', ...TEXT }],
        KeySchema: [{ AttributeName: 'PK', KeyType: 'HASH' }],
        StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
      },
    },
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: { Policies: [{ PolicyName: 'own', PolicyDocument: { Statement: statements } }] },
    },
    Reader: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Code: { ZipFile: 'exports.handler = async () => {}' },
        Handler: 'index.handler',
        Runtime: 'nodejs24.x',
        Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
      },
    },
    Mapping: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        EventSourceArn: STREAM,
        FunctionName: { Ref: 'Reader' },
        StartingPosition: 'LATEST',
        DestinationConfig: { OnFailure: { Destination: QUEUE } },
      },
    },
  };
  return buildModel([stackOf(templateOf({}, resources))], { strict: true }).streamMappings;
}

test('a mapping whose role may read the stream and fill the queue is served', () => {
  expect(mappingsFor([allow(READS, STREAM), allow(['sqs:SendMessage'], QUEUE)])).toMatchObject([
    { logicalId: 'Mapping', functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:Reader' },
  ]);
});

test.each([...READS, 'sqs:SendMessage'])('a role without %s stops the start', (missing) => {
  const left = READS.filter((action) => action !== missing);
  const queue = missing === 'sqs:SendMessage' ? [] : [allow(['sqs:SendMessage'], QUEUE)];

  expect(() => mappingsFor([allow(left, STREAM), ...queue])).toThrow(
    `User: Reader is not authorized to perform: ${missing} on resource: `,
  );
});

test('rights on the stream of another table are none', () => {
  const other = 'arn:aws:dynamodb:us-east-1:123456789012:table/Other/stream/*';

  expect(() => mappingsFor([allow(READS, other), allow(['sqs:SendMessage'], QUEUE)])).toThrow(
    'dynamodb:DescribeStream',
  );
});

/** Conditions of a role on who calls: the code of a function, by itself. */
import { decide, type Statement } from '../../local/iam';

const request = { action: 'dynamodb:Query', resource: 'arn:table' };
const statement = (Effect: Statement['Effect'], Condition?: Statement['Condition']): Statement => ({
  Effect,
  Action: ['dynamodb:*'],
  Resource: ['*'],
  Condition,
});
const onCode = (absent: 'true' | 'false') => ({ Null: { 'lambda:SourceFunctionArn': absent } });

test('a right that a function has only through another service is none of its own', () => {
  const through = { StringEquals: { 'kms:ViaService': ['dynamodb.us-east-1.amazonaws.com'] } };

  expect(decide([statement('Allow', through)], request)).toBe('implicitDeny');
});

test('what is denied to the code of functions is denied, and what is allowed to all but the code is not allowed', () => {
  expect(decide([statement('Allow'), statement('Deny', onCode('false'))], request)).toBe('explicitDeny');
  expect(decide([statement('Allow', onCode('true'))], request)).toBe('implicitDeny');
  expect(decide([statement('Allow', onCode('false'))], request)).toBe('allow');
});

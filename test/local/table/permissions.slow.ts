/** A function may do with the tables what the policies of its role allow, and nothing else. */
import {
  BatchGetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  QueryCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { denial } from '../../../local/callers';
import type { Statement } from '../../../local/iam';
import { buildModel } from '../../../local/model/model';
import type { Template } from '../../../local/assembly/template';
import { withLocalRun } from '../../support/local-run';
import { TABLE_NAME as TableName } from '../../support/local-table';
import { allow, closeTables, deny, item, outcome, TABLE, TABLES, tableWith } from './table-with-callers';
import { change, stackOf, templateOf } from '../rest-api';

afterEach(closeTables);

const put = (table = TableName) => new PutItemCommand({ TableName: table, Item: item('put') });

describe('a transaction', () => {
  const PARTS: readonly TransactWriteItem[] = [
    { Put: { TableName, Item: item('a') } },
    { Update: { TableName, Key: item('b'), UpdateExpression: 'REMOVE nothing' } },
    { Delete: { TableName, Key: item('c') } },
    { ConditionCheck: { TableName, Key: item('d'), ConditionExpression: 'attribute_not_exists(PK)' } },
  ];
  const ACTIONS = ['PutItem', 'UpdateItem', 'DeleteItem', 'ConditionCheckItem'].map((name) => `dynamodb:${name}`);
  const transaction = new TransactWriteItemsCommand({ TransactItems: [...PARTS] });

  it('needs the actions of its parts and none of its own', async () => {
    const { keys, count } = await tableWith(allow(ACTIONS, TABLE));

    expect([await outcome(keys.send(transaction)), await count()]).toEqual(['done', 2]);
  });

  it.each(ACTIONS)('needs %s for its part, and does nothing without it', async (action) => {
    const others = ACTIONS.filter((one) => one !== action);
    const { keys, count } = await tableWith(allow([...others, 'dynamodb:TransactWriteItems'], TABLE));

    expect([await outcome(keys.send(transaction)), await count()]).toEqual(['AccessDeniedException', 0]);
  });
});

describe('a query', () => {
  const query = (IndexName?: string) =>
    new QueryCommand({
      TableName,
      IndexName,
      KeyConditionExpression: '#key = :value',
      ExpressionAttributeNames: { '#key': IndexName === undefined ? 'PK' : 'directory' },
      ExpressionAttributeValues: { ':value': { S: 'a' } },
    });

  it.each([
    ['the table', TABLE, ['done', 'AccessDeniedException']],
    ['the index', `${TABLE}/index/accounts`, ['AccessDeniedException', 'done']],
    ['every index', `${TABLE}/index/*`, ['AccessDeniedException', 'done']],
    ['another index', `${TABLE}/index/others`, ['AccessDeniedException', 'AccessDeniedException']],
  ])('allowed on %s is allowed there alone', async (_, resource, outcomes) => {
    const { keys } = await tableWith(allow(['dynamodb:Query'], resource));

    expect([await outcome(keys.send(query())), await outcome(keys.send(query('accounts')))]).toEqual(outcomes);
  });
});

describe('a caller', () => {
  it('needs a batch’s action on each of its tables', async () => {
    const { keys } = await tableWith(allow(['dynamodb:BatchGetItem'], TABLE));
    const batch = (...names: string[]) =>
      new BatchGetItemCommand({ RequestItems: Object.fromEntries(names.map((name) => [name, { Keys: [item('a')] }])) });

    expect(await outcome(keys.send(batch(TableName)))).toBe('done');
    expect(await outcome(keys.send(batch(TableName, 'other')))).toBe('AccessDeniedException');
  });

  it.each<[string, Statement[], string[]]>([
    ['no statement', [], ['AccessDeniedException', 'AccessDeniedException']],
    ['the table', [allow(['dynamodb:PutItem'], TABLE)], ['done', 'AccessDeniedException']],
    ['any case and any letters', [allow(['DYNAMODB:Put*'], `${TABLES}?ther`)], ['AccessDeniedException', 'done']],
    ['everything', [allow(['*'], '*')], ['done', 'done']],
    ['a denial before', [deny(['dynamodb:*'], TABLE), allow(['*'], '*')], ['AccessDeniedException', 'done']],
    ['a denial after', [allow(['*'], '*'), deny(['dynamodb:PutItem'], TABLE)], ['AccessDeniedException', 'done']],
  ])('with %s in its policies does what they allow; a denial wins', async (_, statements, outcomes) => {
    const { keys } = await tableWith(...statements);

    expect([await outcome(keys.send(put())), await outcome(keys.send(put('other')))]).toEqual(outcomes);
  });

  it('is denied with DynamoDB’s message, which names the missing permission', async () => {
    const { keys } = await tableWith(deny(['dynamodb:ListTables'], '*'));

    await expect(keys.send(put())).rejects.toMatchObject({
      message: `User: Keys is not authorized to perform: dynamodb:PutItem on resource: ${TABLE} because no identity-based policy allows the dynamodb:PutItem action`,
      $metadata: { httpStatusCode: 400 },
    });
    await expect(keys.send(new ListTablesCommand({}))).rejects.toThrow(
      'dynamodb:ListTables on resource: * with an explicit deny in an identity-based policy',
    );
  });

  it('that is no function may do everything', async () => {
    const { developer } = await tableWith();

    expect(await outcome(developer.send(put()))).toBe('done');
  });
});

const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const document = (...Statement: unknown[]) => ({ Version: '2012-10-17', Statement });
const statement = { Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: arnOf('Table') };

/** The function `Backend` has a role with these properties; the policy `Policy` names that role. */
function withRole(role: Record<string, unknown>, policy: Record<string, unknown> = {}, type = 'Policy'): Template {
  const key = [{ AttributeName: 'PK', KeyType: 'HASH' }];
  const attributes = [{ AttributeName: 'PK', AttributeType: 'S' }];
  const template = templateOf(
    {},
    {
      Table: { Type: 'AWS::DynamoDB::Table', Properties: { AttributeDefinitions: attributes, KeySchema: key } },
      Role: { Type: 'AWS::IAM::Role', Properties: role },
      Policy: {
        Type: `AWS::IAM::${type}`,
        Properties: { PolicyDocument: document(), Roles: [{ Ref: 'Role' }], ...policy },
      },
    },
  );
  return change(template, 'Backend', { Role: arnOf('Role') });
}
function policyOfRole(RoleName: unknown): Template {
  const template = withRole({}, {}, 'RolePolicy');
  const { Policy } = template.Resources;
  if (Policy) Policy.Properties = { PolicyDocument: document(statement), PolicyName: 'Own', RoleName };
  return template;
}
const callers = (template: Template) => buildModel([stackOf(template)], { strict: true }).callers;

describe('a function has the permissions', () => {
  const read = allow(['dynamodb:GetItem'], `${TABLES}Stack-Table`);

  it('under the condition of their statement', () => {
    const Condition = {
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': 'A#*' },
      Null: { 'dynamodb:LeadingKeys': 'false' },
    };
    const template = withRole({}, { PolicyDocument: document({ ...statement, Condition }) });

    expect(callers(template).Backend?.statements).toEqual([
      { ...read, Condition: { ...Condition, 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['A#*'] } } },
    ]);
  });

  it.each([
    ['in its role', withRole({ Policies: [{ PolicyName: 'Own', PolicyDocument: document(statement) }] })],
    ['of a policy that names its role', withRole({}, { PolicyDocument: document(statement) })],
    ['of a role with a name', withRole({ RoleName: 'named' }, { PolicyDocument: { Statement: statement } })],
    ['of a managed policy', withRole({}, { PolicyDocument: document(statement) }, 'ManagedPolicy')],
    ['of a policy of one role', policyOfRole({ Ref: 'Role' })],
  ])('%s', (_, template) => {
    expect(callers(template).Backend).toEqual({ region: 'us-east-1', account: '123456789012', statements: [read] });
  });

  it('of no other role', () => {
    const other = withRole({}, { Roles: [{ Ref: 'Other' }], PolicyDocument: document(statement) });
    other.Resources.Other = { Type: 'AWS::IAM::Role' };

    expect([callers(other).Backend?.statements, callers(other).JudgeFunction?.statements]).toEqual([[], []]);
  });

  it('not of a role that no stack has, with a warning if they concern tables or user pools', () => {
    const other = (Action: string) =>
      withRole({}, { Roles: ['theirs'], PolicyDocument: document({ ...statement, Action }) });
    const warnings = (template: Template) => buildModel([stackOf(template)]).warnings;

    expect(warnings(other('s3:GetObject'))).toEqual([]);
    expect(warnings(other('dynamodb:*'))).toEqual([
      'Policy (AWS::IAM::Policy): Roles: theirs is a role of no stack that is served: whatever the policy allows or denies it is passed over',
    ]);
  });
});

describe('a strict start is refused, naming the place, for', () => {
  it.each([
    [
      'another condition',
      { Condition: { Bool: { x: true } } },
      'PolicyDocument.Statement.Condition: Unrecognized key: "Bool"',
    ],
    [
      'a condition on another key',
      { Condition: { Null: { 'dynamodb:Attributes': 'true' } } },
      'PolicyDocument.Statement.Condition.Null: Unrecognized key: "dynamodb:Attributes"',
    ],
    ['all actions but some', { NotAction: 'iam:*' }, 'PolicyDocument.Statement: Unrecognized key: "NotAction"'],
    ['all resources but some', { NotResource: 'x' }, 'PolicyDocument.Statement: Unrecognized key: "NotResource"'],
    [
      'what has no action',
      { Action: undefined, NotAction: 'iam:*' },
      'PolicyDocument.Statement: Unrecognized key: "NotAction"',
    ],
  ])('%s', (_, more, message) => {
    const template = withRole({}, { PolicyDocument: document({ ...statement, ...more }) });

    expect(() => callers(template)).toThrow(`cannot serve Policy (AWS::IAM::Policy): ${message}`);
  });

  it('an AWS managed policy that may be about tables or user pools', () => {
    const template = withRole({ ManagedPolicyArns: ['arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess'] });

    expect(() => callers(template)).toThrow(
      'Role (AWS::IAM::Role): ManagedPolicyArns: the local run does not know arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess',
    );
  });

  it('a permissions boundary that is not in the stack', () => {
    expect(() => callers(withRole({ PermissionsBoundary: 'x' }))).toThrow(
      'Role (AWS::IAM::Role): PermissionsBoundary: the local run does not know x',
    );
  });

  it('a role that is not in the stack', () => {
    const template = change(withRole({}), 'Backend', { Role: 'arn:aws:iam::123456789012:role/elsewhere' });

    expect(() => callers(template)).toThrow(
      'Backend (AWS::Lambda::Function): Role: arn:aws:iam::123456789012:role/elsewhere is a role of no stack',
    );
  });
});

describe('a run that is not strict lets a function do no more for what it cannot read', () => {
  const odd = { Condition: { Bool: { x: true } } };
  const lenient = (role: Record<string, unknown>, ...statements: unknown[]) =>
    buildModel([stackOf(withRole(role, { PolicyDocument: document(...statements) }))]);

  it('an Allow is left out with a warning', () => {
    const { callers: made, warnings } = lenient(
      {},
      { ...statement, ...odd },
      { ...statement, Action: 'dynamodb:Scan' },
    );

    expect(made.Backend?.statements.map(({ Action }) => Action)).toEqual([['dynamodb:Scan']]);
    expect(warnings).toContainEqual(expect.stringMatching(/^Policy .*PolicyDocument\.Statement.*allows nothing here$/));
  });

  it.each([
    ['cannot be read', { ...odd, Resource: '*' }],
    ['names something that is not served', { Resource: { 'Fn::GetAtt': ['Custom', 'Arn'] } }],
  ])('with a Deny that %s, the function is not served', (_, more) => {
    const template = withRole({}, { PolicyDocument: document({ ...statement, Effect: 'Deny', ...more }) });
    template.Resources.Custom = { Type: 'Custom::Thing' };

    const model = buildModel([stackOf(template)]);

    expect([model.callers.Backend, model.functions.map(({ name }) => name)]).toEqual([undefined, ['JudgeFunction']]);
    expect(model.notServed.map(({ logicalId }) => logicalId)).toEqual(['Custom', 'Backend']);
  });

  it('a statement about a service that is not served has no effect, and nobody is warned', () => {
    const { callers: made, warnings } = lenient({}, { Effect: 'Deny', NotResource: 'x', Action: 's3:*', ...odd });

    expect([made.Backend?.statements, warnings]).toEqual([[], []]);
  });

  it('a role that is not in the stack allows nothing', () => {
    const template = change(withRole({}), 'Backend', { Role: 'arn:aws:iam::123456789012:role/elsewhere' });

    const model = buildModel([stackOf(template)]);

    expect([model.callers.Backend?.statements, model.warnings.length]).toEqual([[], 1]);
  });

  it.each(['PermissionsBoundary', 'ManagedPolicyArns'])(
    '%s of an unknown policy is passed over with a warning',
    (property) => {
      const arn = 'arn:aws:iam::123456789012:policy/Company';

      const { callers: made, warnings } = lenient({ [property]: property.startsWith('P') ? arn : [arn] }, statement);

      expect([made.Backend?.statements.length, made.Backend?.boundary]).toEqual([1, undefined]);
      expect(warnings).toEqual([expect.stringContaining(`${property}: the local run does not know ${arn}`)]);
    },
  );
});

describe('a permissions boundary of the stack', () => {
  it('is read from the managed policy that the role names', () => {
    const template = withRole(
      { PermissionsBoundary: { Ref: 'Policy' } },
      { Roles: [], PolicyDocument: document(statement) },
      'ManagedPolicy',
    );

    expect(callers(template).Backend).toMatchObject({ statements: [], boundary: [{ Action: ['dynamodb:GetItem'] }] });
  });

  it.each<[string, Statement[], string]>([
    ['allows it', [allow(['dynamodb:*'], '*')], 'done'],
    [
      'does not allow it',
      [allow(['dynamodb:GetItem'], '*')],
      'because no permissions boundary allows the dynamodb:PutItem',
    ],
    [
      'denies it',
      [allow(['*'], '*'), deny(['dynamodb:PutItem'], TABLE)],
      'with an explicit deny in a permissions boundary',
    ],
  ])('that %s decides beside the policies', (_, boundary, outcomeOf) => {
    const caller = { region: 'us-east-1', account: '123456789012', statements: [allow(['*'], '*')], boundary };
    const access = { action: 'dynamodb:PutItem', resource: `table/${TableName}` };

    const message = denial({ Keys: caller }, 'Credential=Keys/x', [access]);

    expect(message ?? 'done').toContain(outcomeOf);
  });

  it('allows nothing by itself', () => {
    const caller = { region: 'us-east-1', account: '123456789012', statements: [], boundary: [allow(['*'], '*')] };

    expect(denial({ Keys: caller }, 'Credential=Keys/x', [{ action: 'dynamodb:GetItem', resource: 'x' }])).toContain(
      'because no identity-based policy allows',
    );
  });
});

describe('a function of a run', () => {
  /** Takes an action from the policies of one function. */
  const without = (action: string, of: string) => (template: Template) => {
    for (const [id, { Type, Properties }] of Object.entries(template.Resources)) {
      if (Type !== 'AWS::IAM::Policy' || !id.startsWith(of)) continue;
      for (const own of (Properties?.PolicyDocument as { Statement: { Action: string | string[] }[] }).Statement) {
        own.Action = [own.Action].flat().filter((one) => one !== action);
      }
    }
  };

  it('that lacks one permission answers 503 and writes nothing, and other functions go on', async () => {
    const run = await withLocalRun({ edit: without('dynamodb:DeleteItem', 'SallyportManagementKeys') });
    try {
      const account = `/accounts/${run.facts.account.id}`;
      const key = `${account}/keys/${run.facts.key.id}`;
      await run.manage('POST', `${account}/revoke-all`);
      const events = await run.manage('GET', `${account}/events`);

      const refused = await run.manage('DELETE', key);

      expect([refused.status, refused.body.type]).toEqual([503, expect.stringMatching('/dependency-unavailable$')]);
      expect((await run.manage('GET', key)).body.status).toBe('revoked');
      expect((await run.manage('GET', `${account}/events`)).body).toEqual(events.body);
      expect((await run.manage('DELETE', account)).status).toBe(204);
    } finally {
      await run.close();
    }
  });
});

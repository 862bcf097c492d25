import { LEASE } from '../../../lambda/provisioning/settle';
import type { Template } from 'aws-cdk-lib/assertions';
import { Duration } from 'aws-cdk-lib';
import { resourcesOf, templateWith, templateWithCache } from '../support';

let template: Template;
beforeAll(() => {
  template = templateWithCache();
});

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: {
    readonly 'ForAllValues:StringLike': { readonly 'dynamodb:LeadingKeys': readonly string[] };
  };
}

const LOGS = ['logs:CreateLogStream', 'logs:PutLogEvents'];
const TRACES = ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'];

/** What each function may do, by kind of resource, and in which partitions. Whatever is not here, it may not do. */
const PERMISSIONS = {
  Authorizer: { table: ['dynamodb:BatchGetItem A#* C#*'] },
  Accounts: {
    table: [
      'dynamodb:BatchGetItem A#* I#* O#* R X#*',
      'dynamodb:DeleteItem A#* X#*',
      'dynamodb:PutItem A#* E#* I#* R X#*',
      'dynamodb:Query A#*',
      'dynamodb:UpdateItem A#*',
    ],
    index: ['dynamodb:Query accounts'],
  },
  Keys: {
    table: [
      'dynamodb:BatchGetItem A#* I#* O#* X#*',
      'dynamodb:ConditionCheckItem A#*',
      'dynamodb:DeleteItem A#* H#*',
      'dynamodb:PutItem A#* E#* I#* X#*',
      'dynamodb:Query A#*',
      'dynamodb:UpdateItem A#*',
    ],
    credentials: ['dynamodb:Query K#*'],
  },
  Clients: {
    table: [
      'dynamodb:BatchGetItem A#* C#* I#* O O#* R X#*',
      'dynamodb:ConditionCheckItem A#* O#*',
      'dynamodb:DeleteItem A#* H#* M#* R',
      'dynamodb:PutItem A#* C#* E#* I#* O O#* R',
      'dynamodb:Query A#* E#* R',
      'dynamodb:UpdateItem A#* O O#*',
    ],
    index: ['dynamodb:Query accounts'],
    credentials: ['dynamodb:Query C#*'],
    pool: [
      'cognito-idp:AddUserPoolClientSecret',
      'cognito-idp:CreateUserPoolClient',
      'cognito-idp:DeleteUserPoolClient',
      'cognito-idp:DeleteUserPoolClientSecret',
      'cognito-idp:ListUserPoolClientSecrets',
      'cognito-idp:ListUserPoolClients',
      'cognito-idp:UpdateUserPoolClient',
    ],
  },
  Events: { table: ['dynamodb:BatchGetItem A#* O#* X#*', 'dynamodb:Query E#*'] },
  Revocations: {
    table: ['dynamodb:BatchGetItem A#*', 'dynamodb:DeleteItem A#*', 'dynamodb:PutItem E#*', 'dynamodb:UpdateItem A#*'],
  },
  Catalogue: { table: ['dynamodb:BatchGetItem O#*'] },
  Verify: { table: ['dynamodb:BatchGetItem A#* C#* O#*'] },
  Token: {
    table: ['dynamodb:BatchGetItem A#* C#* O#*'],
    cache: ['dynamodb:GetItem', 'dynamodb:PutItem'],
  },
};

/** The resource of a statement: only these seven forms are known, so any other fails the test. */
function kindOf(resource: unknown): string {
  const text = JSON.stringify(resource);
  if (/^\{"Fn::GetAtt":\["SallyportCredentialsTable\w+","Arn"\]\}$/.test(text)) return 'table';
  if (/SallyportCredentialsTable\w+","Arn"\]\},"\/index\/accounts"\]/.test(text)) return 'index';
  if (/SallyportCredentialsTable\w+","Arn"\]\},"\/index\/credentials"\]/.test(text)) return 'credentials';
  if (/^\{"Fn::GetAtt":\["SallyportTokenCacheTable\w+","Arn"\]\}$/.test(text)) return 'cache';
  if (/^\{"Fn::GetAtt":\["SallyportIssuerPool\w+","Arn"\]\}$/.test(text)) return 'pool';
  if (/^\{"Fn::GetAtt":\["\w+Logs\w+","Arn"\]\}$/.test(text)) return 'logs';
  return text === '"*"' ? 'anything' : text;
}

/** `dynamodb:Query A#* R`; without a condition the action alone. Any other condition fails the test. */
function rightsIn({ Action, Condition }: Statement): string[] {
  const keys = Condition?.['ForAllValues:StringLike']['dynamodb:LeadingKeys'] ?? [];
  if (Condition !== undefined)
    expect(Condition).toEqual({
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys },
      Null: { 'dynamodb:LeadingKeys': 'false' },
    });
  return [Action].flat().map((action) => [action, ...[...keys].sort()].join(' '));
}

function actionsOf(roleId: string, of = template): Record<string, string[]> {
  const policies = resourcesOf(of, 'AWS::IAM::Policy').filter(([, { Properties }]) =>
    Properties.Roles.some((role: { Ref: string }) => role.Ref === roleId),
  );
  const actions: Record<string, string[]> = {};
  for (const [, { Properties }] of policies)
    for (const statement of Properties.PolicyDocument.Statement as Statement[]) {
      expect(statement.Effect).toBe('Allow');
      (actions[kindOf(statement.Resource)] ??= []).push(...rightsIn(statement));
    }
  return Object.fromEntries(Object.entries(actions).map(([kind, list]) => [kind, list.sort()]));
}

/** `Accounts`; the token cache's only function is `Token`. */
const nameOf = (id: string): string => /^Sallyport(?:Guarded|Management|TokenCache)?([A-Z][a-z]+)/.exec(id)?.[1] ?? id;

test('each function may do exactly what it does, and nobody may scan', () => {
  const functions = resourcesOf(template, 'AWS::Lambda::Function');
  const found = functions.map(([id, { Properties }]) => [nameOf(id), actionsOf(Properties.Role['Fn::GetAtt'][0])]);

  const expected = Object.entries(PERMISSIONS).map(([name, own]) => [name, { ...own, logs: LOGS, anything: TRACES }]);
  expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected));
});

test('with usage the function that counts touches the usage alone, those that show it may read it, and verify may note a use', () => {
  const given = templateWith({ usage: true });
  const rights = Object.fromEntries(
    resourcesOf(given, 'AWS::Lambda::Function').map(([id, { Properties }]) => [
      nameOf(id),
      actionsOf(Properties.Role['Fn::GetAtt'][0], given).table,
    ]),
  );

  const isOfUsage = (right: string): boolean => right.split(' ').includes('U#*');
  expect(rights.Usage).toEqual(['dynamodb:BatchGetItem U#*', 'dynamodb:PutItem U#*', 'dynamodb:UpdateItem U#*']);
  expect(Object.fromEntries(Object.entries(rights).map(([name, own = []]) => [name, own.filter(isOfUsage)]))).toEqual({
    ...Object.fromEntries(Object.keys(rights).map((name) => [name, []])),
    Usage: rights.Usage,
    Accounts: ['dynamodb:Query A#* U#*'],
    Keys: ['dynamodb:BatchGetItem A#* E#* I#* O#* R U#* X#*', 'dynamodb:Query A#* U#*'],
    Clients: ['dynamodb:BatchGetItem A#* C#* I#* O O#* R U#* X#*', 'dynamodb:Query A#* E#* R U#*'],
    Verify: ['dynamodb:PutItem U#*'],
  });
  // The request's way never writes.
  expect(rights.Authorizer).toEqual(['dynamodb:BatchGetItem A#* C#*']);
});

test('a policy is far from the 10,240 characters that the policies of one role may have', () => {
  for (const [, { Properties }] of resourcesOf(template, 'AWS::IAM::Policy'))
    expect(JSON.stringify(Properties.PolicyDocument).length).toBeLessThan(5_000);
});

test('no role has a managed policy or one of its own inline', () => {
  for (const [, { Properties }] of resourcesOf(template, 'AWS::IAM::Role')) {
    expect(Properties.ManagedPolicyArns).toBeUndefined();
    expect(Properties.Policies).toBeUndefined();
  }
});

test('every function runs on Node 24 and arm64, traced, with a time limit and logs that end', () => {
  const logs = new Map(resourcesOf(template, 'AWS::Logs::LogGroup'));

  for (const [id, { Properties }] of resourcesOf(template, 'AWS::Lambda::Function')) {
    expect(Properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      MemorySize: 512,
      Handler: 'index.handler',
      TracingConfig: { Mode: 'Active' },
      LoggingConfig: { LogFormat: 'JSON' },
    });
    // A scheduled task works for most of a minute, and a lease of the issuer's outlives it.
    const longest = id.startsWith('SallyportManagementClients') ? 60 : 10;
    expect(Properties.Timeout).toBeLessThanOrEqual(longest);
    expect(longest * 1_000).toBeLessThan(LEASE);
    expect(logs.get(Properties.LoggingConfig.LogGroup.Ref)?.Properties.RetentionInDays).toBe(90);
  }
});

test('each function is told what it needs and nothing else', () => {
  const told = resourcesOf(template, 'AWS::Lambda::Function').map(([id, { Properties }]) => [
    nameOf(id),
    Object.keys(Properties.Environment.Variables).join(' '),
  ]);
  const operators = 'TABLE_NAME KEY_PREFIX ENVIRONMENT SCOPES ISSUER MANAGEMENT_RESOURCE_SERVER BOOTSTRAP_OPERATOR';

  expect(Object.fromEntries(told)).toEqual({
    Authorizer: 'TABLE_NAME KEY_PREFIX ENVIRONMENT ISSUER KEY_SET_URL RESOURCE_SERVERS ROUTES',
    Accounts: operators,
    Keys: operators,
    Clients: `${operators} ACCOUNTS_RESOURCE_SERVER USER_POOL_ID KEY_SET_URL`,
    Events: operators,
    Revocations: 'TABLE_NAME KEY_PREFIX ENVIRONMENT',
    Catalogue: `${operators} ACCOUNTS_RESOURCE_SERVER`,
    Token: 'TABLE_NAME CACHE_TABLE_NAME TOKEN_URL BOOTSTRAP_OPERATOR',
    Verify: `${operators} KEY_SET_URL RESOURCE_SERVERS`,
  });
});

test('with earlier key prefixes, the functions that verify keys learn of them, and no other', () => {
  const given = templateWith({ earlierKeyPrefixes: ['old', 'older'] });

  const told = resourcesOf(given, 'AWS::Lambda::Function').flatMap(([id, { Properties }]) => {
    const { EARLIER_KEY_PREFIXES: prefixes } = Properties.Environment?.Variables ?? {};
    return prefixes === undefined ? [] : [[nameOf(id), prefixes]];
  });

  expect(Object.fromEntries(told)).toEqual({ Authorizer: 'old older', Verify: 'old older' });
});

test('with imported keys, the functions that read keys learn their forms and may look them up, and no other', () => {
  const given = templateWith({ importedKeys: { forms: [{ prefix: 'unkey_' }, { alphabet: '0-9a-f', length: 64 }] } });

  const functions = resourcesOf(given, 'AWS::Lambda::Function');
  const told = functions.flatMap(([id, { Properties }]) => {
    const { IMPORTED_KEYS: forms } = Properties.Environment?.Variables ?? {};
    return forms === undefined ? [] : [[nameOf(id), forms]];
  });
  const allowed = functions.flatMap(([id, { Properties }]) => {
    const { table = [] } = actionsOf(Properties.Role['Fn::GetAtt'][0], given);
    const own = table.filter((right) => right.includes('H#*')).map((right) => right.split(' ')[0]);
    return own.length === 0 ? [] : [[nameOf(id), own.join(' ')]];
  });

  const forms = 'unkey_[0-9A-Za-z]{14,250} [0-9a-f]{64}';
  expect(Object.fromEntries(told)).toEqual({ Authorizer: forms, Keys: forms, Revocations: forms, Verify: forms });
  expect(Object.fromEntries(allowed)).toEqual({
    Authorizer: 'dynamodb:BatchGetItem',
    Keys: 'dynamodb:BatchGetItem dynamodb:DeleteItem dynamodb:PutItem',
    Clients: 'dynamodb:DeleteItem',
    Revocations: 'dynamodb:BatchGetItem',
    Verify: 'dynamodb:BatchGetItem',
  });
});

test('nobody may have an app client described, which would show its secret', () => {
  expect(JSON.stringify(template.toJSON())).not.toMatch(/DescribeUserPoolClient|cognito-idp:\*/i);
});

test('the keys function alone is told the lifetimes of keys, in days', () => {
  const given = templateWith({ defaultKeyLifetime: Duration.hours(720), maxKeyLifetime: Duration.days(365) });

  const told = resourcesOf(given, 'AWS::Lambda::Function').flatMap(([id, { Properties }]) => {
    const { DEFAULT_KEY_LIFETIME_DAYS: byDefault, MAX_KEY_LIFETIME_DAYS: most } =
      Properties.Environment?.Variables ?? {};
    return byDefault === undefined && most === undefined ? [] : [[nameOf(id), byDefault, most]];
  });

  expect(told).toEqual([['Keys', '30', '365']]);
});

test('the clients function is told the very pool that it may touch', () => {
  const [, clients] = resourcesOf(template, 'AWS::Lambda::Function').find(([id]) => nameOf(id) === 'Clients') ?? [];

  expect(clients?.Properties.Environment.Variables).toMatchObject({
    USER_POOL_ID: { Ref: expect.stringMatching(/^SallyportIssuerPool/) },
    ACCOUNTS_RESOURCE_SERVER: 'orders-accounts',
  });
});

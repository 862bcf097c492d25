/** What a VPC and a KMS key add to the functions' roles: exactly what Lambda and DynamoDB need, and nothing to any other role. */
import { isDeepStrictEqual } from 'node:util';
import type { Stack } from 'aws-cdk-lib';
import { Annotations, type Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Sallyport, type SallyportProps } from 'sallyport';
import { aKey, aVpc, ENV } from '../every-prop';
import { anIntegration, aStack, type Json, Match, PROPS, resourcesOf, templateOf } from '../support';

function stackWith(props: (stack: Stack) => Partial<SallyportProps>): Stack {
  const stack = aStack(ENV);
  const sallyport = new Sallyport(stack, 'Sallyport', { ...PROPS, ...props(stack) });
  sallyport.protect(sallyport.api.root, 'GET', anIntegration(), { scope: 'read:orders' });
  sallyport.addTokenCache();
  return stack;
}
const templateWith = (props: (stack: Stack) => Partial<SallyportProps>): Template => templateOf(stackWith(props));

/** `Accounts`; the token cache's only function is `Token`. */
const nameOf = (id: string): string => /^Sallyport(?:Guarded|Management|TokenCache)([A-Z][a-z]+)/.exec(id)?.[1] ?? id;

/** The CDK merges statements, so each right is looked at by itself. */
interface Right {
  readonly action: string;
  readonly effect: string;
  readonly resource: Json;
  readonly condition?: Json;
}

const rightsOf = (template: Template): [string, Right[]][] =>
  resourcesOf(template, 'AWS::IAM::Policy').map(([id, { Properties }]) => [
    nameOf(id),
    Properties.PolicyDocument.Statement.flatMap(({ Action, Effect, Resource, Condition }: Json) =>
      [Action].flat().map((action) => ({ action, effect: Effect, resource: Resource, condition: Condition })),
    ),
  ]);

let plain: Template;
beforeAll(() => {
  plain = templateWith(() => ({}));
});

/** The rights that each function's role has more than by default; none may be missing. */
function addedBy(props: (stack: Stack) => Partial<SallyportProps>): Record<string, Right[]> {
  const before = new Map(rightsOf(plain));
  const added = rightsOf(templateWith(props)).map(([name, rights]) => {
    const known = before.get(name) ?? [];
    expect(rights).toEqual(expect.arrayContaining(known));
    return [name, rights.filter((one) => !known.some((other) => isDeepStrictEqual(one, other)))];
  });
  return Object.fromEntries(added);
}

const NAMES = ['Authorizer', 'Accounts', 'Catalogue', 'Clients', 'Events', 'Keys', 'Revocations', 'Token', 'Verify'];

test('in a VPC each role may manage network interfaces, and the code in the function may not', () => {
  const actions = [
    'ec2:AssignPrivateIpAddresses',
    'ec2:CreateNetworkInterface',
    'ec2:DeleteNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSubnets',
    'ec2:UnassignPrivateIpAddresses',
  ];
  const fromCode = { Null: { 'lambda:SourceFunctionArn': 'false' } };
  const rights = [
    ...actions.map((action) => ({ action, effect: 'Allow', resource: '*', condition: undefined })),
    ...actions.map((action) => ({ action, effect: 'Deny', resource: '*', condition: fromCode })),
  ];

  const added = addedBy((stack) => ({ vpc: aVpc(stack) }));

  expect(added).toEqual(Object.fromEntries(NAMES.map((name) => [name, rights])));
});

test('with a key for the table a role that reads may decrypt, one that writes may encrypt too, both through DynamoDB alone', () => {
  const reads = ['kms:Decrypt', 'kms:DescribeKey'];
  const writes = [
    'kms:Encrypt',
    'kms:ReEncryptFrom',
    'kms:ReEncryptTo',
    'kms:GenerateDataKey',
    'kms:GenerateDataKeyWithoutPlaintext',
  ];
  const READING = ['Authorizer', 'Catalogue', 'Events', 'Verify'];

  const added = addedBy((stack) => ({ tableEncryptionKey: aKey(stack) }));

  expect(Object.keys(added).sort()).toEqual([...NAMES].sort());
  for (const [name, rights] of Object.entries(added)) {
    for (const { effect, resource, condition } of rights) {
      expect([effect, resource]).toEqual(['Allow', { 'Fn::GetAtt': [expect.stringMatching(/^OwnKey/), 'Arn'] }]);
      expect(condition).toEqual({
        StringEquals: {
          'kms:ViaService': { 'Fn::Join': ['', ['dynamodb.', { Ref: 'AWS::Region' }, '.amazonaws.com']] },
        },
      });
    }
    const actions = rights.map(({ action }) => action).sort();
    expect([name, actions]).toEqual([name, (READING.includes(name) ? reads : [...reads, ...writes]).sort()]);
  }
});

test('all other props leave every role as it is', () => {
  const added = addedBy((stack) => ({ logEncryptionKey: aKey(stack), throttleRate: 5, managementMemorySize: 256 }));

  expect(Object.keys(added).sort()).toEqual([...NAMES].sort());
  expect(Object.values(added).flat()).toEqual([]);
});

test('in a VPC without security groups all functions share one, which lets nothing in and only HTTPS out', () => {
  const template = templateWith((stack) => ({ vpc: aVpc(stack) }));

  const [[id, group] = [], ...others] = resourcesOf(template, 'AWS::EC2::SecurityGroup');
  expect(others).toEqual([]);
  expect(group?.Properties).not.toHaveProperty('SecurityGroupIngress');
  expect(group?.Properties.SecurityGroupEgress).toEqual([
    { CidrIp: '0.0.0.0/0', Description: 'DynamoDB and Cognito', FromPort: 443, IpProtocol: 'tcp', ToPort: 443 },
  ]);
  template.resourceCountIs('AWS::EC2::SecurityGroupIngress', 0);
  for (const [
    ,
    {
      Properties: { VpcConfig },
    },
  ] of resourcesOf(template, 'AWS::Lambda::Function'))
    expect(VpcConfig).toEqual({
      SecurityGroupIds: [{ 'Fn::GetAtt': [id, 'GroupId'] }],
      SubnetIds: ['subnet-0a1b2c3d', 'subnet-0a1b2c3e'],
    });
});

test('a key for the logs may be used by CloudWatch Logs of the Region, for log groups of the AWS account alone', () => {
  const template = templateWith((stack) => ({ logEncryptionKey: aKey(stack, 'OwnLogKey') }));

  const [[, key] = []] = resourcesOf(template, 'AWS::KMS::Key');
  const [, statement, ...others] = key?.Properties.KeyPolicy.Statement ?? [];
  expect(others).toEqual([]);
  expect(statement).toEqual({
    Effect: 'Allow',
    Principal: { Service: 'logs.eu-west-1.amazonaws.com' },
    Action: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'].sort(),
    Resource: '*',
    Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': expect.anything() } },
  });
  expect(JSON.stringify(statement.Condition)).toMatch(/:logs:eu-west-1:",{"Ref":"AWS::AccountId"},":log-group:\*"/);
});

test('an imported key for the logs is warned of, because this app cannot write its policy', () => {
  const arn = 'arn:aws:kms:eu-west-1:111111111111:key/a';
  const stack = stackWith((own) => ({ logEncryptionKey: Key.fromKeyArn(own, 'Imported', arn) }));

  Annotations.fromStack(stack).hasWarning(
    '*',
    Match.stringLikeRegexp('Orders/Imported is an imported KMS key: its policy'),
  );
});

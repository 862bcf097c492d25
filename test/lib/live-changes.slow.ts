/**
 * What a changed setting does to a stack that is live, by the templates before and after: which resources CloudFormation
 * puts in place of others, and which go. The table in docs/life-of-a-stack.md says the same for readers.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Sallyport, type SallyportProps } from 'sallyport';
import { ENV, everyProp, PLANS } from './every-prop';
import { type Difference, differenceOf } from './replacements';
import { anApp, anIntegration, PROPS, templateOf } from './support';

const ROOT = join(__dirname, '..', '..');
type Props = (stack: Stack) => Partial<SallyportProps>;

function resourcesWith(props: Props, hasTokenCache = true) {
  const stack = new Stack(anApp(), 'Orders', ENV);
  const sallyport = new Sallyport(stack, 'Sallyport', { ...PROPS, ...props(stack) });
  sallyport.protect(sallyport.api.root.addResource('orders'), 'GET', anIntegration(), { scope: 'read:orders' });
  if (hasTokenCache) sallyport.addTokenCache();
  sallyport.addClient('Billing', { scopes: ['read:orders'] });
  return templateOf(stack).toJSON().Resources;
}

const none: Props = () => ({});
const plain = resourcesWith(none);
const change = (to: Props, from: Props = none): Difference =>
  differenceOf(from === none ? plain : resourcesWith(from), resourcesWith(to));
const typesOf = (resources: readonly string[]): readonly string[] =>
  [...new Set(resources.map((resource) => resource.split(' ')[0] ?? ''))].sort();

const ACL = 'arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/one/1';
const DEPLOYMENT = 'AWS::ApiGateway::Deployment';

beforeAll(() => {
  jest.spyOn(console, 'error').mockReturnValue();
});

test('all settings that a live stack may change leave every resource where it is', () => {
  const { replaced, removed } = change((stack) => ({
    ...everyProp(stack),
    scopes: { ...PROPS.scopes, 'refund:orders': 'Refund orders' },
    keyPrefix: 'ord',
    earlierKeyPrefixes: ['sp'],
    alarmEmail: 'api-team@example.com',
    environment: 'test',
    revocationDelay: Duration.seconds(10),
    corsOrigins: ['https://app.example.com'],
    usage: true,
    changeEvents: true,
    portal: { name: 'Orders' },
    webAclArn: ACL,
    securityPolicy: 'SecurityPolicy_TLS13_1_3_2025_09',
    removalPolicy: RemovalPolicy.DESTROY,
    cloudWatchRole: true,
    outputs: true,
    reservedConcurrency: 100,
    defaultKeyLifetime: Duration.days(90),
    maxKeyLifetime: Duration.days(365),
    defaultKeyInactivity: Duration.days(90),
    expiryNoticeDays: [7],
    importedKeys: { forms: [{ prefix: 'unkey_', alphabet: '1-9A-HJ-NP-Za-km-z' }] },
  }));

  expect(replaced).toEqual([]);
  // Plans move the schedules into the outer stack.
  expect(typesOf(removed)).toEqual([DEPLOYMENT, 'AWS::Events::Rule', 'AWS::Lambda::Permission']);
});

interface Row {
  readonly name: string;
  readonly to: Props;
  readonly from?: Props;
  readonly replaced?: readonly string[];
  readonly removed?: readonly string[];
}

const ROWS: readonly Row[] = [
  { name: 'a scope that is taken away', to: () => ({ scopes: { 'read:orders': 'Read orders' } }) },
  {
    name: 'another name',
    to: () => ({ name: 'shop' }),
    replaced: ['AWS::Cognito::UserPoolDomain', 'AWS::Cognito::UserPoolResourceServer'],
    removed: [DEPLOYMENT],
  },
  {
    name: 'another token domain',
    to: () => ({ tokenDomainPrefix: 'acme' }),
    replaced: ['AWS::Cognito::UserPoolDomain'],
  },
  {
    name: 'another web ACL',
    to: () => ({ webAclArn: ACL.replace('one', 'two') }),
    from: () => ({ webAclArn: ACL }),
    replaced: ['AWS::WAFv2::WebACLAssociation'],
  },
  {
    name: 'a table of your own',
    to: (stack) => ({ table: TableV2.fromTableName(stack, 'Own', 'orders-restored') }),
    removed: ['AWS::DynamoDB::GlobalTable'],
  },
  {
    name: 'a user pool of your own',
    to: (stack) => ({ userPool: UserPool.fromUserPoolId(stack, 'Own', 'eu-west-1_EXAMPLE00') }),
    replaced: ['AWS::Cognito::UserPoolClient'],
    removed: [
      DEPLOYMENT,
      'AWS::Cognito::UserPool',
      'AWS::Cognito::UserPoolDomain',
      'AWS::Cognito::UserPoolResourceServer',
    ],
  },
  {
    name: 'no public revocation',
    to: () => ({ publicRevocation: false }),
    removed: [
      DEPLOYMENT,
      'AWS::ApiGateway::Method',
      'AWS::ApiGateway::Resource',
      'AWS::IAM::Policy',
      'AWS::IAM::Role',
      'AWS::Lambda::Function',
      'AWS::Lambda::Permission',
      'AWS::Logs::LogGroup',
    ],
  },
  {
    name: 'a plan that is taken away',
    to: () => ({ plans: { pro: PLANS.pro } }),
    from: () => ({ plans: PLANS }),
    removed: ['AWS::ApiGateway::ApiKey', DEPLOYMENT, 'AWS::ApiGateway::UsagePlan', 'AWS::ApiGateway::UsagePlanKey'],
  },
  {
    name: 'plans that are enforced',
    to: () => ({ plans: PLANS }),
    from: () => ({ plans: PLANS, enforcePlans: false }),
    removed: [DEPLOYMENT],
  },
];

test.each(ROWS)('$name: this is replaced and goes, and nothing else', ({ to, from, replaced = [], removed = [] }) => {
  const found = change(to, from);

  expect(typesOf(found.replaced)).toEqual([...replaced].sort());
  expect(typesOf(found.removed)).toEqual([...removed].sort());
});

test('a portal that is turned off takes its people’s user pool out of the stack', () => {
  const { replaced, removed } = change(none, () => ({ portal: {} }));

  expect(replaced).toEqual([]);
  expect(removed).toContainEqual(expect.stringMatching(/^AWS::Cognito::UserPool SallyportPeople/));
});

test('a token cache that is taken away goes with its table and its address', () => {
  const { replaced, removed } = differenceOf(plain, resourcesWith(none, false));

  expect(replaced).toEqual([]);
  expect(typesOf(removed)).toEqual(expect.arrayContaining(['AWS::ApiGateway::RestApi', 'AWS::DynamoDB::GlobalTable']));
  expect(removed.every((resource) => resource.includes('TokenCache'))).toBe(true);
});

test('an API of your own takes the place of the one that was made, with all its routes', () => {
  const { removed } = change((stack) => ({ api: new RestApi(stack, 'Own') }));

  expect(typesOf(removed)).toEqual(expect.arrayContaining(['AWS::ApiGateway::RestApi', 'AWS::ApiGateway::Stage']));
});

describe('docs/life-of-a-stack.md', () => {
  const text = readFileSync(join(ROOT, 'docs', 'life-of-a-stack.md'), 'utf8');
  const rows = [...text.matchAll(/^\| ((?:`\w+`(?:, )?)+)/gm)].flatMap(([, names = '']) =>
    [...names.matchAll(/\w+/g)].map(([name]) => name),
  );
  const propsIn = (file: string) =>
    [...readFileSync(file, 'utf8').matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, name = '']) => name);
  const files = [
    'sallyport-props.ts',
    'alarms/alarm-props.ts',
    'state/state-props.ts',
    'state/key-life-props.ts',
    'functions/function-props.ts',
  ];

  test.each(files.flatMap((file) => propsIn(join(ROOT, 'lib', file))))('has a row for the prop %s', (name) => {
    expect(rows).toContain(name);
  });

  test('has a row for the setting of the sample that is no prop', () => {
    expect(rows).toContain('tokenCache');
  });

  test('is about every file of props', () => {
    const folders = ['', 'alarms', 'state', 'functions'];
    const found = folders.flatMap((folder) =>
      readdirSync(join(ROOT, 'lib', folder)).filter((name) => name.endsWith('-props.ts')),
    );

    expect(found).toHaveLength(files.length);
  });
});

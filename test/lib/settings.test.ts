import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { SecurityPolicy } from 'aws-cdk-lib/aws-apigateway';
import { Architecture } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { isScope } from '../../lambda/domain/scopes';
import type { SallyportProps } from '../../lib/sallyport-props';
import { settingsOf } from '../../lib/settings';
import { PROPS } from './support';

const settings = (props: Partial<SallyportProps>) => () => settingsOf({ ...PROPS, ...props });
const FREE = { ratePerSecond: 5, burst: 10 } as const;
/** With a member that the type does not have. */
const withMore = <T extends object>(of: T, name: string): T => ({ ...of, [name]: 1 });
const scopes = (count: number, name = 'read:thing-') =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`${name}${at}`, 'Read']));

test('what is not set has the documented default', () => {
  expect(settings({})()).toEqual({
    ...PROPS,
    keyPrefix: 'sp',
    earlierKeyPrefixes: [],
    environment: 'live',
    revocationDelay: Duration.seconds(0),
    corsOrigins: [],
    publicRevocation: true,
    usage: false,
    securityPolicy: SecurityPolicy.TLS13_1_2_PFS_PQ_2025_09,
    removalPolicy: RemovalPolicy.RETAIN,
    authorizerMemorySize: 512,
    managementMemorySize: 512,
    managementTimeout: Duration.seconds(10),
    architecture: Architecture.ARM_64,
    tracing: true,
    logRetention: RetentionDays.THREE_MONTHS,
    expiryNoticeDays: [30, 14, 7, 1],
    changeEvents: false,
    enforcePlans: true,
    throttleRate: 1000,
    throttleBurst: 500,
    managementThrottleRate: 100,
    managementThrottleBurst: 200,
    alarmActions: [],
    authorizerFailureThreshold: 5,
    serverErrorPercent: 1,
    cloudWatchRole: false,
    outputs: false,
    portal: false,
  });
});

test.each<[string, Partial<SallyportProps>, string]>([
  ['a name with capitals', { name: 'Orders' }, 'name is "Orders"; allowed: 2 to 40 lower-case'],
  ['a name of one character', { name: 'o' }, 'name is "o"'],
  ['a name of 41 characters', { name: 'o'.repeat(41) }, 'allowed: 2 to 40'],
  ['a name that ends in a hyphen', { name: 'orders-' }, 'name is "orders-"'],
  ['a name that Cognito refuses', { name: 'laws' }, 'a name without "aws", "amazon" and "cognito"'],
  ['a prefix that Cognito refuses', { tokenDomainPrefix: 'my-cognito' }, 'tokenDomainPrefix is "my-cognito"'],
  ['a prefix with a dot', { tokenDomainPrefix: 'a.b' }, 'allowed: 1 to 63 lower-case'],
  ['a key prefix of one character', { keyPrefix: 's' }, 'keyPrefix is "s"; allowed: 2 to 10'],
  ['a key prefix with an underscore', { keyPrefix: 'my_api' }, 'keyPrefix is "my_api"'],
  ['the key prefix as an earlier one', { earlierKeyPrefixes: ['ord', 'sp'] }, 'allowed: a prefix other than keyPrefix'],
  [
    'an earlier prefix with a capital',
    { earlierKeyPrefixes: ['Sp'] },
    'an entry of earlierKeyPrefixes is "Sp"; allowed: 2',
  ],
  [
    'six earlier prefixes',
    { earlierKeyPrefixes: ['p1', 'p2', 'p3', 'p4', 'p5', 'p6'] },
    'a list of at most 5 prefixes',
  ],
  ['a third environment', { environment: 'prod' as 'live' }, 'environment is "prod"; allowed: "live" or "test"'],
  ['no scope', { scopes: {} }, 'the number of scopes is 0; allowed: 1 to 100'],
  ['101 scopes', { scopes: scopes(101) }, 'the number of scopes is 101'],
  ['a scope without a verb', { scopes: { orders: 'x' } }, 'a scope is "orders"; allowed: verb:resource'],
  ['a scope of 65 characters', { scopes: { [`read:${'o'.repeat(60)}`]: 'x' } }, 'at most 64 characters'],
  ['a scope with a wildcard', { scopes: { 'read:*': 'x' } }, 'a scope is "read:*"'],
  ['scopes too long for an environment', { scopes: scopes(60, `read:${'o'.repeat(50)}`) }, 'up to 3000 characters'],
  [
    'a scope without description',
    { scopes: { 'read:a': '' } },
    'the description of scope read:a is ""; allowed: 1 to 256',
  ],
  ['a delay beyond an hour', { revocationDelay: Duration.seconds(3601) }, 'allowed: whole seconds, 0 to 3600'],
  ['a delay in milliseconds', { revocationDelay: Duration.millis(1500) }, 'allowed: whole seconds'],
  ['a longest life of nothing', { maxKeyLifetime: Duration.days(0) }, 'allowed: whole days, 1 to 36500'],
  ['a longest life of half a day', { maxKeyLifetime: Duration.hours(36) }, 'allowed: whole days, 1 to 36500'],
  ['a longest life of a century and a day', { maxKeyLifetime: Duration.days(36_501) }, 'allowed: whole days'],
  ['a default life of nothing', { defaultKeyLifetime: Duration.days(0) }, 'allowed: whole days, 1 to 36500'],
  ['a default life of half a day', { defaultKeyLifetime: Duration.hours(36) }, 'allowed: whole days'],
  [
    'a default life above the longest',
    { defaultKeyLifetime: Duration.days(91), maxKeyLifetime: Duration.days(90) },
    'defaultKeyLifetime is "91 days"; allowed: whole days, 1 to 90',
  ],
  [
    'no enforcing without plans',
    { enforcePlans: false },
    'enforcePlans is false, but there are no plans to enforce; set plans, or leave it out',
  ],
  ['enforcing without plans', { enforcePlans: true }, 'enforcePlans is true, but there are no plans to enforce'],
  ['no plans at all', { plans: {} }, 'the number of plans is 0; allowed: 1 to 100; without plans leave out the prop'],
  [
    'more plans than a stack can have',
    { plans: Object.fromEntries(Array.from({ length: 101 }, (_, at) => [`p${at}`, { ratePerSecond: 1, burst: 1 }])) },
    'the number of plans is 101; allowed: 1 to 100',
  ],
  [
    'more plans and scopes than fit into an environment',
    {
      scopes: scopes(100, 'read:orders-'),
      plans: Object.fromEntries(
        Array.from({ length: 50 }, (_, at) => [
          `plan-with-a-long-name-${at}`,
          { ratePerSecond: 1_000, burst: 1_000, quota: { limit: 1_000_000, period: 'month' } } as const,
        ]),
      ),
    },
    'the length of all plans and scopes together is',
  ],
  [
    'a plan with a name of other form',
    { plans: { Free: { ratePerSecond: 1, burst: 1 } } },
    'the name of a plan is "Free"; allowed: 1 to 30 lower-case letters, digits and hyphens, beginning with a letter, and not',
  ],
  ['a plan with the name of the built-in one', { plans: { unlimited: FREE } }, 'the name of a plan is "unlimited"'],
  [
    'a plan with a name that each scope of constructs has already',
    { plans: { constructor: FREE } },
    'the name of a plan is "constructor"; allowed: 1 to 30 lower-case letters, digits and hyphens, beginning with a letter, ' +
      'and not "unlimited" or "constructor"',
  ],
  [
    'a plan without a rate',
    { plans: { free: { ...FREE, ratePerSecond: 0 } } },
    'ratePerSecond of the plan free is 0; allowed: a whole number, 1 to 2147483647',
  ],
  [
    'a plan with half a burst',
    { plans: { free: { ...FREE, burst: 0.5 } } },
    'burst of the plan free is 0.5; allowed: a whole number, 1 to 2147483647',
  ],
  [
    'a rate that no number in digits is',
    { plans: { free: { ...FREE, ratePerSecond: 1e21 } } },
    'ratePerSecond of the plan free is 1e+21; allowed: a whole number, 1 to 2147483647',
  ],
  [
    'a burst beyond what API Gateway takes',
    { plans: { free: { ...FREE, burst: 2_147_483_648 } } },
    'burst of the plan free is 2147483648; allowed: a whole number, 1 to 2147483647',
  ],
  [
    'a quota beyond what API Gateway takes',
    { plans: { free: { ...FREE, quota: { limit: 2_147_483_648, period: 'day' } } } },
    'the quota’s limit of the plan free is 2147483648; allowed: a whole number, 1 to 2147483647',
  ],
  [
    'a throttle beyond what API Gateway takes',
    { throttleBurst: 2_147_483_648 },
    'throttleBurst is 2147483648; allowed: a whole number, 1 to 2147483647',
  ],
  [
    'a quota of nothing',
    { plans: { free: { ...FREE, quota: { limit: 0, period: 'day' } } } },
    'the quota’s limit of the plan free is 0; allowed: a whole number, 1 to 2147483647',
  ],
  [
    'a quota a year',
    { plans: { free: { ...FREE, quota: { limit: 1, period: 'year' as 'day' } } } },
    'the quota’s period of the plan free is "year"; allowed: "day", "week", "month"',
  ],
  [
    'a plan with a misspelt member',
    { plans: { free: withMore(FREE, 'quotas') } },
    'quotas is not a member of the plan free. Did you mean quota?',
  ],
  [
    'a quota with a misspelt member',
    { plans: { free: { ...FREE, quota: withMore({ limit: 1, period: 'day' } as const, 'offset') } } },
    'offset is not a member of the quota of the plan free; allowed: limit, period',
  ],
  ['a policy the table cannot have', { removalPolicy: RemovalPolicy.SNAPSHOT }, 'removalPolicy is "snapshot"'],
  [
    'a policy with TLS 1.0',
    { securityPolicy: SecurityPolicy.TLS_1_0 },
    'securityPolicy is "TLS_1_0"; allowed: SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09, SecurityPolicy_TLS13_1_2_PQ_2025_09',
  ],
  [
    'a policy of CloudFront',
    { securityPolicy: SecurityPolicy.TLS13_2025_EDGE },
    'securityPolicy is "SecurityPolicy_TLS13',
  ],
  [
    'less memory than a function may have',
    { authorizerMemorySize: 127 },
    'authorizerMemorySize is 127; allowed: a whole number of MiB, 128 to 10240',
  ],
  [
    'more memory than a function may have',
    { authorizerMemorySize: 10_241 },
    'authorizerMemorySize is 10241; allowed: a whole number of MiB, 128 to 10240',
  ],
  [
    'half a MiB of memory',
    { authorizerMemorySize: 128.5 },
    'authorizerMemorySize is 128.5; allowed: a whole number of MiB, 128 to 10240',
  ],
  [
    'no concurrency at all',
    { reservedConcurrency: 0 },
    'reservedConcurrency is 0; allowed: a whole number, 1 to 2147483647',
  ],
  [
    'less memory than MiB',
    { managementMemorySize: 64 },
    'managementMemorySize is 64; allowed: a whole number of MiB, 128',
  ],
  [
    'a time limit beyond API Gateway’s',
    { managementTimeout: Duration.seconds(30) },
    'managementTimeout is "30 seconds"; allowed: whole seconds, 5 to 29',
  ],
  ['too short a time limit', { managementTimeout: Duration.seconds(4) }, 'managementTimeout is "4 seconds"'],
  ['no VPC for subnets', { vpcSubnets: {} }, 'vpc is undefined; allowed: the VPC that vpcSubnets belongs to'],
  ['no VPC for groups', { securityGroups: [] }, 'vpc is undefined; allowed: the VPC that securityGroups belongs to'],
  [
    'no day to restore',
    { pointInTimeRecoveryDays: 0 },
    'pointInTimeRecoveryDays is 0; allowed: a whole number of days, 1',
  ],
  ['a day too many to restore', { pointInTimeRecoveryDays: 36 }, 'a whole number of days, 1 to 35'],
  [
    'a token for too short',
    { operatorTokenValidity: Duration.minutes(4) },
    'operatorTokenValidity is "4 minutes"; allowed: whole minutes, 5 to 1440',
  ],
  ['a token for too long', { operatorTokenValidity: Duration.hours(25) }, 'operatorTokenValidity is "1 day 1 hour"'],
  ['a token for half a minute more', { operatorTokenValidity: Duration.seconds(330) }, 'allowed: whole minutes, 5'],
  [
    'a token endpoint without its pool',
    { tokenUrl: 'https://a.example/oauth2/token' },
    'userPool is undefined; allowed: the',
  ],
  ['no throttle', { throttleRate: 0 }, 'throttleRate is 0; allowed: a whole number, 1 to 2147483647'],
  ['half a burst', { throttleBurst: 0.5 }, 'throttleBurst is 0.5; allowed: a whole number, 1 to 2147483647'],
  [
    'no managing',
    { managementThrottleRate: 0 },
    'managementThrottleRate is 0; allowed: a whole number, 1 to 2147483647',
  ],
  ['no managing at once', { managementThrottleBurst: -1 }, 'managementThrottleBurst is -1; allowed: a whole number'],
  [
    'an alarm on nothing',
    { authorizerFailureThreshold: 0 },
    'authorizerFailureThreshold is 0; allowed: a whole number, 1 to 2147483647',
  ],
  [
    'an alarm at no percent',
    { serverErrorPercent: 0 },
    'serverErrorPercent is 0; allowed: a percentage above 0, up to 100',
  ],
  ['an alarm that never goes off', { serverErrorPercent: 101 }, 'serverErrorPercent is 101; allowed: a percentage'],
  ['a web ACL of CloudFront', { webAclArn: 'arn:aws:wafv2:us-east-1:1:global/webacl/a/b' }, 'a regional WAFv2 web ACL'],
  [
    'an origin with a path',
    { corsOrigins: ['https://a.example/'] },
    'an origin in corsOrigins is "https://a.example/"',
  ],
  ['an origin without scheme', { corsOrigins: ['a.example'] }, 'the scheme and host of a web page'],
])('refuses %s and says what is allowed', (_, props, message) => {
  expect(settings(props)).toThrow(message);
});

/** What an app in plain JavaScript may pass. */
test.each<[string, unknown, string]>([
  ['no settings', undefined, 'the props argument is undefined; allowed: an object with at least name and scopes'],
  ['a list of settings', [], 'the props argument is []'],
  ['no name', { ...PROPS, name: undefined }, 'name is undefined; allowed: a string'],
  ['a text as earlier prefixes', { ...PROPS, earlierKeyPrefixes: 'sp' }, 'earlierKeyPrefixes is "sp"; allowed: a list'],
  ['a number as earlier prefix', { ...PROPS, earlierKeyPrefixes: [55] }, 'an entry of earlierKeyPrefixes is 55'],
  ['a number as key prefix', { ...PROPS, keyPrefix: 55 }, 'keyPrefix is 55; allowed: a string'],
  ['no scopes', { name: 'orders' }, 'scopes is undefined; allowed: an object of scopes and descriptions'],
  ['a list of scopes', { ...PROPS, scopes: ['read:orders'] }, 'scopes is ["read:orders"]'],
  ['a delay as number', { ...PROPS, revocationDelay: 60 }, 'revocationDelay is 60; allowed: a Duration, such as'],
  ['days as number', { ...PROPS, maxKeyLifetime: 90 }, 'maxKeyLifetime is 90; allowed: a Duration, such as'],
  ['a list of plans', { ...PROPS, plans: ['free'] }, 'plans is ["free"]; allowed: an object, such as { free: {'],
  [
    'a rate as plan',
    { ...PROPS, plans: { free: 5 } },
    'the plan free is 5; allowed: an object, such as { ratePerSecond',
  ],
  [
    'a number as quota',
    { ...PROPS, plans: { free: { ...FREE, quota: 10 } } },
    'the quota of the plan free is 10; allowed: { limit: 10_000, period: "month" }',
  ],
  ['a delay of no Duration', { ...PROPS, revocationDelay: {} }, 'revocationDelay is {}'],
  [
    'one origin as text',
    { ...PROPS, corsOrigins: 'https://a.example' },
    'corsOrigins is "https://a.example"; allowed: a',
  ],
  [
    'a number as time limit',
    { ...PROPS, managementTimeout: 10 },
    'managementTimeout is 10; allowed: a Duration, such as',
  ],
  [
    'a text as architecture',
    { ...PROPS, architecture: 'arm64' },
    'architecture is "arm64"; allowed: Architecture.ARM_64 or',
  ],
  ['days that no log has', { ...PROPS, logRetention: 42 }, 'logRetention is 42; allowed: a value of RetentionDays'],
  ['a third plan', { ...PROPS, featurePlan: 'GOLD' }, 'featurePlan is "GOLD"; allowed: a value of FeaturePlan'],
  ['tracing as text', { ...PROPS, tracing: 'off' }, 'tracing is "off"; allowed: true or false'],
  [
    'one group',
    { ...PROPS, vpc: {}, securityGroups: 'sg-1' },
    'the type of securityGroups is "string"; allowed: a list of',
  ],
  [
    'no group',
    { ...PROPS, vpc: {}, securityGroups: [] },
    'the number of securityGroups is 0; allowed: a whole number, 1 to 5',
  ],
  [
    'one action',
    { ...PROPS, alarmActions: {} },
    'the type of alarmActions is "object"; allowed: a list of alarm actions',
  ],
  ['no address for alarms', { ...PROPS, alarmEmail: 'on-call' }, 'alarmEmail is "on-call"; allowed: an e-mail address'],
  ['a list of addresses', { ...PROPS, alarmEmail: ['a@example.com'] }, 'alarmEmail is ["a@example.com"]'],
  [
    'a FIFO topic',
    { ...PROPS, alarmTopicArn: 'arn:aws:sns:eu-west-1:1:alarms.fifo' },
    'alarmTopicArn is "arn:aws:sns:eu-west-1:1:alarms.fifo"; allowed: the',
  ],
  ['a text as action', { ...PROPS, alarmActions: ['arn'] }, 'the type of alarmActions is "object"; allowed: a list'],
  [
    'no https at the token endpoint',
    { ...PROPS, userPool: {}, tokenUrl: 'http://a.example/oauth2/token' },
    'tokenUrl is "http://a.example/oauth2/token"; allowed: https:// and a domain, and /oauth2/token behind it',
  ],
  [
    'two names of the token domain',
    { ...PROPS, userPool: {}, tokenUrl: 'https://a.example/oauth2/token', tokenDomainPrefix: 'a' },
    'tokenDomainPrefix is "a"; allowed: nothing beside tokenUrl',
  ],
  [
    'a switch of plans as text',
    { ...PROPS, plans: { free: FREE }, enforcePlans: 'no' },
    'enforcePlans is "no"; allowed: true or false',
  ],
  ['a switch as text', { ...PROPS, publicRevocation: 'false' }, 'publicRevocation is "false"; allowed: true or false'],
])('refuses %s in the caller’s words and not in the engine’s', (_, props, message) => {
  expect(() => settingsOf(props as SallyportProps)).toThrow(`Sallyport: ${message}`);
});

test.each<[string, object]>([
  ['throttleRate has no effect on the api', { api: {}, throttleRate: 5 }],
  ['throttleBurst has no effect on the api', { api: {}, throttleBurst: 5 }],
  ['tableEncryptionKey has no effect on the table', { table: {}, tableEncryptionKey: {} }],
  ['pointInTimeRecoveryDays has no effect on the table', { table: {}, pointInTimeRecoveryDays: 7 }],
  ['featurePlan has no effect on the userPool', { userPool: {}, featurePlan: 'LITE' }],
])('%s that a deployer passes, which is said and not ignored', (message, props) => {
  expect(settings(props)).toThrow(`Sallyport: ${message} that you pass; set it on that `);
});

test('the longest and the shortest of everything is taken', () => {
  expect(settings({ name: 'ab', keyPrefix: 'k1', revocationDelay: Duration.hours(1) })).not.toThrow();
  expect(settings({ name: `a${'-'.repeat(38)}b`, keyPrefix: 'k'.repeat(10), scopes: scopes(100) })).not.toThrow();
  expect(settings({ corsOrigins: ['*', 'http://localhost:3000'], reservedConcurrency: 1 })).not.toThrow();
  expect(settings({ tokenDomainPrefix: 'a'.repeat(63), name: 'aws-api' })).not.toThrow();
  expect(settings({ managementTimeout: Duration.seconds(5), operatorTokenValidity: Duration.days(1) })).not.toThrow();
  expect(
    settings({ managementTimeout: Duration.seconds(29), operatorTokenValidity: Duration.minutes(5) }),
  ).not.toThrow();
  expect(settings({ pointInTimeRecoveryDays: 1, managementMemorySize: 10_240, serverErrorPercent: 100 })).not.toThrow();
  expect(settings({ pointInTimeRecoveryDays: 35, managementMemorySize: 128, serverErrorPercent: 0.1 })).not.toThrow();
});

test('a scope that the functions would not take is not taken here', () => {
  const taken = ['read:orders', 'a:b', 'read:a.b_c-d'];
  const refused = ['Read:orders', 'read:', ':orders', 'read:a:b', 'read:-a', 'read orders', ''];

  for (const scope of taken) expect(settings({ scopes: { [scope]: 'x' } })).not.toThrow();
  for (const scope of refused) expect(settings({ scopes: { [scope]: 'x' } })).toThrow('a scope is');
  expect([taken.every(isScope), refused.some(isScope)]).toEqual([true, false]);
});

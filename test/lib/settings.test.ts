import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { SecurityPolicy } from 'aws-cdk-lib/aws-apigateway';
import { isScope } from '../../lambda/domain/scopes';
import type { SallyportProps } from '../../lib/sallyport-props';
import { settingsOf } from '../../lib/settings';
import { PROPS } from './support';

const settings = (props: Partial<SallyportProps>) => () => settingsOf({ ...PROPS, ...props });
const scopes = (count: number, name = 'read:thing-') =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`${name}${at}`, 'Read']));

test('what is not set has the documented default', () => {
  expect(settings({})()).toEqual({
    ...PROPS,
    keyPrefix: 'sp',
    environment: 'live',
    revocationDelay: Duration.seconds(0),
    corsOrigins: [],
    publicRevocation: true,
    securityPolicy: SecurityPolicy.TLS13_1_2_PFS_PQ_2025_09,
    removalPolicy: RemovalPolicy.RETAIN,
    authorizerMemorySize: 512,
    cloudWatchRole: false,
    outputs: false,
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
  ['no concurrency at all', { reservedConcurrency: 0 }, 'reservedConcurrency is 0; allowed: a whole number from 1'],
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
  ['a number as key prefix', { ...PROPS, keyPrefix: 55 }, 'keyPrefix is 55; allowed: a string'],
  ['no scopes', { name: 'orders' }, 'scopes is undefined; allowed: an object of scopes and descriptions'],
  ['a list of scopes', { ...PROPS, scopes: ['read:orders'] }, 'scopes is ["read:orders"]'],
  ['a delay as number', { ...PROPS, revocationDelay: 60 }, 'revocationDelay is 60; allowed: a Duration, such as'],
  ['a delay of no Duration', { ...PROPS, revocationDelay: {} }, 'revocationDelay is {}'],
  [
    'one origin as text',
    { ...PROPS, corsOrigins: 'https://a.example' },
    'corsOrigins is "https://a.example"; allowed: a',
  ],
  ['a switch as text', { ...PROPS, publicRevocation: 'false' }, 'publicRevocation is "false"; allowed: true or false'],
])('refuses %s in the caller’s words and not in the engine’s', (_, props, message) => {
  expect(() => settingsOf(props as SallyportProps)).toThrow(`Sallyport: ${message}`);
});

test('the longest and the shortest of everything is taken', () => {
  expect(settings({ name: 'ab', keyPrefix: 'k1', revocationDelay: Duration.hours(1) })).not.toThrow();
  expect(settings({ name: `a${'-'.repeat(38)}b`, keyPrefix: 'k'.repeat(10), scopes: scopes(100) })).not.toThrow();
  expect(settings({ corsOrigins: ['*', 'http://localhost:3000'], reservedConcurrency: 1 })).not.toThrow();
  expect(settings({ tokenDomainPrefix: 'a'.repeat(63), name: 'aws-api' })).not.toThrow();
});

test('a scope that the functions would not take is not taken here', () => {
  const taken = ['read:orders', 'a:b', 'read:a.b_c-d'];
  const refused = ['Read:orders', 'read:', ':orders', 'read:a:b', 'read:-a', 'read orders', ''];

  for (const scope of taken) expect(settings({ scopes: { [scope]: 'x' } })).not.toThrow();
  for (const scope of refused) expect(settings({ scopes: { [scope]: 'x' } })).toThrow('a scope is');
  expect([taken.every(isScope), refused.some(isScope)]).toEqual([true, false]);
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { settingsFromContext } from '../../sample/settings-from-context';

const NEEDED = { name: 'orders', scopes: { 'read:orders': 'Read orders' } };
const read = (context: Record<string, unknown>) => settingsFromContext(new App({ context }).node);

test('only name and scopes are needed, and nothing is set that context does not set', () => {
  expect(read(NEEDED)).toEqual(NEEDED);
});

test('settings are read from cdk.json’s values and from the command line’s texts alike', () => {
  const expected = {
    ...NEEDED,
    keyPrefix: 'acme',
    earlierKeyPrefixes: ['sp', 'ord'],
    environment: 'test',
    revocationDelay: Duration.seconds(30),
    removalPolicy: RemovalPolicy.DESTROY,
    tokenDomainPrefix: 'acme-orders',
    corsOrigins: ['https://a.example', 'https://b.example'],
    publicRevocation: false,
    webAclArn: 'arn:aws:wafv2:eu-west-1:111111111111:regional/webacl/orders/0',
    alarmEmail: 'on-call@example.com',
    alarmTopicArn: 'arn:aws:sns:eu-west-1:111111111111:alarms',
    cloudWatchRole: true,
    tokenCache: false,
    portal: false,
  };
  const texts = {
    ...expected,
    scopes: '{"read:orders":"Read orders"}',
    revocationDelay: '30',
    removalPolicy: 'DESTROY',
    earlierKeyPrefixes: 'sp,ord',
    corsOrigins: 'https://a.example,https://b.example',
    publicRevocation: 'false',
    cloudWatchRole: 'true',
    tokenCache: 'false',
    portal: 'false',
  };

  expect(read({ ...expected, revocationDelay: 30 })).toEqual(expected);
  expect(read(texts)).toEqual(expected);
});

test.each([
  [{ name: undefined }, 'context name is missing; allowed: a string'],
  [{ name: 7 }, 'context name is 7; allowed: a string'],
  [{ scopes: undefined }, 'context scopes is missing; allowed: an object of strings'],
  [{ scopes: ['read:orders'] }, 'context scopes is ["read:orders"]; allowed: an object of strings'],
  [{ scopes: '{' }, 'context scopes is "{"'],
  [{ scopes: { 'read:orders': 1 } }, 'context scopes is {"read:orders":1}'],
  [{ environment: 'prod' }, 'context environment is "prod"; allowed: live or test'],
  [{ revocationDelay: '30s' }, 'context revocationDelay is "30s"; allowed: whole seconds, 0 to 3600'],
  [{ revocationDelay: -1 }, 'context revocationDelay is -1'],
  [{ revocationDelay: 1.5 }, 'context revocationDelay is 1.5'],
  [{ removalPolicy: 'snapshot' }, 'context removalPolicy is "snapshot"; allowed: retain or destroy'],
  [{ publicRevocation: 'no' }, 'context publicRevocation is "no"; allowed: true or false'],
  [{ corsOrigins: 7 }, 'context corsOrigins is 7; allowed: a list of strings'],
  [{ tokenCache: 'off' }, 'context tokenCache is "off"; allowed: true or false'],
  [{ portal: 'off' }, 'context portal is "off"; allowed: true or false'],
  [{ tokencache: true }, 'context tokencache is not a setting'],
  [{ cloudWatchRole: {} }, 'context cloudWatchRole is {}; allowed: true or false'],
  [
    { revocationdelay: 60 },
    'context revocationdelay is not a setting; allowed: name, scopes, keyPrefix, earlierKeyPrefixes, ',
  ],
  [{ enviroment: 'test' }, 'context enviroment is not a setting'],
])('a wrong value stops the synth with its name and what is allowed: %j', (wrong, message) => {
  expect(() => read({ ...NEEDED, ...wrong })).toThrow(message);
});

test('what the CDK and its command line keep in context is not taken for a setting', () => {
  const ofTheCdk = {
    '@aws-cdk/core:checkSecretUsage': true,
    'aws:cdk:enable-path-metadata': true,
    'aws-cdk:enableDiffNoFail': true,
    'availability-zones:account=111111111111:region=eu-west-1': ['eu-west-1a'],
    'acknowledged-issue-numbers': [32775],
    'cli-telemetry': false,
  };

  expect(read({ ...NEEDED, ...ofTheCdk })).toEqual(NEEDED);
});

test('the README names each setting, in the order of the message about an unknown one', () => {
  const listed = /allowed: (.*), and the context keys/.exec(messageOf(() => read({ ...NEEDED, none: 1 })))?.[1];
  const readme = readFileSync(join(__dirname, '..', '..', 'README.md'), 'utf8');
  const [, named = ''] = /`cdk\.json` context of the same names \(([^)]*)\)/.exec(readme) ?? [];

  expect(listed).toContain('name, scopes');
  expect(named.replaceAll('`', '')).toBe(listed);
});

function messageOf(fails: () => unknown): string {
  try {
    fails();
    return '';
  } catch (error) {
    return String(error);
  }
}

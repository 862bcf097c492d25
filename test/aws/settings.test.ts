import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Variables } from '../../lambda/aws/environment';
import { authorizerSettings, keyDoorSettings, tokenSettings } from '../../lambda/aws/settings/door-settings';
import {
  issuerSettings,
  keySettings,
  managementSettings,
  scopeDescriptions,
  tokenCacheSettings,
} from '../../lambda/aws/settings/function-settings';
import { InvariantError } from '../../lambda/domain/outcome';
import { plansFrom } from '../../lambda/domain/plans';

const ISSUER = 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbCdEf123';
const good: Variables = {
  TABLE_NAME: 'Stack-Table-1',
  KEY_PREFIX: 'sp',
  ENVIRONMENT: 'test',
  SCOPES: 'read:orders write:orders',
  ISSUER,
  MANAGEMENT_RESOURCE_SERVER: 'orders-management',
  BOOTSTRAP_OPERATOR: '1h57kf5cpq17m0eml12EXAMPLE',
  DEFAULT_KEY_LIFETIME_DAYS: '30',
  MAX_KEY_LIFETIME_DAYS: '365',
  USAGE: 'counted',
  KEY_SET_URL: 'http://127.0.0.1:4000/pool/.well-known/jwks.json',
  RESOURCE_SERVERS: 'orders orders-accounts',
  USER_POOL_ID: 'eu-central-1_AbCdEf123',
  ACCOUNTS_RESOURCE_SERVER: 'orders-accounts',
  CACHE_TABLE_NAME: 'Stack-Cache-1',
  TOKEN_URL: 'https://orders.auth.eu-central-1.amazoncognito.com/oauth2/token',
  PLANS: 'free 5 10 10000 month,pro 100 200',
  NATIVE_KEY_PREFIX: '0123456789-orders-live',
  ROUTES: 'eJyrVspMUbIy0VHKSyxJLVayUlAqSi0GAE==',
};

const PLANS = plansFrom('free 5 10 10000 month,pro 100 200', '0123456789-orders-live');

const everything = (variables: Variables) => [
  keySettings(variables),
  managementSettings(variables),
  authorizerSettings(variables),
  tokenSettings(variables),
  issuerSettings(variables),
  tokenCacheSettings(variables),
];

it('settings are read as they are', () => {
  const [keys, management, authorizer, tokens, issuer, cache] = everything(good);

  expect(keys).toEqual({ tableName: 'Stack-Table-1', keyPrefix: 'sp', environment: 'test' });
  expect(management).toEqual({
    ...keys,
    catalogue: ['read:orders', 'write:orders'],
    issuer: ISSUER,
    managementServer: 'orders-management',
    bootstrapOperator: '1h57kf5cpq17m0eml12EXAMPLE',
    defaultKeyLifetimeDays: 30,
    maxKeyLifetimeDays: 365,
    countsUsage: true,
    plans: PLANS,
  });
  expect(tokens).toEqual({
    issuer: ISSUER,
    keySetUrl: good['KEY_SET_URL'],
    resourceServers: ['orders', 'orders-accounts'],
  });
  expect(issuer).toEqual({
    userPoolId: 'eu-central-1_AbCdEf123',
    accountsServer: 'orders-accounts',
    managementServer: 'orders-management',
    issuer: ISSUER,
    keySetUrl: good['KEY_SET_URL'],
    plans: PLANS,
  });
  expect(cache).toEqual({
    tableName: 'Stack-Table-1',
    cacheTableName: 'Stack-Cache-1',
    tokenUrl: 'https://orders.auth.eu-central-1.amazoncognito.com/oauth2/token',
    bootstrapOperator: '1h57kf5cpq17m0eml12EXAMPLE',
  });
  expect(authorizer).toEqual({
    ...tokens,
    tableName: 'Stack-Table-1',
    keyPrefixes: ['sp'],
    environment: 'test',
    routes: good['ROUTES'],
    plans: PLANS,
  });
  expect(keySettings({ ...good, ENVIRONMENT: 'live' }).environment).toBe('live');
});

it('earlier prefixes of keys stand behind the present one', () => {
  expect(keyDoorSettings({ ...good, EARLIER_KEY_PREFIXES: 'acme ord' }).keyPrefixes).toEqual(['sp', 'acme', 'ord']);
});

it('forms of imported keys are read where they are set, and there are none where they are not', () => {
  const { imported } = keySettings({ ...good, IMPORTED_KEYS: 'un[.]key_[0-9a-f]{16,32} [0-9A-Za-z]{40}' });

  expect([`un.key_${'0'.repeat(16)}`, 'A'.repeat(40), 'A'.repeat(39)].map((text) => imported?.isForm(text))).toEqual([
    ...[true, true, false],
  ]);
  expect(keySettings(good).imported).toBeUndefined();
});

it('a lifetime of keys that is not set is none', () => {
  const unset = { ...good, DEFAULT_KEY_LIFETIME_DAYS: undefined, MAX_KEY_LIFETIME_DAYS: undefined };

  const { defaultKeyLifetimeDays, maxKeyLifetimeDays } = managementSettings(unset);

  expect([defaultKeyLifetimeDays, maxKeyLifetimeDays]).toEqual([undefined, undefined]);
});

it('usage that is not said to be counted is not', () => {
  expect(managementSettings({ ...good, USAGE: undefined }).countsUsage).toBe(false);
});

it('a deployment without plans has none, and needs no native keys', () => {
  const unset = { ...good, PLANS: undefined, NATIVE_KEY_PREFIX: undefined };

  expect([authorizerSettings(unset).plans, managementSettings(unset).plans]).toEqual([undefined, undefined]);
  expect(issuerSettings(unset).plans).toBeUndefined();
});

const wrong: readonly (readonly [string, string | undefined])[] = [
  ...Object.keys(good)
    .filter((name) => !name.endsWith('_DAYS') && !['USAGE', 'PLANS', 'IMPORTED_KEYS'].includes(name))
    .map((name) => [name, undefined] as [string, undefined]),
  ...Object.keys(good).map((name) => [name, ''] as [string, string]),
  ['TABLE_NAME', 'no table'],
  ['DEFAULT_KEY_LIFETIME_DAYS', '0'],
  ['MAX_KEY_LIFETIME_DAYS', '1.5'],
  ['USAGE', 'true'],
  ['KEY_PREFIX', 'SP'],
  ['KEY_PREFIX', 'x'],
  ['EARLIER_KEY_PREFIXES', 'sp,ord'],
  ['ENVIRONMENT', 'production'],
  ['SCOPES', 'read:orders  write:orders'],
  ['SCOPES', 'read'],
  ['ISSUER', `${ISSUER}/`],
  ['ISSUER', 'cognito'],
  ['RESOURCE_SERVERS', 'orders a/b'],
  ['USER_POOL_ID', 'arn:aws:cognito-idp:eu-central-1:1:userpool/eu-central-1_AbCdEf123'],
  ['USER_POOL_ID', 'eu-central-1'],
  ['ACCOUNTS_RESOURCE_SERVER', 'orders/accounts'],
  ['ROUTES', '[]'],
  ['IMPORTED_KEYS', ''],
  ['IMPORTED_KEYS', '.*'],
  ['IMPORTED_KEYS', 'sk_[0-9A-Za-z]+'],
  ['IMPORTED_KEYS', 'sk_[0-9A-Za-z]{20}  [0-9A-Za-z]{40}'],
  ['IMPORTED_KEYS', '(sk_|x)[0-9A-Za-z]{20}'],
  ['PLANS', 'free'],
  ['PLANS', 'free 5 10 10000 year'],
  ['PLANS', 'free 5 10,'],
  ['NATIVE_KEY_PREFIX', 'orders live'],
];

it.each(wrong)('a wrong %s (%j) stops the start by name', (name, value) => {
  const start = () => everything({ ...good, [name]: value });

  expect(start).toThrow(InvariantError);
  expect(start).toThrow(name);
});

function folderWith(text?: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'scopes-'));
  if (text !== undefined) writeFileSync(join(folder, 'scopes.json'), text);
  return folder;
}

it('descriptions are read from beside the code', () => {
  expect([...scopeDescriptions(folderWith('{"read:orders":"Read orders"}'))]).toEqual([['read:orders', 'Read orders']]);
});

it('no file means no descriptions', () => {
  expect(scopeDescriptions(folderWith()).size).toBe(0);
});

it.each(['null', '7', '"x"'])('a file that holds %s stops the start', (text) => {
  expect(() => scopeDescriptions(folderWith(text))).toThrow('scopes.json must hold an object');
});

/**
 * A function's settings, read and checked once, at cold start: environment variables, and a file with the scopes'
 * descriptions. A wrong setting stops the function with an error that names the variable.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLIENT_ID, IMPORTED_FORM, type ImportedKeys, importedKeys, KEY_PREFIX } from '../domain/key-format';
import type { Environment } from '../domain/model';
import { InvariantError } from '../domain/outcome';
import { type DeploymentPlans, plansFrom } from '../domain/plans';
import { isScope } from '../domain/scopes';

export type Variables = Readonly<Record<string, string | undefined>>;

const TABLE = /^[A-Za-z0-9._-]{3,255}$/;
const URL_FORM = /^https?:\/\/[^\s]+[^\s/]$/;
const SERVER = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
const DAYS = /^[1-9]\d{0,4}$/;
const A_SERVER = 'the identifier of a resource server';
const POOL = /^[\w-]{1,55}_[0-9A-Za-z]+$/;

const readKeyPrefix = variable('KEY_PREFIX', KEY_PREFIX, '2 to 10 lower-case letters and digits');
const earlierPrefixes = list('EARLIER_KEY_PREFIXES', (prefix) => KEY_PREFIX.test(prefix));
const importedForms = list('IMPORTED_KEYS', (form) => IMPORTED_FORM.test(form));
const USAGE = variable('USAGE', /^counted$/, '"counted"');
/** As `plansText` writes one. */
const PLAN = '[a-z][a-z0-9-]{0,29} \\d+ \\d+(?: \\d+ (?:day|week|month))?';
const readPlans = variable(
  'PLANS',
  new RegExp(`^${PLAN}(?:,${PLAN})*$`),
  'a list of plans such as "free 5 10 10000 month,pro 100 200"',
);
const nativeKeyPrefix = variable('NATIVE_KEY_PREFIX', /^[a-z0-9-]{10,60}$/, 'the beginning of a native key');

/** Every setting: how it is read from the environment variables. */
const SETTINGS = {
  tableName: variable('TABLE_NAME', TABLE, 'a DynamoDB table name'),
  cacheTableName: variable('CACHE_TABLE_NAME', TABLE, 'a DynamoDB table name'),
  /** Of the keys that are issued. */
  keyPrefix: readKeyPrefix,
  /** Of the keys that are taken: the one of issued keys, and those of keys that were issued before it. */
  keyPrefixes: (variables: Variables): readonly string[] => [
    readKeyPrefix(variables),
    ...(variables['EARLIER_KEY_PREFIXES'] === undefined ? [] : earlierPrefixes(variables)),
  ],
  environment: (variables: Variables): Environment =>
    variable('ENVIRONMENT', /^(?:live|test)$/, '"live" or "test"')(variables) === 'live' ? 'live' : 'test',
  /** The guarded API's scopes. */
  catalogue: list('SCOPES', isScope),
  /** Issuer of the access tokens. */
  issuer: variable('ISSUER', URL_FORM, 'the issuer URL of a user pool'),
  keySetUrl: variable('KEY_SET_URL', URL_FORM, 'the URL of a key set'),
  /** A token's scope `orders/read:orders` counts as `read:orders` when `orders` is one of these. */
  resourceServers: list('RESOURCE_SERVERS', (word) => SERVER.test(word)),
  /** Resource server whose scopes are management scopes, for example `orders-management`. */
  managementServer: variable('MANAGEMENT_RESOURCE_SERVER', SERVER, A_SERVER),
  /** Resource server of accounts' clients, for example `orders-accounts`. */
  accountsServer: variable('ACCOUNTS_RESOURCE_SERVER', SERVER, A_SERVER),
  /** Days. Only the function that issues keys has them. */
  defaultKeyLifetimeDays: days('DEFAULT_KEY_LIFETIME_DAYS'),
  maxKeyLifetimeDays: days('MAX_KEY_LIFETIME_DAYS'),
  /** Whether the deployment counts usage. Only the functions that show usage have the variable. */
  countsUsage: (variables: Variables): boolean => variables.USAGE !== undefined && USAGE(variables) === 'counted',
  /** Days before a key's end at which the daily task tells of it. */
  expiryNoticeDays: (variables: Variables): readonly number[] =>
    variables.EXPIRY_NOTICE_DAYS === undefined ? [] : readNoticeDays(variables).map(Number),
  inactivityDays: days('INACTIVITY_DAYS'),
  busName: variable('EVENT_BUS_NAME', /^[\w./-]{1,256}$/, 'the name of an event bus'),
  eventSource: variable('EVENT_SOURCE', /^[\w.-]{1,256}$/, 'a source of events, such as sallyport.orders'),
  /** Client id of the operator that the stack makes. */
  bootstrapOperator: variable('BOOTSTRAP_OPERATOR', CLIENT_ID, 'the id of a Cognito app client'),
  /** The people's user pool. Undefined in a deployment without a portal. */
  people: (variables: Variables) =>
    variables['PEOPLE_ISSUER'] === undefined
      ? undefined
      : {
          issuer: readPeopleIssuer(variables),
          server: variable('PEOPLE_RESOURCE_SERVER', SERVER, A_SERVER)(variables),
          operatorsGroup: variable('PEOPLE_OPERATORS_GROUP', /^[\w-]{1,128}$/, 'the name of a group')(variables),
        },
  peoplePoolId: variable('PEOPLE_POOL_ID', POOL, 'the id of a user pool'),
  userPoolId: variable('USER_POOL_ID', POOL, 'the id of a user pool'),
  /** Cognito's token endpoint. */
  tokenUrl: variable('TOKEN_URL', URL_FORM, 'the URL of a token endpoint'),
  /** Undefined if the deployment has no imported keys. */
  imported: (variables: Variables): ImportedKeys | undefined =>
    variables['IMPORTED_KEYS'] === undefined ? undefined : importedKeys(importedForms(variables)),
  /** Undefined in a deployment without plans. */
  plans: (variables: Variables): DeploymentPlans | undefined =>
    variables.PLANS === undefined ? undefined : plansFrom(readPlans(variables), nativeKeyPrefix(variables)),
  /** The encoded route table (`route-table.ts`). */
  routes: variable('ROUTES', /^[A-Za-z0-9+/]+={0,2}$/, 'the encoded route table (base64)'),
};
const readPeopleIssuer = variable('PEOPLE_ISSUER', URL_FORM, 'the issuer URL of a user pool');
const readNoticeDays = list('EXPIRY_NOTICE_DAYS', (word) => DAYS.test(word));
type SettingName = keyof typeof SETTINGS;
type Settings<N extends SettingName> = { readonly [K in N]: ReturnType<(typeof SETTINGS)[K]> };

const settingsOf =
  <const N extends SettingName>(...names: readonly N[]) =>
  (variables: Variables): Settings<N> =>
    // The compiler does not see that each name gets the value of its own setting.
    Object.fromEntries(names.map((name) => [name, SETTINGS[name](variables)])) as Settings<N>;

const KEYS = ['tableName', 'keyPrefix', 'environment', 'imported'] as const;
const KEY_DOOR = ['keyPrefixes', 'environment', 'imported'] as const;
const TOKENS = ['issuer', 'keySetUrl', 'resourceServers'] as const;

/** Settings of the functions that make API keys, or show or revoke them. */
export const keySettings = settingsOf(...KEYS);
/** Settings of the functions of the management API. */
export const managementSettings = settingsOf(
  ...KEYS,
  ...(['catalogue', 'issuer', 'managementServer', 'bootstrapOperator', 'people'] as const),
  ...(['defaultKeyLifetimeDays', 'maxKeyLifetimeDays', 'countsUsage', 'plans'] as const),
);
/** Settings of the function that changes app clients in the user pool, and native keys at API Gateway. */
export const issuerSettings = settingsOf(
  'userPoolId',
  'accountsServer',
  'managementServer',
  'issuer',
  'keySetUrl',
  'plans',
);
/** Settings of the function that serves people. */
export const peopleSettings = settingsOf('peoplePoolId');
/** Settings of the functions that check access tokens. */
export const tokenSettings = settingsOf(...TOKENS);
/** Settings of the functions that verify API keys. */
export const keyDoorSettings = settingsOf(...KEY_DOOR);
export const authorizerSettings = settingsOf('tableName', ...KEY_DOOR, ...TOKENS, 'routes', 'plans');
export const tokenCacheSettings = settingsOf('tableName', 'cacheTableName', 'tokenUrl', 'bootstrapOperator');
/** Settings of the function that counts usage. */
export const usageSettings = settingsOf('tableName');
/** Settings of the function that passes changes on to the event bus. */
export const busSettings = settingsOf('busName', 'eventSource');
/** Settings of the daily task. */
export const dailySettings = settingsOf('expiryNoticeDays', 'inactivityDays', 'countsUsage');
export type KeySettings = ReturnType<typeof keySettings>;
export type TokenSettings = ReturnType<typeof tokenSettings>;

/**
 * Descriptions by scope, from `scopes.json` in the folder of the function's code. Empty without that file. A file,
 * because Lambda allows 4 KB for all environment variables: too little for the descriptions of a hundred scopes.
 */
export function scopeDescriptions(folder: string): ReadonlyMap<string, string> {
  const file = join(folder, 'scopes.json');
  if (!existsSync(file)) return new Map();
  const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (typeof content !== 'object' || content === null) throw new InvariantError('scopes.json must hold an object');
  return new Map(Object.entries(content).map(([name, description]) => [name, String(description)]));
}

export function variable(name: string, form: RegExp, expected: string) {
  return (variables: Variables): string => {
    const value = variables[name];
    if (value === undefined || !form.test(value))
      throw new InvariantError(`Environment variable ${name} is not ${expected}`);
    return value;
  };
}

/** A number of days; undefined if the variable is not set. */
function days(name: string) {
  const read = variable(name, DAYS, 'a number of days');
  return (variables: Variables): number | undefined =>
    variables[name] === undefined ? undefined : Number(read(variables));
}

function list(name: string, isValid: (word: string) => boolean) {
  const read = variable(name, /^\S+( \S+)*$/, 'a list with one space between two entries');
  return (variables: Variables): readonly string[] => {
    const words = read(variables).split(' ');
    const wrong = words.findIndex((word) => !isValid(word));
    if (wrong >= 0) throw new InvariantError(`Environment variable ${name}: entry ${wrong + 1} is not valid`);
    return words;
  };
}

/** The settings of all functions but the authorizer: environment variables, and a file with the scopes' descriptions. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLIENT_ID } from '../../domain/key-format';
import { InvariantError } from '../../domain/outcome';
import { isScope } from '../../domain/scopes';
import { settingsIn, variable, variableList, type Variables } from '../environment';
import { DOOR_SETTINGS, readKeyPrefix, serverIn, tableNameIn, urlIn } from './door-settings';

const DAYS = /^[1-9]\d{0,4}$/;
const POOL = /^[\w-]{1,55}_[0-9A-Za-z]+$/;
const USAGE = variable('USAGE', /^counted$/, '"counted"');
const readPeopleIssuer = urlIn('PEOPLE_ISSUER', 'the issuer URL of a user pool');
const readNoticeDays = variableList('EXPIRY_NOTICE_DAYS', (word) => DAYS.test(word));

const settingsOf = settingsIn({
  ...DOOR_SETTINGS,
  cacheTableName: tableNameIn('CACHE_TABLE_NAME'),
  /** Of the keys that are issued. */
  keyPrefix: readKeyPrefix,
  /** The guarded API's scopes. */
  catalogue: variableList('SCOPES', isScope),
  /** Resource server whose scopes are management scopes, for example `orders-management`. */
  managementServer: serverIn('MANAGEMENT_RESOURCE_SERVER'),
  /** Resource server of accounts' clients, for example `orders-accounts`. */
  accountsServer: serverIn('ACCOUNTS_RESOURCE_SERVER'),
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
          server: serverIn('PEOPLE_RESOURCE_SERVER')(variables),
          operatorsGroup: variable('PEOPLE_OPERATORS_GROUP', /^[\w-]{1,128}$/, 'the name of a group')(variables),
        },
  peoplePoolId: variable('PEOPLE_POOL_ID', POOL, 'the id of a user pool'),
  userPoolId: variable('USER_POOL_ID', POOL, 'the id of a user pool'),
  /** Cognito's token endpoint. */
  tokenUrl: urlIn('TOKEN_URL', 'the URL of a token endpoint'),
});

const KEYS = ['tableName', 'keyPrefix', 'environment', 'imported'] as const;

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
/** Settings of the functions that show the scopes of tokens. */
export const tokenScopeSettings = settingsOf('accountsServer');
/** Settings of the function that serves people. */
export const peopleSettings = settingsOf('peoplePoolId');
export const tokenCacheSettings = settingsOf('tableName', 'cacheTableName', 'tokenUrl', 'bootstrapOperator');
/** Settings of the function that counts usage. */
export const usageSettings = settingsOf('tableName');
/** Settings of the function that passes changes on to the event bus. */
export const busSettings = settingsOf('busName', 'eventSource');
/** Settings of the daily task. */
export const dailySettings = settingsOf('expiryNoticeDays', 'inactivityDays', 'countsUsage');
export type KeySettings = ReturnType<typeof keySettings>;

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

/** A number of days; undefined if the variable is not set. */
function days(name: string) {
  const read = variable(name, DAYS, 'a number of days');
  return (variables: Variables): number | undefined =>
    variables[name] === undefined ? undefined : Number(read(variables));
}

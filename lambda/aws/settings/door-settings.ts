/** The settings of the functions that verify credentials. The authorizer loads them alone: it starts faster with less code. */
import { IMPORTED_FORM, type ImportedKeys, importedKeys, KEY_PREFIX } from '../../domain/key-format';
import type { Environment } from '../../domain/model';
import { type DeploymentPlans, plansFrom } from '../../domain/plans';
import { settingsIn, variable, variableList, type Variables } from '../environment';

const TABLE = /^[A-Za-z0-9._-]{3,255}$/;
const URL_FORM = /^https?:\/\/[^\s]+[^\s/]$/;
const SERVER = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

export const tableNameIn = (name: string) => variable(name, TABLE, 'a DynamoDB table name');
export const urlIn = (name: string, expected: string) => variable(name, URL_FORM, expected);
export const serverIn = (name: string) => variable(name, SERVER, 'the identifier of a resource server');
export const readKeyPrefix = variable('KEY_PREFIX', KEY_PREFIX, '2 to 10 lower-case letters and digits');
const earlierPrefixes = variableList('EARLIER_KEY_PREFIXES', (prefix) => KEY_PREFIX.test(prefix));
const importedForms = variableList('IMPORTED_KEYS', (form) => IMPORTED_FORM.test(form));
/** As `plansText` writes one. */
const PLAN = '[a-z][a-z0-9-]{0,29} \\d+ \\d+(?: \\d+ (?:day|week|month))?';
const readPlans = variable(
  'PLANS',
  new RegExp(`^${PLAN}(?:,${PLAN})*$`),
  'a list of plans such as "free 5 10 10000 month,pro 100 200"',
);
const nativeKeyPrefix = variable('NATIVE_KEY_PREFIX', /^[a-z0-9-]{10,60}$/, 'the beginning of a native key');

/** How each setting is read from the environment variables. */
export const DOOR_SETTINGS = {
  tableName: tableNameIn('TABLE_NAME'),
  /** Of the keys that are taken: the one of issued keys, and those of keys that were issued before it. */
  keyPrefixes: (variables: Variables): readonly string[] => [
    readKeyPrefix(variables),
    ...(variables['EARLIER_KEY_PREFIXES'] === undefined ? [] : earlierPrefixes(variables)),
  ],
  environment: (variables: Variables): Environment =>
    variable('ENVIRONMENT', /^(?:live|test)$/, '"live" or "test"')(variables) === 'live' ? 'live' : 'test',
  /** Issuer of the access tokens. */
  issuer: urlIn('ISSUER', 'the issuer URL of a user pool'),
  keySetUrl: urlIn('KEY_SET_URL', 'the URL of a key set'),
  /** A token's scope `orders/read:orders` counts as `read:orders` when `orders` is one of these. */
  resourceServers: variableList('RESOURCE_SERVERS', (word) => SERVER.test(word)),
  /** Undefined if the deployment has no imported keys. */
  imported: (variables: Variables): ImportedKeys | undefined =>
    variables['IMPORTED_KEYS'] === undefined ? undefined : importedKeys(importedForms(variables)),
  /** Undefined in a deployment without plans. */
  plans: (variables: Variables): DeploymentPlans | undefined =>
    variables.PLANS === undefined ? undefined : plansFrom(readPlans(variables), nativeKeyPrefix(variables)),
  /** The encoded route table (`route-table.ts`). */
  routes: variable('ROUTES', /^[A-Za-z0-9+/]+={0,2}$/, 'the encoded route table (base64)'),
};
const settingsOf = settingsIn(DOOR_SETTINGS);

const KEY_DOOR = ['keyPrefixes', 'environment', 'imported'] as const;
const TOKENS = ['issuer', 'keySetUrl', 'resourceServers'] as const;

/** Settings of the functions that check access tokens. */
export const tokenSettings = settingsOf(...TOKENS);
/** Settings of the functions that verify API keys. */
export const keyDoorSettings = settingsOf(...KEY_DOOR);
export const authorizerSettings = settingsOf('tableName', ...KEY_DOOR, ...TOKENS, 'routes', 'plans');
export type TokenSettings = ReturnType<typeof tokenSettings>;

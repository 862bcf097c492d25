/** The environment variables and the permissions of each function of the management API. */
import type { ManagementFunction } from '../../lambda/management/management-functions';
import type { Permission } from '../functions/function';
import {
  credentialsPermission,
  DAILY_ACTIONS,
  indexPermission,
  nativeKeyPermissions,
  PEOPLE_ACTIONS,
  PLAN_MARK_ACTIONS,
  POOL_ACTIONS,
  tablePermissions,
} from '../functions/function-actions';
import type { Parts } from '../parts';
import { importedKeysVariable } from '../state/imported-keys';
import { acceptedPrefixes } from '../state/key-prefixes';
import type { People } from '../state/people';
import { hasDailyTask } from './issuer-tasks';

/** Serves who I am and who the members of an account are: of no use without people. */
const MEMBERS = 'members';
export const isOfPeople = (name: string): boolean => name === MEMBERS;

/** The functions that show usage, and `verify`, which notes it. Without the variable a deployment counts none. */
const WITH_USAGE: readonly ManagementFunction[] = ['accounts', 'keys', 'clients', 'verify'];
/** Those that show plans, check one, or mark and tell API Gateway who has one. */
const WITH_PLANS: readonly ManagementFunction[] = ['accounts', 'keys', 'clients', 'catalogue'];

/** Those that show which scopes a client's token request names. */
const SHOW_TOKEN_SCOPES: readonly ManagementFunction[] = ['clients', 'catalogue'];

export const runsTasks = (name: ManagementFunction, settings: Parts['settings']): boolean =>
  name === 'clients' || (name === 'keys' && hasDailyTask(settings));

export function environmentOf(
  name: ManagementFunction,
  { settings, credentials, issuer, plans, people }: Parts,
): Record<string, string> {
  const all = {
    TABLE_NAME: credentials.table.tableName,
    KEY_PREFIX: settings.keyPrefix,
    ENVIRONMENT: settings.environment,
  };
  const imported = READ_KEYS.includes(name) ? importedKeysVariable(settings) : {};
  if (name === 'revocations') return { ...all, ...imported };
  return {
    ...all,
    ...imported,
    SCOPES: Object.keys(settings.scopes).join(' '),
    ISSUER: issuer.issuer,
    MANAGEMENT_RESOURCE_SERVER: issuer.managementServer,
    BOOTSTRAP_OPERATOR: issuer.operatorClient.userPoolClientId,
    ...(people && peopleOf(name, people)),
    ...(settings.usage && WITH_USAGE.includes(name) && { USAGE: 'counted' }),
    ...(name === 'keys' && { ...lifetimesOf(settings), ...(hasDailyTask(settings) && dailyRulesOf(settings)) }),
    ...(WITH_PLANS.includes(name) && plans?.environment),
    ...(SHOW_TOKEN_SCOPES.includes(name) && { ACCOUNTS_RESOURCE_SERVER: issuer.accountsServer }),
    ...(name === 'clients' && {
      USER_POOL_ID: issuer.userPool.userPoolId,
      KEY_SET_URL: issuer.keySetUrl,
    }),
    ...(name === 'verify' && {
      ...acceptedPrefixes(settings),
      KEY_SET_URL: issuer.keySetUrl,
      RESOURCE_SERVERS: issuer.guardedServers.join(' '),
    }),
  };
}

/** How a function tells people's tokens from machines', and which people administer all accounts. */
const peopleOf = (name: string, { issuer, server, operatorsGroup, userPool }: People): Record<string, string> => ({
  PEOPLE_ISSUER: issuer,
  PEOPLE_RESOURCE_SERVER: server,
  PEOPLE_OPERATORS_GROUP: operatorsGroup,
  ...(name === MEMBERS && { PEOPLE_POOL_ID: userPool.userPoolId }),
});

/** The functions to which callers send a presented key. */
const READ_KEYS: readonly ManagementFunction[] = ['keys', 'revocations', 'verify'];

const lifetimesOf = ({ defaultKeyLifetime, maxKeyLifetime }: Parts['settings']): Record<string, string> => ({
  ...(defaultKeyLifetime && { DEFAULT_KEY_LIFETIME_DAYS: String(defaultKeyLifetime.toDays()) }),
  ...(maxKeyLifetime && { MAX_KEY_LIFETIME_DAYS: String(maxKeyLifetime.toDays()) }),
});

const dailyRulesOf = ({ expiryNoticeDays, defaultKeyInactivity }: Parts['settings']): Record<string, string> => ({
  ...(expiryNoticeDays.length > 0 && { EXPIRY_NOTICE_DAYS: expiryNoticeDays.join(' ') }),
  ...(defaultKeyInactivity && { INACTIVITY_DAYS: String(defaultKeyInactivity.toDays()) }),
});

export function permissionsOf(name: ManagementFunction, parts: Parts): readonly Permission[] {
  const { settings, credentials, issuer, plans, people } = parts;
  if (name === 'keys') {
    const isDaily = hasDailyTask(settings);
    return [
      ...tablePermissions(name, parts, [...(plans ? [PLAN_MARK_ACTIONS] : []), ...(isDaily ? [DAILY_ACTIONS] : [])]),
      credentialsPermission(credentials, 'key'),
      ...(isDaily ? [indexPermission(credentials)] : []),
    ];
  }
  const own = tablePermissions(name, parts);
  if (people && isOfPeople(name)) return [...own, { actions: PEOPLE_ACTIONS, resource: people.userPool.userPoolArn }];
  if (name === 'accounts') return [...own, indexPermission(credentials)];
  if (name === 'clients')
    return [
      ...own,
      indexPermission(credentials),
      credentialsPermission(credentials, 'client'),
      { actions: POOL_ACTIONS, resource: issuer.userPool.userPoolArn },
      ...(plans === undefined ? [] : nativeKeyPermissions()),
    ];
  return own;
}

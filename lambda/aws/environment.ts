/**
 * A function's settings, read and checked once, at cold start: environment variables, and a file with the scopes'
 * descriptions. A wrong setting stops the function with an error that names the variable.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLIENT_ID, KEY_PREFIX } from '../domain/key-format';
import type { Environment } from '../domain/model';
import { InvariantError } from '../domain/outcome';
import { isScope } from '../domain/scopes';

export type Variables = Readonly<Record<string, string | undefined>>;

/** Settings of the functions that make or read API keys. */
export interface KeySettings {
  readonly tableName: string;
  readonly keyPrefix: string;
  readonly environment: Environment;
}

/** Settings of the functions of the management API. */
export interface ManagementSettings extends KeySettings {
  /** The guarded API's scopes. */
  readonly catalogue: readonly string[];
  /** Issuer of operators' tokens. */
  readonly issuer: string;
  /** Resource server whose scopes are management scopes, for example `orders-management`. */
  readonly managementResourceServer: string;
  /** Client id of the operator that the stack makes. */
  readonly bootstrapOperator: string;
}

/** Settings of the function that changes app clients in the user pool. */
export interface IssuerSettings {
  readonly userPoolId: string;
  /** Resource server of accounts' clients, for example `orders-accounts`. */
  readonly accountsServer: string;
  /** Resource server of operators, for example `orders-management`. */
  readonly managementServer: string;
}

/** Settings of the functions that check access tokens. */
export interface TokenSettings {
  readonly issuer: string;
  readonly keySetUrl: string;
  /** A token's scope `orders/read:orders` counts as `read:orders` when `orders` is one of these. */
  readonly resourceServers: readonly string[];
}

export interface AuthorizerSettings extends KeySettings, TokenSettings {
  /** The encoded route table (`route-table.ts`). */
  readonly routes: string;
}

export interface TokenCacheSettings {
  readonly tableName: string;
  readonly cacheTableName: string;
  /** Cognito's token endpoint. */
  readonly tokenUrl: string;
  /** Client id of the operator that the stack makes. */
  readonly bootstrapOperator: string;
}

const TABLE = /^[A-Za-z0-9._-]{3,255}$/;
const URL_FORM = /^https?:\/\/[^\s]+[^\s/]$/;
const SERVER = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
const A_SERVER = 'the identifier of a resource server';
const POOL = /^[\w-]{1,55}_[0-9A-Za-z]+$/;

export function keySettings(variables: Variables): KeySettings {
  const read = reader(variables);
  return {
    tableName: read('TABLE_NAME', TABLE, 'a DynamoDB table name'),
    keyPrefix: read('KEY_PREFIX', KEY_PREFIX, '2 to 10 lower-case letters and digits'),
    environment: read('ENVIRONMENT', /^(?:live|test)$/, '"live" or "test"') === 'live' ? 'live' : 'test',
  };
}

export function managementSettings(variables: Variables): ManagementSettings {
  const read = reader(variables);
  return {
    ...keySettings(variables),
    catalogue: readWords(read, 'SCOPES', isScope),
    issuer: read('ISSUER', URL_FORM, 'the issuer URL of a user pool'),
    managementResourceServer: read('MANAGEMENT_RESOURCE_SERVER', SERVER, A_SERVER),
    bootstrapOperator: readBootstrapOperator(read),
  };
}

export function issuerSettings(variables: Variables): IssuerSettings {
  const read = reader(variables);
  return {
    userPoolId: read('USER_POOL_ID', POOL, 'the id of a user pool'),
    accountsServer: read('ACCOUNTS_RESOURCE_SERVER', SERVER, A_SERVER),
    managementServer: read('MANAGEMENT_RESOURCE_SERVER', SERVER, A_SERVER),
  };
}

export function tokenSettings(variables: Variables): TokenSettings {
  const read = reader(variables);
  return {
    issuer: read('ISSUER', URL_FORM, 'the issuer URL of a user pool'),
    keySetUrl: read('KEY_SET_URL', URL_FORM, 'the URL of a key set'),
    resourceServers: readWords(read, 'RESOURCE_SERVERS', (word) => SERVER.test(word)),
  };
}

export function authorizerSettings(variables: Variables): AuthorizerSettings {
  return {
    ...keySettings(variables),
    ...tokenSettings(variables),
    routes: reader(variables)('ROUTES', /^[A-Za-z0-9+/]+={0,2}$/, 'the encoded route table (base64)'),
  };
}

export function tokenCacheSettings(variables: Variables): TokenCacheSettings {
  const read = reader(variables);
  return {
    tableName: read('TABLE_NAME', TABLE, 'a DynamoDB table name'),
    cacheTableName: read('CACHE_TABLE_NAME', TABLE, 'a DynamoDB table name'),
    tokenUrl: read('TOKEN_URL', URL_FORM, 'the URL of a token endpoint'),
    bootstrapOperator: readBootstrapOperator(read),
  };
}

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

type Read = (name: string, form: RegExp, expected: string) => string;

function reader(variables: Variables): Read {
  return (name, form, expected) => {
    const value = variables[name];
    if (value === undefined || !form.test(value))
      throw new InvariantError(`Environment variable ${name} is not ${expected}`);
    return value;
  };
}

const readBootstrapOperator = (read: Read): string =>
  read('BOOTSTRAP_OPERATOR', CLIENT_ID, 'the id of a Cognito app client');

function readWords(read: Read, name: string, isValid: (word: string) => boolean): readonly string[] {
  const words = read(name, /^\S+( \S+)*$/, 'a list with one space between two entries').split(' ');
  const wrong = words.findIndex((word) => !isValid(word));
  if (wrong >= 0)
    throw new InvariantError(`Environment variable ${name} has an invalid entry at position ${wrong + 1}`);
  return words;
}

/**
 * A function's settings, read once at cold start from its environment variables and checked there: a wrong
 * setting stops the start by name instead of changing a decision.
 */
import { KEY_PREFIX } from '../domain/key-format';
import type { Environment } from '../domain/model';
import { InvariantError } from '../domain/outcome';
import { isScope } from '../domain/scopes';
import { CLIENT_ID } from '../domain/ids';

export type Variables = Readonly<Record<string, string | undefined>>;

/** What every function that knows keys is told. */
export interface KeySettings {
  readonly tableName: string;
  readonly keyPrefix: string;
  readonly environment: Environment;
}

export interface ManagementSettings extends KeySettings {
  /** The guarded API's scopes. */
  readonly catalogue: readonly string[];
  /** Issuer of operators' tokens. */
  readonly issuer: string;
  /** Resource server whose scopes are management scopes, such as `orders-management`. */
  readonly managementResourceServer: string;
  /** Client id of the operator client that the stack makes. */
  readonly bootstrapOperator: string;
}

/** What the one function that acts at the issuer is told. */
export interface IssuerSettings {
  readonly userPoolId: string;
  /** Resource server of accounts' clients, such as `orders-accounts`. */
  readonly accountsServer: string;
  /** Resource server of operators, such as `orders-management`. */
  readonly managementServer: string;
}

/** What every function that judges access tokens is told. */
export interface TokenSettings {
  readonly issuer: string;
  readonly keySetUrl: string;
  /** Resource servers whose prefixes are stripped from a token's scopes. */
  readonly resourceServers: readonly string[];
}

export interface AuthorizerSettings extends KeySettings, TokenSettings {
  /** The compact route table, still encoded. */
  readonly routes: string;
}

export interface TokenCacheSettings {
  readonly tableName: string;
  readonly cacheTableName: string;
  /** The issuer's token endpoint. */
  readonly tokenUrl: string;
  /** Client id of the operator client that the stack makes. */
  readonly bootstrapOperator: string;
}

const NAME = /^[A-Za-z0-9._-]{3,255}$/;
const URL_FORM = /^https?:\/\/[^\s]+[^\s/]$/;
const SERVER = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
const A_SERVER = 'the identifier of a resource server';
const POOL = /^[\w-]{1,55}_[0-9A-Za-z]+$/;

export function keySettings(variables: Variables): KeySettings {
  const read = reader(variables);
  return {
    tableName: read('TABLE_NAME', NAME, 'a DynamoDB table name'),
    keyPrefix: read('KEY_PREFIX', KEY_PREFIX, '2 to 10 lower-case letters and digits'),
    environment: read('ENVIRONMENT', /^(?:live|test)$/, '"live" or "test"') === 'live' ? 'live' : 'test',
  };
}

export function managementSettings(variables: Variables): ManagementSettings {
  const read = reader(variables);
  return {
    ...keySettings(variables),
    catalogue: words(read('SCOPES', /^\S+( \S+)*$/, 'scope names with one space between'), 'SCOPES', isScope),
    issuer: read('ISSUER', URL_FORM, 'the issuer URL of a user pool'),
    managementResourceServer: read('MANAGEMENT_RESOURCE_SERVER', SERVER, A_SERVER),
    bootstrapOperator: bootstrapOperator(read),
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
  const servers = read('RESOURCE_SERVERS', /^\S+( \S+)*$/, 'resource servers with one space between');
  return {
    issuer: read('ISSUER', URL_FORM, 'the issuer URL of a user pool'),
    keySetUrl: read('KEY_SET_URL', URL_FORM, 'the URL of a key set'),
    resourceServers: words(servers, 'RESOURCE_SERVERS', (word) => SERVER.test(word)),
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
    tableName: read('TABLE_NAME', NAME, 'a DynamoDB table name'),
    cacheTableName: read('CACHE_TABLE_NAME', NAME, 'a DynamoDB table name'),
    tokenUrl: read('TOKEN_URL', URL_FORM, 'the URL of a token endpoint'),
    bootstrapOperator: bootstrapOperator(read),
  };
}

type Read = (name: string, form: RegExp, expected: string) => string;

const bootstrapOperator = (read: Read): string =>
  read('BOOTSTRAP_OPERATOR', CLIENT_ID, 'the id of a Cognito app client');

function reader(variables: Variables): Read {
  return (name, form, expected) => {
    const value = variables[name];
    if (value === undefined || !form.test(value)) {
      throw new InvariantError(`Environment variable ${name} is not ${expected}`);
    }
    return value;
  };
}

function words(text: string, name: string, fits: (word: string) => boolean): readonly string[] {
  const list = text.split(' ');
  const wrong = list.findIndex((word) => !fits(word));
  if (wrong >= 0) throw new InvariantError(`Environment variable ${name}: entry ${wrong + 1} has the wrong form`);
  return list;
}

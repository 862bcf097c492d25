/**
 * What each function may do to the tables and the user pool, action by action. No function may scan a table. The
 * authorizer may not write. No function may describe an app client, because the answer holds its secret. A transaction
 * needs the actions of its parts
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html).
 */
import type { ManagementFunction } from '../lambda/management/management-functions';

const READ = ['dynamodb:BatchGetItem'] as const;
const LIST = ['dynamodb:Query'] as const;
/** The parts of a transaction: a function has those that its own transactions use. */
const INSERT = ['dynamodb:PutItem'] as const;
const UPDATE = ['dynamodb:UpdateItem'] as const;
const DELETE = ['dynamodb:DeleteItem'] as const;
const CHECK = ['dynamodb:ConditionCheckItem'] as const;

export const TABLE_ACTIONS: Readonly<Record<'authorizer' | 'token' | ManagementFunction, readonly string[]>> = {
  authorizer: [...READ, 'dynamodb:GetItem'],
  token: READ,
  accounts: [...READ, ...LIST, ...INSERT, ...UPDATE, ...DELETE],
  keys: [...READ, ...LIST, ...INSERT, ...UPDATE, ...DELETE, ...CHECK],
  clients: [...READ, ...LIST, ...INSERT, ...UPDATE, ...DELETE, ...CHECK],
  events: [...READ, ...LIST, ...INSERT],
  // DELETE: a revoked key leaves the live index.
  revocations: [...READ, ...INSERT, ...UPDATE, ...DELETE],
  catalogue: [...READ, ...INSERT],
  verify: [...READ, ...INSERT],
};

/** For the index that lists accounts, which `accounts` alone may read. */
export const INDEX_ACTIONS = LIST;

/** For the table of the token cache, which `token` alone may use. */
export const CACHE_ACTIONS = ['dynamodb:GetItem', 'dynamodb:PutItem'] as const;

/** For the user pool, which `clients` alone may use. */
export const POOL_ACTIONS = [
  'CreateUserPoolClient',
  'UpdateUserPoolClient',
  'DeleteUserPoolClient',
  'ListUserPoolClients',
  'AddUserPoolClientSecret',
  'ListUserPoolClientSecrets',
  'DeleteUserPoolClientSecret',
].map((action) => `cognito-idp:${action}`);

/**
 * What each function may do to the table, action by action. Nobody may scan it, and the authorizer may not
 * write. A transaction needs the actions of its parts
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html).
 */
import type { ManagementFunction } from '../lambda/http/routes';

const READ = ['dynamodb:GetItem'] as const;
const LIST = ['dynamodb:Query'] as const;
const CHANGE = ['dynamodb:ConditionCheckItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'] as const;
const FORGET = ['dynamodb:DeleteItem'] as const;

export const TABLE_ACTIONS: Readonly<Record<'authorizer' | ManagementFunction, readonly string[]>> = {
  authorizer: ['dynamodb:BatchGetItem', ...READ],
  accounts: [...READ, ...LIST, ...CHANGE, ...FORGET],
  keys: [...READ, ...LIST, ...CHANGE, ...FORGET],
  clients: [...READ, ...CHANGE],
  events: [...READ, ...LIST, 'dynamodb:PutItem'],
  revocations: ['dynamodb:BatchGetItem', ...READ, ...CHANGE],
  catalogue: [...READ, 'dynamodb:PutItem'],
};

/** For the index that lists accounts, which `accounts` alone may read. */
export const INDEX_ACTIONS = LIST;

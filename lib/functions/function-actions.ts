/**
 * What each function may do to the tables and the user pool, action by action. Of the table of all records it may touch
 * only the partitions named here, so code that runs in one function cannot write what another function guards. No
 * function may scan a table, update or delete an event, or delete an operator; a put can replace one. Those that only
 * answer questions may not write. No function may describe an app client, because the answer holds its secret. A
 * transaction needs the actions of its parts (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html).
 */
import { Aws } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { type Partition, PARTITIONS, TABLE_SCHEMA } from '../../lambda/aws/dynamodb/table-schema';
import type { ManagementFunction } from '../../lambda/management/management-functions';
import type { CredentialTable } from '../state/credential-table';
import type { Parts } from '../parts';
import type { Permission } from './function';

type TableAction = 'BatchGetItem' | 'Query' | 'PutItem' | 'UpdateItem' | 'DeleteItem' | 'ConditionCheckItem';
type TableFunction = 'authorizer' | 'token' | 'usage' | ManagementFunction;

const {
  account: ACCOUNT,
  clientOwner: CLIENT_OWNER,
  event: EVENT,
  externalId: EXTERNAL_ID,
  importedKey: IMPORTED_KEY,
  idempotency: IDEMPOTENCY,
  operator: OPERATOR,
  operatorRoster: ROSTER,
  pendingMarks: PENDING_MARKS,
  membership: MEMBERSHIP,
  invitation: INVITATION,
  usage: USAGE,
} = PARTITIONS;

type TableActions = Readonly<Partial<Record<TableAction, readonly Partition[]>>>;

/** One batch may name several partitions, so each action has one statement with all that the function needs. */
const TABLE_ACTIONS: Readonly<Record<TableFunction, TableActions>> = {
  authorizer: { BatchGetItem: [ACCOUNT, CLIENT_OWNER, IMPORTED_KEY] },
  token: { BatchGetItem: [ACCOUNT, CLIENT_OWNER, OPERATOR] },
  accounts: {
    BatchGetItem: [ACCOUNT, EXTERNAL_ID, IDEMPOTENCY, OPERATOR, PENDING_MARKS],
    Query: [ACCOUNT, USAGE],
    PutItem: [ACCOUNT, EXTERNAL_ID, IDEMPOTENCY, EVENT, PENDING_MARKS],
    UpdateItem: [ACCOUNT],
    DeleteItem: [ACCOUNT, EXTERNAL_ID],
  },
  keys: {
    BatchGetItem: [ACCOUNT, EXTERNAL_ID, IDEMPOTENCY, OPERATOR, IMPORTED_KEY, USAGE],
    Query: [ACCOUNT, USAGE],
    PutItem: [ACCOUNT, EXTERNAL_ID, IDEMPOTENCY, EVENT, IMPORTED_KEY],
    UpdateItem: [ACCOUNT],
    DeleteItem: [ACCOUNT, IMPORTED_KEY],
    ConditionCheckItem: [ACCOUNT],
  },
  clients: {
    BatchGetItem: [ACCOUNT, CLIENT_OWNER, EXTERNAL_ID, IDEMPOTENCY, OPERATOR, ROSTER, PENDING_MARKS, USAGE],
    Query: [ACCOUNT, EVENT, PENDING_MARKS, USAGE],
    PutItem: [ACCOUNT, CLIENT_OWNER, IDEMPOTENCY, OPERATOR, ROSTER, EVENT, PENDING_MARKS],
    UpdateItem: [ACCOUNT, OPERATOR, ROSTER],
    // A deleted key can be imported again, and of a deleted account nothing is kept.
    DeleteItem: [ACCOUNT, PENDING_MARKS, IMPORTED_KEY, MEMBERSHIP],
    ConditionCheckItem: [ACCOUNT, OPERATOR],
  },
  events: { BatchGetItem: [ACCOUNT, EXTERNAL_ID, OPERATOR], Query: [EVENT] },
  members: {
    BatchGetItem: [ACCOUNT, EXTERNAL_ID, OPERATOR, INVITATION],
    Query: [ACCOUNT, MEMBERSHIP],
    PutItem: [ACCOUNT, EVENT, MEMBERSHIP, INVITATION],
    UpdateItem: [ACCOUNT],
    // An invitation that Cognito refused to send is taken back.
    DeleteItem: [ACCOUNT, MEMBERSHIP, INVITATION],
    ConditionCheckItem: [ACCOUNT],
  },
  // DeleteItem: a revoked key leaves the live index.
  revocations: {
    BatchGetItem: [ACCOUNT, IMPORTED_KEY],
    PutItem: [EVENT],
    UpdateItem: [ACCOUNT],
    DeleteItem: [ACCOUNT],
  },
  catalogue: { BatchGetItem: [OPERATOR] },
  // PutItem: the last use of a credential.
  verify: { BatchGetItem: [ACCOUNT, CLIENT_OWNER, OPERATOR, IMPORTED_KEY], PutItem: [USAGE] },
  usage: { BatchGetItem: [USAGE], PutItem: [USAGE], UpdateItem: [USAGE] },
};

const WRITING: readonly string[] = ['PutItem', 'UpdateItem', 'DeleteItem'] satisfies readonly TableAction[];

/** What `keys` may do besides for the daily task: tell of keys that end, and note how far it got. */
export const DAILY_ACTIONS: TableActions = { BatchGetItem: [EVENT, PENDING_MARKS], PutItem: [PENDING_MARKS] };
/** What `keys` may do besides in a deployment with plans: mark a key whose plan changes. */
export const PLAN_MARK_ACTIONS: TableActions = { PutItem: [PENDING_MARKS] };

/** The function's permissions on the table of all records, and on the KMS key that the deployer gave the table. */
export function tablePermissions(
  name: TableFunction,
  parts: Pick<Parts, 'credentials' | 'settings'>,
  more: readonly TableActions[] = [],
): Permission[] {
  const { table } = parts.credentials;
  const added = more.flatMap((actions) => Object.entries(actions));
  const own = Object.entries(TABLE_ACTIONS[name]).flatMap(([action, partitions]) => {
    const others = added.flatMap(([of, further]) => (of === action ? further : []));
    const used = [...partitions, ...others].filter((partition) => isUsed(partition, action, parts));
    return used.length === 0 ? [] : [[action, [...new Set(used)]] as const];
  });
  const writes = own.some(([action]) => WRITING.includes(action));
  return [
    ...own.map(([action, partitions]) => ({
      actions: [`dynamodb:${action}`],
      resource: table.tableArn,
      leadingKeys: partitions.map(patternOf),
    })),
    ...keyPermissions(table.encryptionKey, writes ? [...KEY_READS, ...KEY_WRITES] : KEY_READS),
  ];
}

/**
 * Usage is read only where it is counted. Imported keys are read and written only if the deployer declared their forms; they
 * can be deleted also afterwards.
 */
function isUsed(partition: Partition, action: string, { settings }: Pick<Parts, 'settings'>): boolean {
  if (partition === USAGE) return settings.usage;
  return partition !== IMPORTED_KEY || action === 'DeleteItem' || settings.importedKeys !== undefined;
}

/**
 * What DynamoDB does with a table's key in the name of a function that reads, and of one that writes
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html).
 */
const KEY_READS = ['kms:Decrypt', 'kms:DescribeKey'];
export const KEY_WRITES = [
  'kms:Encrypt',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyWithoutPlaintext',
];

/** For the KMS key of a table. The function cannot use the key itself, only have DynamoDB use it. */
export const keyPermissions = (key: IKey | undefined, actions: readonly string[]): readonly Permission[] =>
  key === undefined ? [] : [{ actions, resource: key.keyArn, viaService: `dynamodb.${Aws.REGION}.amazonaws.com` }];

const patternOf = (partition: Partition): string => (partition.endsWith('#') ? `${partition}*` : partition);

/** For the index that lists accounts. `clients` reads it to put older credentials into the other index, and the daily task. */
export const indexPermission = ({ indexArn }: CredentialTable): Permission => ({
  actions: ['dynamodb:Query'],
  resource: indexArn,
  leadingKeys: [PARTITIONS.directory],
});

/** For the index of all credentials: `keys` may list the keys, and `clients` the clients. */
export const credentialsPermission = (
  { credentialsIndexArn: resource }: CredentialTable,
  kind: 'key' | 'client',
): Permission => ({
  actions: ['dynamodb:Query'],
  resource,
  leadingKeys: [`${TABLE_SCHEMA.credentialsIndex.shards[kind]}*`],
});
const apiGatewayArn = (path: string): string => `arn:${Aws.PARTITION}:apigateway:${Aws.REGION}::${path}`;

/** For native API keys, which `clients` alone may make, list and delete. They have no ARN of their own before they exist. */
export const nativeKeyPermissions = (): readonly Permission[] => [
  { actions: ['apigateway:POST', 'apigateway:GET'], resource: apiGatewayArn('/apikeys') },
  {
    actions: ['apigateway:DELETE'],
    resource: apiGatewayArn('/apikeys/*'),
    wildcard: {
      finding: 'Resource::arn:<AWS::Partition>:apigateway:<AWS::Region>::/apikeys/*',
      reason:
        'API Gateway makes the id of a native key when the function creates the key. The function deletes keys alone whose ' +
        'name begins as those of this deployment do.',
    },
  },
];

/** For associating native keys with a usage plan. */
export const usagePlanKeysArn = (usagePlanId: string): string => apiGatewayArn(`/usageplans/${usagePlanId}/keys`);
/**
 * For the table's stream, which the function that feeds the event bus alone may read. The key is DynamoDB's to use
 * (https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-eventsourcemapping.html).
 */
export const streamPermissions = ({ table, streamArn }: CredentialTable): readonly Permission[] => [
  { actions: STREAM_ACTIONS, resource: streamArn },
  ...keyPermissions(table.encryptionKey, KEY_READS),
];
const STREAM_ACTIONS = ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'].map(
  (action) => `dynamodb:${action}`,
);

/** For the table of the token cache, which `token` alone may use. */
export const CACHE_ACTIONS = ['dynamodb:GetItem', 'dynamodb:PutItem'] as const;

/** For the user pool of people, which `members` alone may use: it invites people, and asks whether one has come. */
export const PEOPLE_ACTIONS = ['cognito-idp:AdminCreateUser', 'cognito-idp:AdminGetUser'] as const;

/** For the user pool of machines, which `clients` alone may use. */
export const POOL_ACTIONS = [
  'CreateUserPoolClient',
  'UpdateUserPoolClient',
  'DeleteUserPoolClient',
  'ListUserPoolClients',
  'AddUserPoolClientSecret',
  'ListUserPoolClientSecrets',
  'DeleteUserPoolClientSecret',
].map((action) => `cognito-idp:${action}`);

/**
 * Code that runs in a function has the rights of the function's role. Here each function's identity asks for every
 * action in every kind of partition: it gets what its work needs and nothing else.
 */
import {
  BatchGetItemCommand,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { readAssembly } from '../../local/assembly/assembly';
import { type LocalRun, start } from '../../local/start';
import { standingClock } from '../../local/clock';
import { ensureAssembly } from '../support/assembly';

let run: LocalRun;
/** Their logical ids. */
let functions: readonly string[];
beforeAll(async () => {
  const assembly = await ensureAssembly();
  run = await start({ assembly, clock: standingClock() });
  const { Resources = {} } = readAssembly(assembly)[0]?.template ?? {};
  functions = Object.keys(Resources).filter((id) => Resources[id]?.Type === 'AWS::Lambda::Function');
});
afterAll(() => run.close());

/** One partition key of each kind, by what it begins with, and one of no kind. */
const PARTITIONS: Readonly<Record<string, string>> = {
  A: 'A#Acc0000001',
  C: 'C#client',
  E: 'E#Acc0000001',
  H: 'H#hash',
  I: 'I#token',
  M: 'M#subject',
  N: 'N#hash',
  O: 'O#client',
  X: 'X#external',
  roster: 'O',
  marks: 'R',
  none: 'Z#nothing',
};

type Ask = (client: DynamoDBClient, partition: string) => Promise<unknown>;
const keyIn = (partition: string) => ({ PK: { S: partition }, SK: { S: 'probe' } });
const asking = () => ({ TableName: run.tableName });
const ACTIONS: Readonly<Record<string, Ask>> = {
  batchGet: (client, partition) =>
    client.send(new BatchGetItemCommand({ RequestItems: { [run.tableName ?? '']: { Keys: [keyIn(partition)] } } })),
  get: (client, partition) => client.send(new GetItemCommand({ ...asking(), Key: keyIn(partition) })),
  query: (client, partition) =>
    client.send(
      new QueryCommand({
        ...asking(),
        KeyConditionExpression: 'PK = :partition',
        ExpressionAttributeValues: { ':partition': { S: partition } },
      }),
    ),
  put: (client, partition) => client.send(new PutItemCommand({ ...asking(), Item: keyIn(partition) })),
  update: (client, partition) =>
    client.send(new UpdateItemCommand({ ...asking(), Key: keyIn(partition), UpdateExpression: 'REMOVE revokedAt' })),
  delete: (client, partition) => client.send(new DeleteItemCommand({ ...asking(), Key: keyIn(partition) })),
  check: (client, partition) => {
    const condition = { ...asking(), Key: keyIn(partition), ConditionExpression: 'attribute_not_exists(none)' };
    return client.send(new TransactWriteItemsCommand({ TransactItems: [{ ConditionCheck: condition }] }));
  },
};

/** What each function may do, action by action, and where; the names of the partitions are those above. */
const ALLOWED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  SallyportGuardedAuthorizer: { batchGet: 'A C H' },
  SallyportTokenCacheToken: { batchGet: 'A C O' },
  SallyportManagementAccounts: {
    batchGet: 'A I O X marks',
    query: 'A',
    put: 'A E I X marks',
    update: 'A',
    delete: 'A X',
  },
  SallyportManagementKeys: {
    batchGet: 'A H I O X',
    query: 'A',
    put: 'A E H I X',
    update: 'A',
    delete: 'A H',
    check: 'A',
  },
  SallyportManagementClients: {
    batchGet: 'A C I O X roster marks',
    query: 'A E marks',
    put: 'A C E I O roster marks',
    update: 'A O roster',
    delete: 'A H M marks',
    check: 'A O',
  },
  SallyportManagementEvents: { batchGet: 'A O X', query: 'E' },
  SallyportManagementRevocations: { batchGet: 'A H', put: 'E', update: 'A', delete: 'A' },
  SallyportManagementCatalogue: { batchGet: 'O' },
  SallyportManagementVerify: { batchGet: 'A C H O' },
  SallyportManagementMembers: {
    batchGet: 'A N O X',
    query: 'A M',
    put: 'A E M N',
    update: 'A',
    delete: 'A M N',
    check: 'A',
  },
  SallyportManagementPortal: {},
  // The sample's own functions, behind the guarded API.
  Orders: {},
  RecordShipment: {},
};

const clientOf = (accessKeyId: string) =>
  new DynamoDBClient({
    endpoint: run.table?.url ?? '',
    region: 'us-east-1',
    maxAttempts: 1,
    credentials: { accessKeyId, secretAccessKey: 'any' },
  });

/** Whether the table lets the caller do it. The caller is named by the access key that signs, as in every function. */
const isAllowed = (asked: Promise<unknown>): Promise<boolean> =>
  asked.then(
    () => true,
    (error: unknown) => (error as Error).name !== 'AccessDeniedException',
  );

async function rightsOf(client: DynamoDBClient): Promise<Record<string, string>> {
  const rights: Record<string, string> = {};
  for (const [action, ask] of Object.entries(ACTIONS)) {
    const names: string[] = [];
    for (const [name, partition] of Object.entries(PARTITIONS))
      if (await isAllowed(ask(client, partition))) names.push(name);
    if (names.length > 0) rights[action] = names.join(' ');
  }
  return rights;
}

/** Calls back with each function's name and a client that signs as the function does. */
async function asEachFunction(call: (name: string, client: DynamoDBClient) => Promise<void>): Promise<void> {
  for (const id of functions) {
    const client = clientOf(id);
    await call(Object.keys(ALLOWED).find((name) => id.startsWith(name)) ?? id, client);
    client.destroy();
  }
}

test('each function touches the partitions that its work needs, and no others', async () => {
  const rights: Record<string, unknown> = {};

  await asEachFunction(async (name, client) => {
    rights[name] = await rightsOf(client);
  });

  expect(rights).toEqual(ALLOWED);
});

test('no function scans the table, and an index is listed by those whose work needs it', async () => {
  const scanning: string[] = [];
  const listing: string[] = [];
  const INDEXES = { accounts: 'directory', credentials: 'credentialShard' } as const;
  const listed = (index: keyof typeof INDEXES, partition: string) =>
    new QueryCommand({
      ...asking(),
      IndexName: index,
      KeyConditionExpression: `${INDEXES[index]} = :partition`,
      ExpressionAttributeValues: { ':partition': { S: partition } },
    });

  await asEachFunction(async (name, client) => {
    for (const IndexName of [undefined, 'accounts', 'credentials'])
      if (await isAllowed(client.send(new ScanCommand({ ...asking(), IndexName })))) scanning.push(name);
    for (const partition of ['accounts', 'others'])
      if (await isAllowed(client.send(listed('accounts', partition)))) listing.push(`${name} ${partition}`);
    for (const partition of ['K#0', 'C#f', 'K'])
      if (await isAllowed(client.send(listed('credentials', partition)))) listing.push(`${name} ${partition}`);
  });

  expect([scanning, listing.sort()]).toEqual([
    [],
    [
      'SallyportManagementAccounts accounts',
      'SallyportManagementClients C#f',
      // To put older credentials into the other index.
      'SallyportManagementClients accounts',
      'SallyportManagementKeys K#0',
    ],
  ]);
});

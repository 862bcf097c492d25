/** The index of all credentials, on a table: what is in it, and that no change of a record writes into it. */
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { itemKeyOf } from '../../../lambda/aws/dynamodb/item-keys';
import { TABLE_SCHEMA } from '../../../lambda/aws/dynamodb/table-schema';
import { deployedClient, type LocalTable, openLocalTable, TABLE_NAME } from '../../support/local-table';
import { ACCOUNT_ID, account, apiKey, CLIENT_ID, client, KEY_ID, NOW } from '../../support/records';
import { insert } from '../../support/table-samples';

const { partitionKey: SHARD } = TABLE_SCHEMA.credentialsIndex;
const KEY = { kind: 'key', keyId: KEY_ID } as const;
const CLIENT = { kind: 'client', accountId: ACCOUNT_ID, clientId: CLIENT_ID } as const;

let local: LocalTable;
let developer: ReturnType<typeof deployedClient>;
beforeEach(async () => {
  local = await openLocalTable();
  developer = deployedClient(local.server.url);
  await local.table.commit(insert(account(), apiKey(), client()));
});
afterEach(async () => {
  developer.destroy();
  await local.close();
});

/** Makes the record what an earlier version wrote. */
const takeOut = (ref: typeof KEY | typeof CLIENT) =>
  developer.send(
    new UpdateCommand({
      ...{ TableName: TABLE_NAME, Key: itemKeyOf(ref), UpdateExpression: 'REMOVE #shard' },
      ExpressionAttributeNames: { '#shard': SHARD },
    }),
  );
const shardIn = async (ref: typeof KEY | typeof CLIENT): Promise<unknown> =>
  (await developer.send(new GetCommand({ TableName: TABLE_NAME, Key: itemKeyOf(ref) }))).Item?.[SHARD];
const listed = async (kind: 'key' | 'client'): Promise<string[]> => {
  const ids: string[] = [];
  let after: string | undefined;
  do {
    const page = await local.table.listCredentials(kind, { limit: 10, after });
    ids.push(...page.items.map(({ id }) => id));
    after = page.next;
  } while (after !== undefined);
  return ids;
};

test('a change of a record leaves its place as it is, so no change writes into the index', async () => {
  const before = await shardIn(KEY);

  await local.table.commit([
    { type: 'update', ref: KEY, when: {}, set: { revokedAt: NOW, label: 'New' }, increment: ['version'] },
  ]);

  expect([before, await shardIn(KEY)]).toEqual([expect.stringMatching(/^K#[0-9a-f]$/), before]);
});

test.each([
  ['key', KEY, apiKey(), KEY_ID],
  ['client', CLIENT, client(), CLIENT_ID],
] as const)(
  'a %s of an earlier version is in no list until it is put there, and nothing else of it changes',
  async (...given) => {
    const [kind, ref, record, id] = given;
    await takeOut(ref);
    const before = await listed(kind);

    const result = await local.table.commit([{ type: 'enlist', ref }]);

    expect([before, result, await listed(kind)]).toEqual([[], { committed: true }, [id]]);
    expect(await local.table.read([ref])).toEqual([record]);
  },
);

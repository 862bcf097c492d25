import { toItemJson } from '../../../lambda/aws/dynamodb/attribute-values';
import type { SignedClient } from '../../../lambda/aws/dynamodb/signed-client';
import { CACHE_TABLE_SCHEMA } from '../../../lambda/aws/dynamodb/table-schema';
import { DynamoTokenStore } from '../../../lambda/aws/dynamodb/token-store';
import { startTableServer } from '../../../local/table/table';
import type { FailureKind, TableServer } from '../../../local/types';
import { type CannedService, openCannedService, replyError, replyJson } from '../../support/canned-service';
import { BUDGET_MS, CACHE_NAME, CACHE_SPEC, callTimeOn, signedClientFor } from '../../support/local-table';
import { ManualTimers } from '../../support/manual-timers';
import { NOW } from '../../support/records';
import { commandsInAdapters, methodsOf } from '../../support/table-calls';

let server: TableServer;
let client: SignedClient;
let store: DynamoTokenStore;
let timers: ManualTimers;

beforeEach(async () => {
  server = await startTableServer({ tables: [CACHE_SPEC] });
  timers = new ManualTimers();
  client = signedClientFor(server.url, timers);
  store = new DynamoTokenStore(CACHE_NAME, client, callTimeOn(timers));
});
afterEach(async () => {
  client.close();
  await server.close();
});

const SEALED = Uint8Array.from({ length: 1_200 }, (_, at) => at % 256);
const bytes = (sealed: Uint8Array | undefined) => sealed && [...sealed];
const put = (item: Readonly<Record<string, unknown>>) =>
  client.send('PutItem', { TableName: CACHE_NAME, Item: toItemJson(item) }, new AbortController().signal);

describe('the store', () => {
  it('finds what was kept, byte by byte, and nothing else', async () => {
    await store.keep('one', SEALED, NOW);

    expect(bytes(await store.find('one'))).toEqual(bytes(SEALED));
    expect(await store.find('two')).toBeUndefined();
  });

  it('keeps the newer entry in the place of the older', async () => {
    await store.keep('one', SEALED, NOW);
    await store.keep('one', Uint8Array.of(1), NOW);

    expect(bytes(await store.find('one'))).toEqual([1]);
  });

  it.each([
    ['another form', { sealed: 'text' }],
    ['nothing', {}],
  ])('finds nothing in an item that holds %s', async (_, item) => {
    await put({ [CACHE_TABLE_SCHEMA.partitionKey]: 'one', ...item });

    expect(await store.find('one')).toBeUndefined();
  });
});

describe('a failure', () => {
  const calls = { find: () => store.find('one'), keep: () => store.keep('one', SEALED, NOW) };

  it('is tested at every call', () => {
    expect(methodsOf(DynamoTokenStore)).toEqual(Object.keys(calls));
    expect(commandsInAdapters(/^token-store/)).toEqual(['token-store.ts: GetItem', 'token-store.ts: PutItem']);
  });

  it.each<FailureKind>(['refuse', 'reset', 'throttle', 'error', 'malformed', 'hang'])(
    '(%s) ends every call inside its budget',
    async (kind) => {
      server.fail(kind, kind === 'hang' ? { onHit: () => timers.expireNext() } : {});

      for (const run of Object.values(calls)) await expect(run()).rejects.toMatchObject({ dependency: 'table' });

      expect(timers.now).toBeLessThanOrEqual(2 * BUDGET_MS);
      expect(timers.pending).toBe(0);
      server.fail('none');
      await calls.keep();
      expect(bytes(await calls.find())).toEqual(bytes(SEALED));
    },
  );

  it('that passes is retried', async () => {
    server.fail('throttle', { times: 1 });

    await expect(store.keep('one', SEALED, NOW)).resolves.toBeUndefined();
  });
});

describe('over the wire', () => {
  let canned: CannedService;
  let cannedClient: SignedClient;
  let cannedStore: DynamoTokenStore;
  beforeEach(async () => {
    canned = await openCannedService();
    cannedClient = signedClientFor(canned.url, timers);
    cannedStore = new DynamoTokenStore(CACHE_NAME, cannedClient, callTimeOn(timers));
  });
  afterEach(async () => {
    cannedClient.close();
    await canned.close();
  });

  it('an entry has its id, the sealed bytes, and the second from which DynamoDB may delete it', async () => {
    canned.answer(replyJson({}));

    await cannedStore.keep('one', Uint8Array.of(1, 2), 2_000_001);

    expect(canned.asked).toEqual([
      {
        operation: 'PutItem',
        input: { TableName: CACHE_NAME, Item: { id: { S: 'one' }, sealed: { B: 'AQI=' }, expiresAt: { N: '2001' } } },
      },
    ]);
  });

  it('a find is one read of one item', async () => {
    canned.answer(replyJson({}));

    expect(await cannedStore.find('one')).toBeUndefined();
    expect(canned.asked).toEqual([
      { operation: 'GetItem', input: { TableName: CACHE_NAME, Key: { id: { S: 'one' } } } },
    ]);
  });

  it('what the table refuses for good is not attempted again', async () => {
    canned.answer(replyError('AccessDeniedException'));

    const refused = cannedStore.find('one');

    await expect(refused).rejects.toMatchObject({ dependency: 'table', cause: { name: 'AccessDeniedException' } });
    expect(canned.asked).toHaveLength(1);
  });
});

/** The requests to DynamoDB, and what the adapter makes of unexpected answers. */
import { DynamoTable } from '../../../lambda/aws/dynamodb/dynamo-table';
import { itemKeyOf } from '../../../lambda/aws/dynamodb/item-keys';
import { TABLE_SCHEMA } from '../../../lambda/aws/dynamodb/table-schema';
import { shardOf, type TableRecord } from '../../../lambda/domain/records/table-records';
import { DependencyError, InvariantError } from '../../../lambda/domain/outcome';
import type { Write } from '../../../lambda/domain/ports/table';
import { marshall } from '@aws-sdk/util-dynamodb';
import { openCannedService, reply, replyError, replyJson } from '../../support/canned-service';
import type { CannedService } from '../../support/canned-service';
import { BUDGET_MS, callTimeOn, clientFor, TABLE_NAME } from '../../support/local-table';
import { ManualTimers } from '../../support/manual-timers';
import { ACCOUNT_ID, account, apiKey, CLIENT_ID, client as clientRecord, KEY_ID, NOW } from '../../support/records';
import { toItem } from '../../../lambda/aws/dynamodb/table-items';

const ACCOUNT = { kind: 'account', accountId: ACCOUNT_ID } as const;
const KEY = { kind: 'key', keyId: KEY_ID } as const;
const MARK = { kind: 'pendingMark', accountId: ACCOUNT_ID, mark: 'one' } as const;
const LAST_USE = { kind: 'lastUse', credentialId: KEY_ID, lastUsedAt: NOW, lastUsedRoute: 'GET /' } as const;
const WRITES: Write[] = [
  { type: 'update', ref: KEY, when: { version: 1 }, set: { label: 'New' } },
  { type: 'check', ref: ACCOUNT, when: {} },
];

let canned: CannedService;
let client: ReturnType<typeof clientFor>;
let table: DynamoTable;
let timers: ManualTimers;

beforeEach(async () => {
  canned = await openCannedService();
  timers = new ManualTimers();
  client = clientFor(canned.url, timers);
  table = new DynamoTable(TABLE_NAME, client, callTimeOn(timers));
});
afterEach(async () => {
  client.destroy();
  await canned.close();
});

const items = (...records: readonly object[]) =>
  records.map((record) => marshall(record, { removeUndefinedValues: true }));
const batch = (found: readonly object[], unread: readonly object[] = []) =>
  replyJson({
    Responses: { [TABLE_NAME]: items(...found) },
    UnprocessedKeys: unread.length === 0 ? {} : { [TABLE_NAME]: { Keys: items(...unread) } },
  });
const reasons = (...codes: readonly string[]) =>
  replyError('TransactionCanceledException', { CancellationReasons: codes.map((Code) => ({ Code })) });

describe('a read', () => {
  it('of a key and its account is one strongly consistent round trip', async () => {
    canned.answer(batch([toItem(account()), toItem(apiKey())]));

    const read = await table.read([KEY, ACCOUNT]);

    expect(read).toEqual([apiKey(), account()]);
    expect(canned.asked).toHaveLength(1);
    expect(canned.asked[0]).toMatchObject({
      operation: 'BatchGetItem',
      input: { RequestItems: { [TABLE_NAME]: { ConsistentRead: true } } },
    });
  });

  it('asks again for what was left unread, and for nothing else', async () => {
    canned.answer(
      batch([toItem(account())], [{ PK: `A#${ACCOUNT_ID}`, SK: `K#${KEY_ID}` }]),
      batch([toItem(apiKey())]),
    );

    const read = await table.read([KEY, ACCOUNT]);

    expect(read).toEqual([apiKey(), account()]);
    expect(canned.asked.map(({ input }) => JSON.stringify(input).match(/"SK"/g)?.length)).toEqual([2, 1]);
  });

  it('never reports an unread record as absent', async () => {
    const unread = [{ PK: `A#${ACCOUNT_ID}`, SK: `K#${KEY_ID}` }];
    canned.answer(batch([toItem(account())], unread), batch([], unread));

    await expect(table.read([KEY, ACCOUNT])).rejects.toMatchObject({
      dependency: 'table',
      cause: { message: 'DynamoDB did not read 1 of the requested records' },
    });
    expect(canned.asked.length).toBeGreaterThan(6);
  });

  it('of more records than one round trip holds is a defect', async () => {
    await expect(table.read(Array(101).fill(KEY))).rejects.toBeInstanceOf(InvariantError);
    expect(canned.asked).toEqual([]);
  });

  const good = toItem(apiKey());
  it.each<[string, object]>([
    ['of another kind', { ...good, kind: 'client' }],
    ['without its scopes', { ...good, scopes: undefined }],
    ['whose scopes are no text', { ...good, scopes: 7 }],
    ['whose date is a text', { ...good, createdAt: 'yesterday' }],
    ['whose date is no whole number', { ...good, createdAt: 0.5 }],
    ['of an unknown environment', { ...good, environment: 'stage' }],
    ['whose secret is no JSON', { ...good, currentSecret: '{' }],
    ['whose secret has no hash', { ...good, currentSecret: '{"scheme":"sha256","createdAt":1}' }],
    ['whose secret has an unknown scheme', { ...good, currentSecret: '{"scheme":"md5","hash":"x","createdAt":1}' }],
    ['whose secret is no object', { ...good, currentSecret: '[]' }],
    ['whose metadata is a list', { ...good, metadata: '[]' }],
    ['whose tags are no texts', { ...good, tags: '[1]' }],
    ['that says it is another key', { ...good, keyId: `${ACCOUNT_ID}Key00002` }],
  ])('refuses to take for a key an item %s', async (_, item) => {
    canned.answer(batch([item]));

    await expect(table.read([KEY])).rejects.toBeInstanceOf(DependencyError);
  });
});

describe('an answer of unknown format', () => {
  it.each([
    '',
    '{}',
    '[]',
    'null',
    '"x"',
    '<html></html>',
    '{"Responses":{},"Items":7}',
    '{"Responses":7,"UnprocessedKeys":{},"Items":[7]}',
    `{"Responses":{"${TABLE_NAME}":7},"UnprocessedKeys":{},"Items":[{}]}`,
    `{"Responses":{"${TABLE_NAME}":[7]},"UnprocessedKeys":{},"Items":[null]}`,
    `{"Responses":{"${TABLE_NAME}":[]},"UnprocessedKeys":{"${TABLE_NAME}":{}},"Items":7}`,
    '{"Responses":{},"UnprocessedKeys":7,"Items":[],"LastEvaluatedKey":{"PK":{"S":"x"}}}',
  ])('never counts as an empty result: %s', async (text) => {
    canned.answer(reply(text));
    const calls: Promise<unknown>[] = [
      table.read([KEY]),
      table.listKeys(ACCOUNT_ID, { limit: 1 }),
      table.listClients(ACCOUNT_ID, { limit: 1 }),
      table.listEvents(ACCOUNT_ID, { limit: 1 }),
      table.listPendingMarks({ limit: 1 }),
      table.listAccounts({ limit: 1 }),
    ];

    const results = await Promise.all(calls.map((call) => call.catch((error: unknown) => error)));

    expect(results).toEqual(Array(calls.length).fill(expect.any(DependencyError)));
  });

  it('is not waited for beyond the budget when it stops half-way', async () => {
    const arrived = new Promise<void>((resolve) =>
      canned.answer((response) => {
        response.writeHead(200, { 'content-length': '1000' });
        response.write('{"Responses":');
        resolve();
      }),
    );

    const ended = table.read([KEY]).catch((reason: unknown) => reason);
    await arrived;
    // The answer has begun when the request's own limit is gone.
    await timers.untilPending(1);
    timers.advance(BUDGET_MS);

    expect(await ended).toBeInstanceOf(DependencyError);
    expect(await ended).toMatchObject({ message: `no answer within ${BUDGET_MS} ms` });
    expect(timers.pending).toBe(0);
  });

  it('of the index never gives one account the name of another', async () => {
    const { PK, SK, directory, directoryPosition, name } = toItem(account());
    const entry = { PK, SK, directory, directoryPosition, name };
    canned.answer(replyJson({ Items: items({ ...entry, PK: 'A#Acc0000002' }) }), replyJson({ Items: items(entry) }));

    await expect(table.listAccounts({ limit: 1 })).rejects.toBeInstanceOf(DependencyError);
    expect((await table.listAccounts({ limit: 1 })).items).toMatchObject([{ accountId: ACCOUNT_ID }]);
  });
});

describe('a list', () => {
  it('of one account, or of marks, is strongly consistent; those of all accounts and all keys cannot be', async () => {
    canned.answer(replyJson({ Items: [] }));

    await table.listKeys(ACCOUNT_ID, { limit: 1 });
    await table.listClients(ACCOUNT_ID, { limit: 1 });
    await table.listEvents(ACCOUNT_ID, { limit: 1 });
    await table.listPendingMarks({ limit: 1 });
    await table.listAccounts({ limit: 1 });
    await table.listCredentials('key', { limit: 1 });

    expect(canned.asked.map(({ input }) => [input.IndexName, input.ConsistentRead])).toEqual([
      [undefined, true],
      [undefined, true],
      [undefined, true],
      [undefined, true],
      [TABLE_SCHEMA.accountsIndex.name, undefined],
      [TABLE_SCHEMA.credentialsIndex.name, undefined],
    ]);
  });

  it('that DynamoDB cut short goes on after its last record', async () => {
    canned.answer(replyJson({ Items: items(toItem(apiKey())), LastEvaluatedKey: marshall({ PK: 'x', SK: 'y' }) }));

    expect(await table.listKeys(ACCOUNT_ID, { limit: 50 })).toEqual({ items: [apiKey()], next: KEY_ID });
  });
});

describe('an item of the index of all keys', () => {
  it.each([
    ['without a key', { PK: `A#${ACCOUNT_ID}` }],
    ['of another partition', { PK: 'A#Acc0000009', SK: `K#${KEY_ID}` }],
    ['that is none', { PK: `A#${ACCOUNT_ID}`, SK: 'A' }],
  ])('%s is a failure, not a key', async (_, item) => {
    canned.answer(replyJson({ Items: items(item) }));

    await expect(table.listCredentials('key', { limit: 1 })).rejects.toThrow(DependencyError);
  });
});

describe('a commit', () => {
  it('counts a collision with another writer as a conflict, like a failed condition', async () => {
    canned.answer(reasons('TransactionConflict', 'ConditionalCheckFailed'), reasons('None', 'TransactionConflict'));

    expect(await table.commit(WRITES)).toEqual({ committed: false, conflicts: [0, 1] });
    expect(await table.commit(WRITES)).toEqual({ committed: false, conflicts: [1] });
  });

  it.each(['ThrottlingError', 'ProvisionedThroughputExceeded', 'ValidationError', 'SomethingNew'])(
    'cancelled with %s is a failure, whatever the other reasons are',
    async (code) => {
      canned.answer(reasons('ConditionalCheckFailed', code));

      await expect(table.commit(WRITES)).rejects.toBeInstanceOf(DependencyError);
    },
  );

  it('cancelled without reasons is a failure', async () => {
    canned.answer(replyError('TransactionCanceledException'));

    await expect(table.commit(WRITES)).rejects.toBeInstanceOf(DependencyError);
  });

  it('is attempted again as the same transaction, and another commit is another one', async () => {
    canned.answer(replyError('ThrottlingException'), replyError('TransactionInProgressException'), reply('{}'));

    const first = await table.commit(WRITES);
    await table.commit(WRITES);

    const tokens = canned.asked.map(({ input }) => input.ClientRequestToken);
    expect(first).toEqual({ committed: true });
    expect(tokens).toHaveLength(4);
    expect([tokens[1], tokens[2]]).toEqual([tokens[0], tokens[0]]);
    expect(tokens[3]).not.toBe(tokens[0]);
  });

  it.each(['AccessDeniedException', 'ResourceNotFoundException', 'ValidationException', 'ExpiredTokenException'])(
    'refused with %s is not attempted again',
    async (type) => {
      canned.answer(replyError(type));

      await expect(table.commit(WRITES)).rejects.toMatchObject({ dependency: 'table', cause: { name: type } });
      expect(canned.asked).toHaveLength(1);
    },
  );

  it.each<[string, Write]>([
    ['an update that changes nothing', { type: 'update', ref: KEY, when: {}, set: {} }],
    ['an attribute that the kind does not have', { type: 'update', ref: KEY, when: {}, set: { colour: 1 } as object }],
    ['a scope with a space', { type: 'update', ref: KEY, when: {}, set: { scopes: ['a b'] } }],
  ])('with %s is a defect', (_, write) => {
    expect(() => table.commit([write])).toThrow(InvariantError);
    expect(canned.asked).toEqual([]);
  });

  it('never overwrites a whole item, except a mark', async () => {
    canned.answer(reply('{}'));
    const token = { kind: 'idempotency', token: 't', fingerprint: 'f', resultId: 'r', expiresAt: NOW } as const;

    await table.commit([
      { type: 'insert', record: account() },
      { type: 'insert', record: token, overExpired: NOW },
      { type: 'insert', record: LAST_USE, overEarlier: NOW },
      { type: 'mark', record: MARK },
    ]);

    const actions = canned.asked[0]?.input.TransactItems as { Put: { ConditionExpression?: string } }[];
    expect(actions.map(({ Put }) => Put.ConditionExpression)).toEqual([
      'attribute_not_exists(PK)',
      'attribute_not_exists(PK) OR #expiresAt <= :now',
      'attribute_not_exists(PK) OR #lastUsedAt < :now',
      undefined,
    ]);
  });
});

describe('an item', () => {
  const event: TableRecord = {
    kind: 'event',
    eventId: 'e',
    accountId: ACCOUNT_ID,
    at: NOW,
    action: 'key.issued',
    actor: 'operator:op',
    sourceIp: '203.0.113.7',
    requestId: 'r',
    target: 't',
  };
  const others: TableRecord[] = [
    apiKey({ expiresAt: NOW }),
    clientRecord(),
    event,
    { kind: 'clientOwner', clientId: 'c', accountId: ACCOUNT_ID },
    { kind: 'operator', clientId: 'c', createdAt: NOW, version: 1 },
    { kind: 'operatorRoster', clientIds: [], version: 1 },
    MARK,
    { kind: 'externalId', externalId: 'x', accountId: ACCOUNT_ID },
  ];

  it('of what is kept of use is in a partition of its own, and ends when nobody asks for it any more', () => {
    const day = {
      kind: 'dailyUse',
      ownerId: KEY_ID,
      day: '2026-11-27',
      requests: 1,
      refusals: 0,
      budgeted: 0,
    } as const;
    const window = { kind: 'usageWindow', credentialId: KEY_ID, startsAt: NOW, counted: '', version: 1 } as const;
    const items = [LAST_USE, day, window].map(toItem);

    expect(items.map(({ PK, SK }) => [PK, SK])).toEqual(
      ['L', 'D#2026-11-27', `W#000${NOW}`].map((place) => [`U#${KEY_ID}`, place]),
    );
    expect(items.map((item) => item[TABLE_SCHEMA.ttlAttribute])).toEqual([
      Math.ceil(NOW / 1000) + 401 * 86_400,
      Date.parse('2026-11-27') / 1000 + 401 * 86_400,
      Math.ceil(NOW / 1000) + 3 * 86_400,
    ]);
  });

  it('has a TTL only when it is of use or an idempotency record, and does not end early', () => {
    const remembered = toItem({ kind: 'idempotency', token: 't', fingerprint: 'f', resultId: 'r', expiresAt: 1_001 });

    expect(remembered[TABLE_SCHEMA.ttlAttribute]).toBe(2);
    expect([account(), ...others].map((record) => toItem(record)[TABLE_SCHEMA.ttlAttribute])).toEqual(
      Array(1 + others.length).fill(undefined),
    );
  });

  it('is in the list of accounts only when it is an account', () => {
    const listed = (record: TableRecord) => toItem(record)[TABLE_SCHEMA.accountsIndex.partitionKey];

    expect(listed(account())).toBe('accounts');
    expect(others.map(listed)).toEqual(Array(others.length).fill(undefined));
  });

  it('is in the list of all keys, or of all clients, only when it is one, in a shard that follows from its id', () => {
    const listed = (record: TableRecord) => toItem(record)[TABLE_SCHEMA.credentialsIndex.partitionKey];

    expect(listed(apiKey())).toBe(`K#${shardOf(KEY_ID)}`);
    expect(listed(clientRecord())).toBe(`C#${shardOf(CLIENT_ID)}`);
    expect(
      [account(), ...others].filter(({ kind }) => !['key', 'client'].includes(kind)).map(listed),
    ).not.toContainEqual(expect.anything());
  });

  it('of a mark is in one partition with all marks, and the roster in a partition of its own', () => {
    const places = [MARK, { kind: 'operatorRoster' } as const, { kind: 'operator', clientId: 'O' } as const].map(
      itemKeyOf,
    );

    expect(places).toEqual([
      { PK: 'R', SK: `A#${ACCOUNT_ID}` },
      { PK: 'O', SK: 'O' },
      { PK: 'O#O', SK: 'O' },
    ]);
  });

  it('of a key is found from the key id alone, beside its account', () => {
    const [key, owner] = [toItem(apiKey()), toItem(account())];

    expect([key.PK, key.SK]).toEqual([`A#${ACCOUNT_ID}`, `K#${KEY_ID}`]);
    expect([owner.PK, owner.SK]).toEqual([`A#${ACCOUNT_ID}`, 'A']);
  });
});

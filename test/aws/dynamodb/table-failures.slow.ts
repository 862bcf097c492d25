/** Every kind of failure at every call to the table, on timers that the test moves. */
import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { DynamoTable } from '../../../lambda/aws/dynamodb/dynamo-table';
import { RECORD_CODECS } from '../../../lambda/aws/dynamodb/codecs/record-codecs';
import { signedReader } from '../../../lambda/aws/dynamodb/signed-reader';
import { TableReader } from '../../../lambda/aws/dynamodb/table-reader';
import { TABLE_RETRY_POLICY } from '../../../lambda/aws/dynamodb/table-retry';
import { DependencyError } from '../../../lambda/domain/outcome';
import { startTableServer } from '../../../local/table/table';
import type { FailureKind, FailureOptions } from '../../../local/types';
import {
  BUDGET_MS,
  callTimeOn,
  clientFor,
  deployedClient,
  openLocalTable,
  REQUEST_MS,
  signedClientFor,
  TABLE_NAME,
  TABLE_SPEC,
} from '../../support/local-table';
import type { LocalTable } from '../../support/local-table';
import { ManualTimers } from '../../support/manual-timers';
import { ACCOUNT_ID, account, apiKey } from '../../support/records';
import {
  ACCOUNT,
  CHANGE,
  CHANGED_KEY,
  commandsInAdapters,
  HELD,
  KEY,
  methodsOf,
  TABLE_CALLS,
} from '../../support/table-calls';

let local: LocalTable;
let table: DynamoTable;

beforeEach(async () => {
  local = await openLocalTable();
  table = local.table;
  expect(await table.commit(HELD)).toEqual({ committed: true });
});
afterEach(() => local.close());

/** Every kind of failure. `whole`: it concerns a whole call. The others have tests of their own. */
const KINDS: Record<FailureKind, 'whole' | undefined> = {
  none: undefined,
  partial: undefined,
  refuse: 'whole',
  reset: 'whole',
  lost: 'whole',
  hang: 'whole',
  throttle: 'whole',
  error: 'whole',
  malformed: 'whole',
};
const WHOLE = Object.keys(KINDS).filter((kind) => KINDS[kind as FailureKind] === 'whole') as FailureKind[];

/** Makes calls fail. While a call hangs, the time moves on until the request or the whole call is given up. */
const fail = (kind: FailureKind, options: FailureOptions = {}): void =>
  local.server.fail(kind, kind === 'hang' ? { ...options, onHit: () => local.timers.expireNext() } : options);

type Outcome = 'failed in time' | 'late' | { readonly answered: unknown } | { readonly threw: unknown };

async function outcomeOf(call: () => Promise<unknown>, timers = local.timers): Promise<Outcome> {
  const start = timers.now;
  try {
    return { answered: await call() };
  } catch (error) {
    if (!(error instanceof DependencyError) || error.dependency !== 'table') return { threw: error };
    return timers.now - start <= BUDGET_MS && timers.pending === 0 ? 'failed in time' : 'late';
  }
}

/** The outcome of every call, by method. One call after another, because each moves the time of all. */
async function outcomes(on: DynamoTable, timers = local.timers): Promise<Record<string, Outcome>> {
  const results: Record<string, Outcome> = {};
  for (const [method, { run }] of Object.entries(TABLE_CALLS)) results[method] = await outcomeOf(() => run(on), timers);
  return results;
}

const EVERY_CALL_FAILS = Object.fromEntries(Object.keys(TABLE_CALLS).map((method) => [method, 'failed in time']));

/** Whether key, account and events are those before the change or those after it. */
async function stateOf(): Promise<'before' | 'after' | 'between'> {
  const held = [
    ...(await table.read([KEY, ACCOUNT])),
    (await table.listEvents(ACCOUNT_ID, { limit: 10 })).items.length,
  ];
  if (JSON.stringify(held) === JSON.stringify([apiKey(), account(), 0])) return 'before';
  expect(held).toEqual([CHANGED_KEY, account(), 1]);
  return 'after';
}

describe('the list of calls', () => {
  it('names every method of the ports', () => {
    expect(methodsOf(DynamoTable).sort()).toEqual(Object.keys(TABLE_CALLS).sort());
    expect(methodsOf(TableReader)).toEqual(['read']);
  });

  it('names every command that the adapter sends', () => {
    expect(commandsInAdapters(/table|reader/).sort()).toEqual([
      'dynamo-table.ts: BatchGet',
      'dynamo-table.ts: Query',
      'dynamo-table.ts: TransactWrite',
      'signed-reader.ts: BatchGetItem',
    ]);
    expect(new Set(Object.values(TABLE_CALLS).map(({ command }) => command)).size).toBe(3);
  });
});

describe('a lasting failure', () => {
  it.each(WHOLE)(
    '(%s) of any call ends within the budget, leaves no half change, and calls work again afterwards',
    async (kind) => {
      fail(kind);

      const during = await outcomes(table);

      local.server.fail('none');
      expect(during).toEqual(EVERY_CALL_FAILS);
      expect(kind === 'lost' || kind === 'malformed' ? ['before', 'after'] : ['before']).toContain(await stateOf());
      for (const { run } of Object.values(TABLE_CALLS)) await expect(run(table)).resolves.toBeDefined();
    },
  );

  it('of a table where nothing listens ends within the budget', async () => {
    const gone = await startTableServer({ tables: [TABLE_SPEC] });
    await gone.close();
    const timers = new ManualTimers();
    const client = clientFor(gone.url, timers);

    const during = await outcomes(new DynamoTable(TABLE_NAME, client, callTimeOn(timers)), timers);

    client.destroy();
    expect(during).toEqual(EVERY_CALL_FAILS);
  });

  it.each([0, 1])('that leaves record %d of a batch unread fails the read', async (unprocessedIndex) => {
    local.server.fail('partial', { unprocessedIndex });

    const during = await outcomeOf(() => table.read([ACCOUNT, KEY]));

    local.server.fail('none');
    expect(during).toBe('failed in time');
    expect(await table.read([ACCOUNT, KEY])).toEqual([account(), apiKey()]);
  });
});

describe('a passing failure', () => {
  it.each(WHOLE)('(%s, once) of any call is retried', async (kind) => {
    const { commit, ...reads } = TABLE_CALLS;

    for (const { run } of Object.values(reads)) {
      const expected = await run(table);
      fail(kind, { times: 1 });
      expect(await run(table)).toEqual(expected);
    }
    fail(kind, { times: 1 });
    const result = await commit?.run(table);

    expect(result).toEqual({ committed: true });
    expect(await stateOf()).toBe('after');
  });

  it.each([0, 1, 2])('that leaves record %d of a batch unread once is retried', async (unprocessedIndex) => {
    const missing = { kind: 'key', keyId: `${ACCOUNT_ID}Missing0` } as const;
    local.server.fail('partial', { unprocessedIndex, times: 1 });

    expect(await table.read([ACCOUNT, missing, KEY])).toEqual([account(), undefined, apiKey()]);
  });

  it('that loses the answer to a change does not turn the retry into a conflict', async () => {
    local.server.fail('lost', { times: 2, operation: 'TransactWriteItems' });

    expect(await table.commit(CHANGE)).toEqual({ committed: true });
    expect(await stateOf()).toBe('after');
  });
});

describe('a signed read', () => {
  const read = () => local.signedReader.read([ACCOUNT, KEY]);
  const found = [account(), apiKey()];

  it.each(WHOLE)('whose every request fails (%s) ends within the budget, and works again afterwards', async (kind) => {
    fail(kind);

    const during = await outcomeOf(read);

    local.server.fail('none');
    expect(during).toBe('failed in time');
    expect(await read()).toEqual(found);
  });

  it.each(WHOLE)('whose first request fails (%s) is retried', async (kind) => {
    fail(kind, { times: 1 });

    expect(await read()).toEqual(found);
  });

  it.each([0, 1])('that leaves record %d unread reads it again, and fails if it stays unread', async (position) => {
    local.server.fail('partial', { unprocessedIndex: position, times: 1 });
    const once = await read();
    local.server.fail('partial', { unprocessedIndex: position });
    const always = await outcomeOf(read);

    expect([once, always]).toEqual([found, 'failed in time']);
  });

  it('of a table where nothing listens ends within the budget', async () => {
    const gone = await startTableServer({ tables: [TABLE_SPEC] });
    await gone.close();
    const timers = new ManualTimers();
    const reader = signedReader(
      { tableName: TABLE_NAME, codecs: RECORD_CODECS },
      signedClientFor(gone.url, timers),
    )(callTimeOn(timers));

    expect(await outcomeOf(() => reader.read([KEY]), timers)).toBe('failed in time');
  });
});

describe('the deployed function', () => {
  it('has these limits for an attempt and for all attempts', async () => {
    const client = deployedClient(local.server.url);
    const { maxAttempts, requestHandler } = client.config;
    // The handler has its settings only after a first request. This one is aborted before it is sent.
    const send = client.send(new ListTablesCommand({}), { abortSignal: AbortSignal.abort() });
    await expect(send).rejects.toThrow();
    client.destroy();

    expect(requestHandler).toBeInstanceOf(NodeHttpHandler);
    expect(requestHandler instanceof NodeHttpHandler && requestHandler.httpHandlerConfigs()).toMatchObject({
      connectionTimeout: 200,
      requestTimeout: REQUEST_MS,
      socketTimeout: REQUEST_MS,
      throwOnRequestTimeout: true,
    });
    expect(await maxAttempts()).toBe(1);
    expect(TABLE_RETRY_POLICY).toMatchObject({ dependency: 'table', firstPause: 50, longestPause: 400 });
    expect(TABLE_RETRY_POLICY).not.toHaveProperty('attempts');
  });
});

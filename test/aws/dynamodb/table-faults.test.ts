/** Trouble of every quick kind at every call to the table. The kind that takes its time is in table-faults.slow.ts. */
import { DynamoTable } from '../../../lambda/aws/dynamodb/dynamo-table';
import { DynamoReader } from '../../../lambda/aws/dynamodb/table-reader';
import { DependencyError } from '../../../lambda/domain/outcome';
import { startTableServer } from '../../../local/table/table';
import type { FailureKind } from '../../../local/types';
import { clientFor, openLocalTable, TABLE_NAME, TABLE_SPEC } from '../../support/local-table';
import type { LocalTable } from '../../support/local-table';
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

/** Budget of one call plus what a busy machine takes. */
const LONGEST_MS = 2_200;

let local: LocalTable;
let table: DynamoTable;

beforeEach(async () => {
  local = await openLocalTable();
  table = local.table;
  expect(await table.commit(HELD)).toEqual({ committed: true });
});
afterEach(() => local.close());

/** Every kind; those without a word are judged by tests of their own. */
const KINDS: Record<FailureKind, 'quick' | undefined> = {
  none: undefined,
  hang: undefined,
  partial: undefined,
  refuse: 'quick',
  reset: 'quick',
  lost: 'quick',
  throttle: 'quick',
  error: 'quick',
  malformed: 'quick',
};
const QUICK = Object.keys(KINDS).filter((kind) => KINDS[kind as FailureKind] === 'quick') as FailureKind[];

type Outcome = 'fault in time' | 'late' | { readonly answered: unknown } | { readonly threw: unknown };

async function outcomeOf(call: Promise<unknown>): Promise<Outcome> {
  const start = performance.now();
  try {
    return { answered: await call };
  } catch (error) {
    if (!(error instanceof DependencyError) || error.dependency !== 'table') return { threw: error };
    return performance.now() - start < LONGEST_MS ? 'fault in time' : 'late';
  }
}

/** What became of every call, by method; all at once. */
async function outcomes(on: DynamoTable): Promise<Record<string, Outcome>> {
  const calls = Object.entries(TABLE_CALLS).map(
    async ([method, { run }]) => [method, await outcomeOf(run(on))] as const,
  );
  return Object.fromEntries(await Promise.all(calls));
}

const EVERY_CALL_FAILS = Object.fromEntries(Object.keys(TABLE_CALLS).map((method) => [method, 'fault in time']));

/** Key, account and events: before the change or after it, never between. */
async function stateOf(): Promise<'before' | 'after' | 'between'> {
  const held = [
    ...(await table.read([KEY, ACCOUNT])),
    (await table.listEvents(ACCOUNT_ID, { limit: 10 })).items.length,
  ];
  if (JSON.stringify(held) === JSON.stringify([apiKey(), account(), 0])) return 'before';
  expect(held).toEqual([CHANGED_KEY, account(), 1]);
  return 'after';
}

describe('the list of fault points', () => {
  it('names every method of the ports', () => {
    expect(methodsOf(DynamoTable).sort()).toEqual(Object.keys(TABLE_CALLS).sort());
    expect(methodsOf(DynamoReader)).toEqual(['read']);
  });

  it('names every command that the adapter sends', () => {
    expect(commandsInAdapters(/table/).sort()).toEqual([
      'dynamo-table.ts: Query',
      'dynamo-table.ts: TransactWrite',
      'table-reader.ts: BatchGet',
    ]);
    expect(new Set(Object.values(TABLE_CALLS).map(({ command }) => command)).size).toBe(3);
  });
});

describe('lasting trouble', () => {
  it.each(QUICK)(
    '(%s) at any call is a fault inside the budget, half-does nothing, and ends with its cause',
    async (kind) => {
      local.server.fail(kind);

      const during = await outcomes(table);

      local.server.fail('none');
      expect(during).toEqual(EVERY_CALL_FAILS);
      expect(['before', 'after']).toContain(await stateOf());
      for (const { run } of Object.values(TABLE_CALLS)) await expect(run(table)).resolves.toBeDefined();
    },
  );

  it('of a table that nothing listens for is a fault inside the budget', async () => {
    const gone = await startTableServer({ tables: [TABLE_SPEC] });
    await gone.close();
    const client = clientFor(gone.url);

    const during = await outcomes(new DynamoTable(TABLE_NAME, client));

    client.destroy();
    expect(during).toEqual(EVERY_CALL_FAILS);
  });

  it.each([0, 1])('that leaves record %d of a batch unread is a fault', async (unprocessedIndex) => {
    local.server.fail('partial', { unprocessedIndex });

    const during = await outcomeOf(table.read([ACCOUNT, KEY]));

    local.server.fail('none');
    expect(during).toBe('fault in time');
    expect(await table.read([ACCOUNT, KEY])).toEqual([account(), apiKey()]);
  });
});

describe('passing trouble', () => {
  it.each(QUICK)('(%s, once) at any call is hidden', async (kind) => {
    const { commit, ...reads } = TABLE_CALLS;

    for (const { run } of Object.values(reads)) {
      const expected = await run(table);
      local.server.fail(kind, { times: 1 });
      expect(await run(table)).toEqual(expected);
    }
    local.server.fail(kind, { times: 1 });
    const result = await commit?.run(table);

    expect(result).toEqual({ committed: true });
    expect(await stateOf()).toBe('after');
  });

  it.each([0, 1, 2])('that leaves record %d of a batch unread once is hidden', async (unprocessedIndex) => {
    const missing = { kind: 'key', keyId: `${ACCOUNT_ID}Missing0` } as const;
    local.server.fail('partial', { unprocessedIndex, times: 1 });

    expect(await table.read([ACCOUNT, missing, KEY])).toEqual([account(), undefined, apiKey()]);
  });

  it('never turns a change whose answer was lost into a conflict with itself', async () => {
    local.server.fail('lost', { times: 2, operation: 'TransactWriteItems' });

    expect(await table.commit(CHANGE)).toEqual({ committed: true });
    expect(await stateOf()).toBe('after');
  });
});

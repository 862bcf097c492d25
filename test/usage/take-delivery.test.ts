import { DependencyError } from '../../lambda/domain/outcome';
import type { Table } from '../../lambda/domain/ports/table';
import type { UsageLine } from '../../lambda/domain/ports/log';
import { ANY_CREDENTIAL } from '../../lambda/domain/records/usage-records';
import { takeDelivery, type UsageDeps } from '../../lambda/usage/take-delivery';
import { accessLine, delivery, packed } from '../support/deliveries';
import { ACCOUNT_ID, bytesFrom, CLIENT_ID, DAY, KEY_ID, NOW } from '../support/records';
import { MemoryTable } from '../support/memory-table';
import { around } from '../support/races';

const OTHER_KEY = `${ACCOUNT_ID}Key00002`;
const TODAY = '2026-11-23';

interface Here {
  readonly table: MemoryTable;
  readonly deps: UsageDeps;
  readonly lines: UsageLine[];
  readonly failures: unknown[];
}
function here(table = new MemoryTable(), seen: Table = table): Here {
  const lines: UsageLine[] = [];
  const failures: unknown[] = [];
  let pauses = 0;
  const log = { usage: (line: UsageLine) => lines.push(line), failure: (line: unknown) => failures.push(line) };
  const pause = async (): Promise<boolean> => (pauses += 1) < 20;
  return { table, lines, failures, deps: { table: seen, now: () => NOW, random: bytesFrom('usage'), pause, log } };
}
const countsOf = (table: MemoryTable): unknown[] =>
  table.all('dailyUse').map(({ ownerId, day, ...own }) => [ownerId, day, own.requests, own.refusals, own.budgeted]);
const lines = (many: number, given: Readonly<Record<string, string>> = {}): string[] =>
  Array.from({ length: many }, () => accessLine(given));
const at = (time: number): Readonly<Record<string, string>> => ({ time: String(time) });
const NOTHING = { counted: 0, repeated: 0, anonymous: 0, unreadable: 0, failed: 0 };

describe('a delivery of the access log', () => {
  it('counts requests and refusals by day, for the credential and for its account', async () => {
    const { table, deps } = here();

    await takeDelivery(
      deps,
      delivery(
        ...lines(2),
        accessLine({ status: '403' }),
        accessLine({ status: '429', ...at(NOW - DAY) }),
        accessLine({ credentialId: OTHER_KEY }),
      ),
    );

    expect(countsOf(table)).toEqual([
      [ACCOUNT_ID, '2026-11-22', 1, 1, 0],
      [ACCOUNT_ID, TODAY, 4, 1, 0],
      [KEY_ID, '2026-11-22', 1, 1, 0],
      [KEY_ID, TODAY, 3, 1, 0],
      [OTHER_KEY, TODAY, 1, 0, 0],
    ]);
  });

  it('counts what was taken from a budget for its owner: the account, or a key with a plan of its own', async () => {
    const { table, deps } = here();

    await takeDelivery(
      deps,
      delivery(...lines(2, { budgetId: ACCOUNT_ID }), ...lines(3, { credentialId: OTHER_KEY, budgetId: OTHER_KEY })),
    );

    expect(countsOf(table)).toEqual([
      [ACCOUNT_ID, TODAY, 5, 0, 2],
      [KEY_ID, TODAY, 2, 0, 0],
      [OTHER_KEY, TODAY, 3, 0, 3],
    ]);
  });

  it('counts for a budget although it is neither the credential’s nor the account’s', async () => {
    const { table, deps } = here();

    await takeDelivery(deps, delivery(accessLine({ budgetId: OTHER_KEY })));

    expect(countsOf(table)).toContainEqual([OTHER_KEY, TODAY, 0, 0, 1]);
  });

  it('moves the last use forward, whatever the order of the lines and of the deliveries', async () => {
    const { table, deps } = here();
    const late = { ...at(NOW), method: 'POST', resourcePath: '/orders' };

    await takeDelivery(deps, delivery(accessLine(late), accessLine(at(NOW - 1))));
    await takeDelivery(deps, delivery(accessLine(at(NOW - 5_000))));

    expect(table.all('lastUse')).toEqual(
      [KEY_ID, ANY_CREDENTIAL].map((credentialId) => ({
        ...{ kind: 'lastUse', credentialId, lastUsedAt: NOW, lastUsedRoute: 'POST /orders' },
      })),
    );
    expect(countsOf(table)).toContainEqual([KEY_ID, TODAY, 3, 0, 0]);
  });

  it('says what it counted, and skips what is nobody’s and what it cannot read', async () => {
    const { deps, lines: written, failures } = here();
    const twice = accessLine();

    await takeDelivery(deps, delivery(twice, twice, accessLine({ credentialId: '-' }), 'junk', accessLine()));

    expect(written).toEqual([{ ...NOTHING, counted: 2, repeated: 1, anonymous: 1, unreadable: 1 }]);
    expect(failures).toEqual([]);
  });

  it('is counted also when what shows that the recording works cannot be written', async () => {
    const table = new MemoryTable();
    const commit: Table['commit'] = (writes) =>
      writes.length === 1 ? Promise.reject(new DependencyError('table', 'no answer')) : table.commit(writes);
    const { deps, failures } = here(table, { ...around(table, (_, go) => go()), commit });

    await expect(takeDelivery(deps, delivery(accessLine()))).resolves.toBeUndefined();

    expect(table.all('lastUse').map(({ credentialId }) => credentialId)).toEqual([KEY_ID]);
    expect(failures).toEqual([{ requestId: 'none', at: 'usage', error: expect.any(DependencyError) }]);
  });

  it('that cannot be read is given up and logged without its content', async () => {
    const { table, deps, lines: written, failures } = here();

    await expect(takeDelivery(deps, packed('secret'))).resolves.toBeUndefined();

    expect(failures).toEqual([{ requestId: 'none', at: 'delivery', error: expect.any(Error) }]);
    expect(String((failures[0] as { error: unknown }).error)).not.toContain('secret');
    expect([written, countsOf(table)]).toEqual([[], []]);
  });

  it('writes nothing without a line of a credential', async () => {
    const table = new MemoryTable();
    const calls: string[] = [];
    const seen = around(table, (name, go) => (calls.push(name), go()));

    await takeDelivery(
      here(table, seen).deps,
      delivery(...lines(50, { credentialId: '-' }), ...lines(9, { accountId: '?' })),
    );

    expect(calls).toEqual([]);
  });
});

describe('an event that is delivered again', () => {
  it('counts once: in the same batch, the whole batch again, and in another batch', async () => {
    const { table, deps, lines: written } = here();
    const [first, second, third] = [accessLine(), accessLine(at(NOW + 1_999)), accessLine(at(NOW + 2_000))];

    await takeDelivery(deps, delivery(first, second, first));
    await takeDelivery(deps, delivery(first, second, first));
    await takeDelivery(deps, delivery(third, second, accessLine(at(NOW + 1))));

    expect(countsOf(table)).toEqual([
      [ACCOUNT_ID, TODAY, 4, 0, 0],
      [KEY_ID, TODAY, 4, 0, 0],
    ]);
    expect(written.map(({ counted, repeated }) => [counted, repeated])).toEqual([
      [2, 1],
      [0, 3],
      [2, 1],
    ]);
  });

  it.each([
    ['that was begun', NOW],
    ['of its own', NOW - 3_000],
  ])('counts once although several processes have it at the same moment, in a window %s', async (_, time) => {
    const table = new MemoryTable();
    const batch = delivery(...lines(10, at(time)));
    await takeDelivery(here(table).deps, delivery(accessLine()));

    await Promise.all(Array.from({ length: 8 }, () => takeDelivery(here(table).deps, batch)));

    expect(countsOf(table)).toEqual([
      [ACCOUNT_ID, TODAY, 11, 0, 0],
      [KEY_ID, TODAY, 11, 0, 0],
    ]);
  });

  it('counts once although the answer to its write was lost', async () => {
    const table = new MemoryTable();
    let isLost = true;
    const seen = around(table, async (name, go) => {
      const answer = await go();
      if (name !== 'commit' || !isLost) return answer;
      isLost = false;
      throw new DependencyError('table', 'lost');
    });
    const batch = delivery(...lines(3));
    const { deps } = here(table, seen);

    await expect(takeDelivery(deps, batch)).rejects.toThrow(DependencyError);
    await takeDelivery(deps, batch);

    expect(countsOf(table)).toContainEqual([KEY_ID, TODAY, 3, 0, 0]);
  });

  it('costs no write', async () => {
    const table = new MemoryTable();
    const batch = delivery(...lines(3), ...lines(3, at(NOW - 60_000)));
    await takeDelivery(here(table).deps, batch);
    const calls: string[] = [];

    await takeDelivery(
      here(
        table,
        around(table, (name, go) => (calls.push(name), go())),
      ).deps,
      batch,
    );

    expect(calls).toEqual(['read']);
  });
});

describe('many lines', () => {
  it('of one key cost one write for each two seconds, however many they are', async () => {
    const table = new MemoryTable();
    const sizes: number[] = [];
    const commit: Table['commit'] = (writes) => (sizes.push(writes.length), table.commit(writes));
    const seen = { ...around(table, (_, go) => go()), commit };

    await takeDelivery(here(table, seen).deps, delivery(...lines(3_000, at(NOW))));

    // And one that tells of the latest request of all.
    expect(sizes).toEqual([4, 1]);
    expect(countsOf(table)).toContainEqual([KEY_ID, TODAY, 3_000, 0, 0]);
    // 36 bits an event: at 1,500 calls a second the window's item is 18 KB.
    expect(table.all('usageWindow')[0]?.counted).toHaveLength(18_000);
  });

  it('of one key over hours are parted into transactions that DynamoDB takes', async () => {
    const { table, deps } = here();
    const spread = Array.from({ length: 250 }, (_, n) => accessLine(at(NOW - n * 600_000)));

    await takeDelivery(deps, delivery(...spread));

    expect(table.all('dailyUse').filter(({ ownerId }) => ownerId === KEY_ID)).toHaveLength(3);
    expect(table.all('usageWindow')).toHaveLength(250);
  });

  it('of many accounts are counted a few at a time', async () => {
    const table = new MemoryTable();
    let [open, most] = [0, 0];
    const seen = around(table, async (_, go) => {
      most = Math.max(most, (open += 1));
      const answer = await go();
      open -= 1;
      return answer;
    });
    const flood = Array.from({ length: 500 }, (_, n) =>
      accessLine({ accountId: `Acc${String(n).padStart(7, '0')}`, credentialId: `c${n}` }),
    );

    await takeDelivery(here(table, seen).deps, delivery(...flood));

    expect(countsOf(table)).toContainEqual(['Acc0000499', TODAY, 1, 0, 0]);
    expect(most).toBe(10);
  });
});

describe('a table that fails', () => {
  const failing = (table: MemoryTable, isDown: () => boolean): Table =>
    around(table, (_, go) => (isDown() ? Promise.reject(new DependencyError('table', 'down')) : go()));

  it('makes the delivery fail at its end, and a second delivery counts what is missing', async () => {
    const table = new MemoryTable();
    let calls = 0;
    let isMended = false;
    const { deps, lines: written } = here(
      table,
      failing(table, () => !isMended && (calls += 1) % 3 === 0),
    );
    const flood = Array.from({ length: 40 }, (_, n) =>
      accessLine({ credentialId: `${ACCOUNT_ID}${String(n).padStart(8, '0')}` }),
    );
    const batch = delivery(...flood, accessLine({ credentialId: CLIENT_ID }));

    await expect(takeDelivery(deps, batch)).rejects.toThrow(DependencyError);
    isMended = true;
    await takeDelivery(deps, batch);

    expect(written[0]?.failed).toBeGreaterThan(0);
    expect(countsOf(table)).toContainEqual([ACCOUNT_ID, TODAY, 41, 0, 0]);
    expect(written.map(({ counted }) => counted).reduce((sum, counted) => sum + counted, 0)).toBe(41);
  });

  it('is logged a few times, not once for each transaction', async () => {
    const table = new MemoryTable();
    const {
      deps,
      lines: written,
      failures,
    } = here(
      table,
      failing(table, () => true),
    );

    await expect(takeDelivery(deps, delivery(...lines(3), accessLine({ credentialId: OTHER_KEY })))).rejects.toThrow();
    await expect(
      takeDelivery(deps, delivery(...Array.from({ length: 120 }, (_, n) => accessLine({ credentialId: `c${n}` })))),
    ).rejects.toThrow('120 requests');

    expect(written.map(({ failed }) => failed)).toEqual([4, 120]);
    expect(failures).toHaveLength(1 + 3);
  });

  it('whose records others change all the time is given up when the time ends', async () => {
    const table = new MemoryTable();
    const commit: Table['commit'] = async () => ({ committed: false, conflicts: [0] });
    const { deps, failures } = here(table, { ...around(table, (_, go) => go()), commit });

    await expect(takeDelivery(deps, delivery(accessLine()))).rejects.toThrow(DependencyError);

    expect(failures).toMatchObject([{ error: { message: expect.stringContaining('20 attempts') } }]);
  });
});

import { DependencyError } from '../../lambda/domain/outcome';
import type { Table } from '../../lambda/domain/ports/table';
import type { UsageLine } from '../../lambda/domain/ports/log';
import { takeDelivery } from '../../lambda/usage/take-delivery';
import { type Contended, contended, turns } from '../support/contended-table';
import { accessLine, delivery } from '../support/deliveries';
import { MemoryTable } from '../support/memory-table';
import { ACCOUNT_ID, bytesFrom, DAY, NOW } from '../support/records';

const TODAY = '2026-11-23';
const MANY = 500;

/** The nth key of the account. */
const keyOf = (n: number, accountId = ACCOUNT_ID): string => `${accountId}${String(n).padStart(8, '0')}`;
/** A line of each of these keys. */
const linesOf = (count: number, given: (n: number) => Readonly<Record<string, string>> = () => ({})): string[] =>
  Array.from({ length: count }, (_, n) => accessLine({ credentialId: keyOf(n), ...given(n) }));

function counting(table: Contended['table'], seed = 'usage') {
  const lines: UsageLine[] = [];
  const pause = async (milliseconds: number): Promise<boolean> => {
    await turns(Math.ceil(milliseconds / 4));
    return true;
  };
  const log = { usage: (line: UsageLine) => lines.push(line), failure: () => undefined };
  return { deps: { table, now: () => NOW, random: bytesFrom(seed), pause, log }, lines };
}
const ofAccount = (memory: MemoryTable) =>
  memory.all('dailyUse').find(({ ownerId, day }) => ownerId === ACCOUNT_ID && day === TODAY);
const keysCountedOnce = (memory: MemoryTable): number =>
  memory.all('dailyUse').filter(({ ownerId, requests }) => ownerId !== ACCOUNT_ID && requests === 1).length;

describe('many keys of one account', () => {
  it('share transactions, which do not meet each other', async () => {
    const memory = new MemoryTable();
    const { table, calls } = contended(memory);

    await takeDelivery(counting(table).deps, delivery(...linesOf(MANY)));

    // 24 keys a transaction, and one transaction that tells of the latest request of all.
    expect(calls).toEqual({ reads: 21, commits: 22, conflicts: 0 });
    expect([ofAccount(memory)?.requests, keysCountedOnce(memory)]).toEqual([MANY, MANY]);
    expect(memory.all('lastUse')).toHaveLength(MANY + 1);
  });

  it('wait for each other a few times, not thousands, when five deliveries have them at the same moment', async () => {
    const memory = new MemoryTable();
    const { table, calls } = contended(memory);
    const batches = [1, 2, 3, 4, 5].map((one) =>
      delivery(...linesOf(MANY, (n) => ({ credentialId: keyOf(one * MANY + n) }))),
    );

    await Promise.all(batches.map((batch, at) => takeDelivery(counting(table, `${at}`).deps, batch)));

    expect([ofAccount(memory)?.requests, keysCountedOnce(memory)]).toEqual([5 * MANY, 5 * MANY]);
    expect(calls.conflicts).toBeLessThan(5 * 22 * 2);
  });

  it('count once each although the same delivery comes five times at the same moment', async () => {
    const memory = new MemoryTable();
    const { table } = contended(memory);
    const batch = delivery(...linesOf(MANY));

    await Promise.all([1, 2, 3, 4, 5].map((one) => takeDelivery(counting(table, `${one}`).deps, batch)));

    expect([ofAccount(memory)?.requests, keysCountedOnce(memory)]).toEqual([MANY, MANY]);
  });

  it.each([
    ['refused', false],
    ['made, and its answer lost', true],
  ])('count once when the delivery comes again after a write in the middle was %s', async (_, isMade) => {
    const memory = new MemoryTable();
    const { table, calls } = contended(memory);
    const commit: Table['commit'] = async (writes) => {
      const isFailing = calls.commits === 9 || calls.commits === 15;
      if (!isFailing || isMade) await table.commit(writes);
      else calls.commits += 1;
      if (isFailing) throw new DependencyError('table', 'no answer');
      return { committed: true };
    };
    const { deps, lines } = counting({ ...table, commit });
    const batch = delivery(...linesOf(MANY));

    await expect(takeDelivery(deps, batch)).rejects.toThrow('48 requests');
    const before = ofAccount(memory)?.requests;
    calls.commits = 100;
    await takeDelivery(deps, batch);

    expect([before, ofAccount(memory)?.requests, keysCountedOnce(memory)]).toEqual([
      ...[isMade ? MANY : MANY - 48, MANY, MANY],
    ]);
    expect(lines.map(({ counted, repeated, failed }) => [counted, repeated, failed])).toEqual([
      [452, 0, 48],
      isMade ? [0, 500, 0] : [48, 452, 0],
    ]);
    // What is counted costs no write. What is not costs as much as before, and the latest request of all is noted.
    expect(calls.commits - 100).toBe(isMade ? 0 : 3);
  });

  it('fit what DynamoDB takes in a transaction, with budgets of others and on all days that are not too old', async () => {
    const memory = new MemoryTable();
    const midnight = Date.parse(`${TODAY}T23:59:59.000Z`);
    const times = [midnight - 2 * DAY, midnight - DAY, midnight, midnight + 60_000];
    const { deps, lines } = counting(memory);
    const batch = linesOf(MANY, (n) => ({ budgetId: keyOf(n + MANY), time: String(times[n % 4]) }));

    // The table in memory refuses a transaction of more than 100 writes.
    await takeDelivery({ ...deps, now: () => midnight }, delivery(...batch));

    expect(lines).toMatchObject([{ counted: MANY, failed: 0 }]);
  });
});

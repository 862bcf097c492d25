/** The part of the contract of `Table` that is about what is kept of use. */
import type { Table } from '../../lambda/domain/ports/table';
import type { TableRecord } from '../../lambda/domain/records/table-records';
import { ACCOUNT_ID, KEY_ID, NOW } from '../support/records';
import { insert } from '../support/table-samples';

const ACCOUNT = { kind: 'account', accountId: ACCOUNT_ID } as const;
const OTHER_ACCOUNT = 'Acc0000002';
const COMMITTED = { committed: true };

export function usageContract(opened: () => Table): void {
  let table: Table;
  beforeEach(() => {
    table = opened();
  });
  const given = async (...records: readonly TableRecord[]): Promise<void> => {
    expect(await table.commit(insert(...records))).toEqual(COMMITTED);
  };

  describe('what is kept of use', () => {
    const use = { kind: 'lastUse', credentialId: KEY_ID, lastUsedAt: NOW, lastUsedRoute: 'GET /a' } as const;
    const daily = {
      kind: 'dailyUse',
      ownerId: KEY_ID,
      day: '2026-11-27',
      requests: 3,
      refusals: 2,
      budgeted: 1,
    } as const;

    it('moves a last use forward alone, to the millisecond', async () => {
      const advance = (lastUsedAt: number): Promise<unknown> =>
        table.commit([{ type: 'insert', record: { ...use, lastUsedAt }, overEarlier: lastUsedAt }]);

      const results = [await advance(NOW), await advance(NOW), await advance(NOW - 1), await advance(NOW + 1)];

      const refused = { committed: false, conflicts: [0] };
      expect(results).toEqual([COMMITTED, refused, refused, COMMITTED]);
      expect(await table.read([use])).toEqual([{ ...use, lastUsedAt: NOW + 1 }]);
    });

    it('adds counts, however many writers there are, and makes the record of the first', async () => {
      const add = (): Promise<unknown> => table.commit([{ type: 'count', record: daily }]);

      const first = await add();
      const [made] = await table.read([daily]);
      await add();
      await add();

      expect([first, made]).toEqual([COMMITTED, daily]);
      expect(await table.read([daily])).toEqual([{ ...daily, requests: 9, refusals: 6, budgeted: 3 }]);
    });

    it('counts nothing when another write of its transaction fails', async () => {
      await given(daily);

      const result = await table.commit([
        { type: 'count', record: daily },
        { type: 'check', ref: ACCOUNT, when: {} },
      ]);

      expect(result).toEqual({ committed: false, conflicts: [1] });
      expect(await table.read([daily])).toEqual([daily]);
    });

    it('lists the days of one owner, in order, and goes on after a day without a record', async () => {
      const daily = (day: string, ownerId = ACCOUNT_ID) =>
        ({ kind: 'dailyUse', ownerId, day, requests: 1, refusals: 0, budgeted: 0 }) as const;
      const days = [daily('2026-02-28'), daily('2026-03-01'), daily('2026-12-01')] as const;
      await given(...[...days].reverse(), daily('2026-03-01', OTHER_ACCOUNT));
      await given({ kind: 'lastUse', credentialId: ACCOUNT_ID, lastUsedAt: NOW, lastUsedRoute: 'GET /' });

      expect(await table.listDailyUse(ACCOUNT_ID, { limit: 9 })).toEqual({ items: days });
      expect(await table.listDailyUse(ACCOUNT_ID, { limit: 1, after: '2026-02-29' })).toEqual({
        items: [days[1]],
        next: '2026-03-01',
      });
    });
  });
}

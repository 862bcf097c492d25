/** The lists' part of the contract of `Table`. */
import type { Table } from '../../lambda/domain/ports/table';
import type { TableRecord } from '../../lambda/domain/model';
import { ACCOUNT_ID, account, apiKey, client, NOW } from '../support/records';
import { event, insert, mark, METADATA } from '../support/table-samples';

const OTHER_ACCOUNT = 'Acc0000002';

export function listContract(opened: () => Table): void {
  let table: Table;
  beforeEach(() => {
    table = opened();
  });
  const given = async (...records: readonly TableRecord[]): Promise<void> => {
    expect(await table.commit(insert(...records))).toEqual({ committed: true });
  };

  describe('a list', () => {
    const keys = ['a', 'b', 'c', 'd'].map((last) => apiKey({ keyId: `${ACCOUNT_ID}Key0000${last}` }));
    const clients = ['1x', '2x', '3x'].map((clientId) => client({ clientId }));
    const foreign = [
      apiKey({ keyId: `${OTHER_ACCOUNT}Key0000b`, accountId: OTHER_ACCOUNT }),
      client({ clientId: '2y', accountId: OTHER_ACCOUNT }),
      account({ accountId: OTHER_ACCOUNT }),
      event('0000000002', { accountId: OTHER_ACCOUNT }),
    ];

    it("holds an account's keys in order of their ids, and nothing else", async () => {
      await given(account(), ...foreign, ...clients, ...[...keys].reverse());

      expect(await table.listKeys(ACCOUNT_ID, { limit: 10 })).toEqual({ items: keys });
      expect(await table.listClients(ACCOUNT_ID, { limit: 10 })).toEqual({ items: clients });
      expect(await table.listKeys('Acc0000009', { limit: 10 })).toEqual({ items: [] });
    });

    it('goes on after a position, and its last page says so', async () => {
      await given(...foreign, ...keys, ...clients);

      const first = await table.listKeys(ACCOUNT_ID, { limit: 2 });
      const last = await table.listKeys(ACCOUNT_ID, { limit: 2, after: keys[1]?.keyId ?? '' });

      expect(first).toEqual({ items: keys.slice(0, 2), next: keys[1]?.keyId });
      expect(last).toEqual({ items: keys.slice(2) });
      expect(await table.listClients(ACCOUNT_ID, { limit: 1, after: '1x' })).toEqual({
        items: [clients[1]],
        next: '2x',
      });
    });

    it('goes on after a position whose record is gone', async () => {
      await given(...keys);
      const after = keys[1]?.keyId ?? '';
      await table.commit([{ type: 'delete', ref: { kind: 'key', keyId: after }, when: {} }]);

      expect(await table.listKeys(ACCOUNT_ID, { limit: 10, after })).toEqual({ items: keys.slice(2) });
    });

    it("holds an account's events, newest first, with all they tell", async () => {
      const events = ['0000000003', '0000000002', '0000000001'].map((id, at) =>
        event(id, at === 1 ? { before: METADATA, after: {} } : {}),
      );
      await given(...foreign, ...events);

      expect(await table.listEvents(ACCOUNT_ID, { limit: 10 })).toEqual({ items: events });
      expect(await table.listEvents(ACCOUNT_ID, { limit: 1, after: '0000000003' })).toEqual({
        items: [events[1]],
        next: '0000000002',
      });
    });

    it('of all accounts holds them in order of creation, as they are called now', async () => {
      const second = account({ accountId: 'Acc0000003', createdAt: NOW + 1, externalId: 'x', name: 'Second' });
      const first = account({ accountId: 'Acc0000004', createdAt: NOW, name: 'First' });
      await given(second, first, ...keys);
      await table.commit([{ type: 'update', ref: first, when: {}, set: { name: 'Renamed' } }]);

      const { items: all, next } = await table.listAccounts({ limit: 2 });
      const page = await table.listAccounts({ limit: 1 });
      const rest = await table.listAccounts({ limit: 1, after: page.next ?? '' });

      expect(all.map(({ accountId, name, externalId }) => [accountId, name, externalId])).toEqual([
        ['Acc0000004', 'Renamed', undefined],
        ['Acc0000003', 'Second', 'x'],
      ]);
      expect(next).toBeUndefined();
      expect([page, rest]).toEqual([{ items: [all[0]], next: all[0]?.position }, { items: [all[1]] }]);
    });

    it('of marks holds one an account, in order of their ids, and goes on after one', async () => {
      const [first, second] = [mark('one'), mark('one', OTHER_ACCOUNT)];
      await given(second, account(), ...keys);
      await table.commit([{ type: 'mark', record: first }]);

      const page = await table.listPendingMarks({ limit: 1 });
      const rest = await table.listPendingMarks({ limit: 1, after: page.next ?? '' });

      expect([page, rest]).toEqual([{ items: [first], next: ACCOUNT_ID }, { items: [second] }]);
      expect(await table.listPendingMarks({ limit: 2 })).toEqual({ items: [first, second] });
    });

    it('of marks holds none that was taken away', async () => {
      const taken = mark('one');
      await given(taken, mark('two', OTHER_ACCOUNT));
      await table.commit([{ type: 'delete', ref: taken, when: { mark: 'one' } }]);

      expect(await table.listPendingMarks({ limit: 10 })).toEqual({ items: [mark('two', OTHER_ACCOUNT)] });
    });
  });
}

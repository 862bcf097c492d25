/** The lists' part of the contract of `Table`. */
import type { ApiKey } from '../../lambda/domain/model';
import type { Enlist, Table } from '../../lambda/domain/ports/table';
import type { LiveKey, TableRecord } from '../../lambda/domain/records/table-records';
import type { Member } from '../../lambda/domain/records/member-records';
import { subjectOf } from '../support/memory-people';
import { ACCOUNT_ID, account, apiKey, client, NOW } from '../support/records';
import { event, FULL_MEMBER, insert, mark, METADATA } from '../support/table-samples';

const OTHER_ACCOUNT = 'Acc0000002';
const LIVE_CLIENT = { kind: 'liveClient', accountId: ACCOUNT_ID, clientId: '1x', generation: 1 } as const;
const live = (n: number, given: Partial<LiveKey> = {}): LiveKey => ({
  kind: 'liveKey',
  accountId: ACCOUNT_ID,
  keyId: `${ACCOUNT_ID}Key0000${n}`,
  generation: 1,
  createdAt: NOW,
  ...given,
});

export function listContract(opened: () => Table): void {
  let table: Table;
  beforeEach(() => {
    table = opened();
  });
  const given = async (...records: readonly TableRecord[]): Promise<void> => {
    expect(await table.commit(insert(...records))).toEqual({ committed: true });
  };

  const keyRef = (key?: ApiKey) => ({ kind: 'key', keyId: String(key?.keyId) }) as const;
  /** The whole list of all accounts, page by page. */
  async function walk(kind: 'key' | 'client', limit: number): Promise<string[]> {
    const found: string[] = [];
    let after: string | undefined;
    do {
      const page = await table.listCredentials(kind, { limit, after });
      expect(page.items.length).toBeLessThanOrEqual(limit);
      found.push(...page.items.map(({ accountId, id }) => `${accountId} ${id}`));
      after = page.next;
    } while (after !== undefined);
    return found;
  }

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

    it("holds an account's members, and a person's accounts, and nothing else", async () => {
      const person = (n: number, accountId = ACCOUNT_ID): Member => ({
        ...FULL_MEMBER,
        subject: subjectOf(n),
        accountId,
      });
      const way = ({ subject, accountId, email }: Member): TableRecord => ({
        kind: 'membership',
        subject,
        accountId,
        email,
      });
      const people = [person(1), person(2), person(1, OTHER_ACCOUNT)];
      await given(...foreign, ...keys, ...[...people].reverse(), ...people.map(way));

      expect(await table.listMembers(ACCOUNT_ID, { limit: 10 })).toEqual({ items: people.slice(0, 2) });
      expect(await table.listMembers(ACCOUNT_ID, { limit: 1 })).toEqual({ items: [people[0]], next: subjectOf(1) });
      const own = await table.listMemberships(subjectOf(1), { limit: 10 });
      expect(own.items.map(({ accountId }) => accountId)).toEqual([ACCOUNT_ID, OTHER_ACCOUNT]);
      expect(await table.listMemberships(subjectOf(3), { limit: 10 })).toEqual({ items: [] });
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

    it('of live keys holds one family of one generation, in order of its instants, later than one', async () => {
      const [first, second, third] = [
        live(3, { expiresAt: NOW + 1 }),
        live(1, { expiresAt: NOW + 2 }),
        live(2, { expiresAt: NOW + 30 }),
      ];
      const ends = [third, first, second];
      const endless = [2, 1].map((at) => live(at, { createdAt: NOW + at }));
      await given(...ends, ...endless, live(4, { generation: 12, expiresAt: NOW }), ...keys, ...clients);
      const range = { accountId: ACCOUNT_ID, generation: 1 } as const;

      const all = await table.listLiveKeys({ ...range, by: 'expiresAt' }, { limit: 9 });
      const later = await table.listLiveKeys({ ...range, by: 'expiresAt', later: NOW + 1 }, { limit: 9 });
      const page = await table.listLiveKeys({ ...range, by: 'expiresAt', later: NOW + 1 }, { limit: 1 });
      const rest = await table.listLiveKeys(
        { ...range, by: 'expiresAt', later: NOW + 1 },
        { limit: 1, after: page.next ?? '' },
      );

      expect(all).toEqual({ items: [first, second, third] });
      expect([later, page, rest]).toEqual([
        { items: [second, third] },
        { items: [second], next: expect.any(String) },
        { items: [third] },
      ]);
      expect(await table.listLiveKeys({ ...range, by: 'createdAt', later: -Infinity }, { limit: 9 })).toEqual({
        items: [...endless].reverse(),
      });
      expect(await table.listLiveKeys({ ...range, generation: 2, by: 'expiresAt' }, { limit: 9 })).toEqual({
        items: [],
      });
    });

    it('of live clients holds those of a generation, or all, also the one that is only to be deleted', async () => {
      const entry = { kind: 'liveClient', accountId: ACCOUNT_ID, clientId: '1x' } as const;
      const entries = [{ ...entry, generation: 1 }, { ...entry, generation: 12 }, entry];
      await given(...entries, ...clients, { ...entry, accountId: OTHER_ACCOUNT, generation: 1 });

      const all = await table.listLiveClients({ accountId: ACCOUNT_ID }, { limit: 9 });
      const page = await table.listLiveClients({ accountId: ACCOUNT_ID }, { limit: 2 });
      const rest = await table.listLiveClients({ accountId: ACCOUNT_ID }, { limit: 2, after: page.next ?? '' });

      expect(all).toEqual({ items: entries });
      expect([page.items, rest]).toEqual([entries.slice(0, 2), { items: [entry] }]);
      expect(await table.listLiveClients({ accountId: ACCOUNT_ID, generation: 1 }, { limit: 9 })).toEqual({
        items: [entries[0]],
      });
    });

    it('of what an account has holds all of it and nothing else', async () => {
      const records = [account(), ...keys, ...clients, live(1), live(2, { expiresAt: NOW }), LIVE_CLIENT];
      await given(...foreign, ...records, event('0000000001'), mark('one'));

      const all = await table.listOwned(ACCOUNT_ID, 20);

      expect(all).toHaveLength(records.length);
      expect(all).toEqual(expect.arrayContaining(records));
      expect(await table.listOwned(ACCOUNT_ID, 3)).toHaveLength(3);
      expect(await table.listOwned('Acc0000009', 3)).toEqual([]);
    });

    it('of deleted accounts holds them and no mark', async () => {
      const deleted = [ACCOUNT_ID, OTHER_ACCOUNT].map((accountId) => ({ kind: 'deletedAccount', accountId }) as const);
      await given(...deleted, mark('one'));

      const page = await table.listDeletedAccounts({ limit: 1 });

      expect(page).toEqual({ items: [deleted[0]], next: ACCOUNT_ID });
      expect(await table.listDeletedAccounts({ limit: 1, after: page.next ?? '' })).toEqual({ items: [deleted[1]] });
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

    it('of the keys, or clients, of all accounts holds each once, on pages of any size, and nothing else', async () => {
      const many = Array.from({ length: 40 }, (_, n) => {
        const accountId = n % 2 === 0 ? ACCOUNT_ID : OTHER_ACCOUNT;
        return apiKey({ accountId, keyId: `${accountId}Key${String(n).padStart(5, '0')}` });
      });
      await given(account(), ...many, ...clients, ...foreign, ...[live(1), LIVE_CLIENT]);
      await table.commit([{ type: 'update', ref: keyRef(many[3]), when: {}, set: { suspendedAt: NOW } }]);
      await table.commit([{ type: 'delete', ref: keyRef(many[4]), when: {} }]);

      const wanted = [...many.filter((_, n) => n !== 4), ...foreign].flatMap((one) =>
        one.kind === 'key' ? [`${one.accountId} ${one.keyId}`] : [],
      );
      for (const limit of [1, 3, 100]) expect((await walk('key', limit)).sort()).toEqual(wanted.sort());
      expect((await walk('client', 2)).sort()).toEqual([
        ...[`${ACCOUNT_ID} 1x`, `${ACCOUNT_ID} 2x`, `${ACCOUNT_ID} 3x`, `${OTHER_ACCOUNT} 2y`],
      ]);
      expect(await walk('key', 7)).toEqual(await walk('key', 100));
    });

    it('of the keys of all accounts is not changed by what is put there again, and takes nothing that is not there', async () => {
      await given(account(), ...keys, ...clients);
      const enlist = (ref: Enlist['ref']) => table.commit([{ type: 'enlist', ref }]);

      expect(await enlist(keyRef(keys[0]))).toEqual({ committed: true });
      expect(await enlist({ kind: 'client', accountId: ACCOUNT_ID, clientId: '1x' })).toEqual({ committed: true });
      expect(await enlist({ kind: 'key', keyId: `${ACCOUNT_ID}Nobodys1` })).toEqual({
        committed: false,
        conflicts: [0],
      });

      expect([(await walk('key', 9)).length, (await walk('client', 9)).length]).toEqual([4, 3]);
      expect(await table.read([keyRef(keys[0])])).toEqual([keys[0]]);
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

    it('of plan marks holds one an owner, account or key, and no pending mark', async () => {
      const first = { kind: 'planMark', ownerId: ACCOUNT_ID, mark: 'one' } as const;
      const second = { ...first, ownerId: `${ACCOUNT_ID}Key00001` };
      await given(mark('one'), { kind: 'deletedAccount', accountId: ACCOUNT_ID });
      for (const record of [second, first, first]) await table.commit([{ type: 'mark', record }]);

      const page = await table.listPlanMarks({ limit: 1 });
      const rest = await table.listPlanMarks({ limit: 1, after: page.next ?? '' });

      expect([page, rest]).toEqual([{ items: [first], next: ACCOUNT_ID }, { items: [second] }]);
      expect(await table.listPendingMarks({ limit: 9 })).toEqual({ items: [mark('one')] });
    });

    it('of marks holds none that was taken away', async () => {
      const taken = mark('one');
      await given(taken, mark('two', OTHER_ACCOUNT));
      await table.commit([{ type: 'delete', ref: taken, when: { mark: 'one' } }]);

      expect(await table.listPendingMarks({ limit: 10 })).toEqual({ items: [mark('two', OTHER_ACCOUNT)] });
    });
  });
}

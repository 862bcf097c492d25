/** The contract of `Table`. It runs against the table in memory and against the DynamoDB adapter over HTTP. */
import type { ApiKey } from '../../lambda/domain/model';
import type { TableRecord } from '../../lambda/domain/records/table-records';
import type { Table, Write } from '../../lambda/domain/ports/table';
import { ACCOUNT_ID, account, apiKey, CLIENT_ID, client, KEY_ID, NOW } from '../support/records';
import { event, FULL_ACCOUNT, FULL_KEY, insert, mark, idempotencyRecord, RECORDS } from '../support/table-samples';
import { listContract } from './table-lists.contract';
import { usageContract } from './table-usage.contract';

export interface OpenTable {
  readonly table: Table;
  close(): Promise<void>;
}

const ACCOUNT = { kind: 'account', accountId: ACCOUNT_ID } as const;
const KEY = { kind: 'key', keyId: KEY_ID } as const;
const COMMITTED = { committed: true };

export function tableContract(open: () => Promise<OpenTable>): void {
  let opened: OpenTable;
  let table: Table;

  beforeEach(async () => {
    opened = await open();
    table = opened.table;
  });
  afterEach(() => opened.close());

  const given = async (...records: readonly TableRecord[]): Promise<void> => {
    expect(await table.commit(insert(...records))).toEqual(COMMITTED);
  };
  const theKey = async (): Promise<ApiKey | undefined> => (await table.read([KEY]))[0];

  describe('a read', () => {
    it('gives records of every kind as they were inserted, in the order asked', async () => {
      await given(...RECORDS);

      const read = await table.read(RECORDS);

      expect(read).toEqual(RECORDS);
      expect(await table.read([...RECORDS].reverse())).toEqual([...RECORDS].reverse());
    });

    it('gives the barest records as they were inserted', async () => {
      const bare = [
        account({ grant: { scopes: [] } }),
        apiKey({ scopes: [], label: '' }),
        client({ scopes: [] }),
        { kind: 'operator', clientId: CLIENT_ID, createdAt: NOW, version: 1 },
        { kind: 'operatorRoster', clientIds: [], version: 1 },
      ] as const;
      await given(...bare);

      const read = await table.read(bare);

      expect(read).toEqual(bare);
    });

    it('gives undefined for what does not exist, and for nothing else', async () => {
      await given(apiKey());

      const read = await table.read([ACCOUNT, KEY, { kind: 'key', keyId: `${ACCOUNT_ID}Key00002` }, KEY]);

      expect(read).toEqual([undefined, apiKey(), undefined, apiKey()]);
    });

    it('takes a hundred records, and none', async () => {
      const keys = Array.from({ length: 100 }, (_, at) =>
        apiKey({ keyId: `${ACCOUNT_ID}${String(at).padStart(8, '0')}` }),
      );
      await given(...keys);

      expect(await table.read(keys)).toEqual(keys);
      expect(await table.read([])).toEqual([]);
    });
  });

  describe('an insert', () => {
    it('refuses a record that exists and leaves it as it is', async () => {
      await given(apiKey());

      const result = await table.commit(insert(apiKey({ label: 'Another' })));

      expect(result).toEqual({ committed: false, conflicts: [0] });
      expect(await theKey()).toEqual(apiKey());
    });

    it('overwrites an idempotency record that expired, to the millisecond', async () => {
      await given(idempotencyRecord(NOW, 'first'));
      const over = (overExpired: number): Write[] => [
        { type: 'insert', record: idempotencyRecord(NOW + 1, 'second'), overExpired },
      ];

      const early = await table.commit(over(NOW - 1));
      const late = await table.commit(over(NOW));

      expect([early, late]).toEqual([{ committed: false, conflicts: [0] }, COMMITTED]);
      expect(await table.read([idempotencyRecord(0)])).toEqual([idempotencyRecord(NOW + 1, 'second')]);
    });

    it('overwrites an invitation that expired, to the millisecond', async () => {
      const invitation = (expiresAt: number) => ({ kind: 'invitation', addressHash: 'ada', expiresAt }) as const;
      await given(invitation(NOW));
      const over = (overExpired: number): Write[] => [{ type: 'insert', record: invitation(NOW + 1), overExpired }];

      const early = await table.commit(over(NOW - 1));
      const late = await table.commit(over(NOW));

      expect([early, late]).toEqual([{ committed: false, conflicts: [0] }, COMMITTED]);
      expect(await table.read([invitation(0)])).toEqual([invitation(NOW + 1)]);
    });

    it('needs no expired record to overwrite', async () => {
      const result = await table.commit([{ type: 'insert', record: idempotencyRecord(NOW), overExpired: NOW }]);

      expect(result).toEqual(COMMITTED);
    });
  });

  describe('an update', () => {
    it('changes the attributes it names and keeps what another writer did to the rest', async () => {
      await given(apiKey({ description: 'Old' }));
      await table.commit([{ type: 'update', ref: KEY, when: {}, set: { suspendedAt: NOW } }]);

      const result = await table.commit([
        { type: 'update', ref: KEY, when: {}, set: { label: 'New', description: undefined, tags: ['a'], scopes: [] } },
      ]);

      expect(result).toEqual(COMMITTED);
      expect(await theKey()).toEqual(apiKey({ label: 'New', suspendedAt: NOW, tags: ['a'], scopes: [] }));
    });

    it('replaces a whole object and leaves nothing of the old one', async () => {
      await given(FULL_ACCOUNT);

      await table.commit([
        { type: 'update', ref: ACCOUNT, when: {}, set: { grant: { scopes: ['a:b'] }, metadata: { x: 1 } } },
      ]);

      expect(await table.read([ACCOUNT])).toEqual([
        { ...FULL_ACCOUNT, grant: { scopes: ['a:b'] }, metadata: { x: 1 } },
      ]);
    });

    it('removes what is not there without complaint', async () => {
      await given(apiKey());

      const result = await table.commit([{ type: 'update', ref: KEY, when: {}, set: { previousSecret: undefined } }]);

      expect(result).toEqual(COMMITTED);
      expect(await theKey()).toEqual(apiKey());
    });

    it('raises counters by one, in the table', async () => {
      await given(account());
      const raise: Write = {
        type: 'update',
        ref: ACCOUNT,
        when: {},
        set: {},
        increment: ['version', 'keysVersion'],
      };

      await table.commit([raise]);
      await table.commit([raise]);

      expect(await table.read([ACCOUNT])).toEqual([account({ version: 3, keysVersion: 3 })]);
    });

    it('never makes a record', async () => {
      const result = await table.commit([{ type: 'update', ref: KEY, when: {}, set: { label: 'Ghost' } }]);

      expect(result).toEqual({ committed: false, conflicts: [0] });
      expect(await theKey()).toBeUndefined();
    });
  });

  describe('a condition', () => {
    const update = (when: Extract<Write, { type: 'update'; ref: { kind: 'key' } }>['when']): Write[] => [
      { type: 'update', ref: KEY, when, set: { label: 'Changed' } },
    ];

    it.each([
      ['a number', { version: 1 }],
      ['a text', { label: FULL_KEY.label }],
      ['a list', { scopes: ['read:orders'] }],
      ['an empty list', { networks: [] }],
      ['an object', { currentSecret: FULL_KEY.currentSecret, previousSecret: FULL_KEY.previousSecret }],
    ])('holds when %s is what it says', async (_, when) => {
      await given(FULL_KEY);

      const result = await table.commit(update(when));

      expect(result).toEqual(COMMITTED);
      expect((await theKey())?.label).toBe('Changed');
    });

    it.each([
      ['a number differs', { version: 2 }],
      ['a text differs', { label: 'nightly import' }],
      ['a list differs', { scopes: ['read:orders', 'write:orders'] }],
      ['one member of an object differs', { currentSecret: { ...FULL_KEY.currentSecret, createdAt: NOW } }],
      ['one of two differs', { version: 1, environment: 'test' as const }],
      ['what should be absent is there', { version: 1, revokedAt: undefined }],
    ])('fails when %s', async (_, when) => {
      await given(FULL_KEY);

      const result = await table.commit(update(when));

      expect(result).toEqual({ committed: false, conflicts: [0] });
      expect(await theKey()).toEqual(FULL_KEY);
    });

    it('fails when what it names is absent', async () => {
      await given(apiKey());

      expect(await table.commit(update({ suspendedAt: NOW }))).toEqual({ committed: false, conflicts: [0] });
      expect(await table.commit(update({ suspendedAt: undefined, revokedAt: undefined }))).toEqual(COMMITTED);
    });

    it('guards a delete, and nothing is deleted that is not there', async () => {
      await given(apiKey());
      const remove = (version: number): Write[] => [{ type: 'delete', ref: KEY, when: { version } }];

      const wrong = await table.commit(remove(2));
      const still = await theKey();
      const right = await table.commit(remove(1));
      const again = await table.commit(remove(1));

      expect([wrong, right, again]).toEqual([
        { committed: false, conflicts: [0] },
        COMMITTED,
        { committed: false, conflicts: [0] },
      ]);
      expect([still, await theKey()]).toEqual([apiKey(), undefined]);
    });

    it('of a check lets the other writes through or stops them, and writes nothing itself', async () => {
      await given(account());
      const issue = (grantVersion: number): Write[] => [
        ...insert(apiKey()),
        { type: 'check', ref: ACCOUNT, when: { grantVersion, suspendedAt: undefined } },
      ];

      const stopped = await table.commit(issue(2));
      const none = await theKey();
      const through = await table.commit(issue(1));

      expect([stopped, none, through]).toEqual([{ committed: false, conflicts: [1] }, undefined, COMMITTED]);
      expect(await table.read([ACCOUNT, KEY])).toEqual([account(), apiKey()]);
    });
  });

  describe('a mark', () => {
    const put = (name: string): Write => ({ type: 'mark', record: mark(name) });

    it('is there afterwards, whether there was one or not', async () => {
      const first = await table.commit([put('one')]);
      const [one] = await table.read([mark('')]);
      const second = await table.commit([put('two')]);

      expect([first, second]).toEqual([COMMITTED, COMMITTED]);
      expect([one, ...(await table.read([mark('')]))]).toEqual([mark('one'), mark('two')]);
    });

    it('is not put when another write of its transaction fails', async () => {
      await given(mark('old'));

      const result = await table.commit([put('new'), { type: 'check', ref: ACCOUNT, when: {} }]);

      expect(result).toEqual({ committed: false, conflicts: [1] });
      expect(await table.read([mark('')])).toEqual([mark('old')]);
    });

    it('is not deleted on the condition of an older mark', async () => {
      await given(mark('old'));
      await table.commit([put('new')]);
      const take = (name: string): Write => ({ type: 'delete', ref: mark(name), when: { mark: name } });

      const early = await table.commit([take('old')]);
      const late = await table.commit([take('new')]);

      expect([early, late]).toEqual([{ committed: false, conflicts: [0] }, COMMITTED]);
      expect(await table.read([mark('')])).toEqual([undefined]);
    });
  });

  describe('a write that forgets', () => {
    it('deletes a record of any kind, and fails no transaction when there is none', async () => {
      const rest = RECORDS.filter((record) => record.kind !== 'account');
      await given(...RECORDS);
      const forget = rest.map((ref): Write => ({ type: 'forget', ref }));

      const first = await table.commit(forget);
      const again = await table.commit([...forget, { type: 'check', ref: ACCOUNT, when: {} }]);

      expect([first, again]).toEqual([COMMITTED, COMMITTED]);
      expect(await table.read(RECORDS)).toEqual(
        RECORDS.map((record) => (record.kind === 'account' ? record : undefined)),
      );
    });

    it('deletes nothing when another write of its transaction fails', async () => {
      await given(apiKey());

      const result = await table.commit([
        { type: 'forget', ref: KEY },
        { type: 'check', ref: ACCOUNT, when: {} },
      ]);

      expect([result, await theKey()]).toEqual([{ committed: false, conflicts: [1] }, apiKey()]);
    });
  });

  describe('a live index entry', () => {
    const entry = { kind: 'liveKey', accountId: ACCOUNT_ID, keyId: KEY_ID, generation: 1, createdAt: NOW } as const;

    it('is marked whether there is one or not, and has its place by what it says', async () => {
      const [ends, other] = [
        { ...entry, expiresAt: NOW },
        { ...entry, generation: 2 },
      ] as const;

      const results = [entry, entry, ends].map((record) => table.commit([{ type: 'mark', record }]));

      expect(await Promise.all(results)).toEqual([COMMITTED, COMMITTED, COMMITTED]);
      expect(await table.read([entry, ends, other])).toEqual([entry, ends, undefined]);
    });
  });

  describe('a transaction', () => {
    it('happens whole or not at all, and gives the positions of the writes that conflict', async () => {
      await given(account(), apiKey());
      const writes: Write[] = [
        { type: 'update', ref: ACCOUNT, when: { version: 1 }, set: { name: 'New' }, increment: ['version'] },
        ...insert(apiKey()),
        ...insert(event('0000000001')),
        { type: 'check', ref: { kind: 'operator', clientId: 'nobody' }, when: {} },
      ];

      const result = await table.commit(writes);

      expect(result).toEqual({ committed: false, conflicts: [1, 3] });
      expect(await table.read([ACCOUNT, KEY])).toEqual([account(), apiKey()]);
      expect(await table.listEvents(ACCOUNT_ID, { limit: 10 })).toEqual({ items: [] });
    });

    it('takes a hundred writes', async () => {
      const events = Array.from({ length: 100 }, (_, at) => event(String(at).padStart(10, '0')));

      await given(...events);

      expect((await table.listEvents(ACCOUNT_ID, { limit: 1000 })).items).toHaveLength(100);
    });

    it('lets one of many racing writers win', async () => {
      await given(apiKey());
      const race = (at: number): Promise<unknown> =>
        table.commit([
          { type: 'update', ref: KEY, when: { version: 1 }, set: { label: `Writer ${at}` }, increment: ['version'] },
          ...insert(event(String(at).padStart(10, '0'))),
        ]);

      const results = await Promise.all(Array.from({ length: 12 }, (_, at) => race(at)));

      const winner = results.findIndex((result) => JSON.stringify(result) === JSON.stringify(COMMITTED));
      expect(results.filter((_, at) => at !== winner)).toEqual(Array(11).fill({ committed: false, conflicts: [0] }));
      expect(await theKey()).toEqual(apiKey({ label: `Writer ${winner}`, version: 2 }));
      expect((await table.listEvents(ACCOUNT_ID, { limit: 20 })).items).toHaveLength(1);
    });
  });

  listContract(() => table);
  usageContract(() => table);
}

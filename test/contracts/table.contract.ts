/** What every `Table` keeps to: run against the one in memory and against the real adapter over the wire. */
import { sha256 } from '../../lambda/core/hash';
import type { Account, ApiKey, AuditEvent, Client } from '../../lambda/core/model';
import type { TableRecord } from '../../lambda/core/table-record';
import type { Table, Write } from '../../lambda/core/ports';
import { ACCOUNT_ID, account, apiKey, CLIENT_ID, client, KEY_ID, NOW } from '../support/records';

export interface OpenTable {
  readonly table: Table;
  close(): Promise<void>;
}

const ACCOUNT = { kind: 'account', accountId: ACCOUNT_ID } as const;
const KEY = { kind: 'key', keyId: KEY_ID } as const;
const OTHER_ACCOUNT = 'Acc0000002';
const COMMITTED = { committed: true };

const event = (eventId: string, given: Partial<AuditEvent> = {}): AuditEvent => ({
  kind: 'event',
  eventId,
  accountId: ACCOUNT_ID,
  at: NOW,
  action: 'key.issued',
  actor: 'operator:op',
  sourceIp: '203.0.113.7',
  requestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
  target: `key:${KEY_ID}`,
  ...given,
});

const memory = (expiresAt: number, resultId = KEY_ID) =>
  ({ kind: 'idempotency', token: 'token', fingerprint: 'print', resultId, expiresAt }) as const;

const METADATA = JSON.parse(
  '{"text":"Zürich 東京 🗝 \\u0000 \\"","empty":"","huge":1e300,"tiny":5e-324,"none":null,"no":false,"list":[[],{}],"__proto__":{"a":1}}',
);

const FULL_ACCOUNT: Account = account({
  externalId: 'crm/42 ü',
  grant: {
    scopes: ['read:orders'],
    maxActiveKeys: 0,
    maxKeyLifetimeDays: 90,
    networks: ['192.0.2.0/24', '2001:db8::/32'],
  },
  metadata: METADATA,
  suspendedAt: NOW,
  credentialsValidAfter: NOW - 1,
  newestCredentialAt: NOW - 2,
});
const FULL_KEY: ApiKey = apiKey({
  description: 'Runs at night.',
  networks: [],
  metadata: METADATA,
  tags: ['batch', 'with space', ''],
  expiresAt: NOW + 1,
  notBefore: NOW - 1,
  previousSecret: { scheme: 'sha256', hash: sha256('old'), createdAt: NOW - 5, graceUntil: NOW + 5 },
  suspendedAt: NOW,
  revokedAt: NOW,
  revocationReason: 'leaked',
});
const STOPS = { suspendedAt: NOW, tokensValidAfter: NOW + 1_000, revokedAt: NOW + 1 };
const FULL_CLIENT: Client = client({ ...STOPS, revocationReason: 'key_compromise' });
const RECORDS = [
  FULL_ACCOUNT,
  FULL_KEY,
  FULL_CLIENT,
  { kind: 'clientOwner', clientId: CLIENT_ID, accountId: ACCOUNT_ID },
  { kind: 'operator', clientId: 'op', createdAt: NOW, revokedAt: NOW, version: 2 },
  { kind: 'externalId', externalId: 'crm/42 ü', accountId: ACCOUNT_ID },
  memory(NOW),
] as const satisfies readonly TableRecord[];

const insert = (...records: readonly TableRecord[]): Write[] => records.map((record) => ({ type: 'insert', record }));

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
      const bare = [account({ grant: { scopes: [] } }), apiKey({ scopes: [], label: '' }), client({ scopes: [] })];
      await given(...bare);

      const read = await table.read([ACCOUNT, KEY, { kind: 'client', accountId: ACCOUNT_ID, clientId: CLIENT_ID }]);

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

    it('takes the place of a memory that expired, to the millisecond', async () => {
      await given(memory(NOW, 'first'));
      const over = (overExpired: number): Write[] => [
        { type: 'insert', record: memory(NOW + 1, 'second'), overExpired },
      ];

      const early = await table.commit(over(NOW - 1));
      const late = await table.commit(over(NOW));

      expect([early, late]).toEqual([{ committed: false, conflicts: [0] }, COMMITTED]);
      expect(await table.read([memory(0)])).toEqual([memory(NOW + 1, 'second')]);
    });

    it('needs no earlier memory to take the place of', async () => {
      const result = await table.commit([{ type: 'insert', record: memory(NOW), overExpired: NOW }]);

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
      const raise: Write = { type: 'update', ref: ACCOUNT, when: {}, set: {}, increment: ['version', 'keysVersion'] };

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

  describe('a transaction', () => {
    it('happens whole or not at all, and says which writes stood in the way', async () => {
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
  });
}

import fc from 'fast-check';
import { importedSecret, sha256Hex, storedSecret } from '../../lambda/domain/hash';
import { importedKeys, mintKey } from '../../lambda/domain/key-format';
import type { Account, ApiKey } from '../../lambda/domain/model';
import type { Reader } from '../../lambda/domain/ports/table';
import type { TableRecord } from '../../lambda/domain/records/table-records';
import { DependencyError } from '../../lambda/domain/outcome';
import type { AccessRequest } from '../../lambda/doors/verdict';
import { verifyKey } from '../../lambda/doors/verify-key';
import { CountingReader } from '../support/counting-reader';
import { MemoryTable } from '../support/memory-table';
import { ACCOUNT_ID, account, apiKey, bytesFrom, DAY, KEY_ID, NOW, presentedKey } from '../support/records';

const ASK: AccessRequest = { scope: 'read:orders', sourceIp: '203.0.113.7' };
const WRONG_SECRET = presentedKey('another');

interface Given {
  readonly key?: Partial<ApiKey>;
  readonly account?: Partial<Account>;
  readonly presented?: string;
  readonly ask?: Partial<AccessRequest>;
  readonly now?: number;
}

async function verify(given: Given = {}) {
  const records = [apiKey(given.key), account(given.account)];
  const reader = new CountingReader(new MemoryTable(records));
  const door = { reader, now: () => given.now ?? NOW, keyPrefixes: ['sp'], environment: 'live' } as const;
  const verdict = await verifyKey(door, given.presented ?? presentedKey(), { ...ASK, ...given.ask });
  return { verdict, reads: reader.reads };
}

/** A call that is answered with 403 tells who called; the access log says it. */
const DENIED = ['network-not-allowed', 'insufficient-scope'];
const refusal = (reason: string, credentialId: string | undefined = KEY_ID) => ({
  accepted: false,
  reason,
  credentialId,
  ...(DENIED.includes(reason) && { accountId: ACCOUNT_ID }),
});

describe('the key door', () => {
  test('accepts a good key and says who is calling, after exactly one read of both records', async () => {
    const { verdict, reads } = await verify({ key: { metadata: { team: 'blue' } } });

    expect(verdict).toEqual({
      accepted: true,
      principal: {
        accountId: ACCOUNT_ID,
        credentialId: KEY_ID,
        credentialType: 'apiKey',
        scopes: ['read:orders'],
        environment: 'live',
        metadata: { team: 'blue' },
      },
    });
    expect(reads).toEqual([
      [
        { kind: 'key', keyId: KEY_ID },
        { kind: 'account', accountId: ACCOUNT_ID },
      ],
    ]);
  });

  test.each([
    ['junk', 'malformed', undefined],
    ['', 'malformed', undefined],
    [`${presentedKey().slice(0, -1)}~`, 'malformed', undefined],
    [mintKey({ prefix: 'sp', environment: 'test', keyId: KEY_ID }, bytesFrom('first')), 'wrong-environment', KEY_ID],
    [mintKey({ prefix: 'other', environment: 'live', keyId: KEY_ID }, bytesFrom('first')), 'wrong-environment', KEY_ID],
  ])('refuses %s before any read: %s', async (presented, reason, keyId) => {
    const { verdict, reads } = await verify({ presented });

    expect(verdict).toEqual({ accepted: false, reason, ...(keyId && { credentialId: keyId }) });
    expect(reads).toEqual([]);
  });

  test('accepts keys of every prefix that the deployment has or had, and of no other', async () => {
    const door = { now: () => NOW, keyPrefixes: ['ord', 'sp'], environment: 'live' } as const;
    const verdicts = ['sp', 'ord', 'other'].map(async (prefix) => {
      const presented = mintKey({ prefix, environment: 'live', keyId: KEY_ID }, bytesFrom('first'));
      const reader = new MemoryTable([apiKey({ currentSecret: storedSecret(presented, NOW) }), account()]);
      const { accepted } = await verifyKey({ ...door, reader }, presented, ASK);
      return [prefix, accepted];
    });

    expect(await Promise.all(verdicts)).toEqual([
      ['sp', true],
      ['ord', true],
      ['other', false],
    ]);
  });

  test('refuses an unknown key, and a key whose account is gone', async () => {
    const keyId = `${ACCOUNT_ID}Nobodys1`;
    const reader = new MemoryTable([apiKey()]);
    const door = { reader, now: () => NOW, keyPrefixes: ['sp'], environment: 'live' } as const;

    expect((await verify({ presented: presentedKey('first', keyId) })).verdict).toEqual(refusal('unknown', keyId));
    expect(await verifyKey(door, presentedKey(), ASK)).toEqual(refusal('unknown'));
  });

  test.each<[string, Given]>([
    ['revoked', { key: { revokedAt: NOW - 1 } }],
    ['revoked', { account: { generation: 2, credentialsValidAfter: NOW - 30 * DAY } }],
    ['suspended', { key: { suspendedAt: NOW - 1 } }],
    ['expired', { key: { expiresAt: NOW } }],
    ['expired', { account: { grant: { scopes: ['read:orders'], maxKeyLifetimeDays: 9 } } }],
    ['not-yet-valid', { key: { notBefore: NOW + 1 } }],
    ['account-suspended', { account: { suspendedAt: NOW } }],
    ['network-not-allowed', { key: { networks: [] } }],
    ['network-not-allowed', { key: { networks: ['198.51.100.0/24'] } }],
    ['network-not-allowed', { account: { grant: { scopes: ['read:orders'], networks: ['198.51.100.0/24'] } } }],
    ['network-not-allowed', { key: { networks: ['203.0.113.0/24'] }, ask: { sourceIp: '2001:db8::1' } }],
    ['insufficient-scope', { ask: { scope: 'write:orders' } }],
    ['insufficient-scope', { key: { scopes: [] } }],
    ['insufficient-scope', { account: { grant: { scopes: ['write:orders'] } } }],
    ['insufficient-scope', { account: { grant: { scopes: [] } } }],
  ])(
    'refuses a key as %s although its secret matches, and says only "mismatch" when it does not: %j',
    async (reason, given) => {
      expect((await verify(given)).verdict).toEqual(refusal(reason));
      expect((await verify({ ...given, presented: WRONG_SECRET })).verdict).toEqual(refusal('mismatch'));
    },
  );

  test.each([
    [['read:orders'], ['read:orders'], { any: true, all: false }],
    [['write:orders'], ['read:orders'], { any: false, all: false }],
    [[], ['read:orders', 'write:orders'], { any: false, all: false }],
    [['read:orders', 'write:orders'], ['read:orders'], { any: true, all: false }],
    [['read:orders'], ['read:orders', 'write:orders'], { any: true, all: false }],
    [['read:orders', 'write:orders'], ['write:orders', 'read:orders'], { any: true, all: true }],
  ])(
    'for anyOf and allOf judges what both have, a key with %j and a grant of %j: %j',
    async (scopes, granted, accepted) => {
      const both = ['read:orders', 'write:orders'];
      const given = { key: { scopes }, account: { grant: { scopes: granted } } };

      const any = await verify({ ...given, ask: { scope: { anyOf: both } } });
      const all = await verify({ ...given, ask: { scope: { allOf: both } } });

      expect(any.verdict).toMatchObject(accepted.any ? { accepted: true } : refusal('insufficient-scope'));
      expect(all.verdict).toMatchObject(accepted.all ? { accepted: true } : refusal('insufficient-scope'));
    },
  );

  test('names the first that is wrong of state, account, network and scope', async () => {
    const grant = { scopes: ['write:orders'] };
    const scope = { account: { grant } };
    const network = { account: { grant: { ...grant, networks: [] } } };
    const suspended = { account: { ...network.account, suspendedAt: NOW } };
    const state = { ...suspended, key: { revokedAt: NOW } };

    const reasons = await Promise.all(
      [state, suspended, network, scope].map(async (given) => (await verify(given)).verdict),
    );
    expect(reasons).toEqual(
      ['revoked', 'account-suspended', 'network-not-allowed', 'insufficient-scope'].map((reason) => refusal(reason)),
    );
  });

  test.each([
    [NOW - 1, true],
    [NOW, false],
    [NOW + 1, false],
  ])('takes the previous secret until its grace ends, at %d: %s', async (now, accepted) => {
    const key = {
      currentSecret: storedSecret(presentedKey('second'), NOW - 5),
      previousSecret: { ...storedSecret(presentedKey('first'), NOW - 9), graceUntil: NOW },
    };

    expect((await verify({ key, now })).verdict.accepted).toBe(accepted);
    expect((await verify({ key, now, presented: presentedKey('second') })).verdict.accepted).toBe(true);
  });

  test('judges the time after the read, so that nothing is accepted that ended during it', async () => {
    const table = new MemoryTable([apiKey({ expiresAt: NOW + 1 }), account()]);
    let now = NOW;
    const read: Reader['read'] = (refs) => table.read(refs).finally(() => (now += 1));

    const verdict = await verifyKey(
      { reader: { read }, now: () => now, keyPrefixes: ['sp'], environment: 'live' },
      presentedKey(),
      ASK,
    );

    expect(verdict).toEqual(refusal('expired'));
  });

  test('asks for no scope where the route asks for any valid credential, also of a key with none', async () => {
    const { verdict } = await verify({ key: { scopes: [] }, ask: { scope: null } });

    expect(verdict).toMatchObject({ accepted: true, principal: { scopes: [], metadata: {} } });
  });

  test('admits a call from inside the networks of both key and grant', async () => {
    const { verdict } = await verify({
      key: { networks: ['203.0.113.0/28'] },
      account: { grant: { scopes: ['read:orders'], networks: ['203.0.113.0/24'] } },
    });

    expect(verdict.accepted).toBe(true);
  });

  test('never gives more than both key and grant hold', async () => {
    const scopes = fc.uniqueArray(fc.constantFrom<string[]>('read:orders', 'write:orders', 'read:invoices'));
    await fc.assert(
      fc.asyncProperty(
        scopes,
        scopes,
        fc.constantFrom('read:orders', 'write:orders', null),
        async (own, grant, scope) => {
          const { verdict } = await verify({
            key: { scopes: own },
            account: { grant: { scopes: grant } },
            ask: { scope },
          });

          expect(verdict.accepted).toBe(scope === null || (own.includes(scope) && grant.includes(scope)));
          const given = verdict.accepted ? verdict.principal.scopes : [];
          expect(given.every((held) => own.includes(held) && grant.includes(held))).toBe(true);
        },
      ),
    );
  });

  test('rejects with a failure of the table, which is never a verdict', async () => {
    const failure = new DependencyError('table', 'down');
    const door = {
      reader: { read: () => Promise.reject(failure) },
      now: () => NOW,
      keyPrefixes: ['sp'],
      environment: 'live',
    } as const;

    await expect(verifyKey(door, presentedKey(), ASK)).rejects.toBe(failure);
  });
});

describe('the key door, of imported keys', () => {
  const PRESENTED = 'unkey_3ZkQvJt8mW2pXyN4bRcHdF';
  const HASH = sha256Hex(PRESENTED);
  const POINTER = { kind: 'importedKey', hash: HASH, keyId: KEY_ID } as const;
  const importedKey = (given: Partial<ApiKey> = {}) =>
    apiKey({ currentSecret: importedSecret(HASH, NOW - DAY), importedHash: HASH, ...given });
  const READ = ['key', 'account'];

  function door(records: readonly TableRecord[], forms = ['unkey_[0-9A-Za-z]{14,250}', '[a-z.]{30}']) {
    const table = new MemoryTable(records);
    const reader = new CountingReader(table);
    const imported = importedKeys(forms);
    const ask = (text: string) =>
      verifyKey({ reader, imported, now: () => NOW, keyPrefixes: ['sp'], environment: 'live' }, text, ASK);
    const kinds = () => reader.reads.splice(0).map((refs) => refs.map(({ kind }) => kind));
    return { ask, kinds, table };
  }

  test('accepts one by the string that its holder has; the first look-up costs a second read, and no other does', async () => {
    const { ask, kinds } = door([account(), importedKey(), POINTER]);

    expect(await ask(PRESENTED)).toMatchObject({ accepted: true, principal: { credentialId: KEY_ID } });
    expect(kinds()).toEqual([['importedKey'], READ]);

    expect(await ask(PRESENTED)).toMatchObject({ accepted: true });
    expect(kinds()).toEqual([READ]);
  });

  test('reads nothing for a text of no form, and one look-up for one that nobody imported, every time', async () => {
    const { ask, kinds } = door([account(), importedKey(), POINTER]);

    for (const junk of ['unkey_short', `${PRESENTED}!`, 'other_3ZkQvJt8mW2pXyN4bRcHdF', PRESENTED.toUpperCase()])
      expect(await ask(junk)).toEqual({ accepted: false, reason: 'malformed' });
    expect(kinds()).toEqual([]);

    for (let times = 0; times < 2; times += 1)
      expect(await ask('unkey_3ZkQvJt8mW2pXyN4bRcHdG')).toEqual({ accepted: false, reason: 'unknown' });
    expect(kinds()).toEqual([['importedKey'], ['importedKey']]);
  });

  test('takes none, and reads nothing, in a deployment without forms', async () => {
    const { ask, kinds } = door([account(), importedKey(), POINTER], []);

    expect(await ask(PRESENTED)).toEqual({ accepted: false, reason: 'malformed' });
    expect(kinds()).toEqual([]);
  });

  test.each([
    ['revoked', { revokedAt: NOW - 1 }, {}, 'revoked'],
    ['suspended', { suspendedAt: NOW - 1 }, {}, 'suspended'],
    ['expired', { expiresAt: NOW }, {}, 'expired'],
    ['of a suspended account', {}, { suspendedAt: NOW }, 'account-suspended'],
    ['of an account that ended all', {}, { generation: 2 }, 'revoked'],
  ])('refuses one that is %s, as any other key', async (...[, given, owner, reason]) => {
    const { ask } = door([account(owner), importedKey(given), POINTER]);

    expect(await ask(PRESENTED)).toEqual(refusal(reason));
  });

  test('takes the old string until the grace of a rotation ends, and not a moment longer', async () => {
    const rotated = (graceUntil: number) =>
      importedKey({
        currentSecret: storedSecret(presentedKey(), NOW),
        previousSecret: { ...importedSecret(HASH, NOW - DAY), graceUntil },
      });

    expect(await door([account(), rotated(NOW + 1), POINTER]).ask(PRESENTED)).toMatchObject({ accepted: true });
    expect(await door([account(), rotated(NOW), POINTER]).ask(PRESENTED)).toEqual(refusal('mismatch'));
    expect(await door([account(), rotated(NOW), POINTER]).ask(presentedKey())).toMatchObject({ accepted: true });
  });

  test('finds one that was deleted and imported again as another key, though the process remembers the first', async () => {
    const { ask, table } = door([account(), importedKey(), POINTER]);
    await ask(PRESENTED);
    const again = `${ACCOUNT_ID}Again001`;
    await table.commit([{ type: 'forget', ref: { kind: 'key', keyId: KEY_ID } }]);

    expect(await ask(PRESENTED)).toEqual(refusal('unknown'));

    table.put(importedKey({ keyId: again }));
    table.put({ ...POINTER, keyId: again });
    expect(await ask(PRESENTED)).toMatchObject({ accepted: true, principal: { credentialId: again } });
  });

  test('decides by the form of its own keys first, whatever forms are declared', async () => {
    const foreign = mintKey({ prefix: 'old', environment: 'live', keyId: KEY_ID }, bytesFrom('first'));
    const pointer = { ...POINTER, hash: sha256Hex(foreign) };
    const { ask, kinds } = door(
      [account(), apiKey(), pointer],
      ['[0-9A-Za-z_]{70,90}', 'old_live_[0-9A-Za-z_]{60,90}'],
    );

    expect(await ask(presentedKey())).toMatchObject({ accepted: true });
    expect(kinds()).toEqual([READ]);
    expect(await ask(foreign)).toEqual(refusal('mismatch'));
    expect(kinds()).toEqual([['importedKey'], READ]);
  });

  test('a table that fails is no verdict, at the look-up as at the read', async () => {
    const failing = (kind: string) => {
      const table = new MemoryTable([account(), importedKey(), POINTER]);
      const reader: Reader = {
        read: (refs) =>
          refs.some((ref) => ref.kind === kind)
            ? Promise.reject(new DependencyError('table', 'no answer'))
            : table.read(refs),
      };
      const imported = importedKeys(['unkey_[0-9A-Za-z]{14,250}']);
      return verifyKey({ reader, imported, now: () => NOW, keyPrefixes: ['sp'], environment: 'live' }, PRESENTED, ASK);
    };

    for (const kind of ['importedKey', 'key']) await expect(failing(kind)).rejects.toThrow(DependencyError);
  });
});

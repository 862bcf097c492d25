import { importedSecret, sha256, sha256Hex } from '../../../../lambda/domain/hash';
import { DependencyError } from '../../../../lambda/domain/outcome';
import type { Write } from '../../../../lambda/domain/ports/table';
import { verifyKey } from '../../../../lambda/doors/verify-key';
import { type ForeignKey, importKeys, placed } from '../../../../lambda/management/operations/keys/import-keys';
import { rotateKey } from '../../../../lambda/management/operations/keys/key-secrets';
import { deleteKey, revokeKey } from '../../../../lambda/management/operations/keys/key-verbs';
import { around } from '../../../support/races';
import { ACCOUNT_ID, account, DAY, NOW } from '../../../support/records';
import {
  accepted,
  actions,
  call,
  interrupted,
  operator,
  refusalOf,
  through,
  told,
  type World,
  world,
} from '../../../support/world';

const OTHER = 'Acc0000002';
const KEY = 'unkey_3ZkQvJt8mW2pXyN4bRcHdF';
const HASH = sha256Hex(KEY);
const asked = (given: Partial<ForeignKey> = {}): ForeignKey => ({ label: 'Old', scopes: ['read:orders'], ...given });
const nth = (n: number): ForeignKey => asked({ hash: sha256Hex(String(n)), label: `Old ${n}` });
const run = async (here: World, keys: readonly ForeignKey[], accountId = ACCOUNT_ID) =>
  accepted(await importKeys(here.deps, call(), { accountId, keys }));
const ask = { scope: null, sourceIp: '203.0.113.7' };
const door = ({ deps }: World) => ({ ...deps, keyPrefixes: ['sp'], reader: deps.table });

describe('importing keys', () => {
  it.each([
    ['by itself', asked({ key: KEY })],
    ['by its hash', asked({ hash: HASH })],
  ])('takes a key %s, with a key id of ours, and the string works from then on', async (_, item) => {
    const here = world(account());

    const { results } = await run(here, [item]);

    const [key] = here.table.all('key');
    expect(results).toEqual([{ index: 0, status: 'imported', keyId: key?.keyId }]);
    expect(key).toMatchObject({
      accountId: ACCOUNT_ID,
      label: 'Old',
      scopes: ['read:orders'],
      environment: 'live',
      currentSecret: { scheme: 'sha256', hash: sha256(KEY), createdAt: NOW },
      importedHash: HASH,
      createdAt: NOW,
      createdBy: 'operator:op',
    });
    expect(here.table.all('importedKey')).toEqual([{ kind: 'importedKey', hash: HASH, keyId: key?.keyId }]);
    expect(here.table.all('liveKey')).toMatchObject([{ keyId: key?.keyId }]);
    expect(told(here.table)).toMatchObject([{ action: 'key.imported', target: `key:${key?.keyId}` }]);
    expect(await verifyKey(door(here), KEY, ask)).toMatchObject({ accepted: true });
  });

  it('keeps the string nowhere, and tells its hash in no event and no result', async () => {
    const here = world(account());

    const results = await run(here, [asked({ key: KEY }), asked({ key: `${KEY}x` }), asked({ key: 'unkey_nope' })]);

    const kinds = ['key', 'importedKey', 'liveKey', 'event', 'account'] as const;
    expect(JSON.stringify(kinds.map((kind) => here.table.all(kind)))).not.toContain(KEY);
    for (const secret of [KEY, HASH, sha256(KEY)])
      expect(JSON.stringify([results, here.table.all('event')])).not.toContain(secret);
  });

  it('lists what became of each: one refused key does not stop the others', async () => {
    const here = world(account());
    const keys = [
      nth(0),
      asked({ key: 'other_3ZkQvJt8mW2pXyN4bRcHdF' }),
      asked({ hash: HASH, scopes: ['read:stock', 'read:none'] }),
      asked({ hash: HASH, scopes: ['read:stock'] }),
      asked({ hash: HASH, expiresAt: NOW }),
      nth(5),
    ];

    const { results } = await run(here, keys);

    expect(results.map((result) => (result.status === 'refused' ? result.refusal : result.status))).toMatchObject([
      'imported',
      { code: 'invalid-request', errors: [{ pointer: '/keys/1/key' }] },
      { code: 'invalid-request', errors: [{ pointer: '/keys/2/scopes/1' }] },
      { code: 'grant-exceeded' },
      { code: 'invalid-request', errors: [{ pointer: '/keys/4/expiresAt' }] },
      'imported',
    ]);
    expect(results.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(
      here.table
        .all('key')
        .map(({ label }) => label)
        .sort(),
    ).toEqual(['Old 0', 'Old 5']);
  });

  it('imports nothing twice: a repeated call finds what is there, and changes nothing of it', async () => {
    const here = world(account());
    const first = await run(here, [nth(0), nth(1)]);

    const again = await run(here, [{ ...nth(1), label: 'Renamed' }, nth(2), nth(2)]);

    const ids = first.results.map((result) => ('keyId' in result ? result.keyId : undefined));
    expect(again.results).toMatchObject([
      { status: 'exists', keyId: ids[1] },
      { status: 'imported' },
      { status: 'exists' },
    ]);
    expect(
      here.table
        .all('key')
        .map(({ label }) => label)
        .sort(),
    ).toEqual(['Old 0', 'Old 1', 'Old 2']);
    expect(actions(here.table)).toEqual(Array(3).fill('key.imported'));
  });

  it('refuses a key of another account without a word on whose it is', async () => {
    const here = world(account(), account({ accountId: OTHER }));
    await run(here, [nth(0)], OTHER);

    const { results } = await run(here, [nth(0)]);

    expect(results).toMatchObject([{ status: 'refused', refusal: { code: 'key-already-imported' } }]);
    expect(JSON.stringify(results)).not.toContain(OTHER);
  });

  it('takes a key for another account once it is deleted in the first', async () => {
    const here = world(account(), account({ accountId: OTHER }));
    await run(here, [asked({ key: KEY })], OTHER);
    const [old] = here.table.all('key');
    const target = { accountId: OTHER, keyId: String(old?.keyId) };
    await verifyKey(door(here), KEY, ask);
    accepted(await revokeKey(here.deps, call(), target));
    accepted(await deleteKey(here.deps, call(), target));

    const { results } = await run(here, [asked({ key: KEY })]);

    expect(results).toMatchObject([{ status: 'imported' }]);
    expect(await verifyKey(door(here), KEY, ask)).toMatchObject({
      accepted: true,
      principal: { accountId: ACCOUNT_ID },
    });
  });

  it('imports no more keys than the account may have', async () => {
    const here = world(account({ grant: { scopes: ['read:orders'], maxActiveKeys: 2 } }));

    const { results } = await run(here, [nth(0), nth(1), nth(2)]);

    expect(results).toMatchObject([
      { status: 'imported' },
      { status: 'imported' },
      { refusal: { code: 'key-limit-reached' } },
    ]);
    expect(here.table.all('account')).toMatchObject([{ keysVersion: 3 }]);
  });

  it('gives a key the default life of its account, from the import on', async () => {
    const here = world(account({ grant: { scopes: ['read:orders'], defaultKeyLifetimeDays: 30 } }));

    await run(here, [nth(0)]);

    expect(here.table.all('key')).toMatchObject([{ expiresAt: NOW + 30 * DAY }]);
  });

  it('after a rotation the key is one of ours, and the old string works until its grace ends', async () => {
    const here = world(account());
    await run(here, [asked({ key: KEY })]);
    const keyId = String(here.table.all('key')[0]?.keyId);

    const rotated = accepted(await rotateKey(here.deps, call(), { accountId: ACCOUNT_ID, keyId, graceSeconds: 60 }));

    const own = rotated.secretShown ? rotated.presentedKey : '';
    expect(own).toMatch(new RegExp(`^sp_live_${keyId}_`));
    const answers = async () =>
      (await Promise.all([own, KEY].map((one) => verifyKey(door(here), one, ask)))).map(
        ({ accepted: isAccepted }) => isAccepted,
      );
    expect(await answers()).toEqual([true, true]);
    here.clock.now += 60_000;
    expect(await answers()).toEqual([true, false]);
    expect(here.table.all('key')).toMatchObject([{ importedHash: HASH, previousSecret: importedSecret(HASH, NOW) }]);
  });

  it('begins with no further key when its time is over, and says where to go on', async () => {
    const here = world(account());
    const slow = around(here.table, (name, go) => {
      if (name === 'commit') here.clock.now += 2_000;
      return go();
    });

    const keys = [0, 1, 2, 3, 4].map(nth);
    const first = accepted(await importKeys(through(here, slow), call(), { accountId: ACCOUNT_ID, keys }));
    const rest = await run(here, keys.slice(first.nextIndex));

    expect([first.results.length, first.nextIndex]).toEqual([3, 3]);
    expect(rest.results.map(({ status }) => status)).toEqual(['imported', 'imported']);
    expect(rest).not.toHaveProperty('nextIndex');
  });

  it('meets another import of the same key, and finds it there', async () => {
    const here = world(account());
    const interruption = () => run(here, [nth(0)]);

    const { results } = accepted(
      await importKeys(through(here, interrupted(here.table, interruption)), call(), {
        accountId: ACCOUNT_ID,
        keys: [nth(0)],
      }),
    );

    expect(results).toMatchObject([{ status: 'exists' }]);
    expect(here.table.all('key')).toHaveLength(1);
  });

  it('says what to do in a deployment that declares no forms, and imports nothing', async () => {
    const here = world(account());
    const deps = { ...here.deps, imported: undefined };

    const outcome = await importKeys(deps, call(), { accountId: ACCOUNT_ID, keys: [nth(0)] });

    expect(refusalOf(outcome)).toMatchObject({
      code: 'import-not-declared',
      detail: expect.stringContaining('importedKeys'),
    });
    expect(here.table.all('key')).toEqual([]);
  });

  it.each([
    ['its account is suspended', { suspendedAt: NOW }, 'account-suspended'],
    ['its account is not there', { accountId: OTHER }, 'account-not-found'],
  ])('refuses the whole call if %s', async (_, given, code) => {
    const here = world(account(given));

    const outcome = await importKeys(here.deps, call(), { accountId: ACCOUNT_ID, keys: [nth(0), nth(1)] });

    expect(refusalOf(outcome).code).toBe(code);
    expect(here.table.all('key')).toEqual([]);
  });

  it('refuses an item with neither a key nor a hash', async () => {
    const here = world(account());

    const { results } = await run(here, [asked()]);

    expect(results).toMatchObject([{ status: 'refused', refusal: { code: 'invalid-request' } }]);
    expect(here.table.all('importedKey')).toEqual([]);
  });

  it('names the place of an error in the whole body, and leaves a place elsewhere as it is', () => {
    const errors = [
      { pointer: '/scopes/0', detail: 'x' },
      { parameter: 'limit', detail: 'y' },
    ];

    expect(placed({ code: 'invalid-request', detail: 'z', errors }, 7).errors).toEqual([
      { pointer: '/keys/7/scopes/0', detail: 'x' },
      { parameter: 'limit', detail: 'y' },
    ]);
  });

  it.each<[string, Write, string]>([
    [
      'its account is deleted',
      { type: 'forget', ref: { kind: 'account', accountId: ACCOUNT_ID } },
      'account-not-found',
    ],
    ['the operator is revoked', { type: 'insert', record: operator({ revokedAt: NOW }) }, 'invalid-credential'],
  ])('ends with the refusal if %s meanwhile', async (_, write, code) => {
    const here = world(account());
    let reads = 0;
    const table = around(here.table, async (name, go) => {
      reads += name === 'read' ? 1 : 0;
      if (reads === 3) await here.table.commit([write]);
      return go();
    });

    const outcome = await importKeys(through(here, table), call(), { accountId: ACCOUNT_ID, keys: [nth(0), nth(1)] });

    expect(refusalOf(outcome).code).toBe(code);
  });

  it('fails as a whole if the table fails, and the repeated call does what is left', async () => {
    const here = world(account());
    let commits = 0;
    const failing = around(here.table, (name, go) => {
      if (name === 'commit' && (commits += 1) === 2) throw new DependencyError('table', 'no answer');
      return go();
    });
    const keys = [nth(0), nth(1)];

    await expect(importKeys(through(here, failing), call(), { accountId: ACCOUNT_ID, keys })).rejects.toThrow(
      'no answer',
    );

    const { results } = await run(here, keys);
    expect(results.map(({ status }) => status)).toEqual(['exists', 'imported']);
  });
});

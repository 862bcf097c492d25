/** What deleted accounts leave is forgotten by and by. */
import { forgetDeletedAccounts, STEP } from '../../lambda/engine/deleted-accounts';
import { DependencyError } from '../../lambda/domain/outcome';
import { sha256Hex } from '../../lambda/domain/hash';
import type { TableRecord } from '../../lambda/domain/records/table-records';
import { issuedClient } from '../support/issued';
import { memberRecords } from '../support/people';
import { around } from '../support/races';
import { ACCOUNT_ID, account, apiKey, client, NOW } from '../support/records';
import { interrupted, nthKey, through, world } from '../support/world';

const OTHER = 'Acc0000002';
const GONE = { kind: 'deletedAccount', accountId: ACCOUNT_ID } as const;
const OTHER_GONE = { ...GONE, accountId: OTHER };
const MINUTE = NOW + 60_000;
const KINDS = ['account', 'key', 'client', 'liveKey', 'liveClient', 'deletedAccount'] as const;
const left = ({ table }: ReturnType<typeof world>) => KINDS.flatMap((kind) => table.all(kind));

describe('the records of a deleted account', () => {
  it('are forgotten, with the live index, and those of others stay', async () => {
    const theirs = [account({ accountId: OTHER }), client({ accountId: OTHER, clientId: 'theirs', revokedAt: NOW })];
    const here = world(GONE, apiKey(), nthKey(1, { revokedAt: NOW }), issuedClient({ revokedAt: NOW }), ...theirs);

    const forgotten = await forgetDeletedAccounts(here.deps, MINUTE);

    expect([forgotten, left(here)]).toEqual([5, theirs]);
  });

  it('are forgotten with what finds an imported key by its hash, so that another account can import the key', async () => {
    const hash = sha256Hex('unkey_3ZkQvJt8mW2pXyN4bRcHdF');
    const theirs = { kind: 'importedKey', hash: sha256Hex('other'), keyId: `${OTHER}Key00001` } as const;
    const here = world(...[GONE, nthKey(1, { revokedAt: NOW, importedHash: hash }), theirs], {
      kind: 'importedKey',
      hash,
      keyId: nthKey(1).keyId,
    });

    expect(await forgetDeletedAccounts(here.deps, MINUTE)).toBe(1);

    expect(here.table.all('importedKey')).toEqual([theirs]);
  });

  it('are forgotten with the members and the ways that lead them there, and a way to another account stays', async () => {
    const [member, way] = memberRecords('owner');
    const other = { ...way, accountId: OTHER } as TableRecord;
    const here = world(GONE, member, way, other);

    expect(await forgetDeletedAccounts(here.deps, MINUTE)).toBe(1);

    expect([here.table.all('member'), here.table.all('membership')]).toEqual([[], [other]]);
  });

  it('leave alone what finds an imported key that another account imported since another run had forgotten them', async () => {
    const hash = sha256Hex('unkey_3ZkQvJt8mW2pXyN4bRcHdF');
    const [ours, theirs] = [nthKey(1, { revokedAt: NOW, importedHash: hash }), `${OTHER}Key00001`];
    const here = world(GONE, ours, { kind: 'importedKey', hash, keyId: ours.keyId });
    const table = interrupted(here.table, async () => {
      await forgetDeletedAccounts(here.deps, MINUTE);
      here.table.put({ kind: 'importedKey', hash, keyId: theirs });
    });

    expect(await forgetDeletedAccounts({ ...here.deps, table }, MINUTE)).toBe(0);

    expect(here.table.all('importedKey')).toEqual([{ kind: 'importedKey', hash, keyId: theirs }]);
    expect([here.table.all('key'), here.failures]).toEqual([[], []]);
  });

  it('are forgotten in steps with a pause after each, until the time is over; the next run goes on', async () => {
    const here = world(GONE, ...Array.from({ length: 2 * STEP }, (_, n) => nthKey(n, { revokedAt: NOW })));
    const pause = async (milliseconds: number) => (here.clock.now += milliseconds) > 0;

    const first = await forgetDeletedAccounts({ ...here.deps, pause }, NOW + 1);
    const between = here.table.all('key').length;
    const second = await forgetDeletedAccounts({ ...here.deps, pause }, MINUTE);

    expect([first, between, second, left(here)]).toEqual([STEP, STEP, STEP, []]);
    expect(here.clock.now).toBe(NOW + 500);
  });

  it('stay if the account is back', async () => {
    const here = world(GONE, account(), nthKey(1, { revokedAt: NOW }));

    expect(await forgetDeletedAccounts(here.deps, MINUTE)).toBe(0);

    expect(left(here)).toEqual([account(), nthKey(1, { revokedAt: NOW })]);
  });

  it('stay from the moment on at which the account is back', async () => {
    const here = world(GONE, ...Array.from({ length: 2 * STEP }, (_, n) => nthKey(n, { revokedAt: NOW })));
    const pause = async () => (await here.table.commit([{ type: 'insert', record: account() }])).committed;

    const forgotten = await forgetDeletedAccounts({ ...here.deps, pause }, MINUTE);

    expect([forgotten, here.table.all('account'), here.table.all('key').length]).toEqual([STEP, [account()], STEP]);
  });

  it('are tried again when other writers are at them', async () => {
    const here = world(GONE, apiKey());
    let commits = 0;
    const table = around(here.table, async <T>(name: string, go: () => Promise<T>) =>
      name === 'commit' && (commits += 1) === 1 ? ({ committed: false, conflicts: [0] } as T) : go(),
    );

    expect(await forgetDeletedAccounts(through(here, table), MINUTE)).toBe(2);

    expect(left(here)).toEqual([]);
  });

  it('do not wait for another account’s that cannot be read', async () => {
    const here = world(GONE, OTHER_GONE, apiKey({ accountId: OTHER, keyId: `${OTHER}Key00001` }));
    let reads = 0;
    const table = around(here.table, async (name, go) => {
      if (name === 'read' && (reads += 1) === 1) throw new DependencyError('table', 'throttled');
      return go();
    });

    expect(await forgetDeletedAccounts(through(here, table), MINUTE)).toBe(2);

    expect([left(here), here.failures.length]).toEqual([[GONE], 1]);
  });
});

/** What the live index reads, and what it does not. Whether it is right: test/management/live-index.test.ts. */
import { hasLiveCredential, hasLiveKeys, leaveForGood } from '../../../lambda/engine/indexes/live-index';
import type { Table } from '../../../lambda/domain/ports/table';
import type { TableRecord } from '../../../lambda/domain/records/table-records';
import { around } from '../../support/races';
import { account, apiKey, client, DAY, NOW } from '../../support/records';
import { nthKey, through, world } from '../../support/world';

/** A deployment, and how many entries each read asked for. */
function counted(...records: readonly TableRecord[]) {
  const here = world(...records);
  const limits: number[] = [];
  const table: Table = {
    ...around(here.table, (_, go) => go()),
    listLiveKeys: (keys, page) => {
      limits.push(page.limit);
      return here.table.listLiveKeys(keys, page);
    },
  };
  return { deps: through(here, table), limits };
}
const loaded = (given = {}) => ({ account: account(given), now: NOW });
const keys = (count: number, given = {}) => Array.from({ length: count }, (_, n) => nthKey(n, given));

describe('whether there are so many live keys', () => {
  it('is known without a read for none', async () => {
    const { deps, limits } = counted(account());

    expect([await hasLiveKeys(deps, loaded(), 0), limits]).toEqual([true, []]);
  });

  it('is read no further than it must, page by page', async () => {
    const { deps, limits } = counted(account(), ...keys(1_500));

    expect(await hasLiveKeys(deps, loaded(), 1_200)).toBe(true);
    expect(limits).toEqual([1_000, 1_000, 200]);
  });

  it('counts no key that a lowered lifetime ended before its own end', async () => {
    const { deps } = counted(account(), nthKey(1, { expiresAt: NOW + DAY }), nthKey(2));

    const grant = { scopes: [], maxKeyLifetimeDays: 9 };
    expect([await hasLiveKeys(deps, loaded(), 2), await hasLiveKeys(deps, loaded({ grant }), 1)]).toEqual([
      true,
      false,
    ]);
  });
});

it('passes over many keys that a lowered lifetime ended in few reads', async () => {
  const { deps, limits } = counted(account(), ...keys(2_500, { createdAt: NOW - 60 * DAY, expiresAt: NOW + DAY }));

  const isOne = await hasLiveKeys(deps, loaded({ grant: { scopes: [], maxKeyLifetimeDays: 30 } }), 1);

  expect([isOne, limits]).toEqual([false, [1_000, 1_000, 1_000, 1_000]]);
});

it('keeps the entry of a key that is not revoked, as after a restore of its record', async () => {
  const { deps, table } = world(account(), apiKey());

  await leaveForGood(deps, apiKey());

  expect(table.all('liveKey')).toHaveLength(1);
});

describe('an account', () => {
  it.each([
    ['a client', client(), true],
    ['a client of an earlier generation', client({ generation: 0 }), false],
    ['an expired key', apiKey({ expiresAt: NOW }), false],
    ['a key of an earlier generation', apiKey({ generation: 0 }), false],
  ])('with %s has a live credential: %#', async (_, record, isLive) => {
    const { deps } = counted(account(), record);

    expect(await hasLiveCredential(deps, loaded())).toBe(isLive);
  });
});

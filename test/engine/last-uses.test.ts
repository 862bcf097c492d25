import { isUnusedSince, lastUsesOf, unusedSinceErrors, withLastUses } from '../../lambda/engine/last-uses';
import { apiKey, DAY, KEY_ID, NOW } from '../support/records';
import { MemoryTable } from '../support/memory-table';
import { around } from '../support/races';
import { nthKey } from '../support/world';

const use = (credentialId = KEY_ID, lastUsedAt = NOW) =>
  ({ kind: 'lastUse', credentialId, lastUsedAt, lastUsedRoute: 'GET /' }) as const;

describe('last uses', () => {
  it('are read a hundred at a time', async () => {
    const keys = Array.from({ length: 150 }, (_, n) => nthKey(n));
    const table = new MemoryTable([use(keys[3]?.keyId), use(keys[149]?.keyId)]);
    const reads: string[] = [];
    const deps = { table: around(table, (name, go) => (reads.push(name), go())), countsUsage: true };

    const uses = await lastUsesOf(
      deps,
      keys.map(({ keyId }) => keyId),
    );

    expect([...uses.keys()]).toEqual([keys[3]?.keyId, keys[149]?.keyId]);
    expect(reads).toEqual(['read', 'read']);
  });

  it('are not read where usage is not counted, as the function may not', async () => {
    const table = { read: () => Promise.reject(new Error('read')) };

    expect(await lastUsesOf({ table }, [KEY_ID])).toEqual(new Map());
    expect(await lastUsesOf({ table, countsUsage: false }, [KEY_ID])).toEqual(new Map());
  });

  it('stand beside their keys', async () => {
    const table = new MemoryTable([use()]);
    const deps = {
      table,
      countsUsage: true,
      now: () => NOW,
      environment: 'live',
      catalogue: [],
    } as const;

    expect(await withLastUses(deps, [apiKey(), nthKey(1)])).toEqual([
      { key: apiKey(), lastUse: use() },
      { key: nthKey(1), lastUse: undefined },
    ]);
  });
});

test.each([
  ['used then', { lastUse: use(KEY_ID, NOW) }, false],
  ['used just before', { lastUse: use(KEY_ID, NOW - 1) }, true],
  ['created then and never used', { key: apiKey({ createdAt: NOW }) }, false],
  ['created just before and never used', { key: apiKey({ createdAt: NOW - 1 }) }, true],
  [
    'created later, whatever its last use says',
    { key: apiKey({ createdAt: NOW + 1 }), lastUse: use(KEY_ID, 0) },
    false,
  ],
])('a key %s is unused since then: %s', (_, given, isUnused) => {
  expect(isUnusedSince({ key: apiKey(), ...given }, NOW)).toBe(isUnused);
});

test.each([
  [undefined, 0],
  [NOW - DAY, 0],
  [NOW - DAY + 1, 1],
  [NOW - 400 * DAY, 0],
  [NOW - 400 * DAY - 1, 1],
])('nobody is told what was unused since %s: %i errors', (since, count) => {
  const errors = unusedSinceErrors(since, NOW, { parameter: 'unusedSince' });

  expect(errors).toHaveLength(count);
  if (count > 0) expect(errors).toMatchObject([{ parameter: 'unusedSince' }]);
});

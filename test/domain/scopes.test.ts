import fc from 'fast-check';
import { beyond, expandScopes, intersect, isScope } from '../../lambda/domain/scopes';
import { fastestOf } from '../support/timing';

const CATALOGUE = ['read:orders', 'write:orders', 'read:invoices', 'readall:orders'];
const scopes = fc.uniqueArray(fc.constantFrom(...CATALOGUE, 'read:else'));

describe('a scope', () => {
  test.each(['read:orders', 'a:b', 'read.all:orders-2026', 'a1:b_c', `a:${'b'.repeat(62)}`])('%s is one', (text) => {
    expect(isScope(text)).toBe(true);
  });

  test.each([
    'read',
    'read:',
    ':orders',
    'Read:orders',
    'read:orders:all',
    'read orders',
    'read:*',
    'read:orders\n',
    'orders/read:orders',
    '-a:b',
    'a-:b',
    'read:"',
    `a:${'b'.repeat(63)}`,
  ])('%j is none', (text) => {
    expect(isScope(text)).toBe(false);
  });

  test('of a long bait is refused within 20 ms', () => {
    const bait = `${'a-'.repeat(500_000)}!`;

    expect(isScope(bait)).toBe(false);
    expect(fastestOf(() => isScope(bait))).toBeLessThan(20);
  });
});

describe('what lists of scopes have in common', () => {
  test('is in every list, and nothing that is in every list is missing', () => {
    fc.assert(
      fc.property(scopes, scopes, scopes, (first, second, third) => {
        const common = intersect(first, second, third);

        for (const scope of [...CATALOGUE, 'read:else']) {
          const everywhere = first.includes(scope) && second.includes(scope) && third.includes(scope);
          expect(common.includes(scope)).toBe(everywhere);
        }
      }),
    );
  });

  test('is nothing when one list is empty, and never more after a list shrinks', () => {
    fc.assert(
      fc.property(scopes, scopes, fc.nat(), (own, grant, at) => {
        const shrunk = grant.filter((_, position) => position !== at % Math.max(grant.length, 1));

        expect(intersect(own, [])).toEqual([]);
        expect(intersect([], grant)).toEqual([]);
        expect(beyond(intersect(own, shrunk), intersect(own, grant))).toEqual([]);
      }),
    );
  });
});

describe('a list of asked scopes', () => {
  test('has its wildcards replaced by what the catalogue holds of that verb, in catalogue order and once', () => {
    expect(expandScopes(['write:orders', 'read:*', 'read:orders'], CATALOGUE)).toEqual({
      scopes: ['read:orders', 'write:orders', 'read:invoices'],
      unknown: [],
    });
  });

  test('names the positions that mean nothing in the catalogue', () => {
    const { scopes: found, unknown } = expandScopes(['read:else', 'read:orders', 'delete:*', '*:*', '*'], CATALOGUE);

    expect(found).toEqual(['read:orders']);
    expect(unknown).toEqual([0, 2, 3, 4]);
  });

  test('expands to scopes of the catalogue alone, and an empty list to none', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constantFrom(...CATALOGUE, 'read:*'), fc.string())), (asked) => {
        expect(beyond(expandScopes(asked, CATALOGUE).scopes, CATALOGUE)).toEqual([]);
      }),
    );
    expect(expandScopes([], CATALOGUE)).toEqual({ scopes: [], unknown: [] });
  });
});

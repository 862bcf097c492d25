import fc from 'fast-check';
import {
  beyond,
  enoughFor,
  expandScopes,
  intersect,
  isScope,
  isScopeRule,
  meets,
  parseRule,
  ruleText,
  scopeList,
  type ScopeRule,
} from '../../lambda/domain/scopes';
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

const listed = fc.uniqueArray(fc.constantFrom(...CATALOGUE), { minLength: 1 });
const rules: fc.Arbitrary<ScopeRule> = fc.oneof(
  fc.constantFrom(...CATALOGUE),
  listed.map((anyOf) => ({ anyOf })),
  listed.map((allOf) => ({ allOf })),
);

describe('a scope rule', () => {
  test('is met by the one scope, by any of anyOf, and only by all of allOf', () => {
    fc.assert(
      fc.property(scopes, fc.constantFrom(...CATALOGUE), listed, (held, one, several) => {
        expect(meets(held, one)).toBe(held.includes(one));
        expect(meets(held, { anyOf: several })).toBe(several.some((scope) => held.includes(scope)));
        expect(meets(held, { allOf: several })).toBe(several.every((scope) => held.includes(scope)));
      }),
    );
  });

  test('that is absent is met by any scopes, and by none', () => {
    expect([meets([], null), meets(['read:orders'], null)]).toEqual([true, true]);
  });

  test('is met by each set that is enough, and by no set without one of its scopes', () => {
    fc.assert(
      fc.property(rules, (rule) => {
        for (const enough of enoughFor(rule)) {
          expect(meets(enough, rule)).toBe(true);
          expect(enough.some((scope) => meets(beyond(enough, [scope]), rule))).toBe(false);
        }
      }),
    );
  });

  test.each<[ScopeRule, string, string]>([
    ['read:orders', 'read:orders', 'read:orders'],
    [{ anyOf: ['read:orders', 'admin:orders'] }, 'read:orders or admin:orders', 'read:orders'],
    [{ allOf: ['read:orders', 'read:bills'] }, 'read:orders and read:bills', 'read:orders read:bills'],
    [{ anyOf: ['read:orders'] }, 'read:orders', 'read:orders'],
    [{ allOf: ['read:orders'] }, 'read:orders', 'read:orders'],
  ])('%j is told as %j, and to an OAuth client as scopes that are enough: %j', (rule, text, list) => {
    expect([ruleText(rule), scopeList(rule)]).toEqual([text, list]);
    expect(meets(list.split(' '), rule)).toBe(true);
  });

  test('is read back from its text, and means the same', () => {
    fc.assert(
      fc.property(rules, scopes, (rule, held) => {
        const read = parseRule(ruleText(rule));

        expect(read === undefined ? undefined : enoughFor(read)).toEqual(enoughFor(rule));
        expect(read !== undefined && meets(held, read)).toBe(meets(held, rule));
      }),
    );
  });

  test.each([
    '',
    ' ',
    'a:b c:d',
    'a:b or',
    ' or a:b',
    'a:b or  or c:d',
    'a:b or c:d and e:f',
    'a:b and c:d or e:f',
    'a:b\n',
    'a:"b"',
  ])('is not read from %j', (text) => {
    expect(parseRule(text)).toBeUndefined();
  });

  test.each<[unknown, boolean]>([
    ['read:orders', true],
    ['orders/read:orders', true],
    [{ anyOf: ['a:b', 'c:d'] }, true],
    [{ allOf: ['a:b'] }, true],
    ['', false],
    ['a:b c:d', false],
    [undefined, false],
    [null, false],
    [7, false],
    [['a:b'], false],
    [{}, false],
    [{ anyOf: [] }, false],
    [{ allOf: [] }, false],
    [{ anyOf: 'a:b' }, false],
    [{ allOf: { length: 1 } }, false],
    [{ allOf: ['a:b', undefined] }, false],
    [{ anyOf: ['a:b', ''] }, false],
    [{ anyOf: ['a:b'], allOf: ['c:d'] }, false],
    [{ oneOf: ['a:b'] }, false],
  ])('has a form of its own, so that no mistake in it lets everybody in: %j', (value, expected) => {
    expect(isScopeRule(value)).toBe(expected);
  });
});

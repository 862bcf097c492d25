import type { ApiKey } from '../../client';
import { curlOf, envFileOf, variableOf } from '../../portal/keys/curl';
import { answered } from '../../portal/keys/key-answer';
import { filterKeys } from '../../portal/keys/key-list';
import { plansWithin } from '../../portal/keys/plans';
import { choosable, scopeStates } from '../../portal/keys/scopes';
import { sorted } from '../../portal/ui/sorting';

const KEY: ApiKey = {
  id: '4mZbq0XkP1t7Yc2LwQ',
  accountId: '4mZbq0XkP1',
  label: 'Nightly export',
  scopes: ['read:orders', 'read:bills'],
  effectiveScopes: ['read:orders'],
  status: 'active',
  environment: 'live',
  createdAt: '2026-01-01T00:00:00Z',
  createdBy: 'member:1',
  hint: 'sp_live_4mZbq0XkP1t7Yc2LwQ…',
  secrets: [{ createdAt: '2026-01-01T00:00:00Z' }],
  version: 1,
};
const CATALOGUE = [
  { name: 'read:orders', description: 'Read orders.' },
  { name: 'read:bills' },
  { name: 'write:orders' },
];

describe('the scopes of a key', () => {
  it('can be chosen within the grant and the catalogue', () => {
    const names = choosable(CATALOGUE, ['write:orders', 'read:orders', 'read:gone']).map(({ name }) => name);

    expect(names).toEqual(['read:orders', 'write:orders']);
  });

  it('tell why one is without effect', () => {
    const scopes = ['read:orders', 'read:bills', 'read:gone', 'write:orders'];
    const states = scopeStates({ scopes, effectiveScopes: ['read:orders'] }, CATALOGUE, [
      'read:orders',
      'write:orders',
    ]);

    expect(states.map(({ name, reason }) => [name, reason])).toEqual([
      ['read:orders', undefined],
      ['read:bills', 'The account is not granted this scope.'],
      ['read:gone', 'The service no longer has this scope.'],
      ['write:orders', 'The service does not admit it at the moment.'],
    ]);
    expect(states[0]?.description).toBe('Read orders.');
  });
});

describe('the list of keys', () => {
  const revoked: ApiKey = {
    ...KEY,
    id: '7bZbq0XkP1t7Yc2LwQ',
    label: 'Shop',
    hint: 'sp_live_7bZbq0XkP1t7Yc2LwQ…',
    status: 'revoked',
    tags: ['floor'],
  };
  const found = (text: string, status: Parameters<typeof filterKeys>[1]['status'] = 'all') =>
    filterKeys([KEY, revoked], { text, status }).map(({ label }) => label);

  it.each([
    ['', ['Nightly export', 'Shop']],
    ['EXPORT nightly', ['Nightly export']],
    ['floor', ['Shop']],
    ['read:bills shop', ['Shop']],
    ['sp_live_4mZbq0', ['Nightly export']],
    ['nothing', []],
  ])('is searched by words: %s', (text, labels) => {
    expect(found(text)).toEqual(labels);
  });

  it('finds the key of a whole presented key by what is public of it', () => {
    expect(found(`sp_live_4mZbq0XkP1t7Yc2LwQ_${'x'.repeat(49)}`)).toEqual(['Nightly export']);
  });

  it('is filtered by status', () => {
    expect(found('', 'usable')).toEqual(['Nightly export']);
    expect(found('', 'revoked')).toEqual(['Shop']);
  });

  it('is sorted in both directions, with what has no value last', () => {
    const rows = [{ n: 2 }, { n: undefined }, { n: 10 }, { n: 1 }];
    const by = ({ n }: { readonly n: number | undefined }) => n;

    expect(sorted(rows, by, { column: 'n', isDown: false }).map(by)).toEqual([1, 2, 10, undefined]);
    expect(sorted(rows, by, { column: 'n', isDown: true }).map(by)).toEqual([10, 2, 1, undefined]);
    expect(sorted(['b10', 'B2', 'a'], (text) => text, { column: '', isDown: false })).toEqual(['a', 'B2', 'b10']);
  });
});

describe('what a person pastes', () => {
  it('is quoted for the shell, whatever the address holds', () => {
    expect(curlOf("https://example.com/it's", 'sp_live_x')).toBe(
      "curl 'https://example.com/it'\\''s' \\\n  -H 'Authorization: Bearer sp_live_x'",
    );
  });

  it.each([
    ['Nightly export', 'NIGHTLY_EXPORT_API_KEY'],
    ['Bäckerei (2)', 'BACKEREI_2_API_KEY'],
    ['2nd shop', 'API_KEY'],
    ['日本', 'API_KEY'],
    ['$(rm -rf)\nA=b', 'RM_RF_A_B_API_KEY'],
  ])('names a variable after the label %s', (label, variable) => {
    expect(variableOf(label)).toBe(variable);
    expect(envFileOf(label, 'sp_live_x')).toBe(`${variable}=sp_live_x\n`);
  });
});

describe('plans of a key', () => {
  const plans = [
    { name: 'free', ratePerSecond: 5, burst: 10, quota: { limit: 100, period: 'day' as const } },
    { name: 'standard', ratePerSecond: 50, burst: 100, quota: { limit: 10_000, period: 'month' as const } },
    { name: 'large', ratePerSecond: 500, burst: 1000 },
  ];
  const names = (plan?: string) => plansWithin(plans, plan).map(({ name }) => name);

  it.each([
    [undefined, ['free', 'standard', 'large']],
    ['large', ['free', 'standard', 'large']],
    ['standard', ['free', 'standard']],
    ['free', ['free']],
    ['removed', []],
  ])('are not above the plan of the account: %s', (plan, within) => {
    expect(names(plan)).toEqual(within);
  });
});

describe('a key after a change', () => {
  const used: ApiKey = { ...KEY, description: 'Old', lastUsedAt: '2026-01-02T00:00:00Z', lastUsedRoute: 'GET /orders' };

  it('has lost what the change removed, and still its last use, which only a read tells', () => {
    const after = answered(used, { ...KEY, version: 2 });

    expect(after).toEqual({ ...KEY, version: 2, lastUsedAt: used.lastUsedAt, lastUsedRoute: used.lastUsedRoute });
  });

  it('is as before but for its state, where the answer says no more', () => {
    expect(answered(used, { id: KEY.id, status: 'revoked', version: 3 })).toEqual({
      ...used,
      status: 'revoked',
      version: 3,
    });
  });
});

import fc from 'fast-check';
import {
  accountCheck,
  accountWrite,
  clientWrite,
  accountWriteForCredential,
  keyWrite,
  same,
} from '../../lambda/engine/conditional-writes';
import { ACCOUNT_ID, account, apiKey, CLIENT_ID, client, KEY_ID, NOW } from '../support/records';

describe('comparing', () => {
  it('holds any JSON the same as a copy of itself, whatever the order of members', () => {
    const shuffled = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(shuffled)
        : typeof value === 'object' && value !== null
          ? Object.fromEntries(
              Object.entries(value)
                .reverse()
                .map(([name, member]) => [name, shuffled(member)]),
            )
          : value;

    fc.assert(fc.property(fc.jsonValue(), (value) => same(value, shuffled(value))));
  });

  it.each([
    [1, '1'],
    [null, {}],
    [{}, null],
    [{}, undefined],
    [[], {}],
    [{}, []],
    [[1], [1, 1]],
    [
      ['a', 'b'],
      ['b', 'a'],
    ],
    [{ a: 1 }, { a: 1, b: 1 }],
    [{ a: 1 }, { b: 1 }],
    [{ a: { b: [1] } }, { a: { b: [2] } }],
    [{ a: null }, {}],
  ])('tells %j from %j', (a, b) => {
    expect(same(a, b)).toBe(false);
  });

  it('takes a member that is undefined for absent', () => {
    expect(same({ a: undefined }, {})).toBe(true);
  });
});

describe('a write', () => {
  it('names what changed and nothing else, and lets the table count', () => {
    const before = apiKey({ tags: ['batch'] });

    const write = keyWrite(before, { ...before, label: 'B', tags: undefined, version: 2 }, { version: 1 });

    expect(write).toEqual({
      type: 'update',
      ref: { kind: 'key', keyId: KEY_ID },
      when: { version: 1, revokedAt: undefined },
      set: { label: 'B', tags: undefined },
      increment: ['version'],
    });
    expect(write).toHaveProperty('set.tags');
  });

  it('never goes onto a revoked key, not even when asked to', () => {
    const write = keyWrite(apiKey(), apiKey({ label: 'B' }), { revokedAt: NOW });

    expect(write).toHaveProperty('when.revokedAt', undefined);
    expect(write.type === 'update' && 'revokedAt' in write.when).toBe(true);
  });

  it('never goes onto a revoked client', () => {
    const write = clientWrite(client(), client({ label: 'B', version: 2 }), { version: 1 });

    expect(write).toMatchObject({ ref: { accountId: ACCOUNT_ID, clientId: CLIENT_ID }, increment: ['version'] });
    expect(write.type === 'update' && 'revokedAt' in write.when).toBe(true);
  });

  it('raises each counter that moved', () => {
    const write = accountWrite(account(), account({ grantVersion: 2, keysVersion: 2 }), {});

    expect(write).toMatchObject({ set: {}, increment: ['grantVersion', 'keysVersion'] });
  });

  it('is a mere check when nothing changed', () => {
    const write = accountWrite(account(), account(), { version: 1 });

    expect(write).toEqual({ type: 'check', ref: { kind: 'account', accountId: ACCOUNT_ID }, when: { version: 1 } });
  });
});

describe('what keeps an account', () => {
  it('is a mere check that no delete goes on, beside what is named', () => {
    const write = accountWriteForCredential(account(), ['grantVersion', 'suspendedAt']);

    expect(write).toMatchObject({ type: 'check', when: { grantVersion: 1 } });
    expect(Object.keys(write.type === 'check' ? write.when : {})).toEqual(['grantVersion', 'suspendedAt', 'fence']);
  });

  it('takes away the fence that was read, and no other', () => {
    const write = accountWriteForCredential(account({ fence: 'left' }), ['generation']);

    expect(write).toMatchObject({
      type: 'update',
      when: { generation: 1, fence: 'left' },
      set: { fence: undefined },
      increment: [],
    });
    expect(write).toHaveProperty('set.fence');
  });
});

describe('a check of an account', () => {
  it('asks that what was absent still is', () => {
    const write = accountCheck(account(), 'grantVersion', 'suspendedAt');

    expect(write).toMatchObject({ type: 'check', when: { grantVersion: 1 } });
    expect(Object.keys(write.type === 'check' ? write.when : {})).toEqual(['grantVersion', 'suspendedAt']);
  });
});

import fc from 'fast-check';
import type { Account, ApiKey } from '../../lambda/domain/model';
import {
  accountStatus,
  clientStatus,
  expiryOf,
  isDead,
  keyStatus,
  lapsed,
  latestLapsed,
  operatorStatus,
} from '../../lambda/domain/status';
import { account, apiKey, client, DAY, NOW } from '../support/records';
import { operator } from '../support/world';

const status = (key: Partial<ApiKey>, of: Partial<Account> = {}, now = NOW) => keyStatus(apiKey(key), account(of), now);

describe('a key', () => {
  test.each([
    [{}, 'active'],
    [{ expiresAt: NOW + 1 }, 'active'],
    [{ expiresAt: NOW }, 'expired'],
    [{ expiresAt: NOW - 1 }, 'expired'],
    [{ notBefore: NOW + 1 }, 'notYetValid'],
    [{ notBefore: NOW }, 'active'],
    [{ notBefore: NOW + 1, expiresAt: NOW }, 'expired'],
    [{ suspendedAt: NOW - 1, expiresAt: NOW }, 'suspended'],
    [{ suspendedAt: NOW - 1, notBefore: NOW + 1 }, 'suspended'],
    [{ revokedAt: NOW - 1, suspendedAt: NOW - 2, expiresAt: NOW }, 'revoked'],
  ] as const)('with %j is %s', (dates, expected) => {
    expect(status(dates)).toBe(expected);
  });

  test('ends at the earlier of its own end and the longest life its account was granted', () => {
    const key = apiKey({ createdAt: NOW, expiresAt: NOW + 5 * DAY });
    const granted = (maxKeyLifetimeDays: number) => account({ grant: { scopes: [], maxKeyLifetimeDays } });

    expect(expiryOf(key, granted(2))).toBe(NOW + 2 * DAY);
    expect(expiryOf(key, granted(9))).toBe(NOW + 5 * DAY);
    expect(expiryOf(apiKey({ createdAt: NOW }), granted(9))).toBe(NOW + 9 * DAY);
    expect(expiryOf(key, account())).toBe(NOW + 5 * DAY);
    expect(expiryOf(apiKey(), account())).toBeUndefined();
  });

  test.each([
    [1, 'active'],
    [2, 'revoked'],
    [0, 'revoked'],
  ])('of generation 1 of an account of generation %d is %s, whatever the clocks say', (generation, expected) => {
    expect(status({ createdAt: NOW }, { generation, credentialsValidAfter: NOW + 1 })).toBe(expected);
    expect(status({ createdAt: NOW }, { generation, credentialsValidAfter: NOW - 1 })).toBe(expected);
  });

  test('is dead when revoked or past its end, also while suspended, and not when merely suspended', () => {
    const dead = (given: Partial<ApiKey>) => isDead(apiKey(given), account(), NOW);

    expect(dead({ revokedAt: NOW })).toBe(true);
    expect(dead({ suspendedAt: NOW - 1, expiresAt: NOW })).toBe(true);
    expect(dead({ suspendedAt: NOW - 1, expiresAt: NOW + 1 })).toBe(false);
    expect(dead({ suspendedAt: NOW - 1 })).toBe(false);
    expect(dead({ notBefore: NOW + 1 })).toBe(false);
  });

  test('that is dead stays dead, whatever time passes and however its other dates are moved but its end', () => {
    const instant = fc.integer({ min: NOW - 30 * DAY, max: NOW + 30 * DAY });
    const maybe = fc.option(instant, { nil: undefined });
    const dates = { suspendedAt: maybe, notBefore: maybe };
    const life = fc.record({ ...dates, expiresAt: maybe, revokedAt: maybe });
    const of = fc.record({ generation: fc.constantFrom(1, 2) });
    const passing = fc.tuple(instant, fc.nat(90 * DAY));
    fc.assert(
      fc.property(fc.record({ key: life, of, later: fc.record(dates), passing }), (drawn) => {
        const {
          key,
          later,
          passing: [now, wait],
        } = drawn;
        fc.pre(isDead(apiKey(key), account(drawn.of), now));

        expect(isDead(apiKey({ ...key, ...later }), account(drawn.of), now + wait)).toBe(true);
        expect(['active', 'notYetValid']).not.toContain(status({ ...key, ...later }, drawn.of, now + wait));
      }),
    );
  });

  test('that is dead stays dead, however often the longest life of its account’s grant is changed', () => {
    const days = fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined });
    const changes = fc.array(fc.record({ days, wait: fc.nat(20 * DAY) }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(fc.nat(60 * DAY), changes, (age, history) => {
        const key = apiKey({ createdAt: NOW - age });
        let owner = account();
        let now = NOW;
        let dead = false;
        for (const { days: maxKeyLifetimeDays, wait } of history) {
          const grant = { ...owner.grant, maxKeyLifetimeDays };
          owner = { ...owner, ...lapsed(owner, grant, now), grant };
          if (dead) expect(isDead(key, owner, now)).toBe(true);
          // Also by a clock that goes back.
          for (const at of [now, now - wait])
            expect(key.createdAt <= latestLapsed(owner, at)).toBe(isDead(key, owner, at));
          now += wait;
          dead = isDead(key, owner, now);
        }
      }),
    );
  });
});

describe('a client', () => {
  test.each([
    [{}, {}, 'active'],
    [{ suspendedAt: NOW }, {}, 'suspended'],
    [{ suspendedAt: NOW, revokedAt: NOW }, {}, 'revoked'],
    [{ createdAt: NOW }, { generation: 2, credentialsValidAfter: NOW - 1 }, 'revoked'],
    [{ createdAt: NOW }, { credentialsValidAfter: NOW + 1 }, 'active'],
  ] as const)('with %j of an account with %j is %s', (dates, of, expected) => {
    expect(clientStatus(client(dates), account(of))).toBe(expected);
  });
});

describe('an account', () => {
  test('is suspended from the moment it was and active otherwise', () => {
    expect(accountStatus(account())).toBe('active');
    expect(accountStatus(account({ suspendedAt: NOW }))).toBe('suspended');
  });
});

describe('an operator', () => {
  test.each([
    [{}, 'active'],
    [{ revokedAt: NOW }, 'revoked'],
  ])('with %j is %s', (given, expected) => {
    expect(operatorStatus(operator(given))).toBe(expected);
  });
});

import fc from 'fast-check';
import { endOfNewKey, type KeyLifetimes, outlives } from '../../lambda/domain/key-lifetime';
import type { Grant } from '../../lambda/domain/model';
import { isDead } from '../../lambda/domain/status';
import { account, apiKey, DAY, NOW } from '../support/records';

const days = fc.option(fc.integer({ min: 1, max: 400 }), { nil: undefined });
const lifetimes: fc.Arbitrary<KeyLifetimes> = fc.record({ defaultDays: days, maxDays: days });
const grants = fc.record({ maxKeyLifetimeDays: days, defaultKeyLifetimeDays: days }).map(
  // Absent members are absent, as in a record that was read.
  (limits): Grant => ({ scopes: [], ...(JSON.parse(JSON.stringify(limits)) as object) }),
);
const made = { createdAt: NOW, expiresAt: undefined };

describe('a key that is issued without an end', () => {
  test('never lives longer than grant and deployment allow, whatever the defaults', () => {
    fc.assert(
      fc.property(grants, lifetimes, (grant, given) => {
        const expiresAt = endOfNewKey(made, grant, given);
        const longest = Math.min(grant.maxKeyLifetimeDays ?? Infinity, given.maxDays ?? Infinity);

        expect(outlives({ createdAt: NOW, expiresAt }, undefined, given)).toBe(false);
        if (longest < Infinity)
          expect(isDead(apiKey({ ...made, expiresAt }), account({ grant }), NOW + longest * DAY)).toBe(true);
      }),
    );
  });

  test('lives as long as its default says where nothing is shorter, and at least a day', () => {
    fc.assert(
      fc.property(grants, lifetimes, (grant, given) => {
        const wanted = [
          grant.defaultKeyLifetimeDays ?? given.defaultDays ?? Infinity,
          ...[grant.maxKeyLifetimeDays, given.maxDays].map((limit) => limit ?? Infinity),
        ];
        const end = endOfNewKey(made, grant, given);
        const key = apiKey({ createdAt: NOW, ...(end !== undefined && { expiresAt: end }) });

        const life = Math.min(...wanted) * DAY;
        expect(isDead(key, account({ grant }), NOW + Math.min(life, 9_999 * DAY) - 1)).toBe(false);
        expect(isDead(key, account({ grant }), NOW + life)).toBe(life < Infinity);
      }),
    );
  });
});

test('a key that is dead stays dead, whatever the deployments and grants after it allow', () => {
  const step = fc.record({ grant: grants, given: lifetimes, ask: fc.option(fc.integer({ min: 1, max: 500 })) });
  fc.assert(
    fc.property(grants, lifetimes, fc.array(step, { maxLength: 6 }), (grant, given, steps) => {
      const expiresAt = endOfNewKey(made, grant, given);
      fc.pre(expiresAt !== undefined);
      let key = apiKey({ createdAt: NOW, expiresAt });
      let now = NOW;
      let wasDead = false;
      for (const { given: later, ask } of steps) {
        now += 40 * DAY;
        const dead = isDead(key, account(), now);
        if (wasDead) expect(dead).toBe(true);
        wasDead = dead;
        const asked = { ...key, expiresAt: ask === null ? undefined : NOW + ask * DAY };
        // As a PATCH decides: a dead key is not changed, and none outlives the deployment.
        if (!dead && !outlives(asked, key, later)) key = apiKey({ createdAt: NOW, ...(ask !== null && asked) });
      }
    }),
  );
});

test('another deployment’s longest life ends no key and lets none grow beyond it', () => {
  const ends = fc.option(fc.integer({ min: 1, max: 500 }), { nil: undefined });
  fc.assert(
    fc.property(ends, ends, lifetimes, (from, to, given) => {
      const at = (count: number | undefined) => (count === undefined ? undefined : NOW + count * DAY);
      const before = { createdAt: NOW, expiresAt: at(from) };
      const after = { createdAt: NOW, expiresAt: at(to) };

      const isLonger = (to ?? Infinity) > (from ?? Infinity);
      const isBeyond = (to ?? Infinity) > (given.maxDays ?? Infinity);
      expect(outlives(after, before, given)).toBe(isLonger && isBeyond);
      expect(outlives(before, before, given)).toBe(false);
    }),
  );
});

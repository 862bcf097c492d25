import type { Account, ApiKey } from '../../../../lambda/domain/model';
import { ANY_CREDENTIAL } from '../../../../lambda/domain/records/usage-records';
import { runDaily } from '../../../../lambda/management/operations/daily/run-daily';
import { DAY, KEY_ID, NOW } from '../../../support/records';
import { interrupted, nthKey, told } from '../../../support/world';
import { watched, usedAt, PULSE, ran, daily, keyIn, statusIn, withGrant, old, ENTRY } from '../../../support/daily';

describe('a key that is not used', () => {
  const grant = { inactivityDays: 90 };

  it.each([
    ['used as long ago as the grant allows', [usedAt(KEY_ID, NOW - 90 * DAY)], 'expired'],
    ['used a moment later', [usedAt(KEY_ID, NOW - 90 * DAY + 1)], 'active'],
    ['never used', [], 'expired'],
  ])('%s is %s then', async (_, uses, status) => {
    const here = daily([withGrant(grant), old(), PULSE, ran(), ...uses]);

    const { ended } = await here.run();

    expect(statusIn(here)).toBe(status);
    expect(ended).toBe(status === 'expired' ? 1 : 0);
  });

  it('lives as many days from its making', async () => {
    const keys = [nthKey(1, { createdAt: NOW - 90 * DAY }), nthKey(2, { createdAt: NOW - 90 * DAY + 1 })];
    const here = daily([withGrant(grant), ...keys, PULSE, ran()]);

    await here.run();

    expect(keys.map(({ keyId }) => statusIn(here, keyId))).toEqual(['expired', 'active']);
  });

  it('ends for the reason `inactive`, with one event, and is told of by no other notice', async () => {
    const here = daily([withGrant(grant), old({ expiresAt: NOW + DAY }), PULSE, ran()]);

    await here.run();
    here.clock.now += DAY;
    here.table.put({ ...PULSE, lastUsedAt: here.clock.now });
    await here.run();

    expect(keyIn(here)).toMatchObject({ expiresAt: NOW, expiryReason: 'inactive', version: 2 });
    expect(told(here.table)).toEqual([
      {
        action: 'key.inactive',
        target: `key:${KEY_ID}`,
        actor: 'task:daily',
        before: { status: 'active', expiresAt: '2026-11-24T12:00:00.000Z' },
        after: { status: 'expired', expiresAt: '2026-11-23T12:00:00.000Z', expiryReason: 'inactive' },
      },
    ]);
  });

  it('leaves the place of a live key', async () => {
    const here = daily([withGrant(grant), old(), PULSE, ran()]);

    await here.run();

    expect(here.table.all('liveKey')).toEqual([{ ...ENTRY, expiresAt: NOW }]);
  });

  it('ends by the deployment’s default, unless the grant has a number of its own', async () => {
    const used = usedAt(KEY_ID, NOW - 50 * DAY);
    const [byDefault, byGrant] = [withGrant({}), withGrant({ inactivityDays: 51 })].map((owner) =>
      daily([owner, old(), used, PULSE, ran()], { inactivityDays: 50 }),
    );

    await byDefault?.run();
    await byGrant?.run();

    expect(byDefault && statusIn(byDefault)).toBe('expired');
    expect(byGrant && statusIn(byGrant)).toBe('active');
  });

  it.each([
    ['calls are not recorded', [PULSE, ran()], { countsUsage: false }],
    ['calls are recorded for a shorter time', [PULSE, ran({ usageSince: NOW - 90 * DAY + 1 })], {}],
    ['calls are recorded since today', [PULSE], {}],
    ['no call at all was recorded', [ran()], {}],
    ['no call at all was recorded for two days', [usedAt(ANY_CREDENTIAL, NOW - 2 * DAY), ran()], {}],
  ])('lives on when %s', async (_, records, settings) => {
    const here = daily([withGrant(grant), old(), ...records], settings);

    await here.run();

    expect(statusIn(here)).toBe('active');
  });

  it('counts from when the recording began again after it was off', async () => {
    const here = daily([withGrant(grant), old(), PULSE, ran()], { countsUsage: false });
    await here.run();

    const on = daily([...here.table.all('dailyRun'), withGrant(grant), old(), PULSE]);
    on.clock.now += DAY;
    on.table.put({ ...PULSE, lastUsedAt: on.clock.now });
    await on.run();

    expect(on.table.all('dailyRun')).toMatchObject([{ usageSince: NOW + DAY, isDone: true }]);
    expect(statusIn(on)).toBe('active');
  });

  it('lives on when a call comes between the list and the end', async () => {
    const here = daily([withGrant(grant), old(), PULSE, ran()]);
    const table = watched(here.table, {
      after: ([ref]) => ref?.kind === 'lastUse' && ref.credentialId === KEY_ID && here.table.put(usedAt(KEY_ID, NOW)),
    });

    await runDaily({ ...here.deps, table });

    expect(statusIn(here)).toBe('active');
  });

  it.each([
    ['revoked', { revokedAt: NOW }],
    ['expired', { expiresAt: NOW - 1 }],
  ])('is left alone when somebody had it %s meanwhile', async (_, change) => {
    const here = daily([withGrant(grant), old(), PULSE, ran()]);
    const table = interrupted(here.table, async () => here.table.put(old({ ...change, version: 2 })));

    await runDaily({ ...here.deps, table });

    expect(keyIn(here)?.expiryReason).toBeUndefined();
  });

  it.each<[string, Partial<Account>, Partial<ApiKey>]>([
    ['is suspended', {}, { suspendedAt: NOW - 100 * DAY }],
    ['was resumed', {}, { resumedAt: NOW - 90 * DAY + 1 }],
    ['has an account that is suspended', { suspendedAt: NOW - 100 * DAY }, {}],
    ['has an account that was resumed', { resumedAt: NOW - 90 * DAY + 1 }, {}],
    ['is not valid yet', {}, { notBefore: NOW + 1 }],
    ['became valid', {}, { notBefore: NOW - 90 * DAY + 1 }],
    ['was rotated', {}, { currentSecret: { ...old().currentSecret, createdAt: NOW - 90 * DAY + 1 } }],
  ])('lives on when it %s within the days', async (_, ofAccount, ofKey) => {
    const here = daily([withGrant(grant, ofAccount), old(ofKey), PULSE, ran()]);

    await here.run();

    expect(keyIn(here)).toEqual(old(ofKey));
  });

  it.each<[string, Partial<Account>]>([
    ['its grant is changed', { grantVersion: 2, grant: { scopes: ['read:orders'] } }],
    ['its account is suspended', { suspendedAt: NOW }],
  ])('lives on when %s between its reading and its end', async (_, change) => {
    const here = daily([withGrant(grant), old(), PULSE, ran()]);
    const table = interrupted(here.table, async () => here.table.put(withGrant(grant, change)));

    await runDaily({ ...here.deps, table });

    expect(keyIn(here)?.expiryReason).toBeUndefined();
  });

  it('is judged by the grant as it is then, and not by the one of the list', async () => {
    const here = daily([withGrant(grant), old(), PULSE, ran()]);
    const table = watched(here.table, {
      after: ([ref]) => ref?.kind === 'lastUse' && here.table.put(withGrant({ inactivityDays: 365 })),
    });

    await runDaily({ ...here.deps, table });

    expect(keyIn(here)?.expiryReason).toBeUndefined();
  });
});

describe('days without any recorded call', () => {
  const grant = { inactivityDays: 30 };
  /** Runs the task once a day, with a call of any key on the days for which `isHeard` says so. */
  async function live(days: number, isHeard: (day: number) => boolean) {
    const here = daily([
      withGrant(grant),
      old(),
      usedAt(KEY_ID, NOW),
      usedAt(ANY_CREDENTIAL, NOW),
      ran({ heardAt: NOW }),
    ]);
    for (let day = 1; day <= days; day += 1) {
      here.clock.now += DAY;
      if (isHeard(day)) here.table.put(usedAt(ANY_CREDENTIAL, here.clock.now - 1));
      await here.run();
    }
    return here;
  }

  it('do not count, so a key does not end with the first call after the recording was repaired', async () => {
    expect(statusIn(await live(40, (day) => day > 38))).toBe('active');
    expect(statusIn(await live(67, (day) => day > 38))).toBe('active');
    expect(statusIn(await live(69, (day) => day > 38))).toBe('expired');
  });

  it('do not count where no task ran in them either, as when usage was off', async () => {
    const here = await live(1, () => true);
    here.clock.now += 60 * DAY;
    here.table.put(usedAt(ANY_CREDENTIAL, here.clock.now - 1));

    await here.run();

    expect(statusIn(here)).toBe('active');
    expect(here.table.all('dailyRun')[0]?.silences).toEqual([{ from: NOW + DAY - 1, until: here.clock.now - 1 }]);
  });

  it('may be those of each weekend: a key ends all the same, later', async () => {
    const isWorkday = (day: number) => day % 7 < 5;

    expect(statusIn(await live(30, isWorkday))).toBe('active');
    expect(statusIn(await live(60, isWorkday))).toBe('expired');
  });

  it('are noted by a start that has nothing else to do', async () => {
    const here = daily([withGrant(grant), old(), PULSE, ran({ day: '2026-11-23', heardAt: NOW - 3 * DAY })]);

    await here.run();

    expect(here.table.all('dailyRun')[0]).toMatchObject({
      heardAt: PULSE.lastUsedAt,
      silences: [{ from: NOW - 3 * DAY, until: PULSE.lastUsedAt }],
    });
  });
});

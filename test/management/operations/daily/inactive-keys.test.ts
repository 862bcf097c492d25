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
    ['no call at all was recorded for a day', [usedAt(ANY_CREDENTIAL, NOW - DAY), ran()], {}],
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

  it('ends although it is suspended', async () => {
    const here = daily([withGrant(grant), old({ suspendedAt: NOW - DAY }), PULSE, ran()]);

    await here.run();

    expect(keyIn(here)?.expiryReason).toBe('inactive');
  });
});

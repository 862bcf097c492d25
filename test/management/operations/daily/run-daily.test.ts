import type { Account } from '../../../../lambda/domain/model';
import { runDaily, DAILY_WORK_TIME } from '../../../../lambda/management/operations/daily/run-daily';
import { ANY_CREDENTIAL } from '../../../../lambda/domain/records/usage-records';
import { DependencyError } from '../../../../lambda/domain/outcome';
import { ACCOUNT_ID, account, apiKey, DAY, KEY_ID, NOW } from '../../../support/records';
import { nthKey, told } from '../../../support/world';
import { watched, PULSE, ran, daily, notices, keyIn, withGrant, old, ENTRY } from '../../../support/daily';

describe('a key that expires soon', () => {
  it.each([
    [31, []],
    [30, [30]],
    [20, [30]],
    [14, [14]],
    [7, [7]],
    [2, [7]],
    [1, [1]],
    [0.5, [1]],
  ])('is told of %d days before its end by the latest notice that is due: %j', async (days, expected) => {
    const here = daily([account(), old({ expiresAt: NOW + days * DAY })]);

    const { told: count } = await here.run();

    expect(notices(here)).toEqual(expected.map((due) => ['key.expiring', 'Key00001', due]));
    expect(count).toBe(expected.length);
  });

  it('is told of with its label and its end, by the task, and is not changed', async () => {
    const key = old({ expiresAt: NOW + 6 * DAY });
    const here = daily([account(), key]);

    await here.run();

    expect(here.table.all('event')[0]).toEqual({
      kind: 'event',
      eventId: expect.stringMatching(/^[0-9A-Za-z]{20}$/),
      accountId: ACCOUNT_ID,
      at: NOW - DAY,
      action: 'key.expiring',
      actor: 'task:daily',
      sourceIp: 'none',
      requestId: 'none',
      target: `key:${KEY_ID}`,
      after: { label: 'Nightly import', expiresAt: '2026-11-29T12:00:00.000Z', noticeDays: 7 },
    });
    expect(keyIn(here)).toEqual(key);
  });

  it('is told of once by each notice, day by day until after its end', async () => {
    const here = daily([account(), old({ expiresAt: NOW + 32 * DAY })]);

    for (let day = 0; day < 50; day += 1) {
      await here.run();
      here.clock.now += DAY;
    }

    expect(notices(here)).toEqual([
      ['key.expiring', 'Key00001', 30],
      ['key.expiring', 'Key00001', 14],
      ['key.expiring', 'Key00001', 7],
      ['key.expiring', 'Key00001', 1],
      ['key.expired', 'Key00001', undefined],
    ]);
  });

  it('is told of again when it got another end', async () => {
    const here = daily([account(), old({ expiresAt: NOW + 6 * DAY })]);
    await here.run();
    here.table.put({ ...old({ expiresAt: NOW + 6 * DAY + 1 }) });
    here.table.put({ ...(here.table.all('liveKey')[0] ?? never()), expiresAt: NOW + 6 * DAY + 1 });
    here.clock.now += DAY;

    await here.run();

    expect(notices(here)).toEqual([
      ['key.expiring', 'Key00001', 7],
      ['key.expiring', 'Key00001', 7],
    ]);
  });

  it('is not told of by a notice that was due before it was made', async () => {
    const here = daily([account(), apiKey({ createdAt: NOW, expiresAt: NOW + 10 * DAY })]);

    await here.run();

    expect(notices(here)).toEqual([]);
  });

  it('is told of when the grant ends it, whatever its own end is', async () => {
    const owner = withGrant({ maxKeyLifetimeDays: 205 });
    const here = daily([owner, old(), nthKey(2, { createdAt: NOW - 200 * DAY, expiresAt: NOW + 300 * DAY })]);

    await here.run();

    expect(notices(here).sort()).toEqual([
      ['key.expiring', '00000002', 7],
      ['key.expiring', 'Key00001', 7],
    ]);
  });

  it('is not told of when it is revoked, nor when revoke-all ended it', async () => {
    const expiresAt = NOW + DAY;
    const revoked = old({ expiresAt, revokedAt: NOW - 1 });
    const here = daily([account(), revoked, nthKey(2, { createdAt: NOW - 9 * DAY, expiresAt, generation: 0 })]);
    // As if the revoke came between the list and the read of the key.
    here.table.put({ ...ENTRY, expiresAt });

    await here.run();

    expect(notices(here)).toEqual([]);
  });

  it('is told of while it is suspended', async () => {
    const here = daily([account({ suspendedAt: NOW }), old({ expiresAt: NOW + DAY, suspendedAt: NOW })]);

    await here.run();

    expect(notices(here)).toEqual([['key.expiring', 'Key00001', 1]]);
  });

  it('is told of at the days that the deployer chose, and only after its end if there are none', async () => {
    const [some, none] = [[3], []].map((noticeDays) =>
      daily([account(), old({ expiresAt: NOW + 2 * DAY })], { noticeDays }),
    );

    for (const here of [some, none]) await here?.run();
    if (none) none.clock.now += 3 * DAY;
    await none?.run();

    expect(some && notices(some)).toEqual([['key.expiring', 'Key00001', 3]]);
    expect(none && notices(none)).toEqual([['key.expired', 'Key00001', undefined]]);
  });
});

const never = (): never => {
  throw new Error('there is no live index entry');
};

describe('a key that expired', () => {
  it.each([
    [0, 1],
    [6.9, 1],
    [7, 0],
  ])('is told of %d days after its end %d times', async (days, times) => {
    const here = daily([account(), old({ expiresAt: NOW - days * DAY })]);

    await here.run();

    expect(notices(here)).toEqual(Array(times).fill(['key.expired', 'Key00001', undefined]));
  });

  it('is told of when a lowered lifetime of the grant ended it, and a raised one did not revive it', async () => {
    const here = daily([withGrant({}, { lapsedUpTo: NOW - 2 * DAY }), old()]);

    await here.run();

    expect(notices(here)).toEqual([['key.expired', 'Key00001', undefined]]);
  });
});

describe('a run', () => {
  const accounts = (count: number) =>
    Array.from({ length: count }, (_, n) =>
      account({ accountId: `Acc${String(n).padStart(7, '0')}`, createdAt: NOW - n }),
    );
  const keyOf = ({ accountId }: Account) =>
    apiKey({ accountId, keyId: `${accountId}Key00001`, createdAt: NOW - 40 * DAY, expiresAt: NOW + DAY });

  it('works on all accounts once a day', async () => {
    const all = accounts(250);
    const here = daily([...all, ...all.map(keyOf)]);

    const [first, second] = [await here.run(), await here.run()];

    expect([first.told, second.told]).toEqual([250, 0]);
    expect(here.table.all('dailyRun')).toMatchObject([{ day: '2026-11-23', isDone: true }]);
  });

  it('reads two records at once when the day’s work is done, and writes none', async () => {
    const here = daily([account(), ran({ day: '2026-11-23' })]);
    const reads: unknown[] = [];
    const table = watched(here.table, { after: (refs) => reads.push(refs) });

    await runDaily({ ...here.deps, table });

    expect(reads).toEqual([[{ kind: 'dailyRun' }, { kind: 'lastUse', credentialId: ANY_CREDENTIAL }]]);
    expect(here.table.all('dailyRun')).toEqual([ran({ day: '2026-11-23' })]);
  });

  it('reads no last use where usage is not counted, as it may not', async () => {
    const here = daily([account()], { countsUsage: false });
    const reads: unknown[] = [];
    const table = watched(here.table, { after: (refs) => reads.push(...refs.map(({ kind }) => kind)) });

    await runDaily({ ...here.deps, table });

    expect(reads).toEqual(['dailyRun', 'account']);
  });

  it('goes on where the time ended, also on the next day', async () => {
    const all = accounts(250);
    const here = daily([...all, ...all.map(keyOf)]);
    const slow = watched(here.table, {
      after: (refs) => refs[0]?.kind === 'account' && (here.clock.now += DAILY_WORK_TIME / 20),
    });

    const first = await runDaily({ ...here.deps, table: slow });
    here.clock.now = NOW + 13 * 3_600_000;
    const second = await here.run();

    expect(first.told).toBeGreaterThan(0);
    expect(first.told).toBeLessThan(250);
    expect(first.told + second.told).toBe(250);
    expect(here.table.all('dailyRun')).toMatchObject([{ day: '2026-11-23', isDone: true }]);
  });

  it('begins again when an account failed, and writes nothing twice', async () => {
    const all = accounts(30);
    const here = daily([...all, ...all.map(keyOf)]);
    let fails = true;
    const table = watched(here.table, {
      before: (refs) => {
        if (fails && refs[0]?.kind === 'account' && refs[0].accountId === 'Acc0000007')
          throw new DependencyError('table', 'no answer');
      },
    });

    const first = await runDaily({ ...here.deps, table });
    fails = false;
    const second = await runDaily({ ...here.deps, table });

    expect([first.told, second.told, here.failures.length]).toEqual([29, 1, 1]);
    expect(here.table.all('dailyRun')).toMatchObject([{ isDone: true, hasFailed: false }]);
  });

  it('writes no notice that another run wrote since it was looked for', async () => {
    const here = daily([account(), old({ expiresAt: NOW + DAY })]);
    await here.run();
    here.table.put(ran());

    const { told: count } = await runDaily({ ...here.deps, table: watched(here.table, { hide: 'event' }) });

    expect(count).toBe(0);
    expect(notices(here)).toHaveLength(1);
  });

  it('passes over an account that was deleted since it was listed', async () => {
    const here = daily([account()]);
    const table = watched(here.table, { hide: 'account' });

    expect(await runDaily({ ...here.deps, table })).toEqual({ told: 0, ended: 0 });
  });

  it('works on an account with more keys than one page', async () => {
    const keys = Array.from({ length: 320 }, (_, n) =>
      nthKey(n, { createdAt: NOW - 40 * DAY - n, expiresAt: NOW + DAY + n }),
    );
    const here = daily([account(), ...keys, nthKey(900, { createdAt: NOW - 40 * DAY, expiresAt: NOW + 40 * DAY })]);

    expect(await here.run()).toEqual({ told: 320, ended: 0 });
  });
});

describe('two runs at the same moment', () => {
  it('write each notice once and end each key once', async () => {
    const keys = Array.from({ length: 9 }, (_, n) => nthKey(n, { createdAt: NOW - 100 * DAY }));
    const ending = nthKey(50, { createdAt: NOW - 10 * DAY, expiresAt: NOW + 5 * DAY });
    const here = daily([withGrant({ inactivityDays: 90 }), ...keys, ending, PULSE, ran()]);

    await Promise.all([here.run(), here.run()]);

    const events = told(here.table).map(({ action, target }) => `${action} ${target}`);
    expect(events).toHaveLength(10);
    expect(new Set(events).size).toBe(10);
  });
});

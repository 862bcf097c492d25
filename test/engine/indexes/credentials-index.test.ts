/** What was there before the index of all credentials is put into it once, in steps. */
import { enlistCredentials } from '../../../lambda/engine/indexes/credentials-index';
import { DependencyError } from '../../../lambda/domain/outcome';
import type { TableRecord } from '../../../lambda/domain/records/table-records';
import { around } from '../../support/races';
import { ACCOUNT_ID, account, apiKey, client, NOW } from '../../support/records';
import { nthKey, through, type World, world } from '../../support/world';

const OTHER = 'Acc0000002';
const HALF_AN_HOUR = 1_800_000;
const SINCE = { kind: 'backfill', since: NOW - HALF_AN_HOUR } as const;
const MINUTE = NOW + 60_000;

/** A deployment with these records, none of which is in the index. */
function earlier(...records: readonly TableRecord[]): World {
  const here = world(...records);
  for (const record of records) here.table.putUnlisted(record);
  return here;
}

async function listed({ table }: World): Promise<string[]> {
  const ids: string[] = [];
  for (const kind of ['key', 'client'] as const) {
    let after: string | undefined;
    do {
      const page = await table.listCredentials(kind, { limit: 100, after });
      ids.push(...page.items.map(({ id }) => id));
      after = page.next;
    } while (after !== undefined);
  }
  return ids.sort();
}

const THEIRS = [
  account({ accountId: OTHER, createdAt: NOW - 1 }),
  apiKey({ accountId: OTHER, keyId: `${OTHER}Key00001` }),
  client({ accountId: OTHER, clientId: 'theirs' }),
];

describe('older credentials', () => {
  it('are put into the index, those of every account, dead or alive; then a run reads one record and nothing else', async () => {
    const here = earlier(SINCE, account(), nthKey(1), nthKey(2, { revokedAt: NOW }), client(), ...THEIRS);

    const enlisted = await enlistCredentials(here.deps, MINUTE);

    const ids = [nthKey(1).keyId, nthKey(2).keyId, client().clientId, `${OTHER}Key00001`, 'theirs'];
    expect([enlisted, await listed(here)]).toEqual([5, ids.sort()]);
    expect(here.table.all('backfill')).toEqual([{ ...SINCE, doneAt: NOW }]);
    const calls: string[] = [];
    const counting = around(here.table, (name, go) => (calls.push(name), go()));
    expect(await enlistCredentials(through(here, counting), MINUTE)).toBe(0);
    expect(calls).toEqual(['read']);
  });

  it('wait until no function of the version before makes credentials any more', async () => {
    const here = earlier(account(), nthKey(1));

    expect(await enlistCredentials(here.deps, MINUTE)).toBe(0);
    here.clock.now += HALF_AN_HOUR - 1;
    expect(await enlistCredentials(here.deps, here.clock.now + 60_000)).toBe(0);
    expect([here.table.all('backfill'), await listed(here)]).toEqual([[{ kind: 'backfill', since: NOW }], []]);

    here.clock.now += 1;
    expect(await enlistCredentials(here.deps, here.clock.now + 60_000)).toBe(1);
  });

  it('are taken in steps with a pause after each; a run that ends goes on in the next, also within an account', async () => {
    const keys = Array.from({ length: 60 }, (_, n) => nthKey(n));
    const here = earlier(SINCE, account(), ...keys, ...THEIRS);
    const pause = async (milliseconds: number) => (here.clock.now += milliseconds) > 0;

    const runs: number[] = [];
    for (let run = 0; run < 5; run += 1)
      runs.push(await enlistCredentials({ ...here.deps, pause }, here.clock.now + 1));

    expect(runs).toEqual([25, 25, 10, 2, 0]);
    expect((await listed(here)).length).toBe(62);
    expect(here.table.all('backfill')).toMatchObject([{ doneAt: expect.any(Number) }]);
  });

  it('are tried again when one of them is deleted between read and write', async () => {
    const here = earlier(SINCE, account(), nthKey(1), nthKey(2));
    let commits = 0;
    const table = around(here.table, async (name, go) => {
      if (name === 'commit' && (commits += 1) === 1)
        await here.table.commit([{ type: 'forget', ref: { kind: 'key', keyId: nthKey(1).keyId } }]);
      return go();
    });

    const enlisted = await enlistCredentials(through(here, table), MINUTE);

    expect([enlisted, await listed(here)]).toEqual([1, [nthKey(2).keyId]]);
  });

  it('that cannot be read now are a failure of this run, and the next one does them', async () => {
    const here = earlier(SINCE, account(), nthKey(1));
    let fails = true;
    const table = around(here.table, (name, go) => {
      if (name === 'listKeys' && fails) throw new DependencyError('table', 'no answer');
      return go();
    });

    expect(await enlistCredentials(through(here, table), MINUTE)).toBe(0);
    expect(here.failures).toHaveLength(1);
    fails = false;
    expect(await enlistCredentials(through(here, table), MINUTE)).toBe(1);
  });

  it('of accounts that are gone are passed over', async () => {
    const here = earlier(SINCE, nthKey(1, { accountId: ACCOUNT_ID }));

    expect(await enlistCredentials(here.deps, MINUTE)).toBe(0);
    expect(here.table.all('backfill')).toMatchObject([{ doneAt: NOW }]);
  });
});

/** A key that moves its end while another one is issued: the account never has more live keys than its grant allows. */
import { issueKey } from '../../lambda/management/operations/keys/key-secrets';
import { updateKey } from '../../lambda/management/operations/keys/update-key';
import type { Table } from '../../lambda/domain/ports/table';
import { keyStatus } from '../../lambda/domain/status';
import { around } from '../support/races';
import { ACCOUNT_ID, account, apiKey, DAY, KEY_ID, NOW } from '../support/records';
import { call, through, type World, world } from '../support/world';

const limited = account({ grant: { scopes: [], maxActiveKeys: 1 } });
const prolong = { accountId: ACCOUNT_ID, keyId: KEY_ID, patch: { expiresAt: NOW + 10 * DAY } };
const another = { accountId: ACCOUNT_ID, label: 'Another', scopes: [] };

/** The table; `meanwhile` runs once, behind the first call with this name. */
function behindFirst(here: World, name: keyof Table, meanwhile: () => Promise<unknown>): Table {
  let isFirst = true;
  return around(here.table, async (called, go) => {
    const result = await go();
    if (called !== name || !isFirst) return result;
    isFirst = false;
    await meanwhile();
    return result;
  });
}
const liveIn = ({ table, clock }: World): number =>
  table.all('key').filter((key) => keyStatus(key, table.all('account')[0] ?? limited, clock.now) === 'active').length;

test('a key that gets an end between the two ranges of a count is counted', async () => {
  const here = world(limited, apiKey({ scopes: [] }));
  const table = behindFirst(here, 'listLiveKeys', () => updateKey(here.deps, call(), prolong));

  const issued = await issueKey(through(here, table), call(), another);

  expect([issued.ok, liveIn(here)]).toEqual([false, 1]);
});

test('a key that is prolonged in the moment of its end does not live beside the one that took its place', async () => {
  const here = world(limited, apiKey({ scopes: [], expiresAt: NOW + 1 }));
  const table = behindFirst(here, 'read', async () => {
    here.clock.now += 1;
    await issueKey(here.deps, call(), another);
  });

  const prolonged = await updateKey(through(here, table), call(), prolong);

  expect([prolonged.ok, liveIn(here)]).toEqual([false, 1]);
});

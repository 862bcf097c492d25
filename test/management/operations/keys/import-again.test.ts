/** An import of a key that was imported before says what became of the key, and changes nothing of it. */
import { sha256Hex } from '../../../../lambda/domain/hash';
import { importKeys } from '../../../../lambda/management/operations/keys/import-keys';
import { watched } from '../../../support/daily';
import { ACCOUNT_ID, account, NOW } from '../../../support/records';
import { accepted, call, world } from '../../../support/world';

const ITEM = { label: 'Old', scopes: ['read:orders'], hash: sha256Hex('old') };
const INPUT = { accountId: ACCOUNT_ID, keys: [ITEM] };

async function imported() {
  const here = world(account());
  const [first] = accepted(await importKeys(here.deps, call(), INPUT)).results;
  const [key] = here.table.all('key');
  if (first?.status !== 'imported' || key === undefined) throw new Error('not imported');
  return { here, key };
}

test('a revoked one is said to be so, and stays revoked', async () => {
  const { here, key } = await imported();
  here.table.put({ ...key, revokedAt: NOW });

  const { results } = accepted(await importKeys(here.deps, call(), INPUT));

  expect(results).toEqual([{ index: 0, status: 'exists', keyId: key.keyId, keyStatus: 'revoked' }]);
  expect(here.table.all('key')).toEqual([{ ...key, revokedAt: NOW }]);
});

test('one that is being deleted is refused, and can be sent again', async () => {
  const { here } = await imported();
  const deps = { ...here.deps, table: watched(here.table, { hide: 'key' }) };

  const { results } = accepted(await importKeys(deps, call(), INPUT));

  expect(results).toMatchObject([{ status: 'refused', refusal: { code: 'key-already-imported' } }]);
});

/** Revoking stays possible when an account has 5,000 keys, of which one call can read and revoke only some. */
import { revokeKeys, type RevokeKeysInput } from '../../../../lambda/management/operations/keys/revoke-keys';
import { ACCOUNT_ID, account, NOW } from '../../../support/records';
import { accepted, actions, call, nthKey, type World, world } from '../../../support/world';

const MANY = 5_000;
const keys = Array.from({ length: MANY }, (_, n) => nthKey(n, n >= MANY - 2 ? { tags: ['last'] } : {}));

async function revokedBy(here: World, filter: RevokeKeysInput['filter']): Promise<string[][]> {
  const pages: string[][] = [];
  let after: string | undefined;
  do {
    const page = { accountId: ACCOUNT_ID, filter, limit: 100, ...(after !== undefined && { after }) };
    const revoked = accepted(await revokeKeys(here.deps, call(), page));
    pages.push(revoked.keys.map(({ key }) => key.keyId));
    after = revoked.next;
  } while (after !== undefined);
  return pages;
}

it('ends all of them, each once, 100 a call', async () => {
  const here = world(account(), ...keys);

  const pages = await revokedBy(here, { createdBefore: NOW });

  expect(pages.map((page) => page.length)).toEqual(Array(50).fill(100));
  expect(pages.flat()).toEqual(keys.map(({ keyId }) => keyId));
  expect([actions(here.table).length, here.table.all('liveKey')]).toEqual([MANY, []]);
});

it('finds the last two by their tag in a few calls', async () => {
  const here = world(account(), ...keys);

  const pages = await revokedBy(here, { tag: 'last' });

  expect(pages.flat()).toEqual(keys.slice(-2).map(({ keyId }) => keyId));
  expect(pages.length).toBeLessThanOrEqual(6);
});

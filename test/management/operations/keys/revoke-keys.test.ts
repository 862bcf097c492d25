import type { ApiKey } from '../../../../lambda/domain/model';
import { DependencyError } from '../../../../lambda/domain/outcome';
import { rotateKey } from '../../../../lambda/management/operations/keys/key-secrets';
import { deleteKey } from '../../../../lambda/management/operations/keys/key-verbs';
import { revokeKeys, type RevokeKeysInput } from '../../../../lambda/management/operations/keys/revoke-keys';
import { around } from '../../../support/races';
import { ACCOUNT_ID, account, apiKey, DAY, NOW } from '../../../support/records';
import { accepted, actions, call, interrupted, nthKey, refusalOf, through, told, world } from '../../../support/world';

const ALL = { createdBefore: NOW };
const input = (given: Partial<RevokeKeysInput> = {}): RevokeKeysInput => ({
  ...{ accountId: ACCOUNT_ID, filter: ALL, limit: 50 },
  ...given,
});
const keys = (count: number, given: Partial<ApiKey> = {}) => Array.from({ length: count }, (_, n) => nthKey(n, given));
const idOf = (n: number) => nthKey(n).keyId;
const FOREIGN = apiKey({ accountId: 'Acc0000002', keyId: 'Acc0000002Key00001' });
const idsOf = (page: { readonly keys: readonly { readonly key: ApiKey }[] }) => page.keys.map(({ key }) => key.keyId);
const revokedIn = (here: ReturnType<typeof world>) =>
  here.table.all('key').flatMap(({ keyId, revokedAt }) => (revokedAt === undefined ? [] : [keyId]));

/** The events of one millisecond are in no order. */
const toldIn = ({ table }: ReturnType<typeof world>) =>
  told(table)
    .map(({ action, target }) => `${action} ${target}`)
    .sort();

/** Every page, until there is no next one. */
async function allPages(here: ReturnType<typeof world>, given: Partial<RevokeKeysInput> = {}) {
  const pages: ReturnType<typeof idsOf>[] = [];
  let after: string | undefined;
  do {
    const page = accepted(await revokeKeys(here.deps, call(), input({ ...given, ...(after && { after }) })));
    pages.push(idsOf(page));
    after = page.next;
  } while (after !== undefined);
  return pages;
}

describe('revoking the keys that a filter selects', () => {
  it.each<[RevokeKeysInput['filter'], number[]]>([
    [{ tag: 'batch' }, [1, 2]],
    [{ tag: 'bat' }, []],
    [{ createdBefore: NOW - DAY }, [1, 4]],
    [{ createdBefore: NOW - DAY + 1 }, [1, 2, 4, 5]],
    [{ ids: [idOf(5), idOf(1), idOf(5)] }, [1, 5]],
    [{ tag: 'batch', createdBefore: NOW - DAY }, [1]],
    [{ tag: 'batch', ids: [idOf(2), idOf(4)] }, [2]],
  ])('ends for good those that have everything of %j, and no other', async (filter, wanted) => {
    const here = world(
      account({ suspendedAt: NOW }),
      nthKey(1, { tags: ['nightly', 'batch'] }),
      nthKey(2, { createdAt: NOW - DAY, tags: ['batch'] }),
      nthKey(3, { revokedAt: NOW - 1, tags: ['batch'] }),
      nthKey(4, { expiresAt: NOW - 1 }),
      nthKey(5, { createdAt: NOW - DAY, suspendedAt: NOW }),
      nthKey(6, { createdAt: NOW, generation: 0, tags: ['batch'] }),
      FOREIGN,
    );

    const page = accepted(await revokeKeys(here.deps, call(), input({ filter, reason: 'superseded' })));

    expect(idsOf(page)).toEqual(wanted.map(idOf));
    expect(revokedIn(here)).toEqual([...new Set([...wanted, 3])].sort().map(idOf));
    for (const { key } of page.keys) expect(key).toMatchObject({ revokedAt: NOW, revocationReason: 'superseded' });
    expect(toldIn(here)).toEqual(wanted.map((n) => `key.revoked key:${idOf(n)}`));
    for (const { keyId } of here.table.all('liveKey')) expect(idsOf(page)).not.toContain(keyId);
  });

  it('lists the ids of which the account has no key, each on one page, and refuses none for them', async () => {
    const here = world(account(), nthKey(1), nthKey(5), FOREIGN);
    const ids = [FOREIGN.keyId, idOf(9), idOf(5), idOf(0), idOf(1), idOf(3), idOf(9)];

    const first = accepted(await revokeKeys(here.deps, call(), input({ filter: { ids }, limit: 1 })));
    const second = accepted(
      await revokeKeys(here.deps, call(), input({ filter: { ids }, limit: 1, after: first.next })),
    );

    expect([idsOf(first), first.notFound]).toEqual([[idOf(1)], [idOf(0)]]);
    expect([idsOf(second), second.notFound, second.next]).toEqual([
      [idOf(5)],
      [idOf(3), idOf(9), FOREIGN.keyId],
      undefined,
    ]);
    expect(here.table.all('key').find(({ keyId }) => keyId === FOREIGN.keyId)).toEqual(FOREIGN);
  });

  it('reads no record of another account', async () => {
    const here = world(account(), FOREIGN);
    const refs: unknown[] = [];
    const table = around(here.table, (_, go) => go());
    const watched = { ...table, read: ((asked) => (refs.push(...asked), here.table.read(asked))) as typeof table.read };

    accepted(await revokeKeys(through(here, watched), call(), input({ filter: { ids: [FOREIGN.keyId] } })));

    expect(JSON.stringify(refs)).not.toContain(FOREIGN.accountId);
  });

  it('as a dry run shows the keys as they are, page by page, and changes nothing', async () => {
    const here = world(account(), ...keys(3));
    const before = here.table.all('key');

    const first = accepted(await revokeKeys(here.deps, call(), input({ dryRun: true, limit: 2 })));
    const second = accepted(await revokeKeys(here.deps, call(), input({ dryRun: true, limit: 2, after: first.next })));

    expect([...first.keys, ...second.keys].map(({ key }) => key)).toEqual(before);
    expect([here.table.all('key'), actions(here.table)]).toEqual([before, []]);
  });

  it('ends all keys of an account that has many, each once, in pages of the size that was asked for', async () => {
    const here = world(account(), ...keys(250));

    const pages = await allPages(here, { limit: 100 });

    expect(pages.map((page) => page.length)).toEqual([100, 100, 50]);
    expect([revokedIn(here).length, actions(here.table).length, here.table.all('liveKey')]).toEqual([250, 250, []]);
  });

  it('begins with no further key after 5 seconds, and says where to go on', async () => {
    const here = world(account(), ...keys(5));
    const slow = around(here.table, (name, go) => {
      if (name === 'commit') here.clock.now += 2_000;
      return go();
    });

    const page = accepted(await revokeKeys(through(here, slow), call(), input()));
    const rest = accepted(await revokeKeys(here.deps, call(), input({ after: page.next })));

    expect([idsOf(page), page.next]).toEqual([[0, 1, 2].map(idOf), idOf(2)]);
    expect([idsOf(rest), rest.next]).toEqual([[3, 4].map(idOf), undefined]);
  });

  it('makes progress also when the first key takes all the time', async () => {
    const here = world(account(), ...keys(2));
    const slow = around(here.table, (_, go) => {
      here.clock.now += 20_000;
      return go();
    });

    const page = accepted(await revokeKeys(through(here, slow), call(), input()));

    expect([idsOf(page), page.next]).toEqual([[idOf(0)], idOf(0)]);
  });
});

describe('sending it again', () => {
  it.each([
    ['before', 0],
    ['after', 1],
  ])('%s any call of the table failed: revokes no key twice and passes over none', async (_, late) => {
    let failing = 0;
    for (let isOver = false; !isOver; failing += 1) {
      const here = world(account(), ...keys(5));
      let left = failing;
      const table = around(here.table, async (__, go) => {
        if ((left -= 1) !== -1) return go();
        if (late === 1) await go();
        throw new DependencyError('table', 'gone');
      });
      isOver = await revokeKeys(through(here, table), call(), input({ limit: 3 })).then(
        () => true,
        () => false,
      );

      await allPages(here, { limit: 3 });

      expect(toldIn(here)).toEqual(keys(5).map(({ keyId }) => `key.revoked key:${keyId}`));
      expect([revokedIn(here).length, here.table.all('liveKey')]).toEqual([5, []]);
    }
    // The account, the list, and three calls a key.
    expect(failing).toBe(12);
  });

  it('selects none when all is done', async () => {
    const here = world(account(), ...keys(3));
    await allPages(here);

    expect(await allPages(here)).toEqual([[]]);
  });
});

describe('beside other writers', () => {
  it('revokes a key that is rotated at this very moment, with both secrets', async () => {
    const here = world(account(), ...keys(2));
    const rotate = () => rotateKey(here.deps, call(), { accountId: ACCOUNT_ID, keyId: idOf(0) });

    accepted(await revokeKeys(through(here, interrupted(here.table, rotate)), call(), input()));

    expect(actions(here.table).sort()).toEqual(['key.revoked', 'key.revoked', 'key.rotated']);
    expect(revokedIn(here)).toEqual([idOf(0), idOf(1)]);
  });

  it('leaves out a key that was revoked and deleted since it was selected, and goes on', async () => {
    const here = world(account(), ...keys(2));
    let pending = true;
    const table = around(here.table, async (name, go) => {
      const result = await go();
      if (name !== 'listKeys' || !pending) return result;
      pending = false;
      const first = { ids: [idOf(0)] };
      accepted(await revokeKeys(here.deps, call(), input({ filter: first })));
      accepted(await deleteKey(here.deps, call(), { accountId: ACCOUNT_ID, keyId: idOf(0) }));
      return result;
    });

    const page = accepted(await revokeKeys(through(here, table), call(), input()));

    expect(idsOf(page)).toEqual([idOf(1)]);
  });

  it('ends with the refusal when the operator is revoked meanwhile', async () => {
    const here = world(account(), ...keys(2));
    const end = async () =>
      here.table.put({ kind: 'operator', clientId: 'op', version: 1, revokedAt: NOW, revocationReason: 'leaked' });

    const outcome = await revokeKeys(through(here, interrupted(here.table, end)), call(), input());

    expect(refusalOf(outcome).code).toBe('invalid-credential');
    expect(revokedIn(here)).toEqual([idOf(0)]);
  });
});

it('finds no account that does not exist', async () => {
  const { deps } = world();

  const outcome = await revokeKeys(deps, call(), input());

  expect(refusalOf(outcome).code).toBe('account-not-found');
});

import { listAllClients } from '../../../../lambda/management/operations/clients/all-clients';
import { listAllKeys, type ListAllKeysInput } from '../../../../lambda/management/operations/keys/all-keys';
import type { Page, Table } from '../../../../lambda/domain/ports/table';
import type { CredentialEntry } from '../../../../lambda/domain/records/table-records';
import { around } from '../../../support/races';
import { ACCOUNT_ID, account, apiKey, client, CLIENT_ID, DAY, NOW } from '../../../support/records';
import { accepted, call, refusalOf, nthKey, through, type World, world } from '../../../support/world';

const OTHER = 'Acc0000002';
const theirs = (n: number, given: Parameters<typeof apiKey>[0] = {}) =>
  apiKey({ accountId: OTHER, keyId: `${OTHER}Key0000${n}`, ...given });

/** A key that the index has in its last shard. */
const IN_LAST_SHARD = nthKey(20);

/** The table, and how many entries of the index each of its reads gave. */
function listing({ table }: World, afterRead?: (read: Page<CredentialEntry>) => Promise<void>) {
  const sizes: number[] = [];
  const listCredentials: Table['listCredentials'] = async (kind, page) => {
    const read = await table.listCredentials(kind, page);
    sizes.push(read.items.length);
    await afterRead?.(read);
    return read;
  };
  return { table: { ...around(table, (_, go) => go()), listCredentials }, sizes };
}

/** The whole list, page by page. */
async function all(here: World, given: Partial<ListAllKeysInput> = {}): Promise<string[]> {
  const ids: string[] = [];
  let after: string | undefined;
  do {
    const page = accepted(await listAllKeys(here.deps, call(), { limit: 2, ...given, after }));
    ids.push(...page.found.map(({ key }) => key.keyId));
    after = page.next;
  } while (after !== undefined);
  return ids.sort();
}

describe('listing the keys of all accounts', () => {
  it('gives each once, with its account, on pages of any size', async () => {
    const here = world(
      account(),
      account({ accountId: OTHER, name: 'Other' }),
      nthKey(1),
      nthKey(2),
      theirs(3),
      theirs(4),
    );
    const ids = [nthKey(1).keyId, nthKey(2).keyId, theirs(3).keyId, theirs(4).keyId];

    for (const limit of [1, 3, 100]) expect(await all(here, { limit })).toEqual(ids);
    const { found } = accepted(await listAllKeys(here.deps, call(), { limit: 100 }));
    expect(found.map(({ key, account: owner }) => [key.accountId, owner.name]).sort()).toEqual([
      [ACCOUNT_ID, 'Example Ltd'],
      [ACCOUNT_ID, 'Example Ltd'],
      [OTHER, 'Other'],
      [OTHER, 'Other'],
    ]);
  });

  it.each<[Partial<ListAllKeysInput>, number[]]>([
    [{ status: 'active' }, [1]],
    [{ status: 'revoked' }, [2, 5]],
    [{ status: 'suspended' }, [3]],
    [{ status: 'expired' }, [4]],
    [{ tag: 'batch' }, [1, 5]],
    [{ tag: 'batch', status: 'active' }, [1]],
    [{ expiresBefore: NOW + DAY }, [4]],
    [{ expiresBefore: NOW + DAY + 1 }, [1, 4]],
    [{ tag: 'none' }, []],
  ])('keeps those with everything of %j, by the accounts as they are now', async (filter, wanted) => {
    const here = world(
      account(),
      account({ accountId: OTHER, generation: 2 }),
      nthKey(1, { tags: ['batch'], expiresAt: NOW + DAY }),
      nthKey(2, { revokedAt: NOW }),
      nthKey(3, { suspendedAt: NOW }),
      nthKey(4, { expiresAt: NOW }),
      theirs(5, { tags: ['batch'] }),
    );

    expect(await all(here, filter)).toEqual(wanted.map((n) => (n === 5 ? theirs(5) : nthKey(n)).keyId));
  });

  it('keeps keys that a plan holds: their own, or else that of their account', async () => {
    const here = world(
      account({ grant: { scopes: ['read:orders'], plan: 'pro' } }),
      account({ accountId: OTHER }),
      nthKey(1),
      nthKey(2, { plan: 'free' }),
      theirs(3, { plan: 'free' }),
      theirs(4),
    );

    expect(await all(here, { plan: 'pro' })).toEqual([nthKey(1).keyId]);
    expect(await all(here, { plan: 'free' })).toEqual([nthKey(2).keyId, theirs(3).keyId]);
  });

  it('keeps what was not used since, and shows the last use, where the deployment counts it', async () => {
    const uses = [nthKey(1).keyId, CLIENT_ID].map(
      (credentialId) =>
        ({ kind: 'lastUse', credentialId, lastUsedAt: NOW - DAY, lastUsedRoute: 'GET /orders' }) as const,
    );
    const made = { createdAt: NOW - 9 * DAY };
    const here = world(account(), nthKey(1, made), nthKey(2, made), client(made), ...uses);
    const counting = { ...here.deps, countsUsage: true };
    const keysSince = async (unusedSince: number) =>
      accepted(await listAllKeys(counting, call(), { limit: 100, unusedSince })).found;
    const clientsSince = async (unusedSince: number) =>
      accepted(await listAllClients(counting, call(), { limit: 100, unusedSince })).clients;

    expect((await keysSince(NOW - 2 * DAY)).map(({ key }) => key.keyId)).toEqual([nthKey(2).keyId]);
    expect(await clientsSince(NOW - 2 * DAY)).toEqual([]);
    const { found } = accepted(await listAllKeys(counting, call(), { limit: 100 }));
    const { clients } = accepted(await listAllClients(counting, call(), { limit: 100 }));
    const used = found.filter(({ lastUse }) => lastUse !== undefined).map(({ key }) => key.keyId);
    expect([used, clients.map(({ lastUse }) => lastUse?.lastUsedAt)]).toEqual([[nthKey(1).keyId], [NOW - DAY]]);
  });

  it('refuses to tell what is unused where nothing is counted, or for a time of which nothing is known', async () => {
    const here = world(account());
    const counting = { ...here.deps, countsUsage: true };
    const asked = { limit: 10, unusedSince: NOW - 2 * DAY };

    for (const list of [listAllKeys, listAllClients]) {
      expect(refusalOf(await list(here.deps, call(), asked)).code).toBe('usage-not-counted');
      expect(refusalOf(await list(counting, call(), { ...asked, unusedSince: NOW })).errors).toMatchObject([
        { parameter: 'unusedSince' },
      ]);
    }
  });

  it('keeps clients of accounts on a plan', async () => {
    const owner = account({ grant: { scopes: ['read:orders'], plan: 'pro' } });
    const listed = async (plan: string) =>
      accepted(await listAllClients(world(owner, client()).deps, call(), { limit: 10, plan })).clients.length;

    expect([await listed('pro'), await listed('free')]).toEqual([1, 0]);
  });

  it('leaves out what the index still names: deleted keys, and keys of deleted accounts', async () => {
    const here = world(account(), nthKey(1), nthKey(2), theirs(3));
    const { table: stale, sizes } = listing(here, async ({ items }) => {
      if (items.some(({ id }) => id === nthKey(2).keyId))
        await here.table.commit([{ type: 'forget', ref: { kind: 'key', keyId: nthKey(2).keyId } }]);
    });

    const { found } = accepted(await listAllKeys(through(here, stale), call(), { limit: 100 }));

    expect(found.map(({ key }) => key.keyId)).toEqual([nthKey(1).keyId]);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(3);
  });

  it.each([
    ['without a filter', {}, 50],
    ['without a filter, one a page', {}, 1],
    ['with a filter', { status: 'active' }, 50],
  ] as const)('reads at most 1,000 for a page, those of deleted accounts among them, %s', async (_, filter, limit) => {
    const dead = Array.from({ length: 1_500 }, (__, n) =>
      theirs(0, { keyId: `${OTHER}${String(n).padStart(8, '0')}` }),
    );
    const here = world(account(), IN_LAST_SHARD, ...dead);
    const { table, sizes } = listing(here);

    const first = accepted(await listAllKeys(through(here, table), call(), { limit, ...filter }));
    const read = sizes.splice(0);
    const rest = await listAllKeys(through(here, table), call(), { limit, ...filter, after: first.next });

    expect([first.found, first.next]).toEqual([[], expect.any(String)]);
    expect(read.reduce((sum, size) => sum + size, 0)).toBe(1_000);
    // 100 in each read, less at the end of each of 16 shards.
    expect(read.length).toBeLessThanOrEqual(10 + 16);
    expect(accepted(rest).found.map(({ key }) => key.keyId)).toEqual([IN_LAST_SHARD.keyId]);
  });

  it('is for operators with the scope alone', async () => {
    const { deps } = world(account(), nthKey(1));
    const actor = { type: 'operator', clientId: 'op', scopes: ['read:clients'] } as const;

    const outcome = await listAllKeys(deps, call({ actor, requires: ['read:keys'] }), { limit: 9 });

    expect(refusalOf(outcome).code).toBe('insufficient-scope');
  });
});

describe('listing the clients of all accounts', () => {
  const clients = [
    client({ clientId: 'one' }),
    client({ clientId: 'two', revokedAt: NOW }),
    client({ clientId: 'three', accountId: OTHER }),
  ];
  const idsOf = async (here: World, status?: 'active' | 'revoked') => {
    const page = accepted(await listAllClients(here.deps, call(), { limit: 100, status }));
    return page.clients.map(({ client: { clientId } }) => clientId).sort();
  };

  it('gives each once, and keeps those of a status by the accounts as they are now', async () => {
    const here = world(account(), account({ accountId: OTHER, generation: 2 }), ...clients);

    expect(await idsOf(here)).toEqual(['one', 'three', 'two']);
    expect(await idsOf(here, 'active')).toEqual(['one']);
    expect(await idsOf(here, 'revoked')).toEqual(['three', 'two']);
  });

  it('goes on after a page', async () => {
    const here = world(account(), account({ accountId: OTHER }), ...clients);
    const ids: string[] = [];
    let after: string | undefined;
    do {
      const page = accepted(await listAllClients(here.deps, call(), { limit: 1, after }));
      ids.push(...page.clients.map(({ client: { clientId } }) => clientId));
      after = page.next;
    } while (after !== undefined);

    expect(ids.sort()).toEqual(['one', 'three', 'two']);
  });

  it('reads at most 1,000 for a page, those of deleted accounts among them', async () => {
    const dead = Array.from({ length: 1_500 }, (_, n) => client({ accountId: OTHER, clientId: `client${n}` }));
    const here = world(account(), ...dead);
    const { table, sizes } = listing(here);

    const { clients: found, next } = accepted(await listAllClients(through(here, table), call(), { limit: 50 }));

    expect([found, next]).toEqual([[], expect.any(String)]);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(1_000);
  });

  it('is for operators with the scope alone', async () => {
    const { deps } = world(account());
    const actor = { type: 'operator', clientId: 'op', scopes: ['read:keys'] } as const;

    const outcome = await listAllClients(deps, call({ actor, requires: ['read:clients'] }), { limit: 9 });

    expect(refusalOf(outcome).code).toBe('insufficient-scope');
  });
});

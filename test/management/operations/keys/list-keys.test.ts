import { listKeys, type ListKeysInput } from '../../../../lambda/management/operations/keys/key-reads';
import { ACCOUNT_ID, account, apiKey, DAY, NOW } from '../../../support/records';
import { accepted, call, nthKey, refusalOf, world } from '../../../support/world';

const input = (given: Partial<ListKeysInput> = {}): ListKeysInput => ({ accountId: ACCOUNT_ID, limit: 50, ...given });
const FOREIGN = apiKey({ accountId: 'Acc0000002', keyId: 'Acc0000002Key00001' });

describe('listing keys', () => {
  it('gives those of the account page by page, and of no other', async () => {
    const keys = [nthKey(1), nthKey(2), nthKey(3)];
    const { deps } = world(account(), ...keys, FOREIGN);

    const first = accepted(await listKeys(deps, call(), input({ limit: 2 })));
    const second = accepted(await listKeys(deps, call(), input({ limit: 2, after: first.next })));

    expect(first).toEqual({
      keys: keys.slice(0, 2),
      ...{ lastUses: new Map(), account: account(), now: NOW, next: nthKey(2).keyId },
    });
    expect(second).toEqual({ keys: keys.slice(2), lastUses: new Map(), account: account(), now: NOW });
  });

  it.each<[Partial<ListKeysInput>, number[]]>([
    [{ status: 'active' }, [1, 6]],
    [{ status: 'suspended' }, [2]],
    [{ status: 'revoked' }, [3]],
    [{ status: 'expired' }, [4]],
    [{ status: 'notYetValid' }, [5]],
    [{ label: 'Sixth' }, [6]],
    [{ label: 'Six' }, []],
    [{ tag: 'batch' }, [1, 2]],
    [{ tag: 'batch', status: 'active' }, [1]],
    [{ expiresBefore: NOW + DAY }, [4]],
    [{ expiresBefore: NOW + DAY + 1 }, [4, 6]],
  ])('keeps those that %j asks for', async (filter, wanted) => {
    const { deps } = world(
      account(),
      nthKey(1, { tags: ['nightly', 'batch'] }),
      nthKey(2, { suspendedAt: NOW, tags: ['batch'] }),
      nthKey(3, { revokedAt: NOW }),
      nthKey(4, { expiresAt: NOW }),
      nthKey(5, { notBefore: NOW + 1 }),
      nthKey(6, { label: 'Sixth', expiresAt: NOW + DAY }),
    );

    const result = accepted(await listKeys(deps, call(), input(filter)));

    expect(result.keys.map(({ keyId }) => keyId)).toEqual(wanted.map((n) => nthKey(n).keyId));
  });

  it('knows the end that the grant sets', async () => {
    const { deps } = world(account({ grant: { scopes: [], maxKeyLifetimeDays: 10 } }), nthKey(1));

    const result = accepted(await listKeys(deps, call(), input({ expiresBefore: NOW + DAY + 1 })));

    expect(result.keys).toHaveLength(1);
  });

  it('ends a filtered page after 1,000 keys, with the position to go on', async () => {
    const keys = Array.from({ length: 1_001 }, (_, n) => nthKey(n, n === 1_000 ? { label: 'Last' } : {}));
    const { deps } = world(account(), ...keys);

    const first = accepted(await listKeys(deps, call(), input({ label: 'Last' })));
    const second = accepted(await listKeys(deps, call(), input({ label: 'Last', after: first.next })));

    expect([first.keys, first.next]).toEqual([[], nthKey(999).keyId]);
    expect([second.keys, second.next]).toEqual([keys.slice(1_000), undefined]);
  });

  it('finds no account that does not exist', async () => {
    const { deps } = world();

    const outcome = await listKeys(deps, call(), input());

    expect(refusalOf(outcome).code).toBe('account-not-found');
  });
});

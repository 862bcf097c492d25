import type { Call, Idempotency } from '../../lambda/engine/context';
import { changed, idempotencyWrites, once, recall, transact, unchanged } from '../../lambda/engine/transact';
import { refused } from '../../lambda/domain/outcome';
import type { CommitResult, Write } from '../../lambda/domain/ports/table';
import type { MemoryTable } from '../support/memory-table';
import { account, ACCOUNT_ID, KEY_ID, NOW } from '../support/records';
import { call, through, world } from '../support/world';

const insert: Write = { type: 'insert', record: account() };
const memory: Write = {
  type: 'insert',
  record: { kind: 'idempotency', token: 'token', fingerprint: 'print', resultId: ACCOUNT_ID, expiresAt: NOW },
};

/** A table in which each commit meets this many others first; `conflicts` says where. */
function busy(times: number, conflicts = [0]) {
  const here = world();
  let left = times;
  const commit = async (): Promise<CommitResult> => {
    left -= 1;
    return left < 0 ? { committed: true } : { committed: false, conflicts };
  };
  const table = Object.assign(Object.create(here.table) as MemoryTable, { commit });
  return { here, deps: through(here, table) };
}

describe('a transaction', () => {
  it('decides anew at every try', async () => {
    const { here, deps } = busy(3);
    let decisions = 0;

    const outcome = await transact(deps, async () => changed((decisions += 1), insert));

    expect([outcome, here.pauses.length]).toEqual([{ ok: true, value: 4 }, 3]);
  });

  it('stops at a no', async () => {
    const { deps } = busy(1);
    let decisions = 0;

    const outcome = await transact(deps, async () => {
      decisions += 1;
      return decisions === 1 ? changed('yes', insert) : refused('key-not-active', 'no');
    });

    expect(outcome).toMatchObject({ ok: false, refusal: { code: 'key-not-active' } });
  });

  it('writes nothing when nothing changes', async () => {
    const { here, deps } = busy(100);

    const outcome = await transact(deps, async () => unchanged('same'));

    expect([outcome, here.pauses]).toEqual([{ ok: true, value: 'same' }, []]);
  });

  it('goes on against other writers while the time of the request lasts', async () => {
    const { here, deps } = busy(40);

    const outcome = await transact(deps, async () => changed('done', insert));

    expect([outcome, here.pauses.length]).toEqual([{ ok: true, value: 'done' }, 40]);
  });

  it('gives up when the time ends in a pause: a failure, which says what it waited for', async () => {
    const { deps } = busy(1_000);
    const pauses = [true, true, false];
    let decisions = 0;

    const outcome = transact({ ...deps, pause: async () => pauses.shift() === true }, async () =>
      changed((decisions += 1), insert),
    );

    await expect(outcome).rejects.toMatchObject({
      name: 'DependencyError',
      dependency: 'table',
      message: 'other writers changed the records during each of 3 attempts',
    });
    expect([decisions, pauses]).toEqual([3, []]);
  });

  it('says that a request with the same Idempotency-Key is under way when that is what it keeps meeting', async () => {
    const { deps } = busy(1_000, [1]);

    const outcome = await transact(deps, async () => changed('done', insert, memory));

    expect(outcome).toMatchObject({ ok: false, refusal: { code: 'idempotency-in-progress' } });
  });

  it('pauses at random, with a ceiling that doubles up to 400 ms', async () => {
    const { here, deps } = busy(9);

    await transact({ ...deps, random: () => Uint8Array.of(255) }, async () => changed('done', insert));

    expect(here.pauses).toEqual([20, 40, 80, 160, 320, 400, 400, 400, 400]);
  });

  it('may pause not at all', async () => {
    const { here, deps } = busy(2);

    await transact({ ...deps, random: () => Uint8Array.of(0) }, async () => changed('done', insert));

    expect(here.pauses).toEqual([0, 0]);
  });

  it('takes trouble of the table for trouble, and does not try again', async () => {
    const here = world();
    const commit = () => Promise.reject(new RangeError('trouble'));
    const table = Object.assign(Object.create(here.table) as MemoryTable, { commit });

    const outcome = transact(through(here, table), async () => changed('done', insert));

    await expect(outcome).rejects.toThrow('trouble');
    expect(here.pauses).toEqual([]);
  });
});

const SENT = { key: 'retry-1', route: 'POST /accounts', fingerprint: 'print' };
const sending = (given: Partial<Idempotency> = {}, clientId = 'op'): Call =>
  call({ actor: { type: 'operator', clientId, scopes: [] }, idempotency: { ...SENT, ...given } });

/** A table that remembers the request sent first. */
async function remembering() {
  const here = world();
  await here.table.commit(idempotencyWrites(sending(), KEY_ID, NOW));
  return here;
}

describe('an Idempotency-Key', () => {
  it('brings back what the same request made', async () => {
    const { deps } = await remembering();

    expect(await recall(deps, sending(), NOW)).toEqual({ ok: true, value: KEY_ID });
  });

  it.each([
    ['another operator', sending({}, 'other')],
    ['another route', sending({ route: 'POST /accounts/{accountId}/keys' })],
    ['another key', sending({ key: 'retry-2' })],
    ['a request without one', call()],
  ])('means nothing to %s', async (_, other) => {
    const { deps } = await remembering();

    expect(await recall(deps, other, NOW)).toEqual({ ok: true, value: undefined });
  });

  it('is refused with another body', async () => {
    const { deps } = await remembering();

    expect(await recall(deps, sending({ fingerprint: 'other' }), NOW)).toMatchObject({
      ok: false,
      refusal: { code: 'idempotency-mismatch' },
    });
  });

  it.each([
    ['a second later', NOW + 1_000, KEY_ID],
    ['by a clock that is behind', NOW - 1_000, KEY_ID],
    ['by a clock that is a day behind', NOW - 86_400_000, KEY_ID],
    ['in the last millisecond of a day', NOW + 86_399_999, KEY_ID],
    ['a day later', NOW + 86_400_000, undefined],
  ])('is looked up %s', async (_, now, value) => {
    const { deps } = await remembering();

    expect(await recall(deps, sending(), now)).toEqual({ ok: true, value });
  });

  it.each([NOW - 1_000, NOW, NOW + 86_399_999, NOW + 86_400_000, NOW + 86_401_000])(
    'is recorded anew at %i exactly if it was not found then, so no clock makes a request run twice or never',
    async (now) => {
      const { deps, table } = await remembering();

      const found = await recall(deps, sending(), now);
      const { committed } = await table.commit(idempotencyWrites(sending(), KEY_ID, now));

      expect(found).toEqual({ ok: true, value: committed ? undefined : KEY_ID });
    },
  );

  it('is kept as a hash, beside nothing but the id of what was made', async () => {
    const { table } = await remembering();

    const [record] = table.all('idempotency');

    expect(record).toEqual({
      kind: 'idempotency',
      token: expect.stringMatching(/^[\w-]{43}$/),
      fingerprint: 'print',
      resultId: KEY_ID,
      expiresAt: NOW + 86_400_000,
    });
  });

  it('leaves nothing to write when none was sent', () => {
    expect(idempotencyWrites(call(), KEY_ID, NOW)).toEqual([]);
  });
});

describe('a request that runs once', () => {
  const request = (decide: () => ReturnType<typeof changed<string>>) =>
    ({ resultId: KEY_ID, now: NOW, asItIs: 'as it is', decide }) as const;
  const never = () => refused('key-not-active', 'decided');

  it('is recorded with its change', async () => {
    const { deps } = world();

    const outcome = await once(
      deps,
      sending(),
      request(() => changed('changed', insert)),
    );

    expect(outcome).toEqual(changed('changed', insert, ...idempotencyWrites(sending(), KEY_ID, NOW)));
  });

  it('is recorded also if it had nothing to change', async () => {
    const { deps } = world();

    const outcome = await once(
      deps,
      sending(),
      request(() => unchanged('same')),
    );

    expect(outcome).toEqual(changed('same', ...idempotencyWrites(sending(), KEY_ID, NOW)));
  });

  it('is not recorded if it was refused', async () => {
    const { deps } = world();

    expect(await once(deps, sending(), request(never))).toMatchObject({ refusal: { code: 'key-not-active' } });
  });

  it('is not decided again when it is repeated', async () => {
    const { deps } = await remembering();

    expect(await once(deps, sending(), request(never))).toEqual(unchanged('as it is'));
  });

  it('is refused if its Idempotency-Key was another request’s', async () => {
    const { deps } = await remembering();

    const outcome = await once(deps, sending({ fingerprint: 'other' }), request(never));

    expect(outcome).toMatchObject({ refusal: { code: 'idempotency-mismatch' } });
  });

  it('is decided without a look at its Idempotency-Key where that must not stand in the way', async () => {
    const { deps } = await remembering();

    const outcome = await once(deps, sending(), { ...request(() => changed('changed', insert)), ignoreKey: true });

    expect(outcome).toEqual(changed('changed', insert));
  });
});

/** The contract of `Pool`. It runs against the pool in memory and against the Cognito adapter over HTTP. */
import type { AppClientSettings, Pool, PoolAnswer } from '../../lambda/domain/ports/pool';

export interface OpenPool {
  readonly pool: Pool;
  /** Most app clients that the pool may have. */
  readonly mostClients: number;
  /** Two full scopes, `<resource server>/<scope>`, that the pool knows. */
  readonly scopes: readonly [string, string];
  /** The pool's clock, in epoch milliseconds. */
  readonly now: () => number;
  /** The token that a client gets for a secret; `undefined` if it gets none. */
  readonly token: (clientId: string, secret: string) => Promise<Token | undefined>;
  close(): Promise<void>;
}
export interface Token {
  readonly scopes: readonly string[];
  /** Lifetime. */
  readonly seconds: number;
}

const ABSENT = { ok: false, refusal: 'absent' };
const DONE = { ok: true, value: undefined };
const NOBODY = 'a0b1c2d3e4f5a6b7c8d9e0f1a2';

export function valueOf<T>(answer: PoolAnswer<T>): T {
  if (!answer.ok) throw new Error(`The pool refused: ${answer.refusal}`);
  return answer.value;
}

export function poolContract(open: () => Promise<OpenPool>): void {
  let opened: OpenPool;
  let pool: Pool;

  beforeEach(async () => {
    opened = await open();
    pool = opened.pool;
  });
  afterEach(() => opened.close());

  const settings = (given: Partial<AppClientSettings> = {}): AppClientSettings => ({
    name: 'orders-accounts.Acc0000001.1795435200000',
    scopes: [...opened.scopes],
    tokenLifetimeMinutes: 5,
    ...given,
  });
  const make = async (given: Partial<AppClientSettings> = {}) => valueOf(await pool.createClient(settings(given)));
  const secretIds = async (clientId: string) =>
    valueOf(await pool.listSecrets(clientId)).map(({ secretId }) => secretId);

  /** The items of every page. */
  async function listed() {
    const pages = [valueOf(await pool.listClients())];
    for (let next = pages[0]?.next; next !== undefined; next = pages.at(-1)?.next) {
      pages.push(valueOf(await pool.listClients(next)));
    }
    return pages.map(({ items }) => items);
  }

  describe('an app client', () => {
    it('gets tokens with the scopes and the life that it was made with, for its secret alone', async () => {
      const { clientId, clientSecret } = await make({ tokenLifetimeMinutes: 1_440 });

      expect(await opened.token(clientId, clientSecret)).toEqual({ scopes: opened.scopes, seconds: 86_400 });
      expect(await opened.token(clientId, `${clientSecret}x`)).toBeUndefined();
      expect(clientId).toMatch(/^[a-z0-9]{26}$/);
      expect(clientSecret).toMatch(/^[a-z0-9]{40,64}$/);
    });

    it('is another one each time, with another secret', async () => {
      const [one, other] = [await make(), await make()];

      expect(one.clientId).not.toBe(other.clientId);
      expect(one.clientSecret).not.toBe(other.clientSecret);
      expect(await opened.token(one.clientId, other.clientSecret)).toBeUndefined();
    });

    it('has after an update what the update says, and the same secret', async () => {
      const { clientId, clientSecret } = await make({ tokenLifetimeMinutes: 60 });
      const [scope] = opened.scopes;

      const updated = await pool.updateClient(clientId, settings({ scopes: [scope], tokenLifetimeMinutes: 5 }));

      expect(updated).toEqual(DONE);
      expect(await opened.token(clientId, clientSecret)).toEqual({ scopes: [scope], seconds: 300 });
    });

    it('without scopes gets no token, until it has some again', async () => {
      const { clientId, clientSecret } = await make();

      await pool.updateClient(clientId, settings({ scopes: [] }));
      const without = await opened.token(clientId, clientSecret);
      await pool.updateClient(clientId, settings());

      expect(without).toBeUndefined();
      expect(await opened.token(clientId, clientSecret)).toMatchObject({ scopes: opened.scopes });
    });

    it('may be made without scopes', async () => {
      const { clientId, clientSecret } = await make({ scopes: [] });

      expect(await opened.token(clientId, clientSecret)).toBeUndefined();
    });

    it('that is deleted gets no token, and is deleted again with the same answer', async () => {
      const { clientId, clientSecret } = await make();

      const answers = [await pool.deleteClient(clientId), await pool.deleteClient(clientId)];

      expect(answers).toEqual([DONE, DONE]);
      expect(await opened.token(clientId, clientSecret)).toBeUndefined();
    });

    it('that does not exist is absent to every call but its deletion', async () => {
      expect(await pool.updateClient(NOBODY, settings())).toEqual(ABSENT);
      expect(await pool.addSecret(NOBODY)).toEqual(ABSENT);
      expect(await pool.listSecrets(NOBODY)).toEqual(ABSENT);
      expect(await pool.deleteSecret(NOBODY, `${NOBODY}--1`)).toEqual(ABSENT);
      expect(await pool.deleteClient(NOBODY)).toEqual(DONE);
    });
  });

  describe('the list of app clients', () => {
    it('holds each by id and name, as it is called now, and none that is gone', async () => {
      const before = (await listed()).flat();
      const [kept, renamed, gone] = [await make(), await make(), await make()];
      await pool.updateClient(renamed.clientId, settings({ name: 'another name' }));
      await pool.deleteClient(gone.clientId);

      const after = (await listed()).flat();

      const expected = [
        ...before,
        { clientId: kept.clientId, name: settings().name },
        { clientId: renamed.clientId, name: 'another name' },
      ];
      expect(after).toHaveLength(expected.length);
      expect(after).toEqual(expect.arrayContaining(expected));
    });

    it('comes in pages that hold each once, until the pool has as many as it may have', async () => {
      const before = (await listed()).flat().map(({ clientId }) => clientId);
      const made: string[] = [];
      while (before.length + made.length < opened.mostClients) made.push((await make()).clientId);

      const oneMore = await pool.createClient(settings());
      const pages = await listed();

      expect(oneMore).toEqual({ ok: false, refusal: 'clients' });
      expect(pages.length).toBeGreaterThan(1);
      expect(
        pages
          .flat()
          .map(({ clientId }) => clientId)
          .sort(),
      ).toEqual([...before, ...made].sort());
      await pool.deleteClient(made[0] ?? '');
      expect(await pool.createClient(settings())).toMatchObject({ ok: true });
    });
  });

  describe('a secret', () => {
    it('that was added works beside the first, and is listed after it without its value', async () => {
      const { clientId, clientSecret } = await make();
      const [first] = valueOf(await pool.listSecrets(clientId));

      const added = valueOf(await pool.addSecret(clientId));

      const { clientSecret: newSecret, ...entry } = added;
      expect(await opened.token(clientId, clientSecret)).toBeDefined();
      expect(await opened.token(clientId, newSecret)).toBeDefined();
      expect(valueOf(await pool.listSecrets(clientId))).toEqual([first, entry]);
      expect(Math.abs(opened.now() - entry.createdAt)).toBeLessThan(60_000);
      expect(first?.createdAt).toBeLessThanOrEqual(entry.createdAt);
    });

    it('that is deleted works no more, while the other goes on', async () => {
      const { clientId, clientSecret } = await make();
      const [first = ''] = await secretIds(clientId);
      const added = valueOf(await pool.addSecret(clientId));

      const deleted = await pool.deleteSecret(clientId, first);

      expect(deleted).toEqual(DONE);
      expect(await secretIds(clientId)).toEqual([added.secretId]);
      expect(await opened.token(clientId, clientSecret)).toBeUndefined();
      expect(await opened.token(clientId, added.clientSecret)).toBeDefined();
    });

    it('is not the third of a client', async () => {
      const { clientId } = await make();
      await pool.addSecret(clientId);
      const before = await secretIds(clientId);

      const third = await pool.addSecret(clientId);

      expect(third).toEqual({ ok: false, refusal: 'secrets' });
      expect(await secretIds(clientId)).toEqual(before);
    });

    it('that is the only one stays', async () => {
      const { clientId, clientSecret } = await make();
      const [only = ''] = await secretIds(clientId);

      const deleted = await pool.deleteSecret(clientId, only);

      expect(deleted).toEqual({ ok: false, refusal: 'last-secret' });
      expect(await opened.token(clientId, clientSecret)).toBeDefined();
    });

    it('that does not exist is absent, whether the client has one secret or two', async () => {
      const [{ clientId }, other] = [await make(), await make()];
      const [foreign = ''] = await secretIds(other.clientId);

      const ofOne = await pool.deleteSecret(clientId, `${clientId}--1`);
      await pool.addSecret(clientId);
      const ofTwo = [await pool.deleteSecret(clientId, `${clientId}--1`), await pool.deleteSecret(clientId, foreign)];

      expect([ofOne, ...ofTwo]).toEqual([ABSENT, ABSENT, ABSENT]);
      expect(await secretIds(clientId)).toHaveLength(2);
      expect(await secretIds(other.clientId)).toEqual([foreign]);
    });
  });
}

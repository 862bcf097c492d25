/** Which requests get a token from the cache, and which never do. */
import { DependencyError } from '../../lambda/domain/outcome';
import { giveToken, type TokenCache } from '../../lambda/token-cache/token-cache';
import { revokeTokens } from '../../lambda/management/operations/clients/client-verbs';
import { ACCOUNT_ID, CLIENT_ID, client, NOW } from '../support/records';
import {
  BOOTSTRAP_OPERATOR,
  issuedWorld,
  MINUTE,
  requestOf,
  tokenIn,
  failing,
  unrecordedWorld,
} from '../support/token-world';
import { accepted, call, operator } from '../support/world';

const owner = { accountId: ACCOUNT_ID };
type Here = Awaited<ReturnType<typeof issuedWorld>>;

describe('a client that asks again', () => {
  it('is given the same token with the seconds that it still lives', async () => {
    const { give, ask, clock, endpoint } = await issuedWorld();

    const first = await give(ask);
    clock.now += 10 * MINUTE + 1;
    const second = await give(ask);

    expect([first.outcome, second.outcome]).toEqual(['miss', 'hit']);
    expect(tokenIn(first).left).toBe(3600);
    expect(tokenIn(second)).toEqual({ token: tokenIn(first).token, left: 2999 });
    expect(second.reply).toMatchObject({ status: 200 });
    expect(Object.keys(JSON.parse(second.reply.body))).toEqual(['access_token', 'expires_in', 'token_type']);
    expect(endpoint.asked).toHaveLength(1);
  });

  it('is given it until three quarters of its life, and at that instant a new one', async () => {
    const { give, ask, clock } = await issuedWorld();
    const first = await give(ask);

    clock.now = NOW + 45 * MINUTE - 1;
    const last = await give(ask);
    clock.now = NOW + 45 * MINUTE;
    const next = await give(ask);

    expect([last.outcome, next.outcome]).toEqual(['hit', 'miss']);
    expect(tokenIn(last)).toEqual({ token: tokenIn(first).token, left: 900 });
    expect(tokenIn(next).token).not.toBe(tokenIn(first).token);
  });

  it('is given none of a life that the token does not tell, whatever the answer says', async () => {
    const { give, ask, clock, endpoint } = await issuedWorld();
    endpoint.claims = { exp: NOW / 1000 + 300 };

    await give(ask);
    clock.now += 225_000;

    expect((await give(ask)).outcome).toBe('miss');
  });

  it('costs one read of its records, and at its first token in a process one more', async () => {
    const { give, ask, reader, target } = await issuedWorld();

    await give(ask);
    await give(ask);

    const both = [
      { kind: 'client', ...target },
      { kind: 'account', ...owner },
    ];
    const first = [
      { kind: 'clientOwner', clientId: target.clientId },
      { kind: 'operator', clientId: target.clientId },
    ];
    expect(reader.reads).toEqual([first, both, both]);
  });

  it('is given it as well without a record, as the issuer alone knows that client', async () => {
    const { give, ask } = unrecordedWorld();

    expect([(await give(ask)).outcome, (await give(ask)).outcome]).toEqual(['miss', 'hit']);
  });

  it('meets others that ask at the same time: each has a token, and all have the same afterwards', async () => {
    const { give, ask, endpoint } = await issuedWorld();

    const together = await Promise.all([give(ask), give(ask), give(ask)]);
    const later = await give(ask);

    expect(together.map(({ outcome }) => outcome)).toEqual(['miss', 'miss', 'miss']);
    expect(together.map(tokenIn).map(({ token }) => token)).toContain(tokenIn(later).token);
    expect([later.outcome, endpoint.asked.length]).toEqual(['hit', 3]);
  });
});

describe('never a hit', () => {
  it('has a wrong secret, even with the right client and scopes: the issuer decides', async () => {
    const { give, ask, store } = await issuedWorld();
    await give(ask);

    const wrong = await give({ ...ask, secret: `${ask.secret.slice(0, -1)}~` });

    expect(wrong).toEqual({ outcome: 'miss', reply: { status: 400, body: '{"error":"invalid_client"}' } });
    expect(store.items.size).toBe(1);
  });

  it.each([
    [['orders-accounts/read:orders'], []],
    [[], ['orders-accounts/read:orders']],
    [['orders-accounts/read:orders'], ['orders-accounts/write:orders']],
    [['orders-accounts/read:orders'], ['orders-accounts/read:orders', 'orders-accounts/write:orders']],
  ])('has another set of scopes (%j, then %j)', async (before, after) => {
    const { give, ask } = await issuedWorld();

    await give({ ...ask, scopes: before });

    expect((await give({ ...ask, scopes: after })).outcome).toBe('miss');
  });

  it('has another client with the same secret, wherever the two texts part', async () => {
    const { give, ask } = await issuedWorld();
    await give(ask);

    const moved = { ...ask, clientId: ask.clientId + ask.secret.slice(0, 1), secret: ask.secret.slice(1) };

    expect((await give(moved)).reply.status).toBe(400);
  });

  it('has an operator, whose tokens are not kept', async () => {
    const { give, ask, table, store } = unrecordedWorld();
    table.put(operator({ clientId: CLIENT_ID }));

    expect([(await give(ask)).outcome, (await give(ask)).outcome]).toEqual(['passed', 'passed']);
    expect(store.items.size).toBe(0);
  });

  it('has the stack’s own operator, with its record and before it has one', async () => {
    const { give, ask, table, store } = unrecordedWorld(BOOTSTRAP_OPERATOR);

    const before = [(await give(ask)).outcome, (await give(ask)).outcome];
    table.put(operator({ clientId: BOOTSTRAP_OPERATOR }));

    expect([...before, (await give(ask)).outcome]).toEqual(['passed', 'passed', 'passed']);
    expect(store.items.size).toBe(0);
  });

  it('has a client that became an operator since', async () => {
    const { give, ask, table } = unrecordedWorld();
    await give(ask);
    table.put(operator({ clientId: CLIENT_ID }));

    expect((await give(ask)).outcome).toBe('passed');
  });

  it('has a request that is to be handed on as it is', async () => {
    const { give, ask, cache, store } = await issuedWorld();
    await give(ask);
    store.items.clear();

    const passed = await giveToken(cache, { request: requestOf(ask), onFailure: () => undefined });

    expect([passed.outcome, passed.reply.status, store.items.size]).toEqual(['passed', 200, 0]);
  });

  it('has an entry that another one’s place holds, or that was changed', async () => {
    const { give, ask, store } = await issuedWorld();
    const other = { ...ask, scopes: ['orders-accounts/read:orders'] };
    await give(ask);
    await give(other);
    const [[mine, entry] = ['', undefined], [theirs, foreign] = ['', undefined]] = [...store.items];
    if (entry === undefined || foreign === undefined) throw new Error('nothing was kept');

    for (const sealed of [foreign.sealed, entry.sealed.map((byte, at) => (at === 40 ? byte ^ 1 : byte))]) {
      store.items.set(mine, { ...entry, sealed });
      expect((await give(ask)).outcome).toBe('miss');
      expect((await give(ask)).outcome).toBe('hit');
    }
    store.items.set(theirs, { ...foreign, sealed: Buffer.from('short') });
    expect((await give(other)).outcome).toBe('miss');
  });
});

describe('a failure', () => {
  it.each<[string, (here: Here) => Partial<TokenCache>]>([
    ['at the clients’ table', () => ({ reader: { read: failing } })],
    [
      'at the cache’s own table',
      ({ store }) => ({ store: { find: failing, keep: (...entry) => store.keep(...entry) } }),
    ],
    ['at both', () => ({ reader: { read: failing }, store: { find: failing, keep: failing } })],
  ])('%s is reported, and the issuer decides', async (_, failingParts) => {
    const here = await issuedWorld();
    await here.give(here.ask);
    const cache = { ...here.cache, ...failingParts(here) };

    const good = await here.give(here.ask, cache);
    const wrong = await here.give({ ...here.ask, secret: 'wrong' }, cache);

    expect([good.outcome, good.reply.status, here.endpoint.asked.length]).toEqual(['passed', 200, 3]);
    expect(wrong).toEqual({ outcome: 'passed', reply: { status: 400, body: '{"error":"invalid_client"}' } });
    expect(here.failures).toEqual(['reading', 'reading']);
  });

  it('of keeping a token is reported, and the token is given', async () => {
    const { give, ask, cache, store, failures } = await issuedWorld();

    const given = await give(ask, { ...cache, store: { find: (id) => store.find(id), keep: failing } });

    expect([given.outcome, given.reply.status, failures]).toEqual(['miss', 200, ['keeping']]);
  });

  it('of the issuer rejects, and a cached token is given all the same', async () => {
    const { give, ask, cache } = await issuedWorld();
    const down = { ...cache, endpoint: { send: failing } };

    await expect(give(ask, down)).rejects.toBeInstanceOf(DependencyError);
    await give(ask);

    expect((await give(ask, down)).outcome).toBe('hit');
  });
});

describe('a secret that was deleted in Cognito itself, which no record tells', () => {
  const withDeletedSecret = async (here: ReturnType<typeof unrecordedWorld>) => {
    const { pool, ask, give } = here;
    const first = tokenIn(await give(ask)).token;
    await pool.addSecret(ask.clientId);
    await pool.deleteSecret(ask.clientId, `${ask.clientId}--${NOW}`);
    return first;
  };

  it('gets the kept token until three quarters of its life, and nothing from then on', async () => {
    const here = unrecordedWorld();
    const first = await withDeletedSecret(here);

    here.clock.now = NOW + 45 * MINUTE - 1;
    const last = await here.give(here.ask);
    here.clock.now = NOW + 45 * MINUTE;
    const next = await here.give(here.ask);

    expect(tokenIn(last)).toEqual({ token: first, left: 900 });
    expect(next.reply).toEqual({ status: 400, body: '{"error":"invalid_client"}' });
  });

  it('of an adopted client gets nothing once its tokens are revoked', async () => {
    const here = unrecordedWorld();
    here.table.put(client());
    here.table.put({ kind: 'clientOwner', clientId: CLIENT_ID, ...owner });
    await withDeletedSecret(here);

    accepted(await revokeTokens(here.deps, call(), { ...owner, clientId: CLIENT_ID }));

    expect((await here.give(here.ask)).reply).toEqual({ status: 400, body: '{"error":"invalid_client"}' });
  });
});

/** A token from before a change is not given: each change, before, between and after look-up, fetch and keeping. */
import { addClientSecret } from '../../lambda/management/operations/clients/client-secrets';
import { adoptClient } from '../../lambda/management/operations/clients/adopt-client';
import { deleteClientSecret } from '../../lambda/management/operations/clients/client-secrets';
import { listClientSecrets } from '../../lambda/management/operations/clients/client-secrets';
import { resumeAccount } from '../../lambda/management/operations/accounts/account-verbs';
import { resumeClient } from '../../lambda/management/operations/clients/client-verbs';
import { revokeAll } from '../../lambda/management/operations/accounts/account-verbs';
import { revokeClient } from '../../lambda/management/operations/clients/client-verbs';
import { revokeTokens } from '../../lambda/management/operations/clients/client-verbs';
import { suspendAccount } from '../../lambda/management/operations/accounts/account-verbs';
import { suspendClient } from '../../lambda/management/operations/clients/client-verbs';
import { updateAccount } from '../../lambda/management/operations/accounts/account-changes';
import { updateClient } from '../../lambda/management/operations/clients/client-verbs';
import { reconcile } from '../../lambda/provisioning/reconcile';
import type { TokenCache } from '../../lambda/token-cache/token-cache';
import { ACCOUNT_ID, CLIENT_ID, NOW } from '../support/records';
import { issuedWorld, MINUTE, tokenIn, unrecordedWorld } from '../support/token-world';
import { accepted, call } from '../support/world';
import type { TokenReply } from '../../lambda/domain/ports/tokens';
import { proof, trusting } from '../support/token-proof';

const owner = { accountId: ACCOUNT_ID };
type Here = Awaited<ReturnType<typeof issuedWorld>>;

/** Each changes what a client may have. */
const CHANGES: Readonly<Record<string, (here: Here) => Promise<unknown>>> = {
  'revoke-tokens': ({ deps, target }) => revokeTokens(deps, call(), target),
  'suspend and resume': async ({ deps, target }) => {
    accepted(await suspendClient(deps, call(), target));
    accepted(await resumeClient(deps, call(), target));
  },
  'an account’s suspend and resume': async ({ deps }) => {
    accepted(await suspendAccount(deps, call(), owner));
    await reconcile(deps);
    accepted(await resumeAccount(deps, call(), owner));
    await reconcile(deps);
  },
  'a shrunk grant': async ({ deps }) => {
    accepted(await updateAccount(deps, call(), { ...owner, patch: { grant: { scopes: ['read:orders'] } } }));
    await reconcile(deps);
  },
  'fewer scopes': ({ deps, target }) => updateClient(deps, call(), { ...target, patch: { scopes: ['read:orders'] } }),
  'a shorter life': ({ deps, target }) => updateClient(deps, call(), { ...target, patch: { tokenLifetimeMinutes: 5 } }),
  'another label': ({ deps, target }) => updateClient(deps, call(), { ...target, patch: { label: 'Other' } }),
};
const ENDS: Readonly<Record<string, (here: Here) => Promise<unknown>>> = {
  suspend: ({ deps, target }) => suspendClient(deps, call(), target),
  revoke: ({ deps, target }) => revokeClient(deps, call(), target),
  'an account’s suspend': ({ deps }) => suspendAccount(deps, call(), owner),
  'revoke-all': ({ deps }) => revokeAll(deps, call(), owner),
};
const both = Object.entries({ ...CHANGES, ...ENDS });

describe('a token from before a change', () => {
  it.each(both)('is not given after %s', async (_, change) => {
    const here = await issuedWorld();
    const first = tokenIn(await here.give(here.ask));
    here.clock.now += MINUTE;
    await change(here);

    const second = await here.give(here.ask);

    expect([second.outcome === 'hit', second.reply.body.includes(first.token)]).toEqual([false, false]);
  });

  it.each(both)('is not given after %s between the look at the client and the issuer’s answer', async (_, change) => {
    const here = await issuedWorld();
    const endpoint: TokenCache['endpoint'] = {
      send: async (request) => {
        await change(here);
        return here.endpoint.send(request);
      },
    };
    here.clock.now += MINUTE;
    const first = await here.give(here.ask, { ...here.cache, endpoint });

    const second = await here.give(here.ask);

    expect(second.outcome).not.toBe('hit');
    expect(first.reply.status === 400 || second.reply.body !== first.reply.body).toBe(true);
  });

  it.each(both)('is not given after %s while the issuer’s answer is under way', async (_, change) => {
    const here = await issuedWorld();
    const endpoint: TokenCache['endpoint'] = {
      send: async (request) => {
        const reply = await here.endpoint.send(request);
        here.clock.now += 2_000;
        await change(here);
        return reply;
      },
    };
    const first = tokenIn(await here.give(here.ask, { ...here.cache, endpoint }));
    here.clock.now += MINUTE;

    const second = await here.give(here.ask);

    expect([second.outcome === 'hit', second.reply.body.includes(first.token)]).toEqual([false, false]);
  });

  it.each(both)('is not given after %s between the issuer’s answer and the keeping', async (_, change) => {
    const here = await issuedWorld();
    const store: TokenCache['store'] = {
      find: (id) => here.store.find(id),
      keep: async (...entry) => {
        await change(here);
        return here.store.keep(...entry);
      },
    };
    const first = tokenIn(await here.give(here.ask, { ...here.cache, store }));
    here.clock.now += MINUTE;

    const second = await here.give(here.ask);

    expect([second.outcome === 'hit', second.reply.body.includes(first.token)]).toEqual([false, false]);
  });

  it.each(Object.entries(CHANGES))('gives way to one from after %s, which is kept', async (_, change) => {
    const here = await issuedWorld();
    await here.give(here.ask);
    await change(here);
    here.clock.now += 2_000;

    const [second, third] = [await here.give(here.ask), await here.give(here.ask)];

    expect([second.outcome, third.outcome]).toEqual(['miss', 'hit']);
    expect(tokenIn(third).token).toBe(tokenIn(second).token);
  });

  it.each(Object.entries(ENDS))(
    'is neither given nor kept after %s, although the issuer still gives one',
    async (_, end) => {
      const here = await issuedWorld();
      await here.give(here.ask);
      await end(here);
      here.store.items.clear();
      const body = JSON.stringify({ access_token: 'any', expires_in: 3600, token_type: 'Bearer' });
      const endpoint = { send: (): Promise<TokenReply> => Promise.resolve({ status: 200, body }) };

      const given = await here.give(here.ask, { ...here.cache, endpoint });

      expect(given).toEqual({ outcome: 'passed', reply: { status: 200, body } });
      expect(here.store.items.size).toBe(0);
    },
  );

  it('of the second in which tokens were revoked is not kept, as the doors refuse it', async () => {
    const { give, ask, deps, target, store } = await issuedWorld();
    await revokeTokens(deps, call(), target);

    expect((await give(ask)).outcome).toBe('miss');
    expect(store.items.size).toBe(0);
  });

  it('is not given once somebody adopted the client', async () => {
    const { give, ask, deps } = unrecordedWorld();
    await give(ask);
    const asked = { ...owner, clientId: CLIENT_ID, label: 'Web', scopes: ['read:orders'], token: proof() };
    accepted(await adoptClient(trusting(deps), call(), asked));

    expect((await give(ask)).outcome).toBe('miss');
  });

  it('is not given when the client’s record is gone', async () => {
    const here = await issuedWorld();
    await here.give(here.ask);
    await here.table.commit([{ type: 'delete', ref: { kind: 'client', ...here.target }, when: {} }]);

    expect((await here.give(here.ask)).outcome).toBe('passed');
  });

  it('is not given while a change is sent to the issuer; one from that time is not given afterwards', async () => {
    const here = await issuedWorld();
    const ref = { kind: 'client', ...here.target } as const;
    const set = (tellingSince?: number, issuerState?: string) =>
      here.table.commit([{ type: 'update', ref, when: {}, set: { tellingSince, issuerState } }]);
    await here.give(here.ask);

    const outcomes = [];
    for (const [since, state] of [
      [NOW, undefined],
      [NOW + 9, undefined],
      [undefined, 'one'],
      [undefined, 'two'],
    ] as const) {
      await set(since, state);
      outcomes.push((await here.give(here.ask)).outcome, (await here.give(here.ask)).outcome);
    }

    expect(outcomes).toEqual(Array(4).fill(['miss', 'hit']).flat());
  });
});

describe('a deleted secret', () => {
  async function rotated() {
    const here = await issuedWorld();
    here.clock.now += MINUTE;
    const added = accepted(await addClientSecret(here.deps, call(), here.target)) as { clientSecret: string };
    const [first] = accepted(await listClientSecrets(here.deps, call(), here.target)).secrets;
    const end = () => deleteClientSecret(here.deps, call(), { ...here.target, secretId: first?.secretId ?? '' });
    return { ...here, end, next: { ...here.ask, secret: added.clientSecret } };
  }

  it('opens no token that it fetched before', async () => {
    const { give, ask, end } = await rotated();
    await give(ask);
    accepted(await end());

    expect(await give(ask)).toMatchObject({ outcome: 'miss', reply: { status: 400 } });
  });

  it('opens no token that it fetched after the record said so and before the issuer took it', async () => {
    const { give, ask, end, pool, clock } = await rotated();
    pool.interfere('deleteSecret', 'before');
    await end().catch(() => undefined);
    const between = await give(ask);
    clock.now += 59_999;
    const late = await give(ask);
    accepted(await end());
    clock.now += 60_000;

    expect([between.outcome, late.outcome]).toEqual(['miss', 'miss']);
    expect(await give(ask)).toMatchObject({ reply: { status: 400 } });
  });

  it('keeps out a token whose request came in that minute, though the issuer took longer', async () => {
    const { give, next, end, clock, cache, endpoint, store } = await rotated();
    accepted(await end());
    clock.now += 59_999;
    const slow: TokenCache['endpoint'] = {
      send: async (request) => {
        clock.now += 2_000;
        return endpoint.send(request);
      },
    };

    await give(next, { ...cache, endpoint: slow });

    expect(store.items.size).toBe(0);
  });

  it('keeps the other one’s tokens out for a minute, and in again from then on', async () => {
    const { give, next, end, clock, store } = await rotated();
    accepted(await end());

    clock.now += 59_999;
    await give(next);
    const during = store.items.size;
    clock.now += 1;
    const outcomes = [(await give(next)).outcome, (await give(next)).outcome];

    expect([during, ...outcomes]).toEqual([0, 'miss', 'hit']);
  });
});

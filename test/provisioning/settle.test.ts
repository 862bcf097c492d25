/** What settling sends to the issuer, and that the issuer ends up with what the records say, whatever call fails. */
import fc from 'fast-check';
import type { IssuerDeps } from '../../lambda/engine/context';
import { issueClient } from '../../lambda/management/operations/clients/issue-client';
import { adoptClient } from '../../lambda/management/operations/clients/adopt-client';
import type { ClientResult } from '../../lambda/provisioning/pending';
import { readAccount } from '../../lambda/management/operations/accounts/account-reads';
import { resumeAccount, revokeAll, suspendAccount } from '../../lambda/management/operations/accounts/account-verbs';
import {
  resumeClient,
  revokeClient,
  suspendClient,
  updateClient,
} from '../../lambda/management/operations/clients/client-verbs';
import { updateAccount } from '../../lambda/management/operations/accounts/account-changes';
import { DependencyError, type Outcome } from '../../lambda/domain/outcome';
import { reconcile } from '../../lambda/provisioning/reconcile';
import { LEASE, settle } from '../../lambda/provisioning/settle';
import { instead } from '../support/pool-instead';
import { around } from '../support/races';
import { ACCOUNT_ID, account, CLIENT_ID, client } from '../support/records';
import { accepted, call, interrupted, refusalOf, through, type World, withPool, world } from '../support/world';
import { trusting } from '../support/token-proof';

const owner = { accountId: ACCOUNT_ID };
const READ = 'orders-accounts/read:orders';
const WRITE = 'orders-accounts/write:orders';

/** A deployment with one issued client that has both scopes of the grant. */
async function issued(catalogue?: readonly string[]) {
  const here = world(account());
  const asked = { ...owner, label: 'Warehouse', scopes: ['read:orders', 'write:orders'], tokenLifetimeMinutes: 60 };
  const { client: made } = accepted(await issueClient(here.deps, call(), asked));
  const target = { ...owner, clientId: made.clientId };
  const scopes = () => here.pool.settingsOf(made.clientId)?.scopes;
  return { ...here, deps: { ...here.deps, ...(catalogue && { catalogue }) }, target, scopes };
}
type Target = Awaited<ReturnType<typeof issued>>['target'];
const pendingOf = (outcome: Outcome<ClientResult>) => accepted(outcome).pending;
const clientsLeft = async (deps: IssuerDeps) => accepted(await readAccount(deps, call(), owner)).pendingClients;

const shrink = (scopes: string[]) => (deps: IssuerDeps) =>
  updateAccount(deps, call(), { ...owner, patch: { grant: { scopes } } });

describe('a change of an issued client acts at the issuer at once:', () => {
  it('suspended, it gets no token; resumed, it does again', async () => {
    const { deps, target, scopes } = await issued();

    const stopped = [pendingOf(await suspendClient(deps, call(), target)), scopes()];
    const restarted = [pendingOf(await resumeClient(deps, call(), target)), scopes()];

    expect([stopped, restarted]).toEqual([
      [false, []],
      [false, [READ, WRITE]],
    ]);
  });

  it('revoked, its app client is deleted', async () => {
    const { deps, target, scopes } = await issued();

    const pending = pendingOf(await revokeClient(deps, call(), target));

    expect([pending, scopes()]).toEqual([false, undefined]);
  });

  it.each<[string, (deps: IssuerDeps, target: Target) => Promise<Outcome<ClientResult>>]>([
    ['PATCH', (deps, target) => updateClient(deps, call(), { ...target, patch: { scopes: ['read:orders'] } })],
    [
      'PUT',
      (deps, target) => adoptClient(trusting(deps), call(), { ...target, label: 'Warehouse', scopes: ['read:orders'] }),
    ],
  ])('a scope less by %s, its tokens have one less', async (_, change) => {
    const { deps, target, scopes } = await issued();

    const pending = pendingOf(await change(deps, target));

    expect([pending, scopes()]).toEqual([false, [READ]]);
  });

  it('its settings are all written again, from the record', async () => {
    const { deps, pool, target } = await issued();
    const before = pool.settingsOf(target.clientId);

    await updateClient(deps, call(), { ...target, patch: { tokenLifetimeMinutes: 5 } });

    expect(pool.settingsOf(target.clientId)).toEqual({ ...before, tokenLifetimeMinutes: 5 });
  });

  it('a new label tells it nothing', async () => {
    const { deps, pool, target } = await issued();
    const before = pool.calls.length;

    const pending = pendingOf(await updateClient(deps, call(), { ...target, patch: { label: 'Depot' } }));

    expect([pending, pool.calls.length]).toEqual([false, before]);
  });
});

it('an adopted client’s app client is never touched, and nothing of it is pending', async () => {
  const { deps, pool } = world(account(), client());
  const target = { ...owner, clientId: CLIENT_ID };

  const answers = [
    await updateClient(deps, call(), { ...target, patch: { scopes: [] } }),
    await suspendClient(deps, call(), target),
    await resumeClient(deps, call(), target),
    await revokeClient(deps, call(), target),
  ];

  expect([answers.map(pendingOf), pool.calls]).toEqual([[false, false, false, false], []]);
});

it('how long an adopted client’s tokens live is not ours to say', async () => {
  const { deps, table } = world(account(), client());

  const outcome = await updateClient(deps, call(), {
    ...owner,
    clientId: CLIENT_ID,
    patch: { tokenLifetimeMinutes: 5 },
  });

  expect([refusalOf(outcome).code, table.all('client')]).toEqual(['client-not-issued', [client()]]);
});

describe('a change of the account acts at the issuer, client by client:', () => {
  it.each<[string, (deps: IssuerDeps) => Promise<unknown>, readonly string[] | undefined]>([
    ['suspended', (deps) => suspendAccount(deps, call(), owner), []],
    ['with a smaller grant', shrink(['read:orders', 'read:stock']), [READ]],
    ['with no grant', shrink([]), []],
    ['with all credentials revoked', (deps) => revokeAll(deps, call(), owner), undefined],
  ])('%s: it is pending until reconciled, and then nothing is', async (_, change, left) => {
    const here = await issued();

    const outcome = await change(here.deps);

    expect(outcome).toMatchObject({ value: { pendingClients: 1 } });
    expect(here.scopes()).toEqual([READ, WRITE]);
    expect(await reconcile(here.deps)).toEqual({ settled: 1, pending: 0 });
    expect([here.scopes(), await clientsLeft(here.deps), here.table.all('pendingMark')]).toEqual([left, 0, []]);
  });

  it('resumed before anybody told the issuer: there is nothing to tell', async () => {
    const here = await issued();
    await suspendAccount(here.deps, call(), owner);

    const outcome = await resumeAccount(here.deps, call(), owner);

    expect(outcome).toMatchObject({ value: { pendingClients: 0 } });
    expect(await reconcile(here.deps)).toEqual({ settled: 0, pending: 0 });
    expect(here.table.all('pendingMark')).toEqual([]);
  });

  it('a scope that the deployer took out of the catalogue is not asked of the issuer', async () => {
    const here = await issued(['read:orders']);

    await updateClient(here.deps, call(), { ...here.target, patch: { tokenLifetimeMinutes: 5 } });

    expect(here.scopes()).toEqual([READ]);
  });
});

describe('when the clients cannot be counted', () => {
  it.each<[string, (deps: IssuerDeps) => Promise<Outcome<object>>]>([
    ['suspend', (deps) => suspendAccount(deps, call(), owner)],
    ['revoke-all', (deps) => revokeAll(deps, call(), owner)],
    ['shrink', shrink([])],
  ])('%s is done all the same, without their number', async (_, change) => {
    const here = await issued();
    let isDone = false;
    const table = around(here.table, async (name, go) => {
      if (name === 'commit') isDone = true;
      if (isDone && name === 'listLiveClients') throw new DependencyError('table', 'throttled');
      return go();
    });

    const outcome = accepted(await change(through(here, table)));

    expect([Object.keys(outcome), here.table.all('event').length]).toEqual([['account'], 2]);
  });
});

describe('when the issuer cannot be told', () => {
  it.each(['before', 'after', 'rate'] as const)(
    'the change is made, its answer says so (%s), and reconciling ends it',
    async (how) => {
      const here = await issued();
      here.pool.interfere('updateClient', how);

      const outcome = accepted(await suspendClient(here.deps, call(), here.target));

      expect(outcome).toMatchObject({ pending: true, client: { suspendedAt: expect.any(Number) } });
      expect(here.failures).toHaveLength(how === 'rate' ? 0 : 1);
      here.clock.now += LEASE;
      expect(await reconcile(here.deps)).toEqual({ settled: 1, pending: 0 });
      expect([here.scopes(), await clientsLeft(here.deps)]).toEqual([[], 0]);
    },
  );

  it('and its answer was lost, undoing the change tells it all the same', async () => {
    const here = await issued();
    here.pool.interfere('updateClient', 'after');
    await suspendClient(here.deps, call(), here.target);
    await resumeClient(here.deps, call(), here.target);

    here.clock.now += LEASE;
    await reconcile(here.deps);

    expect(here.scopes()).toEqual([READ, WRITE]);
  });

  it('asking the same again tells it', async () => {
    const here = await issued();
    here.pool.interfere('updateClient', 'rate');
    await suspendClient(here.deps, call(), here.target);

    const pending = pendingOf(await suspendClient(here.deps, call(), here.target));

    expect([pending, here.scopes()]).toEqual([false, []]);
  });

  it('trouble of the table after the change was made is no failure of the change', async () => {
    const here = await issued();
    let commits = 0;
    const table = around(here.table, async (name, go) => {
      if (name === 'commit' && (commits += 1) > 1) throw new DependencyError('table', 'down');
      return go();
    });

    const outcome = accepted(await suspendClient(through(here, table), call(), here.target));

    expect(outcome).toMatchObject({ pending: true, client: { suspendedAt: expect.any(Number) } });
    expect(here.failures).toHaveLength(1);
  });

  it('an app client that somebody deleted there counts as told: it gets no token anyway', async () => {
    const here = await issued();
    await here.pool.deleteClient(here.target.clientId);

    expect(pendingOf(await suspendClient(here.deps, call(), here.target))).toBe(false);
  });
});

it('of a client that was forgotten there is nothing to tell', async () => {
  const { deps, pool } = world(account());

  expect([await settle(deps, { ...owner, clientId: CLIENT_ID }), pool.calls]).toEqual([true, []]);
});

describe('one at a time', () => {
  it('nobody tells the issuer while another call may still be under way, and a dead one does not block for ever', async () => {
    const here = await issued();
    here.pool.interfere('updateClient', 'before');
    await suspendClient(here.deps, call(), here.target);
    const calls = here.pool.calls.length;

    here.clock.now += LEASE - 1;
    const early = [await settle(here.deps, here.target), here.pool.calls.length];
    here.clock.now += 1;
    const late = [await settle(here.deps, here.target), here.pool.calls.length];

    expect([early, late]).toEqual([
      [false, calls],
      [true, calls + 1],
    ]);
  });

  it('what changes while the issuer is told is told next by the same one', async () => {
    const here = await issued();
    const pool = instead(here.pool, {
      updateClient: async (...asked) => {
        const answer = await here.pool.updateClient(...asked);
        if (asked[1].scopes.length === 0) await resumeClient(withPool(here.deps, pool), call(), here.target);
        return answer;
      },
    });

    const stopped = pendingOf(await suspendClient(withPool(here.deps, pool), call(), here.target));

    expect([stopped, here.scopes()]).toEqual([false, [READ, WRITE]]);
  });

  it('a call that comes through after its lease is told over again', async () => {
    const here = await issued();
    const pool = instead(here.pool, {
      updateClient: async (...asked) => {
        here.clock.now += LEASE;
        await resumeClient(here.deps, call(), here.target);
        return here.pool.updateClient(...asked);
      },
    });

    const pending = pendingOf(await suspendClient(withPool(here.deps, pool), call(), here.target));

    expect([pending, here.scopes()]).toEqual([false, [READ, WRITE]]);
  });

  it('what was decided on an account that changed meanwhile is told all the same', async () => {
    const here = await issued();
    await suspendAccount(here.deps, call(), owner);
    await reconcile(here.deps);
    const table = interrupted(here.table, async () => {
      await resumeAccount(here.deps, call(), owner);
      await reconcile(here.deps);
    });

    const outcome = accepted(await suspendClient(through(here, table), call(), here.target));
    await reconcile(here.deps);

    expect([outcome.client.suspendedAt !== undefined, here.scopes(), here.table.all('pendingMark')]).toEqual([
      true,
      [],
      [],
    ]);
  });

  it.each<[string, (deps: IssuerDeps, target: Target) => Promise<unknown>]>([
    ['the client', (deps, target) => suspendClient(deps, call(), target)],
    ['its account', (deps) => suspendAccount(deps, call(), owner).then(() => reconcile(deps))],
  ])('nobody tells what was read before %s changed', async (_, meanwhile) => {
    const here = await issued();
    await suspendClient(here.deps, call(), here.target);
    here.pool.interfere('updateClient', 'rate');
    await resumeClient(here.deps, call(), here.target);
    const told: (readonly string[])[] = [];
    const pool = instead(here.pool, {
      updateClient: (...asked) => {
        told.push(asked[1].scopes);
        return here.pool.updateClient(...asked);
      },
    });
    const table = interrupted(here.table, () => meanwhile(here.deps, here.target));

    await settle(withPool(through(here, table), pool), here.target);

    expect([told, here.scopes()]).toEqual([[], []]);
  });

  it('whatever meets and fails, the issuer has in the end what the records say, once all is reconciled', async () => {
    const verbs = [
      (deps: IssuerDeps, target: Target) => suspendClient(deps, call(), target),
      (deps: IssuerDeps, target: Target) => resumeClient(deps, call(), target),
      (deps: IssuerDeps) => suspendAccount(deps, call(), owner),
      (deps: IssuerDeps) => resumeAccount(deps, call(), owner),
      (deps: IssuerDeps) => shrink(['read:orders'])(deps),
      (deps: IssuerDeps) => shrink(['read:orders', 'write:orders'])(deps),
      (deps: IssuerDeps, target: Target) => revokeClient(deps, call(), target),
    ];
    const step = fc.record({
      verbs: fc.array(fc.nat(verbs.length - 1), { minLength: 1, maxLength: 3 }),
      trouble: fc.constantFrom(...(['none', 'before', 'after', 'rate'] as const)),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 6 }), fc.scheduler(), async (steps, s) => {
        const here = await issued();
        const table = around(here.table, async (_, go) => s.schedule(Promise.resolve()).then(go));
        const pool = instead(here.pool, {
          updateClient: (...asked) => s.schedule(Promise.resolve()).then(() => here.pool.updateClient(...asked)),
          deleteClient: (id) => s.schedule(Promise.resolve()).then(() => here.pool.deleteClient(id)),
        });
        const deps = withPool(through(here, table), pool);
        for (const { verbs: chosen, trouble } of steps) {
          if (trouble !== 'none') here.pool.interfere('updateClient', trouble);
          const meeting = Promise.all(chosen.map(async (n) => verbs[n]?.(deps, here.target)));
          await s.waitFor(meeting);
        }
        await endAll(here);

        const [record] = here.table.all('client');
        const [owning] = here.table.all('account');
        const working = record?.suspendedAt === undefined && owning?.suspendedAt === undefined;
        const dead = record?.revokedAt !== undefined;
        const granted = owning?.grant.scopes.map((scope) => `orders-accounts/${scope}`);
        expect(here.scopes()).toEqual(dead ? undefined : working ? granted : []);
        expect(await clientsLeft(here.deps)).toBe(0);
      }),
      { numRuns: 150 },
    );
  });
});

/** Every lease is over, and what trouble is left to come has come. */
async function endAll(here: World): Promise<void> {
  for (let run = 0; run < 8; run += 1) {
    here.clock.now += LEASE;
    await reconcile(here.deps);
  }
}

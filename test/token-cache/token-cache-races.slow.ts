/**
 * Requests, changes and the clock run at the same time, and a random number picks which call of a port goes next. In no
 * order does the cache give a token past 75 % of its lifetime, from before a change that was answered before the request
 * came, or for a secret whose deletion was answered before.
 */
import fc from 'fast-check';
import type { Call, IssuerDeps } from '../../lambda/engine/context';
import type { ClientTarget } from '../../lambda/engine/load';
import { updateAccount } from '../../lambda/management/operations/accounts/account-changes';
import { resumeAccount, revokeAll, suspendAccount } from '../../lambda/management/operations/accounts/account-verbs';
import {
  addClientSecret,
  deleteClientSecret,
  listClientSecrets,
} from '../../lambda/management/operations/clients/client-secrets';
import {
  resumeClient,
  revokeClient,
  revokeTokens,
  suspendClient,
  updateClient,
} from '../../lambda/management/operations/clients/client-verbs';
import type { Pool } from '../../lambda/domain/ports/pool';
import type { Write } from '../../lambda/domain/ports/table';
import { reconcile } from '../../lambda/provisioning/reconcile';
import type { TokenCache } from '../../lambda/token-cache/token-cache';
import { around } from '../support/races';
import { ACCOUNT_ID } from '../support/records';
import { issuedWorld, MINUTE, tokenIn } from '../support/token-world';
import { call, withPool } from '../support/world';

const owner = { accountId: ACCOUNT_ID };
type Operation = (deps: IssuerDeps, call: Call, target: ClientTarget) => Promise<unknown>;

const raisedBy = (write: Write): readonly string[] => ('increment' in write ? write.increment : undefined) ?? [];

/** After each of these changes no token from before it is given. */
const ENDS: Readonly<Record<string, Operation>> = {
  revokeTokens,
  suspendClient,
  revokeClient,
  revokeAll,
  suspendAccount,
  shrinkGrant: (deps, who) => updateAccount(deps, who, { ...owner, patch: { grant: { scopes: ['read:orders'] } } }),
  fewerScopes: (deps, who, target) => updateClient(deps, who, { ...target, patch: { scopes: ['read:orders'] } }),
  shorterLife: (deps, who, target) => updateClient(deps, who, { ...target, patch: { tokenLifetimeMinutes: 5 } }),
};
const STEPS = [
  ...Object.keys(ENDS),
  'resume',
  'reconcile',
  'addSecret',
  'deleteSecret',
  'tick',
  'right',
  'wrong',
  'scoped',
];
/** How often each kind of step is drawn: requests most often, final changes rarely. */
const WEIGHTS: Readonly<Record<string, number>> = { right: 60, scoped: 20, resume: 12, revokeAll: 1, revokeClient: 1 };
const weightOf = (step: string) => WEIGHTS[step] ?? 3;

const step = fc.oneof(...STEPS.map((name) => ({ weight: weightOf(name), arbitrary: fc.constant(name) })));
const rounds = fc.array(
  fc.record({
    steps: fc.array(step, { minLength: 1, maxLength: 6 }),
    minutesLater: fc.oneof(fc.constant(0), fc.constantFrom(44, 45, 46), fc.nat({ max: 50 })),
    secret: fc.nat({ max: 1 }),
  }),
  { minLength: 1, maxLength: 8 },
);

type Span = { readonly from: number; readonly to: number; readonly name: string };

/** Plays the rounds and checks every hit against the changes that were answered before its request came. */
async function play(
  scheduler: fc.Scheduler,
  given: readonly (typeof rounds extends fc.Arbitrary<(infer R)[]> ? R : never)[],
) {
  const here = await issuedWorld();
  let moment = 0;
  const issued = new Map<string, { readonly at: number; readonly bornAt: number }>();
  const ended: Span[] = [];
  const gone = new Map<string, number>();
  const secrets = [here.ask.secret];
  const wrongs: unknown[] = [];
  let hits = 0;

  const late = <A extends unknown[], T>(name: string, run: (...given: A) => Promise<T>) =>
    scheduler.scheduleFunction(Object.defineProperty(run, 'name', { value: name }));
  const table = around(here.table, (name, go) => late(name, go)());
  const pool: Pool = {
    createClient: (...args) => here.pool.createClient(...args),
    updateClient: late('updateClient', (...args) => here.pool.updateClient(...args)),
    deleteClient: late('deleteClient', (...args) => here.pool.deleteClient(...args)),
    listClients: (...args) => here.pool.listClients(...args),
    addSecret: (...args) => here.pool.addSecret(...args),
    listSecrets: (...args) => here.pool.listSecrets(...args),
    deleteSecret: late('deleteSecret', (...args) => here.pool.deleteSecret(...args)),
  };
  const deps: IssuerDeps = withPool({ ...here.deps, table }, pool);
  const cache: TokenCache = {
    ...here.cache,
    reader: { read: (refs) => late('read', () => here.table.read(refs))() },
    store: {
      find: late('find', (id: string) => here.store.find(id)),
      keep: late('keep', (...entry: Parameters<TokenCache['store']['keep']>) => here.store.keep(...entry)),
    },
    endpoint: {
      send: late('send', async (request: Parameters<TokenCache['endpoint']['send']>[0]) => {
        const reply = await here.endpoint.send(request);
        const { access_token: token } = JSON.parse(reply.body);
        if (reply.status === 200)
          issued.set(token, { at: (moment += 1), bornAt: Math.floor(here.clock.now / 1000) * 1000 });
        return reply;
      }),
    },
  };

  async function ask(secret: string, scopes: readonly string[] = []): Promise<void> {
    const from = (moment += 1);
    const given = await here.give({ ...here.ask, secret, scopes }, cache);
    if (given.outcome !== 'hit') return;
    hits += 1;
    const { token } = tokenIn(given);
    const { at, bornAt } = issued.get(token) ?? { at: 0, bornAt: 0 };
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    const life = (claims.exp - claims.iat) * 1000;
    if (here.clock.now - bornAt >= 0.75 * life) wrongs.push(`given at ${here.clock.now - bornAt} of ${life}`);
    for (const { name, from: began, to } of ended) if (at < began && to < from) wrongs.push(`given after ${name}`);
    if ((gone.get(secret) ?? Infinity) < from) wrongs.push('given for a deleted secret');
    if (!secrets.includes(secret)) wrongs.push('given for a wrong secret');
  }

  /** A change that finds nothing to change ends no token. */
  async function end(name: string, operation: Operation): Promise<void> {
    const from = (moment += 1);
    let changed = false;
    const noting: IssuerDeps['table']['commit'] = async (writes) => {
      const result = await table.commit(writes);
      changed ||= result.committed && writes.some((write) => raisedBy(write).includes('version'));
      return result;
    };
    await operation({ ...deps, table: { ...table, commit: noting } }, call(), here.target);
    if (changed) ended.push({ name, from, to: (moment += 1) });
  }

  async function deleteSecret(at: number): Promise<void> {
    const listed = await listClientSecrets(here.deps, call(), here.target);
    const values = here.pool.secretsOf(here.target.clientId);
    const secretId = listed.ok ? (listed.value.secrets[at]?.secretId ?? '') : '';
    const { ok } = await deleteClientSecret(deps, call(), { ...here.target, secretId });
    const value = values[at];
    if (ok && value !== undefined) gone.set(value, (moment += 1));
  }

  async function take(name: string, secret: number): Promise<void> {
    const operation = ENDS[name];
    const value = secrets.at(-1 - secret) ?? here.ask.secret;
    if (operation !== undefined) return end(name, operation);
    if (name === 'resume') {
      await resumeClient(deps, call(), here.target);
      await resumeAccount(deps, call(), owner);
    } else if (name === 'reconcile') await reconcile(deps);
    else if (name === 'addSecret') {
      const added = await addClientSecret(here.deps, call(), here.target);
      if (added.ok && 'clientSecret' in added.value) secrets.push(added.value.clientSecret);
    } else if (name === 'deleteSecret') await deleteSecret(secret);
    else if (name === 'tick') await late('tick', async () => void (here.clock.now += 700))();
    else if (name === 'right') await ask(value);
    else if (name === 'scoped') await ask(value, ['orders-accounts/read:orders']);
    else await ask(`${value}x`);
  }

  await scheduler.waitFor(take('right', 0));
  for (const { steps, secret, minutesLater } of given) {
    const round = Promise.all(steps.map((name) => take(name, secret)));
    await scheduler.waitFor(round);
    here.clock.now += minutesLater * MINUTE;
  }
  return { wrongs, hits };
}

test('nothing is given past 75 % of its life, from before a change, or for a wrong or deleted secret', async () => {
  let hits = 0;
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), rounds, async (scheduler, given) => {
      const played = await play(scheduler, given);
      hits += played.hits;
      expect(played.wrongs).toEqual([]);
    }),
    { numRuns: 150 },
  );
  expect(hits).toBeGreaterThan(150);
});

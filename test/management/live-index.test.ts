/** The live index, after any sequence of operations by clocks that also go back, says what the statuses say. */
import fc from 'fast-check';
import { updateAccount } from '../../lambda/management/operations/accounts/account-changes';
import { deleteAccount, revokeAll } from '../../lambda/management/operations/accounts/account-verbs';
import { adoptClient } from '../../lambda/management/operations/clients/adopt-client';
import { deleteClient, revokeClient } from '../../lambda/management/operations/clients/client-verbs';
import { issueClient } from '../../lambda/management/operations/clients/issue-client';
import { issueKey, rotateKey } from '../../lambda/management/operations/keys/key-secrets';
import { deleteKey, resumeKey, revokeKey, suspendKey } from '../../lambda/management/operations/keys/key-verbs';
import { updateKey } from '../../lambda/management/operations/keys/update-key';
import { revokeLeaked } from '../../lambda/management/operations/keys/revoke-leaked';
import { hasLiveCredential, hasLiveKeys } from '../../lambda/engine/indexes/live-index';
import { clientStatus, isDead } from '../../lambda/domain/status';
import { reconcile } from '../../lambda/provisioning/reconcile';
import { ACCOUNT_ID, account, DAY, NOW } from '../support/records';
import { proof, trusting } from '../support/token-proof';
import { claimsAt } from '../support/tokens';
import { call, indexed, type World, world } from '../support/world';

const owner = { accountId: ACCOUNT_ID };
const asked = { ...owner, label: 'A', scopes: [] };
const withToken = (clientId: string, now: number) => ({
  clientId,
  token: proof({ ...claimsAt(Math.floor(now / 1_000) * 1_000), sub: clientId, client_id: clientId }),
});
type Target = { readonly accountId: string; readonly keyId: string };
/** A step of a sequence: `pick` chooses one of the account's keys or clients, `days` is an amount of time. */
interface Step {
  readonly name: keyof typeof STEPS;
  readonly pick: number;
  readonly days: number;
}

const onKey =
  (run: (here: World, target: Target, days: number) => Promise<unknown>) =>
  (here: World, { pick, days }: Step): Promise<unknown> => {
    const keys = here.table.all('key');
    const key = keys[pick % Math.max(1, keys.length)];
    return key === undefined ? Promise.resolve() : run(here, { ...owner, keyId: key.keyId }, days);
  };
const onClient =
  (run: (here: World, target: { accountId: string; clientId: string }) => Promise<unknown>) =>
  (here: World, { pick }: Step): Promise<unknown> => {
    const clients = here.table.all('client');
    const client = clients[pick % Math.max(1, clients.length)];
    return client === undefined ? Promise.resolve() : run(here, client);
  };
const patchGrant = ({ deps }: World, grant: object) => updateAccount(deps, call(), { ...owner, patch: { grant } });
const presented = new Map<string, string>();

const STEPS = {
  issue: async ({ deps }: World) => {
    const outcome = await issueKey(deps, call(), asked);
    if (outcome.ok && outcome.value.secretShown) presented.set(outcome.value.key.keyId, outcome.value.presentedKey);
    return outcome;
  },
  issueWithEnd: (here: World, { days }: Step) =>
    issueKey(here.deps, call(), { ...asked, expiresAt: here.clock.now + (days + 1) * DAY }),
  moveEnd: onKey(({ deps, clock }, target, days) =>
    updateKey(deps, call(), { ...target, patch: { expiresAt: clock.now + (days + 1) * DAY } }),
  ),
  removeEnd: onKey(({ deps }, target) => updateKey(deps, call(), { ...target, patch: { expiresAt: null } })),
  rename: onKey(({ deps }, target, days) => updateKey(deps, call(), { ...target, patch: { label: `${days}` } })),
  suspend: onKey(({ deps }, target) => suspendKey(deps, call(), target)),
  resume: onKey(({ deps }, target) => resumeKey(deps, call(), target)),
  rotate: onKey(({ deps }, target) => rotateKey(deps, call(), { ...target, graceSeconds: 0 })),
  revoke: onKey(({ deps }, target) => revokeKey(deps, call(), target)),
  revokeLeaked: onKey(({ deps }, { keyId }) => {
    const presentedKey = presented.get(keyId);
    return presentedKey === undefined ? Promise.resolve() : revokeLeaked(deps, call(), { presentedKey });
  }),
  delete: onKey(({ deps }, target) => deleteKey(deps, call(), target)),
  adopt: ({ deps, clock }: World, { pick }: Step) =>
    adoptClient(trusting(deps), call(), { ...asked, ...withToken(`adopted${pick}`, clock.now) }),
  issueClient: ({ deps }: World) => issueClient(deps, call(), { ...asked, tokenLifetimeMinutes: 5 }),
  revokeClient: onClient(({ deps }, target) => revokeClient(deps, call(), target)),
  deleteClient: onClient(({ deps }, target) => deleteClient(deps, call(), target)),
  reconcile: ({ deps }: World) => reconcile(deps),
  revokeAll: ({ deps }: World) => revokeAll(deps, call(), owner),
  limit: (here: World, { pick }: Step) => patchGrant(here, { maxActiveKeys: pick % 4 }),
  noLimit: (here: World) => patchGrant(here, { maxActiveKeys: null }),
  life: (here: World, { days }: Step) => patchGrant(here, { maxKeyLifetimeDays: days + 1 }),
  noLife: (here: World) => patchGrant(here, { maxKeyLifetimeDays: null }),
  pass: async ({ clock }: World, { days }: Step) => void (clock.now += days * DAY),
  back: async ({ clock }: World, { days }: Step) => void (clock.now -= days * 1_000),
  deleteAccount: ({ deps }: World) => deleteAccount(deps, call(), owner),
} as const;

/** How many keys are live by their status. */
function liveIn({ table, clock }: World): number {
  const [now] = table.all('account');
  return now === undefined ? 0 : table.all('key').filter((key) => !isDead(key, now, clock.now)).length;
}

async function check(here: World): Promise<void> {
  const { table, deps, clock } = here;
  const [now] = table.all('account');
  if (now === undefined) return;
  const loaded = { account: now, now: clock.now };
  const live = liveIn(here);
  const clients = table.all('client').filter((client) => clientStatus(client, now) !== 'revoked');
  expect([await hasLiveKeys(deps, loaded, live), await hasLiveKeys(deps, loaded, live + 1)]).toEqual([true, false]);
  expect(await hasLiveCredential(deps, loaded)).toBe(live + clients.length > 0);
  const { generation } = now;
  const ofNow = <T extends { readonly generation?: number }>(records: readonly T[]) =>
    new Set(records.filter((record) => record.generation === generation));
  expect(ofNow(table.all('liveKey'))).toEqual(ofNow(table.all('key').flatMap(indexed)));
  expect((await table.listLiveClients({ ...owner, generation }, { limit: 100 })).items).toHaveLength(clients.length);
}

const step: fc.Arbitrary<Step> = fc.record({
  name: fc.constantFrom(...(Object.keys(STEPS) as (keyof typeof STEPS)[])),
  pick: fc.nat(7),
  days: fc.nat(20),
});

test('after every step it holds the live keys and clients, and no issue goes beyond maxActiveKeys', async () => {
  const names = new Set<string>();
  const sequence = fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
    const here = world(account({ grant: { scopes: [], maxActiveKeys: 3 }, createdAt: NOW }));
    for (const one of steps) {
      const [before] = here.table.all('account');
      const live = liveIn(here);
      const outcome = await STEPS[one.name](here, one);
      const isDone = typeof outcome === 'object' && outcome !== null && 'ok' in outcome && outcome.ok === true;
      if (isDone) names.add(one.name);
      if (one.name === 'issue' && before !== undefined)
        expect(isDone).toBe(live < (before.grant.maxActiveKeys ?? Infinity));
      if (one.name === 'deleteAccount' && isDone) return;
      await check(here);
    }
  });

  await fc.assert(sequence, { numRuns: 150, seed: 20_261_126 });

  const silent = ['pass', 'back', 'reconcile'];
  expect(Object.keys(STEPS).filter((name) => !silent.includes(name) && !names.has(name))).toEqual([]);
});

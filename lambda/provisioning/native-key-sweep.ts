/**
 * The native keys of owners of a budget, and what the table says of them. Those that a plan's owners share are the stack's.
 * A native key has no record: its name says whose it is, and it is made only for an owner that the table has.
 */
import type { IssuerDeps } from '../engine/context';
import { planMark } from '../engine/plan-marks';
import { accountIdOf } from '../domain/key-format';
import { DependencyError } from '../domain/outcome';
import type { Instant } from '../domain/model';
import type { Budget } from '../domain/plans';
import type { NativeKey } from '../domain/ports/native-keys';
import { attempt } from './app-clients';
import { type Owner, readNativeKeyName, readOwners, wantedBudget } from './native-key-owners';
import { type GatewayDeps, isAssociationOf } from './settle-owner';
import type { SweepState, SweptKind } from './sweep-kind';
import { deletedAccounts } from './table-history';
import { rateLimited } from './task-run';

type OurNativeKey = NativeKey & Pick<Budget, 'ownerId' | 'plan'>;
type SweepDeps = GatewayDeps & IssuerDeps;
/** The ids of the native keys in each usage plan, by the plan's name. */
type KeysInPlans = ReadonlyMap<string, ReadonlySet<string>>;

/** Rejects if the usage plans cannot be read. */
export async function nativeKeyKind(deps: SweepDeps): Promise<SweptKind<OurNativeKey>> {
  const { gateway, table } = deps;
  const inPlans = await readKeysInPlans(deps);
  return {
    things: 'native keys',
    service: 'API Gateway',
    dependency: 'api-gateway',
    list: async (after) => {
      const page = await gateway.nativeKeys.list(`${gateway.nativeKeyPrefix}-`, after);
      return page.ok ? { ok: true, value: { ...page.value, items: oursIn(deps, page.value.items) } } : page;
    },
    readStates: (ours) => readStates(deps, ours, inPlans),
    markOf: (ownerId) => planMark(deps, ownerId),
    remove: async ({ ownerId, nativeKeyId }) => {
      // If the owner wants this native key again meanwhile, `reconcile` must find it gone and make it again. The first mark
      // is for a crash after the deletion, the second for a `reconcile` that found the native key just before it.
      await table.commit([planMark(deps, ownerId)]);
      const isDeleted = await attempt(deps.issuer, () => gateway.nativeKeys.delete(nativeKeyId));
      await table.commit([planMark(deps, ownerId)]);
      return isDeleted;
    },
  };
}

async function readKeysInPlans(deps: SweepDeps): Promise<KeysInPlans> {
  const { nativeKeys, usagePlans } = deps.gateway;
  const inPlans = new Map<string, Set<string>>();
  for (const [plan, usagePlanId] of usagePlans) {
    const ids = new Set<string>();
    inPlans.set(plan, ids);
    let after: string | undefined;
    do {
      const from = after;
      const page = await rateLimited(deps, () => nativeKeys.listOfPlan(usagePlanId, from));
      if (!page.ok)
        throw new DependencyError(
          'api-gateway',
          `native keys were not compared: those of the plan ${plan}: ${page.refusal}`,
        );
      for (const { nativeKeyId } of page.value.items) ids.add(nativeKeyId);
      after = page.value.next;
    } while (after !== undefined);
  }
  return inPlans;
}

const oursIn = ({ gateway }: SweepDeps, keys: readonly NativeKey[]): OurNativeKey[] =>
  keys.flatMap((key) => {
    const named = readNativeKeyName(gateway, key.name);
    return named === undefined ? [] : [{ ...key, ...named }];
  });

async function readStates(
  deps: SweepDeps,
  ours: readonly OurNativeKey[],
  inPlans: KeysInPlans,
): Promise<(key: OurNativeKey) => SweepState> {
  const owners = await readOwners(
    deps.table,
    ours.map(({ ownerId }) => ownerId),
  );
  const missing = [...owners].flatMap(([ownerId, { account }]) => (account ? [] : [accountIdOf(ownerId)]));
  const deleted = await deletedAccounts(deps, new Set(missing));
  return (key) => {
    const owner = owners.get(key.ownerId);
    if (owner?.account !== undefined) return stateOf(deps, key, { owner, inPlans });
    return { kind: deleted.has(accountIdOf(key.ownerId)) ? 'dead' : 'lost' };
  };
}

/** Milliseconds for which API Gateway may keep a decision: the longest `revocationDelay` that the constructs take. */
const LONGEST_CACHE = 3_600_000;

/**
 * Whether a decision from before the owner changed its plan may still name the old native key: a request that API Gateway
 * answers from its cache would be 503 without it. Unknown of an owner without an association: then there may be no room for
 * the new native key before the old one is gone.
 */
const isStillNamed = (budget: Budget | undefined, now: Instant): boolean =>
  budget?.association !== undefined && now < budget.association.since + LONGEST_CACHE;

function stateOf(
  { gateway, now }: SweepDeps,
  { ownerId, plan, nativeKeyId }: OurNativeKey,
  { owner, inPlans }: { readonly owner: Owner; readonly inPlans: KeysInPlans },
): SweepState {
  const budget = wantedBudget(ownerId, owner, now())?.budget;
  if (budget?.plan !== plan) return { kind: isStillNamed(budget, now()) ? 'asRecorded' : 'dead' };
  // A plan that the deployer removed may come back, with another usage plan. The native key waits for that.
  const isAsRecorded = gateway.usagePlans.has(plan)
    ? isAssociationOf(gateway, budget) && inPlans.get(plan)?.has(nativeKeyId) === true
    : budget.association === undefined;
  return isAsRecorded ? { kind: 'asRecorded' } : { kind: 'pending', ownerId };
}

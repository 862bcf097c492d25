/**
 * Gives one owner of a budget the native key that its record wants, and records that API Gateway has it. A step that was
 * done already is found done, so a run that ends half-way is repeated whole. A native key that is no longer wanted stays
 * here: `native-key-sweep.ts` deletes it.
 */
import type { Association } from '../domain/model';
import { DependencyError } from '../domain/outcome';
import { type Budget, ownNativeKey } from '../domain/plans';
import type { NativeKey, NativeKeyAnswer } from '../domain/ports/native-keys';
import type { PlanMark } from '../domain/records/table-records';
import type { Deps, Gateway } from '../engine/context';
import { readOwners, wantedBudget, type WantedBudget } from './native-key-owners';
import { rateLimited, type TaskRun } from './task-run';

export type GatewayDeps = Deps & { readonly gateway: Gateway };

/** `overLimit`: the AWS account has no room for another native key, so the plan's shared one goes on serving. */
export type OwnerStep = 'settled' | 'pending' | 'overLimit';

/** Rejects if API Gateway or the table fails. */
export async function settleOwner(
  deps: GatewayDeps,
  { ownerId }: Pick<PlanMark, 'ownerId'>,
  run: TaskRun,
): Promise<OwnerStep> {
  const { gateway, table, now } = deps;
  const owner = (await readOwners(table, [ownerId])).get(ownerId);
  const wanted = owner && wantedBudget(ownerId, owner, now());
  if (wanted === undefined) return 'settled';
  const { budget } = wanted;
  const { plan, association } = budget;
  const usagePlanId = gateway.usagePlans.get(plan);
  // The deployer removed the plan, and with it the usage plan. A plan of this name that comes back has another one.
  if (usagePlanId === undefined) return association === undefined ? 'settled' : note(deps, wanted, undefined);
  const isRecorded = isAssociationOf(gateway, budget);
  // Nobody else in this run gets one either, but for those that may have one already.
  if (run.isGatewayFull && !isRecorded) return 'overLimit';
  const made = await nativeKeyOf(deps, budget);
  if (made === 'full') run.isGatewayFull = true;
  if (made === 'full') return 'overLimit';
  if (made === 'rate' || now() >= run.end) return 'pending';
  const associated = await rateLimited(deps, () => gateway.nativeKeys.associate(made.key, usagePlanId));
  if (!associated.ok) return laterOr(associated.refusal, 'in another usage plan, or gone like its usage plan');
  if (isRecorded && !made.isNew && associated.value === 'before') return 'settled';
  // The association is new, whatever the record says: that may be about a native key that was lost.
  return note(deps, wanted, { plan, deployment: gateway.nativeKeyPrefix, since: now() });
}

/** Whether the record says that API Gateway has confirmed the native key which the budget wants. */
export const isAssociationOf = ({ nativeKeyPrefix }: Gateway, { plan, association }: Budget): boolean =>
  association?.plan === plan && association.deployment === nativeKeyPrefix;

/** The native key of this budget. Makes it unless it exists. */
async function nativeKeyOf(
  deps: GatewayDeps,
  budget: Budget,
): Promise<{ readonly key: NativeKey; readonly isNew: boolean } | 'full' | 'rate'> {
  const { nativeKeys } = deps.gateway;
  const name = ownNativeKey(deps.gateway, budget);
  const made = await rateLimited(deps, () => nativeKeys.create(name));
  if (made.ok) return { key: made.value, isNew: true };
  if (made.refusal === 'rate') return 'rate';
  // It may also exist if there is no room for another one.
  const found = await findKey(deps, name);
  if (found === 'rate') return 'rate';
  if (found !== undefined) return { key: found, isNew: false };
  if (made.refusal === 'full') return 'full';
  throw gatewayFailure('a native key has a value of this deployment and another name');
}

async function findKey(deps: GatewayDeps, name: string): Promise<NativeKey | 'rate' | undefined> {
  let after: string | undefined;
  do {
    const from = after;
    const page = await rateLimited(deps, () => deps.gateway.nativeKeys.list(name, from));
    if (!page.ok) return page.refusal;
    const found = page.value.items.find((one) => one.name === name);
    if (found !== undefined) return found;
    after = page.value.next;
  } while (after !== undefined);
  return undefined;
}

/** `pending` if API Gateway was asked too much; any other refusal is not what the records and the stack say. */
function laterOr(refusal: Extract<NativeKeyAnswer<unknown>, { ok: false }>['refusal'], why: string): OwnerStep {
  if (refusal === 'rate') return 'pending';
  throw gatewayFailure(`a native key could not be put into its usage plan: it is ${why}`);
}

const gatewayFailure = (message: string): DependencyError => new DependencyError('api-gateway', message);

async function note(
  { table }: GatewayDeps,
  wanted: WantedBudget,
  association: Association | undefined,
): Promise<OwnerStep> {
  return (await table.commit([wanted.note(association)])).committed ? 'settled' : 'pending';
}

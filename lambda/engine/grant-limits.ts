/** The limits of an account's grant: scopes, longest key lifetime and most active keys. */
import type { Account, ApiKey, Grant } from '../domain/model';
import { type Outcome, refused } from '../domain/outcome';
import { beyond } from '../domain/scopes';
import { type KeyLifetimes, outlives } from '../domain/key-lifetime';
import { type DeploymentPlans, isWithinPlan } from '../domain/plans';
import { expiryOf } from '../domain/status';
import type { Deps } from './context';
import { hasLiveKeys } from './indexes/live-index';
import type { LoadedAccount } from './load';

export function refuseBeyondGrant(scopes: readonly string[], grant: Grant): Outcome<never> | undefined {
  const excess = beyond(scopes, grant.scopes);
  if (excess.length === 0) return undefined;
  const detail = `The account’s grant does not have ${excess.join(', ')}. Leave out these scopes, or add them to the grant first.`;
  return refused('grant-exceeded', detail);
}

/** Refuses a plan of a key that in rate, burst or quota is above the plan of its account. */
export function refuseBeyondPlan(
  plan: string | undefined,
  grant: Grant,
  plans: DeploymentPlans | undefined,
): Outcome<never> | undefined {
  if (plan === undefined || grant.plan === undefined || plans === undefined) return undefined;
  if (isWithinPlan(plans, plan, grant.plan)) return undefined;
  return refused(
    'grant-exceeded',
    `The plan ${plan} allows more than the account’s plan ${grant.plan}, in rate, burst or quota. Choose a smaller plan, or ` +
      'change the account’s plan first.',
  );
}

/** What a new or changed key is held against. */
interface LifetimeLimits {
  readonly account: Account;
  readonly keyLifetimes?: KeyLifetimes | undefined;
  /** The key before the change. Absent: it is a new key. */
  readonly before?: ApiKey;
}

/** Refuses an `expiresAt` that is later than the longest key lifetime of the deployment or of the grant allows. */
export function refuseBeyondLifetime(
  key: ApiKey,
  { account, keyLifetimes = {}, before }: LifetimeLimits,
): Outcome<never> | undefined {
  if (outlives(key, before, keyLifetimes))
    return refused(
      'grant-exceeded',
      `A key of this deployment can live at most ${keyLifetimes.maxDays} days from its createdAt. Choose an earlier expiresAt.`,
    );
  const { maxKeyLifetimeDays = Infinity } = account.grant;
  if (key.expiresAt === undefined || expiryOf(key, account) === key.expiresAt) return undefined;
  const longest = `A key of the account can live at most ${maxKeyLifetimeDays} days`;
  return refused('grant-exceeded', `${longest}. Choose an earlier expiresAt, or raise the grant’s maxKeyLifetimeDays.`);
}

/**
 * Refuses to add `added` keys if the account would then have more active keys than the grant allows. Valid only if the
 * transaction checks that the account's `grantVersion` is as it was read before this call, and, if it adds a key, raises
 * `keysVersion` on the same condition.
 */
export async function refuseBeyondKeyLimit(
  deps: Deps,
  loaded: LoadedAccount,
  added: number,
): Promise<Outcome<never> | undefined> {
  const { maxActiveKeys } = loaded.account.grant;
  if (maxActiveKeys === undefined || !(await hasLiveKeys(deps, loaded, maxActiveKeys + 1 - added))) return undefined;
  return refused('key-limit-reached', `The account can have at most ${maxActiveKeys} active keys. Revoke a key first.`);
}

export const accountSuspended = (): Outcome<never> =>
  refused(
    'account-suspended',
    'The account is suspended, so it cannot get a new credential. Resume the account first.',
  );

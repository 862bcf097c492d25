/** Reads one account. */
import type { Call, Deps } from '../../../engine/context';
import { type AccountTarget, loadAccount } from '../../../engine/load';
import { done, type Outcome } from '../../../domain/outcome';
import { type AccountResult, thenCount } from '../../../issuer/pending';

export async function readAccount(deps: Deps, call: Call, input: AccountTarget): Promise<Outcome<AccountResult>> {
  const loaded = await loadAccount(deps, call, { action: 'account.read', ...input });
  return thenCount(deps, loaded.ok ? done(loaded.value.account) : loaded);
}

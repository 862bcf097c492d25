/** Reads one account. */
import type { Call, Deps } from '../context';
import { loadAccount } from '../load';
import { done, type Outcome } from '../outcome';
import { thenCount } from '../issuer/unsettled';
import type { AccountResult, AccountTarget } from './types';

export async function readAccount(deps: Deps, call: Call, input: AccountTarget): Promise<Outcome<AccountResult>> {
  const loaded = await loadAccount(deps, call, { action: 'account.read', ...input });
  return thenCount(deps, loaded.ok ? done(loaded.value.account) : loaded);
}

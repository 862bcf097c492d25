/** Reads one client of an account. */
import type { Call, Deps } from '../../../engine/context';
import { type ClientTarget, loadClient } from '../../../engine/load-client';
import { done, type Outcome } from '../../../domain/outcome';
import { clientResult, type ClientResult } from '../../../issuer/pending';

export async function readClient(deps: Deps, call: Call, input: ClientTarget): Promise<Outcome<ClientResult>> {
  const loaded = await loadClient(deps, call, { action: 'client.read', ...input });
  return loaded.ok ? done(clientResult(deps, loaded.value.client, loaded.value.account)) : loaded;
}

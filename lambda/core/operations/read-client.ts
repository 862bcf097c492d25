/** Reads one client of an account. */
import type { Call, Deps } from '../context';
import { loadClient } from '../load-client';
import { done, type Outcome } from '../outcome';
import { clientResult } from '../issuer/unsettled';
import type { ClientResult, ClientTarget } from './client-types';

export async function readClient(deps: Deps, call: Call, input: ClientTarget): Promise<Outcome<ClientResult>> {
  const loaded = await loadClient(deps, call, { action: 'client.read', ...input });
  return loaded.ok ? done(clientResult(deps, loaded.value.client, loaded.value.account)) : loaded;
}

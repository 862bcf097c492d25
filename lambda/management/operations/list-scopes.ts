/** The guarded API's scopes, for any operator. */
import type { Call, Deps } from '../../engine/context';
import { load } from '../../engine/load';
import { done, type Outcome } from '../../domain/outcome';

export async function listScopes(deps: Deps, call: Call): Promise<Outcome<readonly string[]>> {
  const loaded = await load(deps, call, { action: 'catalogue.read', refs: [] });
  return loaded.ok ? done(deps.catalogue) : loaded;
}

/** Lists the operators who may act, strongly consistent. */
import type { Call, Deps } from '../../../engine/context';
import { load } from '../../../engine/load';
import { liveOperators } from '../../../engine/operators';
import { done, type Outcome } from '../../../domain/outcome';
import type { OperatorList } from '../client-types';

export async function listOperators(deps: Deps, call: Call): Promise<Outcome<OperatorList>> {
  const loaded = await load(deps, call, { action: 'operator.list', refs: [{ kind: 'operatorRoster' }] });
  if (!loaded.ok) return loaded;
  return done({ operators: await liveOperators(deps, loaded.value[0]) });
}

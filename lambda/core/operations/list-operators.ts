/** Lists the operators who may act, strongly consistent. The stack's own is among them once it has called. */
import type { Call, Deps } from '../context';
import { load } from '../load';
import { liveOperators } from '../operators';
import { done, type Outcome } from '../outcome';
import type { OperatorList } from './client-types';

export async function listOperators(deps: Deps, call: Call): Promise<Outcome<OperatorList>> {
  const loaded = await load(deps, call, { action: 'operator.list', refs: [{ kind: 'operatorRoster' }] });
  if (!loaded.ok) return loaded;
  const live = await liveOperators(deps, loaded.value[0]);
  return done({ operators: live.flatMap(({ record }) => record ?? []) });
}

/** Reads one operator; also a revoked one, whose record stays. */
import type { Call, Deps } from '../../../engine/context';
import { loadOperator, type OperatorTarget } from '../../../engine/operators';
import { done, type Outcome } from '../../../domain/outcome';
import type { OperatorResult } from '../client-types';

export async function readOperator(deps: Deps, call: Call, input: OperatorTarget): Promise<Outcome<OperatorResult>> {
  const loaded = await loadOperator(deps, call, { action: 'operator.read', ...input });
  return loaded.ok ? done({ operator: loaded.value.operator }) : loaded;
}

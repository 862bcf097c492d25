/** Reads one operator; also a revoked one, whose record stays. */
import type { Call, Deps } from '../context';
import { loadOperator } from '../operators';
import { done, type Outcome } from '../outcome';
import type { OperatorResult, OperatorTarget } from './client-types';

export async function readOperator(deps: Deps, call: Call, input: OperatorTarget): Promise<Outcome<OperatorResult>> {
  const loaded = await loadOperator(deps, call, { action: 'operator.read', ...input });
  return loaded.ok ? done({ operator: loaded.value.operator }) : loaded;
}

/** Reads of operators, strongly consistent. */
import type { Operator } from '../../../domain/model';
import { done, type Outcome } from '../../../domain/outcome';
import type { Call, Deps } from '../../../engine/context';
import { load } from '../../../engine/callers';
import { liveOperators, loadOperator, type OperatorTarget } from '../../../engine/operator-roster';
import type { OperatorResult } from './operator-changes';

/** One operator, also a revoked one. */
export async function readOperator(deps: Deps, call: Call, input: OperatorTarget): Promise<Outcome<OperatorResult>> {
  const loaded = await loadOperator(deps, call, input);
  return loaded.ok ? done({ operator: loaded.value.operator }) : loaded;
}

export interface OperatorList {
  /** The operators that are not revoked: the stack's own first, then in order of issue. */
  readonly operators: readonly Operator[];
}

export async function listOperators(deps: Deps, call: Call): Promise<Outcome<OperatorList>> {
  const loaded = await load(deps, call, { kind: 'operatorRoster' });
  return loaded.ok ? done({ operators: await liveOperators(deps, loaded.value.records[0]) }) : loaded;
}

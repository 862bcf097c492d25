/**
 * Reads and checks operators. Issuing or revoking an operator also writes the roster, on the condition that the roster
 * has not changed since it was read.
 */
import type { Call, Deps } from './context';
import { load, operatorOf } from './load';
import { readAll } from './paging';
import { isClientId } from '../domain/key-format';
import type { Instant, Operator, OperatorRoster } from '../domain/model';
import { done, type Outcome, refused } from '../domain/outcome';
import type { Write } from '../domain/ports/table';
import { beyond } from '../domain/scopes';

const ROSTER = { kind: 'operatorRoster' } as const;

export interface OperatorTarget {
  readonly operatorId: string;
}
export interface LoadedOperator {
  readonly operator: Operator;
  readonly actorId: string;
  /** The scopes that both the actor's token and the actor's record have. */
  readonly actorScopes: readonly string[];
  readonly now: Instant;
}

/** An operator, which may be the actor itself. */
export async function loadOperator(deps: Deps, call: Call, target: OperatorTarget): Promise<Outcome<LoadedOperator>> {
  const { operatorId } = target;
  const loaded = await load(deps, call, ...(isClientId(operatorId) ? [operatorRef(operatorId)] : []));
  if (!loaded.ok) return loaded;
  const { operator: actor, scopes: actorScopes, records } = loaded.value;
  const operator = await operatorOf(deps, operatorId, records[0]);
  if (operator === undefined) return noOperator();
  return done({ operator, actorId: actor.clientId, actorScopes, now: deps.now() });
}

/** An operator that is not revoked. */
export async function loadLiveOperator(
  deps: Deps,
  call: Call,
  target: OperatorTarget,
): Promise<Outcome<LoadedOperator>> {
  const loaded = await loadOperator(deps, call, target);
  if (!loaded.ok || loaded.value.operator.revokedAt === undefined) return loaded;
  return refused('operator-not-active', 'The operator is revoked, which is final. Issue another operator.');
}

export const noOperator = (): Outcome<never> =>
  refused('operator-not-found', 'No operator has this id. GET /v1/operators lists the operators.');

/** Refuses to give an operator scopes that the actor does not have. */
export function refuseBeyondActor(scopes: readonly string[], held: readonly string[]): Outcome<never> | undefined {
  const excess = beyond(scopes, held);
  if (excess.length === 0) return undefined;
  const detail = `Your token or your operator record does not have ${excess.join(', ')}. Give only scopes that both have.`;
  return refused('grant-exceeded', detail);
}

/** Undefined until the first operator is issued. */
export const readRoster = async ({ table }: Deps): Promise<OperatorRoster | undefined> =>
  (await table.read([ROSTER]))[0];

/** Writes the new roster, on the condition that it is still as it was read. */
export function rosterWrite(read: OperatorRoster | undefined, clientIds: readonly string[]): Write {
  if (read === undefined) return { type: 'insert', record: { ...ROSTER, clientIds, version: 1 } };
  const { version } = read;
  return { type: 'update', ref: ROSTER, when: { version }, set: { clientIds }, increment: ['version'] };
}

/** Checks that none of these operators is revoked. A transaction allows one write per record, so drops repeated ids. */
export const whileNotRevoked = (...clientIds: readonly string[]): readonly Write[] =>
  [...new Set(clientIds)].map((clientId) => ({
    type: 'check',
    ref: operatorRef(clientId),
    when: { revokedAt: undefined },
  }));

/** The operators that are not revoked: the stack's own first, then the roster. */
export async function liveOperators(deps: Deps, roster: OperatorRoster | undefined): Promise<Operator[]> {
  const ids = [deps.bootstrapOperator ?? [], roster?.clientIds ?? []].flat();
  const records = await readAll(deps.table, ids.map(operatorRef));
  const operators = await Promise.all(ids.map((clientId, at) => operatorOf(deps, clientId, records[at])));
  return operators.filter((operator) => operator !== undefined).filter(({ revokedAt }) => revokedAt === undefined);
}

const operatorRef = (clientId: string) => ({ kind: 'operator', clientId }) as const;

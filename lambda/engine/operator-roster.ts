/**
 * Reads and checks operators. Issuing or revoking an operator also writes the roster, on the condition that the roster
 * has not changed since it was read.
 */
import type { Call, Deps } from './context';
import { type KnownOperator, load, operatorOf } from './callers';
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
export interface LoadedOperator extends KnownOperator {
  readonly actor: KnownOperator;
  /** The scopes that both the actor's token and the actor's record have. */
  readonly actorScopes: readonly string[];
  readonly now: Instant;
}

/** An operator, which may be the actor itself. */
export async function loadOperator(deps: Deps, call: Call, target: OperatorTarget): Promise<Outcome<LoadedOperator>> {
  const { operatorId } = target;
  const { actor: caller } = call;
  if (caller.type === 'person')
    return refused('insufficient-scope', 'People cannot do this; an operator’s client can.');
  const refs = isClientId(operatorId) ? [operatorRef(operatorId)] : [];
  const loaded = await load(deps, { ...call, actor: caller }, ...refs);
  if (!loaded.ok) return loaded;
  const { scopes: actorScopes, records, ...actor } = loaded.value;
  const operator = operatorOf(deps, operatorId, records[0]);
  if (operator === undefined) return noOperator();
  return done({ operator, isRecorded: records[0] !== undefined, actor, actorScopes, now: deps.now() });
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

/**
 * Checks that none of these operators is revoked. To check one without a record is to insert its record, which fails
 * if it has one by now. A transaction allows one write per record, so drops repeated operators.
 */
export const whileNotRevoked = (...operators: readonly KnownOperator[]): readonly Write[] =>
  [...new Map(operators.map((one) => [one.operator.clientId, one])).values()].map(({ operator, isRecorded }) =>
    isRecorded
      ? { type: 'check', ref: operatorRef(operator.clientId), when: { revokedAt: undefined } }
      : { type: 'insert', record: operator },
  );

/** Revokes an operator, on the condition that it is not revoked yet. `ended` is `operator` with its revocation. */
export function revocationWrite({ operator, isRecorded }: KnownOperator, ended: Operator): Write {
  if (!isRecorded) return { type: 'insert', record: ended };
  const { revokedAt, revocationReason } = ended;
  return {
    type: 'update',
    ref: operatorRef(operator.clientId),
    when: { revokedAt: undefined },
    set: { revokedAt, revocationReason },
    increment: ['version'],
  };
}

/** The operators that are not revoked: the stack's own first, then the roster. */
export async function liveOperators(deps: Deps, roster: OperatorRoster | undefined): Promise<Operator[]> {
  const ids = [deps.bootstrapOperator ?? [], roster?.clientIds ?? []].flat();
  const records = await readAll(deps.table, ids.map(operatorRef));
  const operators = ids.map((clientId, at) => operatorOf(deps, clientId, records[at]));
  return operators.filter((operator) => operator !== undefined).filter(({ revokedAt }) => revokedAt === undefined);
}

const operatorRef = (clientId: string) => ({ kind: 'operator', clientId }) as const;

/**
 * Who may act. Every change among the operators moves the roster, and is decided on a roster that was read before
 * anything else: so each holds only if no other one came between.
 */
import type { Call, Deps } from './context';
import { load, operatorOf } from './load';
import { isClientId } from '../domain/key-format';
import type { Instant, Operator, OperatorRoster } from '../domain/model';
import { done, type Outcome, refused } from '../domain/outcome';
import type { Write } from '../domain/ports/table';
import { beyond } from '../domain/scopes';

const ROSTER = { kind: 'operatorRoster' } as const;
/** Most records that one read takes. */
const MOST_READ = 100;

/** Names an operator. */
export interface OperatorTarget {
  readonly operatorId: string;
}

/** An operator, and what the actor may do in all. */
export interface LoadedOperator {
  readonly operator: Operator;
  readonly actorId: string;
  readonly actorScopes: readonly string[];
  readonly now: Instant;
}

/** An operator, be it the actor itself; an account's client is none. */
export async function loadOperator(
  deps: Deps,
  call: Call,
  { operatorId }: OperatorTarget,
): Promise<Outcome<LoadedOperator>> {
  const refs = isClientId(operatorId) ? [refOf(operatorId)] : [];
  const loaded = await load(deps, call, ...refs);
  if (!loaded.ok) return loaded;
  const { operator: actor, scopes: actorScopes, records } = loaded.value;
  const operator = await operatorOf(deps, operatorId, records[0]);
  if (operator === undefined) return noOperator();
  return done({ operator, actorId: actor.clientId, actorScopes, now: deps.now() });
}

/** An operator who may still act; its secrets are no use to a revoked one. */
export async function loadLiveOperator(
  deps: Deps,
  call: Call,
  target: OperatorTarget,
): Promise<Outcome<LoadedOperator>> {
  const loaded = await loadOperator(deps, call, target);
  if (!loaded.ok || loaded.value.operator.revokedAt === undefined) return loaded;
  return refused('operator-not-active', 'The operator is revoked for good. Issue another one.');
}

export const noOperator = (): Outcome<never> =>
  refused('operator-not-found', 'No operator has this id. GET /v1/operators lists those who may act.');

/** Nobody makes somebody who may do more. */
export function refuseBeyondActor(
  scopes: readonly string[],
  actorScopes: readonly string[],
): Outcome<never> | undefined {
  const excess = beyond(scopes, actorScopes);
  if (excess.length === 0) return undefined;
  const detail = `Your own token and record do not both have ${excess.join(', ')}. An operator gives only what it has.`;
  return refused('grant-exceeded', detail);
}

/** Undefined until the first operator is issued. */
export async function readRoster({ table }: Deps): Promise<OperatorRoster | undefined> {
  const [roster] = await table.read([ROSTER]);
  return roster;
}

/** Puts these on the roster, if nobody changed it since this reading. */
export function rosterWrite(read: OperatorRoster | undefined, clientIds: readonly string[]): Write {
  if (read === undefined) return { type: 'insert', record: { ...ROSTER, clientIds, version: 1 } };
  const { version } = read;
  return { type: 'update', ref: ROSTER, when: { version }, set: { clientIds }, increment: ['version'] };
}

/** Holds as long as none of these is revoked. A transaction takes one write a record, so each is named once. */
export const whileNotRevoked = (...clientIds: readonly string[]): readonly Write[] =>
  [...new Set(clientIds)].map((clientId) => ({ type: 'check', ref: refOf(clientId), when: { revokedAt: undefined } }));

/** Those who may act: the stack's own operator first, then those on the roster. */
export async function liveOperators(deps: Deps, roster: OperatorRoster | undefined): Promise<Operator[]> {
  const { bootstrapOperator } = deps;
  const ids = [...(bootstrapOperator === undefined ? [] : [bootstrapOperator]), ...(roster?.clientIds ?? [])];
  const records: (Operator | undefined)[] = [];
  for (let at = 0; at < ids.length; at += MOST_READ)
    records.push(...(await deps.table.read(ids.slice(at, at + MOST_READ).map(refOf))));
  const all = await Promise.all(ids.map((clientId, at) => operatorOf(deps, clientId, records[at])));
  return all.flatMap((operator) => (operator === undefined || operator.revokedAt !== undefined ? [] : [operator]));
}

const refOf = (clientId: string) => ({ kind: 'operator', clientId }) as const;

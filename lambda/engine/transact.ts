/**
 * Carries out a decision as one transaction. If another writer changed a record meanwhile, the operation reads and
 * decides again. The transaction also records the `Idempotency-Key`, so that a repeated request makes no second change.
 */
import type { Call, Deps, Idempotency } from './context';
import { sha256 } from '../domain/hash';
import type { Instant } from '../domain/model';
import { DependencyError, done, type Outcome, refused } from '../domain/outcome';
import { actorName } from '../domain/policy';
import type { Condition, Write } from '../domain/ports/table';
import type { EventType } from '../domain/vocabulary';

/** The operation's result, and its writes with the audit event. Without writes, nothing is changed. */
export interface Change<T> {
  readonly value: T;
  readonly writes: readonly Write[];
}

/** A change that sets some attributes of a record `T`, such as suspend. `L` is what was read, `I` the request. */
export interface Verb<T, L, I = unknown> {
  readonly event: EventType;
  /** Whether nothing undoes the change, as with a revoke. Then the change is also made to a record that is dead. */
  readonly isFinal?: true;
  /** Whether the record is already in the wanted state. The call then succeeds and writes nothing. */
  readonly isDone: (loaded: L) => boolean;
  readonly set: (loaded: L, input: I) => Partial<T>;
  /** The condition of the write: these attributes must still have the values that were read. */
  readonly when: (before: T) => Condition<T>;
}

/** Milliseconds. */
const LONGEST_PAUSE = 400;

export const unchanged = <T>(value: T): Outcome<Change<T>> => done({ value, writes: [] });
export const changed = <T>(value: T, ...writes: readonly Write[]): Outcome<Change<T>> => done({ value, writes });

/** Reads and decides. `metSameRequest`: the attempt before met a request with the same `Idempotency-Key`. */
type Decide<T> = (metSameRequest: boolean) => Promise<Outcome<Change<T>>>;

/**
 * Attempts the change until the time of the request ends. If it ends after a conflict: a refusal if the last attempt met
 * the same `Idempotency-Key`, else a `DependencyError`.
 */
export async function transact<T>(deps: Deps, decide: Decide<T>): Promise<Outcome<T>> {
  let metSameRequest = false;
  let attempts = 0;
  do {
    const decision = await decide(metSameRequest);
    if (!decision.ok) return decision;
    const { value, writes } = decision.value;
    if (writes.length === 0) return done(value);
    const result = await deps.table.commit(writes);
    if (result.committed) return done(value);
    metSameRequest = result.conflicts.some((at) => isIdempotencyInsert(writes[at]));
    attempts += 1;
  } while (await deps.pause(conflictPause(deps, attempts)));
  if (metSameRequest)
    return refused(
      'idempotency-in-progress',
      'Another request with this Idempotency-Key is still running. Try again in a second.',
    );
  throw new DependencyError('table', `other writers changed the records during each of ${attempts} attempts`);
}

const isIdempotencyInsert = (write: Write | undefined): boolean =>
  write?.type === 'insert' && write.record.kind === 'idempotency';

/**
 * Milliseconds until the next attempt after a conflict: exponential backoff with jitter. The limit of the random pause
 * doubles, so two writers do not keep conflicting.
 */
export function conflictPause({ random }: Pick<Deps, 'random'>, attempts: number): number {
  const share = Buffer.from(random(1)).readUInt8() / 255;
  return Math.min(LONGEST_PAUSE, 10 * 2 ** attempts) * share;
}

/** Milliseconds for which a repeated request is recognized. */
const RETENTION = 86_400_000;

/** Id of what an earlier request with the same `Idempotency-Key` made; undefined if there was none. */
export async function recall({ table }: Deps, call: Call, now: Instant): Promise<Outcome<string | undefined>> {
  if (call.idempotency === undefined) return done(undefined);
  const [earlier] = await table.read([{ kind: 'idempotency', token: tokenOf(call, call.idempotency) }]);
  if (earlier === undefined || earlier.expiresAt <= now) return done(undefined);
  if (earlier.fingerprint === call.idempotency.fingerprint) return done(earlier.resultId);
  return refused(
    'idempotency-mismatch',
    'This Idempotency-Key was used for a different request. Send this request with a new Idempotency-Key.',
  );
}

/** The write of the idempotency record, for the change's transaction; none if the request has no `Idempotency-Key`. */
export function idempotencyWrites(call: Call, resultId: string, now: Instant): Write[] {
  if (call.idempotency === undefined) return [];
  const { fingerprint } = call.idempotency;
  const token = tokenOf(call, call.idempotency);
  const record = { kind: 'idempotency', token, fingerprint, resultId, expiresAt: now + RETENTION } as const;
  return [{ type: 'insert', record, overExpired: now }];
}

/** A request on one record, for `once`. */
interface Repeatable<T> {
  /** Id of the record. */
  readonly resultId: string;
  /** The instant at which the record was read. */
  readonly now: Instant;
  /** The result for a repeated request: the record as it is now. */
  readonly asItIs: T;
  readonly decide: () => Outcome<Change<T>> | Promise<Outcome<Change<T>>>;
  /** Ignores the `Idempotency-Key`. A revoke does after a conflict: its own record must not block it. @default false */
  readonly ignoreKey?: boolean | undefined;
}

/**
 * Decides, unless an earlier request with the same `Idempotency-Key` was carried out. A request that had nothing to
 * change is recorded too: if others changed the record since, the repeated request must not undo their change.
 */
export async function once<T>(deps: Deps, call: Call, request: Repeatable<T>): Promise<Outcome<Change<T>>> {
  const { resultId, now, asItIs, decide, ignoreKey } = request;
  if (ignoreKey) return decide();
  const earlier = await recall(deps, call, now);
  if (!earlier.ok) return earlier;
  if (earlier.value !== undefined) return unchanged(asItIs);
  const decision = await decide();
  if (!decision.ok) return decision;
  const { value, writes } = decision.value;
  return changed(value, ...writes, ...idempotencyWrites(call, resultId, now));
}

const tokenOf = ({ actor }: Call, { route, key }: Idempotency): string =>
  sha256([actorName(actor), route, key].join('\n'));

/**
 * Ties a retry to its first try. The memory of a request is written in the transaction of the change itself,
 * so there is one change for one `Idempotency-Key`, whatever is retried; it never holds a secret.
 */
import type { Call, Deps, Idempotency } from './context';
import { sha256 } from '../domain/hash';
import type { Instant } from '../domain/model';
import { done, type Outcome, refused } from '../domain/outcome';
import { actorName } from '../domain/policy';
import type { Write } from '../domain/ports/table';

/** How long a request is remembered, in milliseconds. */
const MEMORY = 86_400_000;

/** Id of what an earlier request with the same `Idempotency-Key` made; undefined when there was none. */
export async function recall(deps: Deps, call: Call, now: Instant): Promise<Outcome<string | undefined>> {
  if (call.idempotency === undefined) return done(undefined);
  const [earlier] = await deps.table.read([{ kind: 'idempotency', token: tokenOf(call, call.idempotency) }]);
  if (earlier === undefined || earlier.expiresAt <= now) return done(undefined);
  if (earlier.fingerprint === call.idempotency.fingerprint) return done(earlier.resultId);
  return refused('idempotency-mismatch', 'This Idempotency-Key was used for another request. Send a new one.');
}

/** What to write beside the change; nothing without an `Idempotency-Key`. */
export function memoryOf(call: Call, resultId: string, now: Instant): Write[] {
  if (call.idempotency === undefined) return [];
  const token = tokenOf(call, call.idempotency);
  const { fingerprint } = call.idempotency;
  const record = { kind: 'idempotency', token, fingerprint, resultId, expiresAt: now + MEMORY } as const;
  return [{ type: 'insert', record, overExpired: now }];
}

const tokenOf = ({ actor }: Call, { route, key }: Idempotency): string =>
  sha256([actorName(actor), route, key].join('\n'));

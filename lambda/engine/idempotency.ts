/**
 * Recognizes a repeated request by its `Idempotency-Key`. The record of the request is written in the transaction of the
 * change, so one `Idempotency-Key` makes one change. The record never holds a secret.
 */
import type { Call, Deps, Idempotency } from './context';
import { sha256 } from '../domain/hash';
import type { Instant } from '../domain/model';
import { done, type Outcome, refused } from '../domain/outcome';
import { actorName } from '../domain/policy';
import type { Write } from '../domain/ports/table';

/** Milliseconds for which a repeated request is recognized. */
const RETENTION = 86_400_000;

/** Id of what an earlier request with the same `Idempotency-Key` made; undefined if there was none. */
export async function recall({ table }: Deps, call: Call, now: Instant): Promise<Outcome<string | undefined>> {
  if (call.idempotency === undefined) return done(undefined);
  const [earlier] = await table.read([{ kind: 'idempotency', token: tokenOf(call, call.idempotency) }]);
  if (earlier === undefined || earlier.expiresAt <= now) return done(undefined);
  if (earlier.fingerprint === call.idempotency.fingerprint) return done(earlier.resultId);
  return refused('idempotency-mismatch', 'This Idempotency-Key was used for another request. Send a new one.');
}

/** The write that goes into the change's transaction; none if the request has no `Idempotency-Key`. */
export function memoryOf(call: Call, resultId: string, now: Instant): Write[] {
  if (call.idempotency === undefined) return [];
  const { fingerprint } = call.idempotency;
  const token = tokenOf(call, call.idempotency);
  const record = { kind: 'idempotency', token, fingerprint, resultId, expiresAt: now + RETENTION } as const;
  return [{ type: 'insert', record, overExpired: now }];
}

const tokenOf = ({ actor }: Call, { route, key }: Idempotency): string =>
  sha256([actorName(actor), route, key].join('\n'));

/**
 * Makes an app client at the issuer and then its record, for clients and operators alike. Nothing works without the
 * record, so the app client comes first: one whose record was not written is taken back, and one of which nobody
 * knows whether it was written is left to a sweep.
 */
import { type Change, transact, unchanged } from '../engine/transact';
import type { IssuerDeps } from '../engine/context';
import { poolRefusal, deleteAppClient } from './pool-refusals';
import { done, type Outcome } from '../domain/outcome';
import type { AppClientSettings } from '../domain/ports/pool';

/** What the issuer made. */
export interface Made {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** What may be made, or what an earlier request with the same `Idempotency-Key` issued. */
export type Checked<Ready, Issued> = { readonly ready: Ready } | { readonly earlier: Issued };

export interface Issuing<Ready, Issued> {
  /** Reads and refuses; asked again whenever another writer came between. */
  readonly check: () => Promise<Outcome<Checked<Ready, Issued>>>;
  readonly settings: (ready: Ready) => AppClientSettings;
  readonly record: (ready: Ready, made: Made) => Outcome<Change<Issued>>;
}

export async function issueAppClient<Ready, Issued extends { readonly secretShown: boolean }>(
  deps: IssuerDeps,
  { check, settings, record }: Issuing<Ready, Issued>,
): Promise<Outcome<Issued>> {
  const checked = await check();
  if (!checked.ok) return checked;
  if ('earlier' in checked.value) return done(checked.value.earlier);
  const made = await deps.issuer.pool.createClient(settings(checked.value.ready));
  if (!made.ok) return poolRefusal(made.refusal);
  const outcome = await transact(deps, async () => {
    const again = await check();
    if (!again.ok) return again;
    return 'earlier' in again.value ? unchanged(again.value.earlier) : record(again.value.ready, made.value);
  });
  const recorded = outcome.ok && outcome.value.secretShown;
  if (!recorded) await deleteAppClient(deps, made.value.clientId);
  return outcome;
}

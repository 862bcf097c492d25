/**
 * The one or two secrets of an app client; only Cognito stores them. The audit event is written after a secret is
 * added, and before one is deleted, so every secret that was handed out or deleted has an event.
 */
import { changed, memoryOf, recall, transact, unchanged } from '../engine/transact';
import type { Call, IssuerDeps } from '../engine/context';
import { attemptAtPool, poolRefusal } from './app-clients';
import type { Instant } from '../domain/model';
import { done, type Outcome, refused } from '../domain/outcome';
import type { Write } from '../domain/ports/table';
import type { AppClientSecret, PoolRefusal } from '../domain/ports/pool';

/** Only the first response contains the secret. A repeated request gets `secretShown: false`. */
export type SecretAdded = { readonly secret: AppClientSecret } & (
  | { readonly secretShown: true; readonly clientSecret: string }
  | { readonly secretShown: false }
);
export interface SecretList {
  readonly secrets: readonly AppClientSecret[];
}

interface OwnerAppClient {
  readonly clientId: string;
  /** The code of the refusal if the app client was deleted at Cognito. */
  readonly gone: 'client-not-active' | 'operator-not-active';
}

/** The client or operator that has the secrets. */
interface SecretOwner<T> extends OwnerAppClient {
  /** Reads the owner. Refuses if the actor may not do this, or if the owner may have no secret. */
  readonly load: () => Promise<Outcome<T & { readonly now: Instant }>>;
  /** The writes of the change, with its audit event. */
  readonly writes: (owner: T & { readonly now: Instant }, secretId: string) => readonly Write[];
}

export async function addSecret<T>(deps: IssuerDeps, call: Call, owner: SecretOwner<T>): Promise<Outcome<SecretAdded>> {
  const early = await refusalOrReplay(deps, call, owner);
  if (early !== undefined) return early;
  const added = await deps.issuer.pool.addSecret(owner.clientId);
  // Cognito also refuses if a parallel copy of this request has just added the second secret. Then replay that copy.
  if (!added.ok) return (await refusalOrReplay(deps, call, owner)) ?? secretRefusal(owner, added.refusal);
  const { clientSecret, ...secret } = added.value;
  const recorded = await recordSecret(deps, call, { ...owner, secretId: secret.secretId });
  if (!recorded.ok) return recorded;
  if (recorded.value !== secret.secretId) return replayed(deps, owner, recorded.value);
  return done({ secret, secretShown: true, clientSecret });
}

/** A refusal, or the replay of an earlier request with the same `Idempotency-Key`; undefined if neither. */
async function refusalOrReplay<T>(deps: IssuerDeps, call: Call, owner: SecretOwner<T>) {
  const ready = await readyToAdd(deps, call, owner);
  if (!ready.ok) return ready;
  return ready.value.earlier === undefined ? undefined : replayed(deps, owner, ready.value.earlier);
}

async function readyToAdd<T>(deps: IssuerDeps, call: Call, { load }: SecretOwner<T>) {
  const owner = await load();
  if (!owner.ok) return owner;
  const earlier = await recall(deps, call, owner.value.now);
  return earlier.ok ? done({ owner: owner.value, earlier: earlier.value }) : earlier;
}

/**
 * Records the secret and returns its id. If a parallel copy of this request was recorded first, returns the id of that
 * copy's secret. A secret that is not recorded is deleted at Cognito.
 */
async function recordSecret<T>(
  deps: IssuerDeps,
  call: Call,
  { secretId, ...owner }: SecretOwner<T> & { readonly secretId: string },
): Promise<Outcome<string>> {
  let isRecorded = false;
  try {
    const outcome = await transact(deps, async () => {
      const ready = await readyToAdd(deps, call, owner);
      if (!ready.ok) return ready;
      const { owner: loaded, earlier } = ready.value;
      if (earlier !== undefined) return unchanged(earlier);
      return changed(secretId, ...memoryOf(call, secretId, loaded.now), ...owner.writes(loaded, secretId));
    });
    isRecorded = outcome.ok && outcome.value === secretId;
    return outcome;
  } finally {
    if (!isRecorded) await attemptAtPool(deps.issuer, () => deps.issuer.pool.deleteSecret(owner.clientId, secretId));
  }
}

async function replayed(deps: IssuerDeps, owner: OwnerAppClient, secretId: string): Promise<Outcome<SecretAdded>> {
  const found = await findSecret(deps, owner, secretId);
  if (found.ok) return done({ secret: found.value.secret, secretShown: false });
  if (found.refusal.code !== 'secret-not-found') return found;
  return refused(
    'secret-not-found',
    'The secret that this Idempotency-Key added is deleted. Add another one with a new key.',
  );
}

/** Ids and dates of the secrets, the older one first. */
export async function listSecrets(
  { issuer }: IssuerDeps,
  owner: Omit<SecretOwner<unknown>, 'writes'>,
): Promise<Outcome<SecretList>> {
  const loaded = await owner.load();
  if (!loaded.ok) return loaded;
  const listed = await issuer.pool.listSecrets(owner.clientId);
  return listed.ok ? done({ secrets: listed.value }) : secretRefusal(owner, listed.refusal);
}

/** Deletes a secret, but not the only one. */
export async function deleteSecret<T>(
  deps: IssuerDeps,
  owner: SecretOwner<T>,
  secretId: string,
): Promise<Outcome<undefined>> {
  const recorded = await transact(deps, async () => {
    const loaded = await owner.load();
    if (!loaded.ok) return loaded;
    const found = await findSecret(deps, owner, secretId);
    if (!found.ok) return found;
    if (found.value.secrets.length === 1) return poolRefusal('last-secret');
    return changed(undefined, ...owner.writes(loaded.value, secretId));
  });
  if (!recorded.ok) return recorded;
  const deleted = await deps.issuer.pool.deleteSecret(owner.clientId, secretId);
  // Absent: another request has deleted the same secret meanwhile.
  return deleted.ok || deleted.refusal === 'absent' ? done(undefined) : poolRefusal(deleted.refusal);
}

async function findSecret({ issuer }: IssuerDeps, owner: OwnerAppClient, secretId: string) {
  const listed = await issuer.pool.listSecrets(owner.clientId);
  if (!listed.ok) return secretRefusal(owner, listed.refusal);
  const secret = listed.value.find((one) => one.secretId === secretId);
  return secret === undefined ? poolRefusal('absent') : done({ secret, secrets: listed.value });
}

/** `absent`, as Cognito's answer when secrets are listed or added, means that the app client itself was deleted. */
const secretRefusal = ({ gone }: OwnerAppClient, reason: PoolRefusal): Outcome<never> =>
  reason === 'absent'
    ? refused(gone, 'Its app client was deleted at Amazon Cognito. Revoke this one and issue another.')
    : poolRefusal(reason);

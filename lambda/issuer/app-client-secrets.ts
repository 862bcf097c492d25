/**
 * The secrets of an app client, kept by the issuer alone: one or two, so that a new one can be there before the old
 * one goes. A secret is added there first and told of then; one that goes is told of first, so that none goes
 * untold.
 */
import { changed, transact, unchanged } from '../engine/transact';
import type { Call, IssuerDeps } from '../engine/context';
import { memoryOf, recall } from '../engine/idempotency';
import { attemptAtPool, poolRefusal } from './pool-refusals';
import type { Instant } from '../domain/model';
import { done, type Outcome, refused } from '../domain/outcome';
import type { Write } from '../domain/ports/table';
import type { AppClientSecret, PoolRefusal } from '../domain/ports/pool';

/** The secret is given once: a replay of the same request does not hold it. */
export type SecretAdded =
  | { readonly secretShown: true; readonly secret: AppClientSecret; readonly clientSecret: string }
  | { readonly secretShown: false; readonly secret: AppClientSecret };
export interface SecretList {
  readonly secrets: readonly AppClientSecret[];
}

/** Whose secrets they are. */
export interface SecretOwner<T> {
  readonly clientId: string;
  /** What it is when somebody deleted its app client at the issuer. */
  readonly gone: 'client-not-active' | 'operator-not-active';
  /** Reads the owner and refuses whoever may not do this, or may not have it done. */
  readonly load: () => Promise<Outcome<T & { readonly now: Instant }>>;
}
export interface ChangingOwner<T> extends SecretOwner<T> {
  /** What is written beside, the event among it. */
  readonly writes: (owner: T & { readonly now: Instant }, secretId: string) => readonly Write[];
}

/** Adds a secret and gives it, once. */
export async function addSecret<T>(
  deps: IssuerDeps,
  call: Call,
  owner: ChangingOwner<T>,
): Promise<Outcome<SecretAdded>> {
  const ready = await readyToAdd(deps, call, owner);
  if (!ready.ok) return ready;
  if (ready.value.earlier !== undefined) return replayed(deps, owner, ready.value.earlier);
  const added = await deps.issuer.pool.addSecret(owner.clientId);
  if (!added.ok) {
    // By a limit of the issuer's, or because a twin of this request was there first.
    const again = await readyToAdd(deps, call, owner);
    if (!again.ok) return again;
    return again.value.earlier === undefined
      ? refusal(owner, added.refusal)
      : replayed(deps, owner, again.value.earlier);
  }
  const { clientSecret, ...secret } = added.value;
  const kept = await tellOf(deps, { ...owner, call, secretId: secret.secretId });
  if (!kept.ok) return kept;
  if (kept.value !== secret.secretId) return replayed(deps, owner, kept.value);
  return done({ secretShown: true, secret, clientSecret });
}

/** Id of the secret that this request added: the given one, or a twin's. One that was not told of is taken away. */
async function tellOf<T>(
  deps: IssuerDeps,
  { call, secretId, ...owner }: ChangingOwner<T> & { readonly call: Call; readonly secretId: string },
): Promise<Outcome<string>> {
  let told = false;
  try {
    const outcome = await transact(deps, async () => {
      const again = await readyToAdd(deps, call, owner);
      if (!again.ok) return again;
      const { owner: loaded, earlier } = again.value;
      if (earlier !== undefined) return unchanged(earlier);
      return changed(secretId, ...memoryOf(call, secretId, loaded.now), ...owner.writes(loaded, secretId));
    });
    told = outcome.ok && outcome.value === secretId;
    return outcome;
  } finally {
    if (!told) await attemptAtPool(deps, () => deps.issuer.pool.deleteSecret(owner.clientId, secretId));
  }
}

async function readyToAdd<T>(deps: IssuerDeps, call: Call, { load }: SecretOwner<T>) {
  const owner = await load();
  if (!owner.ok) return owner;
  const earlier = await recall(deps, call, owner.value.now);
  return earlier.ok ? done({ owner: owner.value, earlier: earlier.value }) : earlier;
}

/** What an earlier request with the same `Idempotency-Key` added, without its value. */
async function replayed<T>(deps: IssuerDeps, owner: SecretOwner<T>, secretId: string): Promise<Outcome<SecretAdded>> {
  const found = await find(deps, owner, secretId);
  if (found.ok) return done({ secretShown: false, secret: found.value.secret });
  if (found.refusal.code !== 'secret-not-found') return found;
  return refused('secret-not-found', 'The secret that this Idempotency-Key added is gone. Add another with a new key.');
}

/** Ids and dates of the secrets that work, the older one first. */
export async function listSecrets<T>({ issuer }: IssuerDeps, owner: SecretOwner<T>): Promise<Outcome<SecretList>> {
  const loaded = await owner.load();
  if (!loaded.ok) return loaded;
  const listed = await issuer.pool.listSecrets(owner.clientId);
  return listed.ok ? done({ secrets: listed.value }) : refusal(owner, listed.refusal);
}

/** Ends a secret; never the last one. */
export async function deleteSecret<T>(
  deps: IssuerDeps,
  owner: ChangingOwner<T>,
  secretId: string,
): Promise<Outcome<undefined>> {
  const told = await transact(deps, async () => {
    const loaded = await owner.load();
    if (!loaded.ok) return loaded;
    const found = await find(deps, owner, secretId);
    if (!found.ok) return found;
    if (found.value.secrets.length === 1) return poolRefusal('last-secret');
    return changed(undefined, ...owner.writes(loaded.value, secretId));
  });
  if (!told.ok) return told;
  const deleted = await deps.issuer.pool.deleteSecret(owner.clientId, secretId);
  // Gone already: somebody else was asked the same.
  return deleted.ok || deleted.refusal === 'absent' ? done(undefined) : poolRefusal(deleted.refusal);
}

async function find<T>({ issuer }: IssuerDeps, owner: SecretOwner<T>, secretId: string) {
  const listed = await issuer.pool.listSecrets(owner.clientId);
  if (!listed.ok) return refusal(owner, listed.refusal);
  const secret = listed.value.find((one) => one.secretId === secretId);
  return secret === undefined ? poolRefusal('absent') : done({ secret, secrets: listed.value });
}

/** The whole app client is gone when even its secrets are. */
const refusal = <T>({ gone }: SecretOwner<T>, reason: PoolRefusal): Outcome<never> =>
  reason === 'absent'
    ? refused(gone, 'Its app client was deleted at Amazon Cognito. Revoke this one and issue another.')
    : poolRefusal(reason);

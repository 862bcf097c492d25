/**
 * The one or two secrets of an app client; only Cognito stores them. The audit event is written after a secret is
 * added, and before one is deleted, so every secret that was handed out or deleted has an event.
 */
import { secretEvent } from '../engine/audit-events';
import type { Call, Deps, IssuerDeps } from '../engine/context';
import type { ClientTarget } from '../engine/load';
import { changed, idempotencyWrites, recall, transact, unchanged } from '../engine/transact';
import { attempt, poolRefusal, type ShownOnce } from './app-clients';
import type { Instant } from '../domain/model';
import { done, type Outcome, refused } from '../domain/outcome';
import type { Write } from '../domain/ports/table';
import type { AppClientSecret, PoolRefusal } from '../domain/ports/pool';

export type SecretAdded = ShownOnce & { readonly secret: AppClientSecret };
export interface SecretList {
  readonly secrets: readonly AppClientSecret[];
}

type LoadedOwner = { readonly now: Instant };

/** The clients or the operators, which have the secrets. `T` names one of them, `O` is what was read of it. */
interface SecretOwners<T, O> {
  readonly kind: 'client' | 'operator';
  /** The owner's app client, and the account whose trail has the owner's events. */
  readonly appClientOf: (target: T) => ClientTarget;
  /** Reads the owner. Refuses if the actor may not do this. */
  readonly load: (deps: Deps, call: Call, target: T) => Promise<Outcome<O>>;
  /** As `load`. Also refuses if the owner may get no secret. */
  readonly loadToAdd: SecretOwners<T, O>['load'];
  /** The writes of an added or a deleted secret, without the audit event. */
  readonly writesToAdd: (owner: O) => readonly Write[];
  readonly writesToDelete: (owner: O) => readonly Write[];
}

interface SecretRequest<T, O> extends SecretOwners<T, O>, ClientTarget {
  readonly deps: IssuerDeps;
  readonly call: Call;
  readonly target: T;
}

/** Adds a second secret, lists the secrets, deletes one of two. Cognito does not return a secret again. */
export function secretOperations<T, O extends LoadedOwner>(owners: SecretOwners<T, O>) {
  const requestOf = (deps: IssuerDeps, call: Call, target: T): SecretRequest<T, O> => ({
    ...owners,
    ...owners.appClientOf(target),
    deps,
    call,
    target,
  });
  return {
    add: (deps: IssuerDeps, call: Call, target: T) => addSecret(requestOf(deps, call, target)),
    list: (deps: IssuerDeps, call: Call, target: T) => listSecrets(requestOf(deps, call, target)),
    remove: (deps: IssuerDeps, call: Call, target: T & { readonly secretId: string }) =>
      deleteSecret(requestOf(deps, call, target), target.secretId),
  };
}

async function addSecret<T, O extends LoadedOwner>(request: SecretRequest<T, O>): Promise<Outcome<SecretAdded>> {
  const early = await refusalOrReplay(request);
  if (early !== undefined) return early;
  const added = await request.deps.issuer.pool.addSecret(request.clientId);
  // Cognito also refuses if a parallel copy of this request has just added the second secret. Then replay that copy.
  if (!added.ok) return (await refusalOrReplay(request)) ?? secretRefusal(request, added.refusal);
  const { clientSecret, ...secret } = added.value;
  const recorded = await recordSecret(request, secret.secretId);
  if (!recorded.ok) return recorded;
  if (recorded.value !== secret.secretId) return replayed(request, recorded.value);
  return done({ secret, secretShown: true, clientSecret });
}

/** A refusal, or the replay of an earlier request with the same `Idempotency-Key`; undefined if neither. */
async function refusalOrReplay<T, O extends LoadedOwner>(request: SecretRequest<T, O>) {
  const ready = await readyToAdd(request);
  if (!ready.ok) return ready;
  return ready.value.earlier === undefined ? undefined : replayed(request, ready.value.earlier);
}

async function readyToAdd<T, O extends LoadedOwner>({ deps, call, target, loadToAdd }: SecretRequest<T, O>) {
  const owner = await loadToAdd(deps, call, target);
  if (!owner.ok) return owner;
  const earlier = await recall(deps, call, owner.value.now);
  return earlier.ok ? done({ owner: owner.value, earlier: earlier.value }) : earlier;
}

/**
 * Records the secret and returns its id. If a parallel copy of this request was recorded first, returns the id of that
 * copy's secret. A secret that is not recorded is deleted at Cognito.
 */
async function recordSecret<T, O extends LoadedOwner>(request: SecretRequest<T, O>, secretId: string) {
  const { deps, call, clientId } = request;
  let isRecorded = false;
  try {
    const outcome = await transact(deps, async () => {
      const ready = await readyToAdd(request);
      if (!ready.ok) return ready;
      const { owner, earlier } = ready.value;
      if (earlier !== undefined) return unchanged(earlier);
      const event = secretEvent(deps, call, { ...request, change: 'added', secretId, now: owner.now });
      return changed(secretId, ...idempotencyWrites(call, secretId, owner.now), ...request.writesToAdd(owner), event);
    });
    isRecorded = outcome.ok && outcome.value === secretId;
    return outcome;
  } finally {
    if (!isRecorded) await attempt(deps.issuer, () => deps.issuer.pool.deleteSecret(clientId, secretId));
  }
}

async function replayed<T, O>(request: SecretRequest<T, O>, secretId: string): Promise<Outcome<SecretAdded>> {
  const found = await findSecret(request, secretId);
  if (found.ok) return done({ secret: found.value.secret, secretShown: false });
  if (found.refusal.code !== 'secret-not-found') return found;
  return refused(
    'secret-not-found',
    'The secret that was added with this Idempotency-Key is deleted. Add another secret with a new Idempotency-Key.',
  );
}

/** Ids and dates of the secrets, the older one first. */
async function listSecrets<T, O>(request: SecretRequest<T, O>): Promise<Outcome<SecretList>> {
  const { deps, call, target } = request;
  const loaded = await request.load(deps, call, target);
  if (!loaded.ok) return loaded;
  const listed = await listAtPool(request);
  return listed.ok ? done({ secrets: listed.value }) : listed;
}

async function deleteSecret<T, O extends LoadedOwner>(
  request: SecretRequest<T, O>,
  secretId: string,
): Promise<Outcome<undefined>> {
  const { deps, call, target } = request;
  const recorded = await transact(deps, async () => {
    const loaded = await request.load(deps, call, target);
    if (!loaded.ok) return loaded;
    const found = await findSecret(request, secretId);
    if (!found.ok) return found;
    if (found.value.secrets.length === 1) return poolRefusal('last-secret');
    const event = secretEvent(deps, call, { ...request, change: 'deleted', secretId, now: loaded.value.now });
    return changed(undefined, ...request.writesToDelete(loaded.value), event);
  });
  if (!recorded.ok) return recorded;
  const deleted = await deps.issuer.pool.deleteSecret(request.clientId, secretId);
  // Absent: another request has deleted the same secret meanwhile.
  return deleted.ok || deleted.refusal === 'absent' ? done(undefined) : poolRefusal(deleted.refusal);
}

async function findSecret<T, O>(request: SecretRequest<T, O>, secretId: string) {
  const listed = await listAtPool(request);
  if (!listed.ok) return listed;
  const secret = listed.value.find((one) => one.secretId === secretId);
  return secret === undefined ? poolRefusal('absent') : done({ secret, secrets: listed.value });
}

async function listAtPool<T, O>(request: SecretRequest<T, O>): Promise<Outcome<readonly AppClientSecret[]>> {
  const listed = await request.deps.issuer.pool.listSecrets(request.clientId);
  return listed.ok ? done(listed.value) : secretRefusal(request, listed.refusal);
}

/** `absent`, as Cognito's answer when secrets are listed or added, means that the app client itself was deleted. */
const secretRefusal = ({ kind }: Pick<SecretRequest<unknown, unknown>, 'kind'>, reason: PoolRefusal): Outcome<never> =>
  reason === 'absent'
    ? refused(
        `${kind}-not-active`,
        `The ${kind}’s app client was deleted in Amazon Cognito. Revoke this ${kind} and issue another.`,
      )
    : poolRefusal(reason);

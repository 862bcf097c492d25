/** The secrets of an operator: one or two, so that the operator can change secrets without downtime. */
import { OPERATORS_TRAIL } from '../../../domain/model';
import type { Outcome } from '../../../domain/outcome';
import { scopesOf } from '../../../domain/policy';
import { secretEvent } from '../../../engine/audit-events';
import type { Call, Deps, IssuerDeps } from '../../../engine/context';
import {
  type LoadedOperator,
  loadLiveOperator,
  type OperatorTarget,
  refuseBeyondActor,
  whileNotRevoked,
} from '../../../engine/operator-roster';
import {
  addSecret,
  deleteSecret,
  listSecrets,
  type SecretAdded,
  type SecretList,
} from '../../../issuer/app-client-secrets';

const GONE = 'operator-not-active';

/**
 * Adds a second secret to an operator. Whoever has the secret may do what the operator may, so the actor needs all of
 * the operator's scopes. The transaction checks that neither the operator nor the actor is revoked.
 */
export const addOperatorSecret = (deps: IssuerDeps, call: Call, input: OperatorTarget): Promise<Outcome<SecretAdded>> =>
  addSecret(deps, call, {
    clientId: input.operatorId,
    gone: GONE,
    load: () => loadWithinActor(deps, call, input),
    writes: ({ operator: { clientId }, actorId, now }, secretId) => {
      const event = { accountId: OPERATORS_TRAIL, target: `operator:${clientId}`, secretId };
      return [
        ...whileNotRevoked(clientId, actorId),
        secretEvent(deps, call, { action: 'operator.secret-added', now, ...event }),
      ];
    },
  });

/** Refuses if the operator has a scope that the actor does not have. */
async function loadWithinActor(deps: Deps, call: Call, input: OperatorTarget): Promise<Outcome<LoadedOperator>> {
  const loaded = await loadLiveOperator(deps, call, input);
  if (!loaded.ok) return loaded;
  const { operator, actorScopes } = loaded.value;
  return refuseBeyondActor(scopesOf(operator), actorScopes) ?? loaded;
}

/** Lists the secrets' ids and creation dates. Cognito does not return a secret again. */
export const listOperatorSecrets = (
  deps: IssuerDeps,
  call: Call,
  input: OperatorTarget,
): Promise<Outcome<SecretList>> =>
  listSecrets(deps, { clientId: input.operatorId, gone: GONE, load: () => loadLiveOperator(deps, call, input) });

/** Deletes one of the two secrets. As for a revoke, the actor does not need the operator's scopes. */
export const deleteOperatorSecret = (
  deps: IssuerDeps,
  call: Call,
  { operatorId, secretId }: OperatorTarget & { readonly secretId: string },
): Promise<Outcome<undefined>> =>
  deleteSecret(
    deps,
    {
      clientId: operatorId,
      gone: GONE,
      load: () => loadLiveOperator(deps, call, { operatorId }),
      writes: ({ operator: { clientId }, now }) => {
        const event = { accountId: OPERATORS_TRAIL, target: `operator:${clientId}`, secretId };
        return [secretEvent(deps, call, { action: 'operator.secret-deleted', now, ...event })];
      },
    },
    secretId,
  );

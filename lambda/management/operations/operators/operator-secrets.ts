/** The secrets of an operator: one or two, so that it can switch over without a gap. */
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
 * Adds a secret to an operator beside the one it has. The secret lets its holder do what that operator may, so the
 * actor needs all of the operator's scopes, and neither of the two may be revoked meanwhile.
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

/** Refuses an operator that has a scope which the actor lacks. */
async function loadWithinActor(deps: Deps, call: Call, input: OperatorTarget): Promise<Outcome<LoadedOperator>> {
  const loaded = await loadLiveOperator(deps, call, input);
  if (!loaded.ok) return loaded;
  const { operator, actorScopes } = loaded.value;
  return refuseBeyondActor(scopesOf(operator), actorScopes) ?? loaded;
}

/** Lists when the secrets were made; Cognito never shows a secret again. */
export const listOperatorSecrets = (
  deps: IssuerDeps,
  call: Call,
  input: OperatorTarget,
): Promise<Outcome<SecretList>> =>
  listSecrets(deps, { clientId: input.operatorId, gone: GONE, load: () => loadLiveOperator(deps, call, input) });

/** Ends one of the two secrets. The operator may have more scopes than the actor, as with a revoke. */
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

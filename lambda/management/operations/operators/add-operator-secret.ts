/**
 * Adds a secret to an operator beside the one it has, so that it can switch over without a gap. Whoever gets the
 * secret can do what that operator can, so only one who may do as much adds it, and nobody who is revoked meanwhile.
 */
import { addSecret, type SecretAdded } from '../../../issuer/app-client-secrets';
import type { Call, Deps, IssuerDeps } from '../../../engine/context';
import { tellOfSecret } from '../../../engine/audit-events';
import { OPERATORS_TRAIL } from '../../../domain/model';
import { beyondActor, loadLiveOperator, type OperatorTarget, whileLive } from '../../../engine/operators';
import type { Outcome } from '../../../domain/outcome';
import { scopesOf } from '../../../domain/policy';

export const addOperatorSecret = (deps: IssuerDeps, call: Call, input: OperatorTarget): Promise<Outcome<SecretAdded>> =>
  addSecret(deps, call, {
    clientId: input.operatorId,
    gone: 'operator-not-active',
    load: () => loadWithin(deps, call, input),
    writes: ({ operator: { clientId }, actorId, now }, secretId) => {
      const told = { accountId: OPERATORS_TRAIL, target: `operator:${clientId}`, secretId };
      return [
        ...whileLive(clientId, actorId),
        tellOfSecret(deps, call, { action: 'operator.secret-added', now, ...told }),
      ];
    },
  });

/** An operator who may do no more than the actor. */
async function loadWithin(deps: Deps, call: Call, input: OperatorTarget): ReturnType<typeof loadLiveOperator> {
  const loaded = await loadLiveOperator(deps, call, { action: 'operator.add-secret', ...input });
  if (!loaded.ok) return loaded;
  const { operator, actorScopes } = loaded.value;
  return beyondActor(scopesOf(operator), actorScopes) ?? loaded;
}

/** The secrets of an operator: one or two, so that the operator can change secrets without downtime. */
import { OPERATORS_TRAIL } from '../../../domain/model';
import type { Outcome } from '../../../domain/outcome';
import { scopesOf } from '../../../domain/policy';
import type { Call, Deps } from '../../../engine/context';
import {
  type LoadedOperator,
  loadLiveOperator,
  type OperatorTarget,
  refuseBeyondActor,
  whileNotRevoked,
} from '../../../engine/operator-roster';
import { secretOperations } from '../../../provisioning/app-client-secrets';

export const {
  add: addOperatorSecret,
  list: listOperatorSecrets,
  remove: deleteOperatorSecret,
} = secretOperations({
  kind: 'operator',
  appClientOf: ({ operatorId }: OperatorTarget) => ({ accountId: OPERATORS_TRAIL, clientId: operatorId }),
  load: loadLiveOperator,
  loadToAdd: loadWithinActor,
  writesToAdd: ({ actor, ...owner }) => whileNotRevoked(owner, actor),
  writesToDelete: () => [],
});

/**
 * Refuses if the operator has a scope that the actor does not have: anyone with the secret may do what the operator
 * may. As for a revoke, the actor does not need these scopes to delete a secret.
 */
async function loadWithinActor(deps: Deps, call: Call, target: OperatorTarget): Promise<Outcome<LoadedOperator>> {
  const loaded = await loadLiveOperator(deps, call, target);
  if (!loaded.ok) return loaded;
  const { operator, actorScopes } = loaded.value;
  return refuseBeyondActor(scopesOf(operator), actorScopes) ?? loaded;
}

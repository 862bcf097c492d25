/** Lists when an operator's secrets were made; the issuer never shows them again. */
import { listSecrets, type SecretList } from '../../../issuer/app-client-secrets';
import type { Call, IssuerDeps } from '../../../engine/context';
import { loadLiveOperator, type OperatorTarget } from '../../../engine/operators';
import type { Outcome } from '../../../domain/outcome';

export const listOperatorSecrets = (
  deps: IssuerDeps,
  call: Call,
  input: OperatorTarget,
): Promise<Outcome<SecretList>> =>
  listSecrets(deps, {
    clientId: input.operatorId,
    gone: 'operator-not-active',
    load: () => loadLiveOperator(deps, call, { action: 'operator.list-secrets', ...input }),
  });

/** Lists when an operator's secrets were made; the issuer never shows them again. */
import { listSecrets } from '../issuer/app-client-secrets';
import type { Call, IssuerDeps } from '../context';
import { loadLiveOperator } from '../operators';
import type { Outcome } from '../outcome';
import type { OperatorTarget, SecretList } from './client-types';

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

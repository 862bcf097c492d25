/** Ends one of an operator's two secrets. Whoever may revoke an operator may do this to a mightier one too. */
import { deleteSecret } from '../../../issuer/app-client-secrets';
import type { Call, IssuerDeps } from '../../../engine/context';
import { tellOfSecret } from '../../../engine/audit-events';
import { OPERATORS_TRAIL } from '../../../domain/model';
import { loadLiveOperator } from '../../../engine/operators';
import type { Outcome } from '../../../domain/outcome';
import type { OperatorSecretTarget } from '../client-types';

export const deleteOperatorSecret = (
  deps: IssuerDeps,
  call: Call,
  { operatorId, secretId }: OperatorSecretTarget,
): Promise<Outcome<undefined>> =>
  deleteSecret(
    deps,
    {
      clientId: operatorId,
      gone: 'operator-not-active',
      load: () => loadLiveOperator(deps, call, { action: 'operator.delete-secret', operatorId }),
      writes: ({ operator: { clientId }, now }) => {
        const told = { accountId: OPERATORS_TRAIL, target: `operator:${clientId}`, secretId };
        return [tellOfSecret(deps, call, { action: 'operator.secret-deleted', now, ...told })];
      },
    },
    secretId,
  );

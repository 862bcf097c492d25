/** Ends one of an operator's two secrets. Whoever may revoke an operator may do this to a mightier one too. */
import { deleteSecret } from '../issuer/app-client-secrets';
import type { Call, IssuerDeps } from '../context';
import { tellOfSecret } from '../events';
import { OPERATORS_TRAIL } from '../model';
import { loadLiveOperator } from '../operators';
import type { Outcome } from '../outcome';
import type { OperatorSecretTarget } from './client-types';

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

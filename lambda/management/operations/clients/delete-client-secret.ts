/** Ends one of an issued client's two secrets, and with it what a token cache keeps for it. Tokens go on. */
import { deleteSecret } from '../../../issuer/app-client-secrets';
import type { Call, IssuerDeps } from '../../../engine/context';
import { tellOfSecret } from '../../../engine/audit-events';
import { loadIssuedClient } from '../../../engine/load-client';
import type { Outcome } from '../../../domain/outcome';
import { clientWrite } from '../../../engine/conditional-writes';
import type { ClientSecretTarget } from '../client-types';

/**
 * Milliseconds. The issuer takes the secret a moment after the record says so; until this is over no token is cached
 * for the client, as it might have been fetched with that secret. No function of ours runs longer.
 */
const TIME_TO_TAKE = 60_000;

export const deleteClientSecret = (
  deps: IssuerDeps,
  call: Call,
  { secretId, ...target }: ClientSecretTarget,
): Promise<Outcome<undefined>> =>
  deleteSecret(
    deps,
    {
      clientId: target.clientId,
      gone: 'client-not-active',
      load: () => loadIssuedClient(deps, call, { action: 'client.delete-secret', ...target }),
      writes: ({ client: before, now }) => {
        const { accountId, clientId, version } = before;
        const after = { ...before, cacheValidAfter: now + TIME_TO_TAKE, version: version + 1 };
        const told = {
          action: 'client.secret-deleted',
          now,
          accountId,
          target: `client:${clientId}`,
          secretId,
        } as const;
        return [clientWrite(before, after, { version }), tellOfSecret(deps, call, told)];
      },
    },
    secretId,
  );

/** Adds a secret to an issued client beside the one it has, so that its holder can switch over without a gap. */
import { addSecret, type SecretAdded } from '../../../issuer/app-client-secrets';
import { accountSuspended } from '../../../engine/validation';
import type { Call, Deps, IssuerDeps } from '../../../engine/context';
import { tellOfSecret } from '../../../engine/audit-events';
import { type ClientTarget, loadIssuedClient } from '../../../engine/load-client';
import type { Outcome } from '../../../domain/outcome';
import { accountCheck } from '../../../engine/conditional-writes';

export const addClientSecret = (deps: IssuerDeps, call: Call, input: ClientTarget): Promise<Outcome<SecretAdded>> =>
  addSecret(deps, call, {
    clientId: input.clientId,
    gone: 'client-not-active',
    load: () => loadWorking(deps, call, input),
    writes: ({ client: { accountId, clientId }, account, now }, secretId) => {
      const told = { action: 'client.secret-added', now, accountId, target: `client:${clientId}`, secretId } as const;
      return [
        { type: 'check', ref: { kind: 'client', accountId, clientId }, when: { revokedAt: undefined } },
        accountCheck(account, 'credentialsValidAfter', 'suspendedAt'),
        tellOfSecret(deps, call, told),
      ];
    },
  });

/** A suspended account gets no new credential; a suspended client may, as a suspended key may be rotated. */
async function loadWorking(deps: Deps, call: Call, input: ClientTarget): ReturnType<typeof loadIssuedClient> {
  const loaded = await loadIssuedClient(deps, call, { action: 'client.add-secret', ...input });
  return loaded.ok && loaded.value.account.suspendedAt !== undefined ? accountSuspended() : loaded;
}

/** Lists when an issued client's secrets were made; the issuer never shows them again. */
import { listSecrets, type SecretList } from '../../../issuer/app-client-secrets';
import type { Call, IssuerDeps } from '../../../engine/context';
import { type ClientTarget, loadIssuedClient } from '../../../engine/load-client';
import type { Outcome } from '../../../domain/outcome';

export const listClientSecrets = (deps: IssuerDeps, call: Call, input: ClientTarget): Promise<Outcome<SecretList>> =>
  listSecrets(deps, {
    clientId: input.clientId,
    gone: 'client-not-active',
    load: () => loadIssuedClient(deps, call, { action: 'client.list-secrets', ...input }),
  });

/** Lists when an issued client's secrets were made; the issuer never shows them again. */
import { listSecrets } from '../issuer/app-client-secrets';
import type { Call, IssuerDeps } from '../context';
import { loadIssuedClient } from '../load-client';
import type { Outcome } from '../outcome';
import type { ClientTarget, SecretList } from './client-types';

export const listClientSecrets = (deps: IssuerDeps, call: Call, input: ClientTarget): Promise<Outcome<SecretList>> =>
  listSecrets(deps, {
    clientId: input.clientId,
    gone: 'client-not-active',
    load: () => loadIssuedClient(deps, call, { action: 'client.list-secrets', ...input }),
  });

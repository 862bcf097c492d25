/** Adds a secret to an issued client beside the one it has, so that its holder can switch over without a gap. */
import { addSecret } from '../app-client-secrets';
import type { Call, IssuerDeps } from '../context';
import { tellOfSecret } from '../events';
import { loadIssuedClient } from '../load-client';
import type { Outcome } from '../outcome';
import type { ClientTarget, SecretAdded } from './client-types';

export const addClientSecret = (deps: IssuerDeps, call: Call, input: ClientTarget): Promise<Outcome<SecretAdded>> =>
  addSecret(deps, call, {
    clientId: input.clientId,
    load: () => loadIssuedClient(deps, call, { action: 'client.add-secret', ...input }),
    writes: ({ client: { accountId, clientId }, now }, secretId) => {
      const target = `client:${clientId}`;
      return [tellOfSecret(deps, call, { action: 'client.secret-added', now, accountId, target, secretId })];
    },
  });

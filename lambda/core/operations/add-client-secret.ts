/** Adds a secret to an issued client beside the one it has, so that its holder can switch over without a gap. */
import { addSecret } from '../app-client-secrets';
import type { Call, IssuerDeps } from '../context';
import { tellOfSecret } from '../events';
import { loadIssuedClient } from '../load-client';
import type { Outcome } from '../outcome';
import { accountCheck } from '../records';
import type { ClientTarget, SecretAdded } from './client-types';

export const addClientSecret = (deps: IssuerDeps, call: Call, input: ClientTarget): Promise<Outcome<SecretAdded>> =>
  addSecret(deps, call, {
    clientId: input.clientId,
    gone: 'client-not-active',
    load: () => loadIssuedClient(deps, call, { action: 'client.add-secret', ...input }),
    writes: ({ client: { accountId, clientId }, account, now }, secretId) => {
      const told = { action: 'client.secret-added', now, accountId, target: `client:${clientId}`, secretId } as const;
      return [
        { type: 'check', ref: { kind: 'client', accountId, clientId }, when: { revokedAt: undefined } },
        accountCheck(account, 'credentialsValidAfter'),
        tellOfSecret(deps, call, told),
      ];
    },
  });

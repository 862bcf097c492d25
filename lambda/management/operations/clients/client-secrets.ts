/** The secrets of an issued client: one or two, so that its holder can change secrets without downtime. */
import type { Outcome } from '../../../domain/outcome';
import { secretEvent } from '../../../engine/audit-events';
import { accountCheck, clientWrite } from '../../../engine/conditional-writes';
import type { Call, Deps, IssuerDeps } from '../../../engine/context';
import { accountSuspended } from '../../../engine/grant-limits';
import { type ClientTarget, type LoadedClient, loadIssuedClient } from '../../../engine/load';
import {
  addSecret,
  deleteSecret,
  listSecrets,
  type SecretAdded,
  type SecretList,
} from '../../../issuer/app-client-secrets';

const GONE = 'client-not-active';

export const addClientSecret = (deps: IssuerDeps, call: Call, input: ClientTarget): Promise<Outcome<SecretAdded>> =>
  addSecret(deps, call, {
    clientId: input.clientId,
    gone: GONE,
    load: () => loadOfActiveAccount(deps, call, input),
    writes: ({ client: { accountId, clientId }, account, now }, secretId) => [
      { type: 'check', ref: { kind: 'client', accountId, clientId }, when: { revokedAt: undefined } },
      accountCheck(account, 'credentialsValidAfter', 'suspendedAt'),
      secretEvent(deps, call, {
        action: 'client.secret-added',
        now,
        accountId,
        target: `client:${clientId}`,
        secretId,
      }),
    ],
  });

/** Refuses if the account is suspended. A suspended client may get a secret, and a suspended key may be rotated. */
async function loadOfActiveAccount(deps: Deps, call: Call, input: ClientTarget): Promise<Outcome<LoadedClient>> {
  const loaded = await loadIssuedClient(deps, call, input);
  return loaded.ok && loaded.value.account.suspendedAt !== undefined ? accountSuspended() : loaded;
}

/** Lists the secrets' ids and creation dates. Cognito does not return a secret again. */
export const listClientSecrets = (deps: IssuerDeps, call: Call, input: ClientTarget): Promise<Outcome<SecretList>> =>
  listSecrets(deps, { clientId: input.clientId, gone: GONE, load: () => loadIssuedClient(deps, call, input) });

/**
 * Milliseconds for which no token of the client is cached. The record is written before Cognito deletes the secret, so
 * for a moment the deleted secret still gets tokens. None of our functions runs longer than this time.
 */
const DELETION_MS = 60_000;

/** Deletes one of the two secrets and invalidates the client's cached tokens. Issued tokens stay valid. */
export const deleteClientSecret = (
  deps: IssuerDeps,
  call: Call,
  { secretId, ...target }: ClientTarget & { readonly secretId: string },
): Promise<Outcome<undefined>> =>
  deleteSecret(
    deps,
    {
      clientId: target.clientId,
      gone: GONE,
      load: () => loadIssuedClient(deps, call, target),
      writes: ({ client: before, now }) => {
        const { accountId, clientId, version } = before;
        const after = { ...before, cacheValidAfter: now + DELETION_MS, version: version + 1 };
        const event = {
          action: 'client.secret-deleted',
          now,
          accountId,
          target: `client:${clientId}`,
          secretId,
        } as const;
        return [clientWrite(before, after, { version }), secretEvent(deps, call, event)];
      },
    },
    secretId,
  );

/** The secrets of an issued client: one or two, so that its holder can change secrets without downtime. */
import type { Outcome } from '../../../domain/outcome';
import { accountCheck, clientWrite } from '../../../engine/conditional-writes';
import type { Call, Deps } from '../../../engine/context';
import { accountSuspended } from '../../../engine/grant-limits';
import { type ClientTarget, type LoadedClient, loadIssuedClient } from '../../../engine/load';
import { secretOperations } from '../../../provisioning/app-client-secrets';

/**
 * Milliseconds for which no token of the client is cached. The record is written before Cognito deletes the secret, so
 * for a moment the deleted secret still gets tokens. None of our functions runs longer than this time.
 */
const DELETION_MS = 60_000;

/** A delete also invalidates the client's cached tokens. Issued tokens stay valid. */
export const {
  add: addClientSecret,
  list: listClientSecrets,
  remove: deleteClientSecret,
} = secretOperations({
  kind: 'client',
  appClientOf: (target: ClientTarget) => target,
  load: loadIssuedClient,
  loadToAdd: loadOfActiveAccount,
  writesToAdd: ({ client: { accountId, clientId }, account }) => [
    { type: 'check', ref: { kind: 'client', accountId, clientId }, when: { revokedAt: undefined } },
    accountCheck(account, 'generation', 'suspendedAt'),
  ],
  writesToDelete: ({ client, now }) => {
    const { version } = client;
    const after = { ...client, cacheValidAfter: now + DELETION_MS, version: version + 1 };
    return [clientWrite(client, after, { version })];
  },
});

/** Refuses if the account is suspended. A suspended client may get a secret, and a suspended key may be rotated. */
async function loadOfActiveAccount(deps: Deps, call: Call, target: ClientTarget): Promise<Outcome<LoadedClient>> {
  const loaded = await loadIssuedClient(deps, call, target);
  return loaded.ok && loaded.value.account.suspendedAt !== undefined ? accountSuspended() : loaded;
}

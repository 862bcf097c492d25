/**
 * Forgets a dead client; its events stay, and so does the word on who owned it: what was revoked never comes alive
 * again. What is dead stays dead, so no condition is needed beyond the reading.
 */
import { changed, transact } from '../commit';
import type { Call, Deps } from '../context';
import { tellOfClient } from '../events';
import { loadClient } from '../load-client';
import { type Outcome, refused } from '../outcome';
import { clientStatus } from '../status';
import type { ClientTarget } from './client-types';

export const deleteClient = (deps: Deps, call: Call, input: ClientTarget): Promise<Outcome<undefined>> =>
  transact(deps, async () => {
    const loaded = await loadClient(deps, call, { action: 'client.delete', ...input });
    if (!loaded.ok) return loaded;
    const { client, account, now } = loaded.value;
    const { clientId, accountId } = client;
    if (clientStatus(client, account) !== 'revoked')
      return refused('client-still-active', 'Only a revoked client is deleted. Revoke it first.');

    return changed(
      undefined,
      { type: 'delete', ref: { kind: 'client', accountId, clientId }, when: {} },
      tellOfClient(deps, call, { action: 'client.deleted', now, account, before: client }),
    );
  });

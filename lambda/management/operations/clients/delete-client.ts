/**
 * Forgets a dead client; its events stay, and so does the word on who owned it: what was revoked never comes alive
 * again. What is dead stays dead, so no condition is needed beyond the reading.
 */
import { changed, transact } from '../../../engine/transact';
import type { Call, Deps } from '../../../engine/context';
import { tellOfClient } from '../../../engine/audit-events';
import { type ClientTarget, loadClient } from '../../../engine/load-client';
import { type Outcome, refused } from '../../../domain/outcome';
import { clientStatus } from '../../../domain/status';

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

/**
 * Stops one client with the tokens it has, reversibly. Nothing but an earlier suspension or revocation stands in
 * its way.
 */
import { changed, transact, unchanged } from '../commit';
import type { Call, Deps } from '../context';
import { tellOfClient } from '../events';
import { loadLiveClient } from '../load';
import type { Outcome } from '../outcome';
import { clientWrite } from '../records';
import type { ClientResult, ClientTarget } from './client-types';

export const suspendClient = (deps: Deps, call: Call, input: ClientTarget): Promise<Outcome<ClientResult>> =>
  transact(deps, async () => {
    const loaded = await loadLiveClient(deps, call, { action: 'client.suspend', ...input });
    if (!loaded.ok) return loaded;
    const { client: before, account, now } = loaded.value;
    if (before.suspendedAt !== undefined) return unchanged({ client: before, account });

    const client = { ...before, suspendedAt: now, version: before.version + 1 };
    return changed(
      { client, account },
      clientWrite(before, client, { suspendedAt: undefined }),
      tellOfClient(deps, call, { action: 'client.suspended', now, account, before, after: client }),
    );
  });

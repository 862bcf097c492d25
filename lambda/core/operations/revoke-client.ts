/** Ends a client for good. Its only condition is that nobody did so before: no other writer can hold it up. */
import { changed, transact, unchanged } from '../commit';
import type { Call, Deps } from '../context';
import { tellOfClient } from '../events';
import { loadClient } from '../load';
import type { Outcome } from '../outcome';
import { clientWrite } from '../records';
import { clientStatus } from '../status';
import type { ClientResult, RevokeClientInput } from './client-types';

export const revokeClient = (
  deps: Deps,
  call: Call,
  { reason = 'unspecified', ...target }: RevokeClientInput,
): Promise<Outcome<ClientResult>> =>
  transact(deps, async () => {
    const loaded = await loadClient(deps, call, { action: 'client.revoke', ...target });
    if (!loaded.ok) return loaded;
    const { client: before, account, now } = loaded.value;
    if (clientStatus(before, account) === 'revoked') return unchanged({ client: before, account });

    const client = { ...before, revokedAt: now, revocationReason: reason, version: before.version + 1 };
    return changed(
      { client, account },
      clientWrite(before, client),
      tellOfClient(deps, call, { action: 'client.revoked', now, account, before, after: client }),
    );
  });

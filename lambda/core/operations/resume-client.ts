/** Lets a suspended client work again, with what tokens it has that were not revoked. */
import { changed, transact, unchanged } from '../commit';
import type { Call, Deps } from '../context';
import { tellOfClient } from '../events';
import { loadLiveClient } from '../load';
import type { Outcome } from '../outcome';
import { accountCheck, clientWrite } from '../records';
import type { ClientResult, ClientTarget } from './client-types';

export const resumeClient = (deps: Deps, call: Call, input: ClientTarget): Promise<Outcome<ClientResult>> =>
  transact(deps, async () => {
    const loaded = await loadLiveClient(deps, call, { action: 'client.resume', ...input });
    if (!loaded.ok) return loaded;
    const { client: before, account, now } = loaded.value;
    const { version } = before;
    if (before.suspendedAt === undefined) return unchanged({ client: before, account });

    const client = { ...before, suspendedAt: undefined, version: version + 1 };
    return changed(
      { client, account },
      clientWrite(before, client, { version }),
      accountCheck(account, 'credentialsValidAfter'),
      tellOfClient(deps, call, { action: 'client.resumed', now, account, before, after: client }),
    );
  });

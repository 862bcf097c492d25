/** Lets a suspended client work again, with what tokens it has that were not revoked. */
import { changed, transact, unchanged } from '../commit';
import type { Call, IssuerDeps } from '../context';
import { tellOfClient } from '../events';
import { loadLiveClient } from '../load-client';
import type { Outcome } from '../outcome';
import { accountCheck, clientWrite } from '../records';
import { thenSettle } from '../issuer/settle';
import { clientResult, markIfIssued } from '../issuer/unsettled';
import type { ClientResult, ClientTarget } from './client-types';

export const resumeClient = async (deps: IssuerDeps, call: Call, input: ClientTarget): Promise<Outcome<ClientResult>> =>
  thenSettle(
    deps,
    await transact<ClientResult>(deps, async () => {
      const loaded = await loadLiveClient(deps, call, { action: 'client.resume', ...input });
      if (!loaded.ok) return loaded;
      const { client: before, account, now } = loaded.value;
      const { version } = before;
      if (before.suspendedAt === undefined) return unchanged(clientResult(deps, before, account));

      const client = { ...before, suspendedAt: undefined, version: version + 1 };
      return changed(
        clientResult(deps, client, account),
        ...markIfIssued(deps, client),
        clientWrite(before, client, { version }),
        accountCheck(account, 'credentialsValidAfter'),
        tellOfClient(deps, call, { action: 'client.resumed', now, account, before, after: client }),
      );
    }),
  );

/** Lets a suspended client work again, with what tokens it has that were not revoked. */
import { changed, transact, unchanged } from '../../../engine/transact';
import type { Call, IssuerDeps } from '../../../engine/context';
import { tellOfClient } from '../../../engine/audit-events';
import { type ClientTarget, loadLiveClient } from '../../../engine/load-client';
import type { Outcome } from '../../../domain/outcome';
import { accountCheck, clientWrite } from '../../../engine/conditional-writes';
import { thenSettle } from '../../../issuer/settle';
import { clientResult, type ClientResult, markIfIssued } from '../../../issuer/pending';

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

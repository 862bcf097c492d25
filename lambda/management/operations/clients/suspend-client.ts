/**
 * Stops one client with the tokens it has, reversibly. Nothing but an earlier suspension or revocation stands in
 * its way, and the issuer gives it no more of them.
 */
import { changed, transact, unchanged } from '../../../engine/transact';
import type { Call, IssuerDeps } from '../../../engine/context';
import { tellOfClient } from '../../../engine/audit-events';
import { type ClientTarget, loadLiveClient } from '../../../engine/load-client';
import type { Outcome } from '../../../domain/outcome';
import { clientWrite } from '../../../engine/conditional-writes';
import { thenSettle } from '../../../issuer/settle';
import { clientResult, type ClientResult, markIfIssued } from '../../../issuer/pending';

export const suspendClient = async (
  deps: IssuerDeps,
  call: Call,
  input: ClientTarget,
): Promise<Outcome<ClientResult>> =>
  thenSettle(
    deps,
    await transact<ClientResult>(deps, async () => {
      const loaded = await loadLiveClient(deps, call, { action: 'client.suspend', ...input });
      if (!loaded.ok) return loaded;
      const { client: before, account, now } = loaded.value;
      if (before.suspendedAt !== undefined) return unchanged(clientResult(deps, before, account));

      const client = { ...before, suspendedAt: now, version: before.version + 1 };
      return changed(
        clientResult(deps, client, account),
        ...markIfIssued(deps, client),
        clientWrite(before, client, { suspendedAt: undefined }),
        tellOfClient(deps, call, { action: 'client.suspended', now, account, before, after: client }),
      );
    }),
  );

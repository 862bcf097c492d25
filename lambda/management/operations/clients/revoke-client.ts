/**
 * Ends a client for good. Its only condition is that nobody did so before: no other writer can hold it up. The app
 * client of an issued one is deleted at the issuer.
 */
import { changed, transact, unchanged } from '../../../engine/transact';
import type { Call, IssuerDeps } from '../../../engine/context';
import { tellOfClient } from '../../../engine/audit-events';
import { loadClient } from '../../../engine/load-client';
import type { Outcome } from '../../../domain/outcome';
import { clientWrite } from '../../../engine/conditional-writes';
import { thenSettle } from '../../../issuer/settle';
import { clientStatus } from '../../../domain/status';
import { clientResult, type ClientResult, markIfIssued } from '../../../issuer/pending';
import type { RevokeClientInput } from '../client-types';

export const revokeClient = async (
  deps: IssuerDeps,
  call: Call,
  { reason = 'unspecified', ...target }: RevokeClientInput,
): Promise<Outcome<ClientResult>> =>
  thenSettle(
    deps,
    await transact<ClientResult>(deps, async () => {
      const loaded = await loadClient(deps, call, { action: 'client.revoke', ...target });
      if (!loaded.ok) return loaded;
      const { client: before, account, now } = loaded.value;
      if (clientStatus(before, account) === 'revoked') return unchanged(clientResult(deps, before, account));

      const client = { ...before, revokedAt: now, revocationReason: reason, version: before.version + 1 };
      return changed(
        clientResult(deps, client, account),
        ...markIfIssued(deps, client),
        clientWrite(before, client),
        tellOfClient(deps, call, { action: 'client.revoked', now, account, before, after: client }),
      );
    }),
  );

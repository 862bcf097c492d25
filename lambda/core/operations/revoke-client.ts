/**
 * Ends a client for good. Its only condition is that nobody did so before: no other writer can hold it up. The app
 * client of an issued one is deleted at the issuer.
 */
import { changed, transact, unchanged } from '../commit';
import type { Call, IssuerDeps } from '../context';
import { tellOfClient } from '../events';
import { loadClient } from '../load-client';
import type { Outcome } from '../outcome';
import { clientWrite } from '../records';
import { thenSettle } from '../issuer/settle';
import { clientStatus } from '../status';
import { clientResult, markIfIssued } from '../issuer/unsettled';
import type { ClientResult, RevokeClientInput } from './client-types';

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

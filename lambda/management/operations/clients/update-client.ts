/**
 * Changes a client by a merge patch. The scopes must be within the grant, and a revoked client cannot be changed. Only an
 * issued client has a token lifetime that we set.
 */
import type { Client } from '../../../domain/model';
import type { Outcome } from '../../../domain/outcome';
import { expandScopes } from '../../../domain/scopes';
import { clientStatus } from '../../../domain/status';
import { clientEvent } from '../../../engine/audit-events';
import { accountCheck, clientWrite, same } from '../../../engine/conditional-writes';
import type { Call, IssuerDeps } from '../../../engine/context';
import { refuseBeyondGrant } from '../../../engine/grant-limits';
import { type ClientTarget, clientNotActive, clientNotIssued, loadClient } from '../../../engine/load-client';
import { isStale, mergePatch, staleVersion } from '../../../engine/merge-patch';
import { changed, transact, unchanged } from '../../../engine/transact';
import { invalidRequest, scopeErrors, sizeErrors } from '../../../engine/validation';
import { type ClientResult, markIfIssued, withPending } from '../../../issuer/pending';
import { settled } from '../../../issuer/settle';

export type ClientPatch = Partial<Pick<Client, 'label' | 'scopes' | 'tokenLifetimeMinutes'>>;
export interface UpdateClientInput extends ClientTarget {
  readonly patch: ClientPatch;
  /** The version that the caller read; another version now is `version-conflict`. */
  readonly ifMatch?: number | undefined;
}

export const updateClient = async (
  deps: IssuerDeps,
  call: Call,
  { patch, ifMatch, ...target }: UpdateClientInput,
): Promise<Outcome<ClientResult>> =>
  settled(
    deps,
    await transact<ClientResult>(deps, async () => {
      const loaded = await loadClient(deps, call, target);
      if (!loaded.ok) return loaded;
      const { client: before, account, now } = loaded.value;
      const { version } = before;
      if (isStale(ifMatch, before)) return staleVersion();
      if (clientStatus(before, account) === 'revoked') return clientNotActive();
      if (patch.tokenLifetimeMinutes !== undefined && before.tokenLifetimeMinutes === undefined)
        return clientNotIssued();
      const scopes = patch.scopes && expandScopes(patch.scopes, deps.catalogue).scopes;
      const after = mergePatch(before, { ...patch, scopes });
      const errors = [...scopeErrors(patch.scopes ?? [], deps.catalogue), ...sizeErrors(after)];
      if (errors.length > 0) return invalidRequest(errors);
      const refusal = refuseBeyondGrant(scopes ?? [], account.grant);
      if (refusal !== undefined) return refusal;
      if (same(before, after)) return unchanged(withPending(deps, before, account));

      const client = { ...after, version: version + 1 };
      return changed(
        withPending(deps, client, account),
        clientWrite(before, client, { version }),
        accountCheck(account, 'grantVersion', 'credentialsValidAfter'),
        ...markIfIssued(deps, client),
        clientEvent(deps, call, { action: 'client.updated', now, account, before, after: client }),
      );
    }),
  );

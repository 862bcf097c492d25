/**
 * Changes a client by a merge patch. It never gets beyond the grant, and no patch revives a dead client. How long its
 * tokens live is ours to say of an issued one only.
 */
import { invalidRequest, scopeErrors, sizeErrors } from '../../../engine/validation';
import { type Change, changed, transact, unchanged } from '../../../engine/transact';
import type { Call, IssuerDeps } from '../../../engine/context';
import { clientEvent } from '../../../engine/audit-events';
import {
  clientNotActive,
  clientNotIssued,
  type ClientTarget,
  loadClient,
  type LoadedAccount,
} from '../../../engine/load';
import type { Client } from '../../../domain/model';
import type { Outcome } from '../../../domain/outcome';
import { isStale, staleVersion } from '../../../engine/merge-patch';
import { accountCheck, clientWrite, same } from '../../../engine/conditional-writes';
import { expandScopes } from '../../../domain/scopes';
import { settleChange } from '../../../issuer/settle';
import { clientStatus } from '../../../domain/status';
import { withPending, type ClientResult, markIfIssued } from '../../../issuer/pending';
import { refuseBeyondGrant } from '../../../engine/grant-limits';

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
): Promise<Outcome<ClientResult>> => {
  const outcome = await transact<ClientResult>(deps, async () => {
    const loaded = await loadClient(deps, call, target);
    if (!loaded.ok) return loaded;
    const { client, account } = loaded.value;
    if (isStale(ifMatch, client)) return staleVersion();
    if (clientStatus(client, account) === 'revoked') return clientNotActive();
    if (patch.tokenLifetimeMinutes !== undefined && client.tokenLifetimeMinutes === undefined) return clientNotIssued();
    return withPatch(deps, call, { ...loaded.value, patch });
  });
  return settleChange(deps, outcome);
};

interface AskedUpdate extends LoadedAccount {
  readonly client: Client;
  readonly patch: ClientPatch;
}

function withPatch(
  deps: IssuerDeps,
  call: Call,
  { client: before, account, now, patch }: AskedUpdate,
): Outcome<Change<ClientResult>> {
  const { label = before.label, tokenLifetimeMinutes = before.tokenLifetimeMinutes } = patch;
  const scopes = patch.scopes === undefined ? before.scopes : expandScopes(patch.scopes, deps.catalogue).scopes;
  const asked = { ...before, label, scopes, tokenLifetimeMinutes };
  const errors = [...scopeErrors(patch.scopes ?? [], deps.catalogue), ...sizeErrors(asked)];
  if (errors.length > 0) return invalidRequest(errors);
  const refusal = refuseBeyondGrant(patch.scopes === undefined ? [] : scopes, account.grant);
  if (refusal !== undefined) return refusal;
  if (same(before, asked)) return unchanged(withPending(deps, before, account));

  const { version } = before;
  const after = { ...asked, version: version + 1 };
  return changed(
    withPending(deps, after, account),
    clientWrite(before, after, { version }),
    accountCheck(account, 'grantVersion', 'credentialsValidAfter'),
    ...markIfIssued(deps, after),
    clientEvent(deps, call, { action: 'client.updated', now, account, before, after }),
  );
}

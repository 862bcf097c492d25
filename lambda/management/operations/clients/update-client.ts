/**
 * Changes a client by a merge patch. It never gets beyond the grant, and no patch revives a dead client. How long its
 * tokens live is ours to say of an issued one only.
 */
import { beyondGrant, invalidRequest, scopeFaults, sizeFaults } from '../../../engine/validation';
import { type Change, changed, transact, unchanged } from '../../../engine/transact';
import type { Call, IssuerDeps } from '../../../engine/context';
import { tellOfClient } from '../../../engine/audit-events';
import type { LoadedAccount } from '../../../engine/load';
import { clientNotActive, clientNotIssued, loadClient } from '../../../engine/load-client';
import type { Client } from '../../../domain/model';
import type { Outcome } from '../../../domain/outcome';
import { isStale, staleVersion } from '../../../engine/merge-patch';
import { accountCheck, clientWrite, same } from '../../../engine/conditional-writes';
import { expandScopes } from '../../../domain/scopes';
import { thenSettle } from '../../../issuer/settle';
import { clientStatus } from '../../../domain/status';
import { clientResult, type ClientResult, markIfIssued } from '../../../issuer/pending';
import type { ClientPatch, UpdateClientInput } from '../client-types';

export const updateClient = async (
  deps: IssuerDeps,
  call: Call,
  { patch, ifMatch, ...target }: UpdateClientInput,
): Promise<Outcome<ClientResult>> => {
  const outcome = await transact<ClientResult>(deps, async () => {
    const loaded = await loadClient(deps, call, { action: 'client.update', ...target });
    if (!loaded.ok) return loaded;
    const { client, account } = loaded.value;
    if (isStale(ifMatch, client)) return staleVersion();
    if (clientStatus(client, account) === 'revoked') return clientNotActive();
    if (patch.tokenLifetimeMinutes !== undefined && client.tokenLifetimeMinutes === undefined) return clientNotIssued();
    return withPatch(deps, call, { ...loaded.value, patch });
  });
  return thenSettle(deps, outcome);
};

interface Asked extends LoadedAccount {
  readonly client: Client;
  readonly patch: ClientPatch;
}

function withPatch(
  deps: IssuerDeps,
  call: Call,
  { client: before, account, now, patch }: Asked,
): Outcome<Change<ClientResult>> {
  const { label = before.label, tokenLifetimeMinutes = before.tokenLifetimeMinutes } = patch;
  const scopes = patch.scopes === undefined ? before.scopes : expandScopes(patch.scopes, deps.catalogue).scopes;
  const asked = { ...before, label, scopes, tokenLifetimeMinutes };
  const faults = [...scopeFaults(patch.scopes ?? [], deps.catalogue), ...sizeFaults(asked)];
  if (faults.length > 0) return invalidRequest(faults);
  const no = beyondGrant(patch.scopes === undefined ? [] : scopes, account.grant);
  if (no !== undefined) return no;
  if (same(before, asked)) return unchanged(clientResult(deps, before, account));

  const { version } = before;
  const after = { ...asked, version: version + 1 };
  return changed(
    clientResult(deps, after, account),
    clientWrite(before, after, { version }),
    accountCheck(account, 'grantVersion', 'credentialsValidAfter'),
    ...markIfIssued(deps, after),
    tellOfClient(deps, call, { action: 'client.updated', now, account, before, after }),
  );
}

/** Changes a client by a merge patch. It never gets beyond the grant, and no patch revives a dead client. */
import { beyondGrant, invalidRequest, scopeFaults, sizeFaults } from '../ceiling';
import { changed, transact, unchanged } from '../commit';
import type { Call, Deps } from '../context';
import { tellOfClient } from '../events';
import { clientNotActive, loadClient } from '../load';
import type { Outcome } from '../outcome';
import { isStale, staleVersion } from '../patch';
import { accountCheck, clientWrite, same } from '../records';
import { expandScopes } from '../scopes';
import { clientStatus } from '../status';
import type { ClientResult, UpdateClientInput } from './client-types';

export const updateClient = (
  deps: Deps,
  call: Call,
  { patch, ifMatch, ...target }: UpdateClientInput,
): Promise<Outcome<ClientResult>> =>
  transact(deps, async () => {
    const loaded = await loadClient(deps, call, { action: 'client.update', ...target });
    if (!loaded.ok) return loaded;
    const { client: before, account, now } = loaded.value;
    const { version } = before;
    if (isStale(ifMatch, before)) return staleVersion();
    if (clientStatus(before, account) === 'revoked') return clientNotActive();
    const scopes = patch.scopes === undefined ? before.scopes : expandScopes(patch.scopes, deps.catalogue).scopes;
    const after = { ...before, label: patch.label ?? before.label, scopes };
    const faults = [...scopeFaults(patch.scopes ?? [], deps.catalogue), ...sizeFaults(after)];
    if (faults.length > 0) return invalidRequest(faults);
    const no = beyondGrant(patch.scopes === undefined ? [] : after.scopes, account.grant);
    if (no !== undefined) return no;
    if (same(before, after)) return unchanged({ client: before, account });

    const client = { ...after, version: version + 1 };
    return changed(
      { client, account },
      clientWrite(before, client, { version }),
      accountCheck(account, 'grantVersion', 'credentialsValidAfter'),
      tellOfClient(deps, call, { action: 'client.updated', now, account, before, after: client }),
    );
  });

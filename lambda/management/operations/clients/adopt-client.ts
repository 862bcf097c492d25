/**
 * Takes a Cognito app client into an account, or changes one that the account has. A client belongs to one
 * account for ever; an operator’s client, be it revoked, belongs to none.
 */
import {
  accountSuspended,
  beyondGrant,
  birthIn,
  invalidRequest,
  scopeFaults,
  sizeFaults,
} from '../../../engine/validation';
import { type Change, changed, transact, unchanged } from '../../../engine/transact';
import type { Call, Deps, IssuerDeps } from '../../../engine/context';
import { tellOfClient } from '../../../engine/audit-events';
import { type LoadedAccount, loadAccount } from '../../../engine/load';
import { clientNotActive } from '../../../engine/load-client';
import type { Client } from '../../../domain/model';
import { type FieldError, type Outcome, refused } from '../../../domain/outcome';
import { actorName } from '../../../domain/policy';
import { accountCheck, clientWrite, coverByRevokeAll, same } from '../../../engine/conditional-writes';
import { expandScopes } from '../../../domain/scopes';
import { clientStatus } from '../../../domain/status';
import { thenSettle } from '../../../issuer/settle';
import { clientResult, markIfIssued } from '../../../issuer/pending';
import type { AdoptClientInput, ClientAdopted } from '../client-types';
import { isClientId } from '../../../domain/ids';

export const adoptClient = async (
  deps: IssuerDeps,
  call: Call,
  input: AdoptClientInput,
): Promise<Outcome<ClientAdopted>> =>
  thenSettle(
    deps,
    await transact<ClientAdopted>(deps, async () => {
      const { accountId, clientId } = input;
      const loaded = await loadAccount(deps, call, { action: 'client.adopt', accountId });
      if (!loaded.ok) return loaded;
      const { account } = loaded.value;
      const asked = { ...input, scopes: expandScopes(input.scopes, deps.catalogue).scopes };
      const faults = [
        ...clientIdFaults(deps, clientId),
        ...scopeFaults(input.scopes, deps.catalogue),
        ...sizeFaults(asked),
      ];
      if (faults.length > 0) return invalidRequest(faults);
      // One after the other: a client is there whenever its owner, written with it, was read before.
      const [operator, owner] = await deps.table.read([
        { kind: 'operator', clientId },
        { kind: 'clientOwner', clientId },
      ]);
      if (operator !== undefined) return invalidRequest([OPERATORS_CLIENT]);
      const [client] = await deps.table.read([{ kind: 'client', accountId, clientId }]);
      if (owner !== undefined && owner.accountId !== accountId)
        return refused('client-already-adopted', 'Another account has or had this client. Make a new app client.');
      // Revoked and deleted: adopted again, its old tokens would come alive.
      if (owner !== undefined && client === undefined) return clientNotActive();
      if (account.suspendedAt !== undefined) return accountSuspended();
      const no = beyondGrant(asked.scopes, account.grant);
      if (no !== undefined) return no;
      return client === undefined
        ? adopt(deps, call, { asked, ...loaded.value })
        : update(deps, call, { asked, before: client, ...loaded.value });
    }),
  );

interface Asked extends LoadedAccount {
  readonly asked: AdoptClientInput;
}

function clientIdFaults({ bootstrapOperator }: Deps, clientId: string): FieldError[] {
  if (!isClientId(clientId)) return [{ parameter: 'clientId', detail: 'This is no id of a Cognito app client.' }];
  return clientId === bootstrapOperator ? [OPERATORS_CLIENT] : [];
}

const OPERATORS_CLIENT: FieldError = { parameter: 'clientId', detail: 'An operator’s client belongs to no account.' };

function adopt(deps: Deps, call: Call, { asked, account, now }: Asked): Outcome<Change<ClientAdopted>> {
  const { accountId, clientId, label, scopes } = asked;
  const made = { createdAt: birthIn(account, now), createdBy: actorName(call.actor) };
  const client: Client = { kind: 'client', clientId, accountId, label, scopes, ...made, version: 1 };
  return changed(
    { client, account, pending: false, created: true },
    { type: 'insert', record: client },
    { type: 'insert', record: { kind: 'clientOwner', clientId, accountId } },
    coverByRevokeAll(account, client),
    tellOfClient(deps, call, { action: 'client.adopted', now, account, after: client }),
  );
}

function update(
  deps: Deps,
  call: Call,
  { asked, account, now, before }: Asked & { readonly before: Client },
): Outcome<Change<ClientAdopted>> {
  if (clientStatus(before, account) === 'revoked') return clientNotActive();
  const { version } = before;
  const { label, scopes } = asked;
  if (same({ label, scopes }, { label: before.label, scopes: before.scopes }))
    return unchanged({ ...clientResult(deps, before, account), created: false });
  const client = { ...before, label, scopes, version: version + 1 };
  return changed(
    { ...clientResult(deps, client, account), created: false },
    ...markIfIssued(deps, client),
    clientWrite(before, client, { version }),
    accountCheck(account, 'grantVersion', 'credentialsValidAfter', 'suspendedAt'),
    tellOfClient(deps, call, { action: 'client.updated', now, account, before, after: client }),
  );
}

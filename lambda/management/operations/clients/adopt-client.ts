/**
 * Takes a Cognito app client into an account, or updates a client that the account has already. A client never moves
 * to another account. An operator's client cannot be adopted, even after the operator was revoked.
 */
import { isClientId } from '../../../domain/key-format';
import { accountSuspended, refuseBeyondGrant } from '../../../engine/grant-limits';
import type { Client } from '../../../domain/model';
import { type FieldError, type Outcome, refused } from '../../../domain/outcome';
import { actorName } from '../../../domain/policy';
import { expandScopes } from '../../../domain/scopes';
import { clientStatus } from '../../../domain/status';
import { clientEvent } from '../../../engine/audit-events';
import { accountCheck, clientWrite, accountWriteForCredential, same } from '../../../engine/conditional-writes';
import type { Call, Deps, IssuerDeps } from '../../../engine/context';
import { enterClient } from '../../../engine/live-index';
import { clientNotActive, type ClientTarget, loadAccount, type LoadedAccount } from '../../../engine/load';
import { type Change, changed, transact, unchanged } from '../../../engine/transact';
import { invalidRequest, scopeErrors, sizeErrors } from '../../../engine/validation';
import { type ClientResult, markIfIssued, withPending } from '../../../issuer/pending';
import { settleChange } from '../../../issuer/settle';

export interface AdoptClientInput extends ClientTarget {
  readonly label: string;
  /** May hold wildcards such as `read:*`. */
  readonly scopes: readonly string[];
}
export interface ClientAdopted extends ClientResult {
  /** False when the account had the client already. */
  readonly created: boolean;
}

export const adoptClient = async (
  deps: IssuerDeps,
  call: Call,
  input: AdoptClientInput,
): Promise<Outcome<ClientAdopted>> =>
  settleChange(
    deps,
    await transact<ClientAdopted>(deps, async () => {
      const { accountId, clientId } = input;
      const loaded = await loadAccount(deps, call, { accountId });
      if (!loaded.ok) return loaded;
      const { account } = loaded.value;
      const asked = { ...input, scopes: expandScopes(input.scopes, deps.catalogue).scopes };
      const errors = [
        ...clientIdErrors(deps, clientId),
        ...scopeErrors(input.scopes, deps.catalogue),
        ...sizeErrors(asked),
      ];
      if (errors.length > 0) return invalidRequest(errors);
      // Read the client after its owner: one transaction writes both, so an owner that was read has its client.
      const [operator, owner] = await deps.table.read([
        { kind: 'operator', clientId },
        { kind: 'clientOwner', clientId },
      ]);
      if (operator !== undefined) return invalidRequest([OPERATORS_CLIENT]);
      const [client] = await deps.table.read([{ kind: 'client', accountId, clientId }]);
      if (owner !== undefined && owner.accountId !== accountId)
        return refused(
          'client-already-adopted',
          'This client belongs, or belonged, to another account. Make a new app client.',
        );
      // The client was revoked and deleted. If it were adopted again, its old tokens would work again.
      if (owner !== undefined && client === undefined) return clientNotActive();
      if (account.suspendedAt !== undefined) return accountSuspended();
      const refusal = refuseBeyondGrant(asked.scopes, account.grant);
      if (refusal !== undefined) return refusal;
      return client === undefined
        ? adopt(deps, call, { asked, ...loaded.value })
        : update(deps, call, { asked, before: client, ...loaded.value });
    }),
  );

interface AskedAdoption extends LoadedAccount {
  readonly asked: AdoptClientInput;
}

function clientIdErrors({ bootstrapOperator }: Deps, clientId: string): FieldError[] {
  if (!isClientId(clientId)) return [{ parameter: 'clientId', detail: 'Must be the id of a Cognito app client.' }];
  return clientId === bootstrapOperator ? [OPERATORS_CLIENT] : [];
}

const OPERATORS_CLIENT: FieldError = {
  parameter: 'clientId',
  detail: 'An account cannot adopt the client of an operator.',
};

function adopt(deps: Deps, call: Call, { asked, account, now }: AskedAdoption): Outcome<Change<ClientAdopted>> {
  const { accountId, clientId, label, scopes } = asked;
  const made = { generation: account.generation, createdAt: now, createdBy: actorName(call.actor) };
  const client: Client = { kind: 'client', clientId, accountId, label, scopes, ...made, version: 1 };
  return changed(
    { client, account, pending: false, created: true },
    { type: 'insert', record: client },
    { type: 'insert', record: { kind: 'clientOwner', clientId, accountId } },
    enterClient(client),
    accountWriteForCredential(account, ['grantVersion', 'generation', 'suspendedAt']),
    clientEvent(deps, call, { action: 'client.adopted', now, account, after: client }),
  );
}

function update(
  deps: Deps,
  call: Call,
  { asked, account, now, before }: AskedAdoption & { readonly before: Client },
): Outcome<Change<ClientAdopted>> {
  if (clientStatus(before, account) === 'revoked') return clientNotActive();
  const { version } = before;
  const { label, scopes } = asked;
  if (same({ label, scopes }, { label: before.label, scopes: before.scopes }))
    return unchanged({ ...withPending(deps, before, account), created: false });
  const client = { ...before, label, scopes, version: version + 1 };
  return changed(
    { ...withPending(deps, client, account), created: false },
    ...markIfIssued(deps, client),
    clientWrite(before, client, { version }),
    accountCheck(account, 'grantVersion', 'generation', 'suspendedAt'),
    clientEvent(deps, call, { action: 'client.updated', now, account, before, after: client }),
  );
}

/**
 * Takes a Cognito app client into an account, or updates a client that the account has already. An access token of the
 * app client proves that Cognito has it and that who holds its secret agrees: its id alone gives nobody a client.
 * A client never moves to another account. An operator's client cannot be adopted, even after its operator was revoked.
 */
import { isClientId } from '../../../domain/key-format';
import { readToken, type TokenProof } from '../../../doors/verify-token';
import { accountSuspended, refuseBeyondGrant } from '../../../engine/grant-limits';
import type { Client, ClientOwner } from '../../../domain/model';
import { type FieldError, type Outcome, refused } from '../../../domain/outcome';
import { actorName } from '../../../domain/policy';
import { expandScopes } from '../../../domain/scopes';
import { clientStatus } from '../../../domain/status';
import { clientEvent } from '../../../engine/audit-events';
import { accountCheck, clientWrite, accountWriteForNewCredential, same } from '../../../engine/conditional-writes';
import type { Call, Deps, IssuerDeps } from '../../../engine/context';
import { enterClient } from '../../../engine/indexes/live-index';
import { clientNotActive, type ClientTarget, loadAccount, type LoadedAccount } from '../../../engine/load';
import { type Change, changed, transact, unchanged } from '../../../engine/transact';
import { invalidRequest, scopeErrors, sizeErrors } from '../../../engine/validation';
import { poolRefusal } from '../../../provisioning/app-clients';
import { type ClientResult, markIfIssued, withPending } from '../../../provisioning/pending';
import { settleChange } from '../../../provisioning/settle';

export type AdoptDeps = IssuerDeps & { readonly trust: Omit<TokenProof, 'now'> };

export interface AdoptClientInput extends ClientTarget {
  readonly label: string;
  /** May hold wildcards such as `read:*`. */
  readonly scopes: readonly string[];
  /** An access token of the app client. Required if no account has the client yet, else not looked at. */
  readonly token?: string | undefined;
}
export interface ClientAdopted extends ClientResult {
  /** False when the account had the client already. */
  readonly created: boolean;
}

/** Rejects with a `DependencyError` also if Cognito's key set is needed to check the token and cannot be read. */
export const adoptClient = async (
  deps: AdoptDeps,
  call: Call,
  input: AdoptClientInput,
): Promise<Outcome<ClientAdopted>> => settleChange(deps, await transact(deps, () => decide(deps, call, input)));

async function decide(deps: AdoptDeps, call: Call, input: AdoptClientInput): Promise<Outcome<Change<ClientAdopted>>> {
  const { accountId, clientId } = input;
  const loaded = await loadAccount(deps, call, { accountId });
  if (!loaded.ok) return loaded;
  const { account } = loaded.value;
  const asked = { ...input, scopes: expandScopes(input.scopes, deps.catalogue).scopes };
  const { owner, errors: idErrors } = await readOwner(deps, clientId);
  const isNew = owner === undefined && idErrors.length === 0;
  const errors = [
    ...idErrors,
    ...scopeErrors(input.scopes, deps.catalogue),
    ...sizeErrors(asked),
    ...(isNew ? await tokenErrors(deps, input) : []),
  ];
  if (errors.length > 0) return invalidRequest(errors);
  // Read the client after its owner: one transaction writes both, so an owner that was read has its client.
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
    ? ((await refuseIfGone(deps, clientId)) ?? adopt(deps, call, { asked, ...loaded.value }))
    : update(deps, call, { asked, before: client, ...loaded.value });
}

interface AskedAdoption extends LoadedAccount {
  readonly asked: AdoptClientInput;
}

/** Its token may outlive an app client by a day, so Cognito is asked whether it still has the app client. */
async function refuseIfGone({ issuer }: IssuerDeps, clientId: string): Promise<Outcome<never> | undefined> {
  const listed = await issuer.pool.listSecrets(clientId);
  if (listed.ok) return undefined;
  return listed.refusal === 'absent' ? invalidRequest([GONE]) : poolRefusal(listed.refusal);
}

/** The account that has or had the client; or the error of an id that no account may have. */
async function readOwner(
  { table, bootstrapOperator }: Deps,
  clientId: string,
): Promise<{ readonly owner?: ClientOwner | undefined; readonly errors: readonly FieldError[] }> {
  if (!isClientId(clientId)) return { errors: [NO_CLIENT_ID] };
  const [operator, owner] = await table.read([
    { kind: 'operator', clientId },
    { kind: 'clientOwner', clientId },
  ]);
  return operator !== undefined || clientId === bootstrapOperator
    ? { errors: [OPERATORS_CLIENT] }
    : { owner, errors: [] };
}

const NO_CLIENT_ID: FieldError = { parameter: 'clientId', detail: 'Must be the id of a Cognito app client.' };
const GONE: FieldError = { parameter: 'clientId', detail: 'The user pool does not have this app client any more.' };
const OPERATORS_CLIENT: FieldError = {
  parameter: 'clientId',
  detail: 'An account cannot adopt the client of an operator.',
};

/** Checks the token as a door does, but for the records: there are none yet. */
async function tokenErrors({ trust, now }: AdoptDeps, { clientId, token }: AdoptClientInput): Promise<FieldError[]> {
  if (token === undefined) return [tokenError('Is required to adopt an app client: send an access token of it.')];
  const read = await readToken({ ...trust, now }, token);
  if (typeof read === 'string') return [tokenError(TOKEN_ERRORS[read])];
  return read.clientId === clientId
    ? []
    : [tokenError('Must be a token of the app client in the path; this is another client’s.')];
}

const tokenError = (detail: string): FieldError => ({ pointer: '/token', detail });
const TOKEN_ERRORS = {
  malformed: 'Must be an access token alone, without a scheme such as Bearer.',
  'token-invalid': 'Must be an access token that the user pool of this deployment issued to an app client.',
  'token-expired': 'Has expired. Fetch a new token.',
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
    accountWriteForNewCredential(account, false),
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

/** Makes an app client at Cognito for an account, and gives its secret once. */
import { accountSuspended, refuseBeyondGrant } from '../../../engine/grant-limits';
import type { Account, Client } from '../../../domain/model';
import { done, type Outcome, refused } from '../../../domain/outcome';
import { actorName, isMember } from '../../../domain/policy';
import { expandScopes } from '../../../domain/scopes';
import { clientEvent } from '../../../engine/audit-events';
import { accountWriteForNewCredential } from '../../../engine/conditional-writes';
import type { Call, Deps, IssuerDeps } from '../../../engine/context';
import { enterClient, hasLiveClients } from '../../../engine/indexes/live-index';
import { type Change, changed, idempotencyWrites, recall } from '../../../engine/transact';
import { type AccountTarget, type LoadedAccount, loadAccount } from '../../../engine/load';
import { invalidRequest, scopeErrors, sizeErrors } from '../../../engine/validation';
import { type Checked, issueAppClient, type Made, type ShownOnce } from '../../../provisioning/app-clients';
import { type ClientResult, issuerStateOf, markIfIssued, withPending } from '../../../provisioning/pending';
import { settleChange } from '../../../provisioning/settle';

export interface IssueClientInput extends AccountTarget {
  readonly label: string;
  /** May hold wildcards such as `read:*`. */
  readonly scopes: readonly string[];
  /** 5 to 1,440. */
  readonly tokenLifetimeMinutes: number;
}
export type ClientIssued = ShownOnce & ClientResult;

export async function issueClient(
  deps: IssuerDeps,
  call: Call,
  input: IssueClientInput,
): Promise<Outcome<ClientIssued>> {
  const outcome = await issueAppClient(deps, {
    server: deps.issuer.accountsServer,
    accountId: input.accountId,
    tokenLifetimeMinutes: input.tokenLifetimeMinutes,
    check: () => checkClient(deps, call, input),
    record: (ready, made) => recordClient(deps, call, { ...input, ...ready, ...made }),
  });
  return settleChange(deps, outcome);
}

/** The request after all checks: the account's grant allows these scopes. */
interface AllowedClient extends LoadedAccount {
  /** Wildcards expanded. */
  readonly scopes: readonly string[];
}

/** Checks the request. A repeat with the same `Idempotency-Key` gets the client issued before, without the secret. */
async function checkClient(
  deps: Deps,
  call: Call,
  input: IssueClientInput,
): Promise<Outcome<Checked<AllowedClient, ClientIssued>>> {
  const { accountId } = input;
  const loaded = await loadAccount(deps, call, { accountId });
  if (!loaded.ok) return loaded;
  const { account, now } = loaded.value;
  const earlier = await recall(deps, call, now);
  if (!earlier.ok) return earlier;
  if (earlier.value !== undefined) {
    const [client] = await deps.table.read([{ kind: 'client', accountId, clientId: earlier.value }]);
    if (client === undefined)
      return refused(
        'client-not-active',
        'The client that was issued with this Idempotency-Key is revoked and deleted. Send a new Idempotency-Key.',
      );
    return done({ earlier: { ...withPending(deps, client, account), secretShown: false } });
  }
  if (account.suspendedAt !== undefined) return accountSuspended();
  const { scopes } = expandScopes(input.scopes, deps.catalogue);
  const errors = [...scopeErrors(input.scopes, deps.catalogue), ...sizeErrors({ ...input, scopes })];
  if (errors.length > 0) return invalidRequest(errors);
  return (
    refuseBeyondGrant(scopes, account.grant) ??
    (await refuseBeyondMembers(deps, call, account)) ??
    done({ ready: { ...loaded.value, scopes } })
  );
}

/** Clients that members may have, because all accounts share the user pool's limit of app clients. */
const MOST_OF_MEMBERS = 25;

async function refuseBeyondMembers(deps: Deps, { actor }: Call, account: Account): Promise<Outcome<never> | undefined> {
  if (!isMember(actor) || !(await hasLiveClients(deps, account, MOST_OF_MEMBERS))) return undefined;
  return refused(
    'client-limit-reached',
    `Members can issue clients as long as their account has fewer than ${MOST_OF_MEMBERS}. Revoke a client first, or ask an operator.`,
  );
}

function recordClient(
  deps: Deps,
  call: Call,
  given: IssueClientInput & AllowedClient & Made,
): Outcome<Change<ClientIssued>> {
  const { account, now, clientId, clientSecret, accountId, label, scopes, tokenLifetimeMinutes } = given;
  const issuerState = issuerStateOf({ scopes, tokenLifetimeMinutes });
  const made = { generation: account.generation, createdAt: now, createdBy: actorName(call.actor) };
  const own = { clientId, accountId, label, scopes, tokenLifetimeMinutes, issuerState };
  const client: Client = { kind: 'client', ...own, ...made, version: 1 };
  return changed<ClientIssued>(
    { ...withPending(deps, client, account), secretShown: true, clientSecret },
    { type: 'insert', record: client },
    { type: 'insert', record: { kind: 'clientOwner', clientId, accountId } },
    enterClient(client),
    accountWriteForNewCredential(account, isMember(call.actor)),
    ...idempotencyWrites(call, clientId, now),
    ...markIfIssued(deps, client),
    clientEvent(deps, call, { action: 'client.issued', now, account, after: client }),
  );
}

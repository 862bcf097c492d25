/** Makes a client for an account at the issuer, and gives its secret, once. */
import {
  accountSuspended,
  beyondGrant,
  birthIn,
  invalidRequest,
  scopeFaults,
  sizeFaults,
} from '../../../engine/validation';
import { appClientName } from '../../../issuer/app-client-name';
import { type Change, changed } from '../../../engine/transact';
import type { Call, Deps, IssuerDeps } from '../../../engine/context';
import { tellOfClient } from '../../../engine/audit-events';
import { memoryOf, recall } from '../../../engine/idempotency';
import { type Checked, issueAppClient, type Made } from '../../../issuer/issue-app-client';
import { scopesAt } from '../../../issuer/pool-refusals';
import { issuerStateOf } from '../../../issuer/issuer-state';
import { type LoadedAccount, loadAccount } from '../../../engine/load';
import type { Client } from '../../../domain/model';
import { done, type Outcome, refused } from '../../../domain/outcome';
import { actorName } from '../../../domain/policy';
import { coverByRevokeAll } from '../../../engine/conditional-writes';
import { expandScopes } from '../../../domain/scopes';
import { thenSettle } from '../../../issuer/settle';
import { clientResult, markIfIssued } from '../../../issuer/pending';
import type { ClientIssued, IssueClientInput } from '../client-types';

/** Minutes; Cognito's own default. */
export const DEFAULT_TOKEN_LIFETIME = 60;

export async function issueClient(
  deps: IssuerDeps,
  call: Call,
  { tokenLifetimeMinutes = DEFAULT_TOKEN_LIFETIME, ...input }: IssueClientInput,
): Promise<Outcome<ClientIssued>> {
  const { accountsServer: server } = deps;
  const asked = { ...input, tokenLifetimeMinutes };
  const outcome = await issueAppClient(deps, {
    check: () => check(deps, call, asked),
    settings: ({ scopes, now }) => ({
      name: appClientName({ server, accountId: input.accountId, askedAt: now }),
      scopes: scopesAt(server, scopes),
      tokenLifetimeMinutes,
    }),
    record: (ready, made) => record(deps, call, { ...asked, ...ready, ...made }),
  });
  return thenSettle(deps, outcome);
}

type Asked = IssueClientInput & { readonly tokenLifetimeMinutes: number };
/** What the account lets the client have. */
interface Ready extends LoadedAccount {
  /** Wildcards expanded. */
  readonly scopes: readonly string[];
}

/** What an earlier request with the same `Idempotency-Key` issued is given without its secret. */
async function check(deps: Deps, call: Call, input: Asked): Promise<Outcome<Checked<Ready, ClientIssued>>> {
  const { accountId } = input;
  const loaded = await loadAccount(deps, call, { action: 'client.issue', accountId });
  if (!loaded.ok) return loaded;
  const { account, now } = loaded.value;
  const earlier = await recall(deps, call, now);
  if (!earlier.ok) return earlier;
  if (earlier.value !== undefined) {
    const [client] = await deps.table.read([{ kind: 'client', accountId, clientId: earlier.value }]);
    if (client === undefined)
      return refused(
        'client-not-active',
        'This Idempotency-Key issued a client that was revoked and deleted since. Send a new one.',
      );
    return done({ earlier: { ...clientResult(deps, client, account), secretShown: false } });
  }
  if (account.suspendedAt !== undefined) return accountSuspended();
  const { scopes } = expandScopes(input.scopes, deps.catalogue);
  const faults = [...scopeFaults(input.scopes, deps.catalogue), ...sizeFaults({ ...input, scopes })];
  if (faults.length > 0) return invalidRequest(faults);
  return beyondGrant(scopes, account.grant) ?? done({ ready: { ...loaded.value, scopes } });
}

function record(deps: Deps, call: Call, given: Asked & Ready & Made): Outcome<Change<ClientIssued>> {
  const { account, now, clientId, clientSecret, accountId, label, scopes, tokenLifetimeMinutes } = given;
  const issuerState = issuerStateOf({ scopes, tokenLifetimeMinutes });
  const made = { createdAt: birthIn(account, now), createdBy: actorName(call.actor) };
  const own = { clientId, accountId, label, scopes, tokenLifetimeMinutes, issuerState };
  const client: Client = { kind: 'client', ...own, ...made, version: 1 };
  return changed<ClientIssued>(
    { ...clientResult(deps, client, account), secretShown: true, clientSecret },
    { type: 'insert', record: client },
    { type: 'insert', record: { kind: 'clientOwner', clientId, accountId } },
    coverByRevokeAll(account, client),
    ...memoryOf(call, clientId, now),
    ...markIfIssued(deps, client),
    tellOfClient(deps, call, { action: 'client.issued', now, account, after: client }),
  );
}

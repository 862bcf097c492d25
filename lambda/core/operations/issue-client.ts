/**
 * Makes an app client at the issuer and adopts it, and gives its secret, once. Nothing works without the record, so
 * the app client comes first: one whose record was not written is taken back, or found by a sweep.
 */
import { accountSuspended, beyondGrant, birthIn, invalidRequest, scopeFaults, sizeFaults } from '../ceiling';
import { appClientName } from '../app-client-name';
import { type Change, changed, transact, unchanged } from '../commit';
import type { Call, Deps, IssuerDeps } from '../context';
import { tellOfClient } from '../events';
import { memoryOf, recall } from '../idempotency';
import { poolRefusal, scopesAt, takeBack } from '../issuer';
import { issuerStateOf } from '../issuer-state';
import { type LoadedAccount, loadAccount } from '../load';
import { clientNotActive } from '../load-client';
import type { Client } from '../model';
import { done, type Outcome } from '../outcome';
import { actorName } from '../policy';
import { coverByRevokeAll } from '../records';
import { expandScopes } from '../scopes';
import { thenSettle } from '../settle';
import { clientResult, markIfPending } from '../unsettled';
import type { ClientIssued, IssueClientInput } from './client-types';

/** Minutes; Cognito's own default. */
export const DEFAULT_TOKEN_LIFETIME = 60;

export async function issueClient(
  deps: IssuerDeps,
  call: Call,
  { tokenLifetimeMinutes = DEFAULT_TOKEN_LIFETIME, ...input }: IssueClientInput,
): Promise<Outcome<ClientIssued>> {
  const asked = { ...input, tokenLifetimeMinutes };
  const ready = await check(deps, call, asked);
  if (!ready.ok) return ready;
  if ('earlier' in ready.value) return done(ready.value.earlier);
  const made = await makeAppClient(deps, asked, ready.value);
  if (!made.ok) return made;
  const outcome = await transact(deps, async () => {
    const again = await check(deps, call, asked);
    if (!again.ok) return again;
    if ('earlier' in again.value) return unchanged(again.value.earlier);
    return record(deps, call, { ...asked, ...again.value, ...made.value });
  });
  const adopted = outcome.ok && outcome.value.secretShown;
  if (!adopted) await takeBack(deps, made.value.clientId);
  return thenSettle(deps, outcome);
}

type Asked = IssueClientInput & { readonly tokenLifetimeMinutes: number };
/** What the account lets the client have. */
interface Ready extends LoadedAccount {
  /** Wildcards expanded. */
  readonly scopes: readonly string[];
}

/** Refuses what cannot be; gives what an earlier request with the same `Idempotency-Key` issued, without its secret. */
async function check(
  deps: Deps,
  call: Call,
  input: Asked,
): Promise<Outcome<Ready | { readonly earlier: ClientIssued }>> {
  const { accountId } = input;
  const loaded = await loadAccount(deps, call, { action: 'client.issue', accountId });
  if (!loaded.ok) return loaded;
  const { account, now } = loaded.value;
  const earlier = await recall(deps, call, now);
  if (!earlier.ok) return earlier;
  if (earlier.value !== undefined) {
    const [client] = await deps.table.read([{ kind: 'client', accountId, clientId: earlier.value }]);
    if (client === undefined) return clientNotActive();
    return done({ earlier: { ...clientResult(deps, client, account), secretShown: false } });
  }
  if (account.suspendedAt !== undefined) return accountSuspended();
  const { scopes } = expandScopes(input.scopes, deps.catalogue);
  const faults = [...scopeFaults(input.scopes, deps.catalogue), ...sizeFaults({ ...input, scopes })];
  if (faults.length > 0) return invalidRequest(faults);
  return beyondGrant(scopes, account.grant) ?? done({ ...loaded.value, scopes });
}

interface Made {
  readonly clientId: string;
  readonly clientSecret: string;
  /** What the issuer has of it. */
  readonly issuerState: string;
}

async function makeAppClient(
  { pool, accountsServer: server }: IssuerDeps,
  { accountId, tokenLifetimeMinutes }: Asked,
  { scopes, now }: Ready,
): Promise<Outcome<Made>> {
  const name = appClientName({ server, accountId, askedAt: now });
  const made = await pool.createClient({ name, scopes: scopesAt(server, scopes), tokenLifetimeMinutes });
  if (!made.ok) return poolRefusal(made.no);
  return done({ ...made.value, issuerState: issuerStateOf({ scopes, tokenLifetimeMinutes }) });
}

function record(deps: Deps, call: Call, given: Asked & Ready & Made): Outcome<Change<ClientIssued>> {
  const { account, now, clientId, clientSecret, accountId, label, scopes, tokenLifetimeMinutes, issuerState } = given;
  const made = { createdAt: birthIn(account, now), createdBy: actorName(call.actor) };
  const own = { clientId, accountId, label, scopes, tokenLifetimeMinutes, issuerState };
  const client: Client = { kind: 'client', ...own, ...made, version: 1 };
  const result = clientResult(deps, client, account);
  return changed<ClientIssued>(
    { ...result, secretShown: true, clientSecret },
    { type: 'insert', record: client },
    { type: 'insert', record: { kind: 'clientOwner', clientId, accountId } },
    coverByRevokeAll(account, client),
    ...memoryOf(call, clientId, now),
    ...markIfPending(deps, result),
    tellOfClient(deps, call, { action: 'client.issued', now, account, after: client }),
  );
}

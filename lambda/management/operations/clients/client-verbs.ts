/** Updates, suspends, resumes, revokes and deletes clients, and revokes their tokens. */
import type { Client, Instant } from '../../../domain/model';
import { type Outcome, refused } from '../../../domain/outcome';
import type { Write } from '../../../domain/ports/table';
import { expandScopes } from '../../../domain/scopes';
import { clientStatus } from '../../../domain/status';
import type { RevocationReason } from '../../../domain/vocabulary';
import { clientEvent } from '../../../engine/audit-events';
import { accountCheck, clientWrite, same } from '../../../engine/conditional-writes';
import type { Call, Deps, IssuerDeps } from '../../../engine/context';
import { refuseBeyondGrant } from '../../../engine/grant-limits';
import { endClient, leaveClient } from '../../../engine/indexes/live-index';
import {
  type ClientTarget,
  clientNotActive,
  clientNotIssued,
  type LoadedClient,
  loadClient,
} from '../../../engine/load';
import { isStale, mergePatch, staleVersion, type Update } from '../../../engine/merge-patch';
import { type Change, changed, once, transact, unchanged, type Verb } from '../../../engine/transact';
import { invalidRequest, scopeErrors, sizeErrors } from '../../../engine/validation';
import { type ClientResult, markIfIssued, withPending } from '../../../provisioning/pending';
import { settleChange } from '../../../provisioning/settle';

export type ClientPatch = Partial<Pick<Client, 'label' | 'scopes' | 'tokenLifetimeMinutes'>>;
export type UpdateClientInput = ClientTarget & Update<ClientPatch>;

/**
 * Changes a client by a merge patch. The scopes must be within the grant, and a revoked client cannot be changed. Only
 * an issued client has a token lifetime that we set.
 */
export const updateClient = async (
  deps: IssuerDeps,
  call: Call,
  { patch, ifMatch, ...target }: UpdateClientInput,
): Promise<Outcome<ClientResult>> =>
  settleChange(
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
        accountCheck(account, 'grantVersion', 'generation'),
        ...markIfIssued(deps, client),
        clientEvent(deps, call, { action: 'client.updated', now, account, before, after: client }),
      );
    }),
  );

interface ClientVerb<I> extends Verb<Client, LoadedClient, I> {
  /** Further writes of the same transaction. @default - none */
  readonly furtherWrites?: (loaded: LoadedClient) => readonly Write[];
  /** Whether an issued client's app client at Cognito must change too. */
  readonly cognitoFollows: boolean;
}

const clientVerb =
  <I = unknown>({ event, isFinal, isDone, set, when, furtherWrites, cognitoFollows }: ClientVerb<I>) =>
  (deps: Deps, call: Call, input: ClientTarget & I): Promise<Outcome<ClientResult>> =>
    transact(deps, async (metSameRequest) => {
      const loaded = await loadClient(deps, call, input);
      if (!loaded.ok) return loaded;
      const { client: before, account, now } = loaded.value;
      const ignoreKey = isFinal && metSameRequest;
      const asItIs = withPending(deps, before, account);
      const decide = (): Outcome<Change<ClientResult>> => {
        if (!isFinal && clientStatus(before, account) === 'revoked') return clientNotActive();
        if (isDone(loaded.value)) return unchanged(asItIs);

        const client = { ...before, ...set(loaded.value, input), version: before.version + 1 };
        return changed(
          withPending(deps, client, account),
          ...(cognitoFollows ? markIfIssued(deps, client) : []),
          clientWrite(before, client, when(before)),
          ...(furtherWrites?.(loaded.value) ?? []),
          clientEvent(deps, call, { action: event, now, account, before, after: client }),
        );
      };
      return once(deps, call, { resultId: before.clientId, now, asItIs, decide, ignoreKey });
    });

/** An action that also changes or deletes an issued client's app client at Cognito, right after the record. */
const issuedClientVerb = <I = unknown>(verb: Omit<ClientVerb<I>, 'cognitoFollows'>) => {
  const change = clientVerb<I>({ ...verb, cognitoFollows: true });
  return async (deps: IssuerDeps, call: Call, input: ClientTarget & I): Promise<Outcome<ClientResult>> =>
    settleChange(deps, await change(deps, call, input));
};

/**
 * Stops one client and its tokens until a resume. The write has one condition: the client is neither suspended nor
 * revoked yet. Cognito issues no more tokens to an issued client.
 */
export const suspendClient = issuedClientVerb({
  event: 'client.suspended',
  isDone: ({ client }) => client.suspendedAt !== undefined,
  set: ({ now }) => ({ suspendedAt: now }),
  when: () => ({ suspendedAt: undefined }),
});

/** Lets a suspended client work again. Its tokens work again too, except revoked ones. */
export const resumeClient = issuedClientVerb({
  event: 'client.resumed',
  isDone: ({ client }) => client.suspendedAt === undefined,
  set: () => ({ suspendedAt: undefined }),
  when: ({ version }) => ({ version }),
  furtherWrites: ({ account }) => [accountCheck(account, 'generation')],
});

/**
 * Revokes a client for good. The write has one condition: the client is not revoked yet. So no other change can make
 * the revoke fail. The app client of an issued client is then deleted at Cognito.
 */
export const revokeClient = issuedClientVerb<{ readonly reason?: RevocationReason }>({
  event: 'client.revoked',
  isFinal: true,
  isDone: ({ client, account }) => clientStatus(client, account) === 'revoked',
  set: ({ now }, { reason = 'unspecified' }) => ({ revokedAt: now, revocationReason: reason }),
  when: () => ({}),
  furtherWrites: ({ client }) => endClient(client),
});

/**
 * Revokes every token that the client was issued until now; the client can get new ones. A token's `iat` has whole
 * seconds, so a token that is issued later in this second is revoked too.
 */
export const revokeTokens = clientVerb({
  event: 'client.tokens-revoked',
  isDone: ({ client, now }) => tokensEndAt(client, now) === client.tokensValidAfter,
  set: ({ client, now }) => ({ tokensValidAfter: tokensEndAt(client, now) }),
  when: ({ tokensValidAfter }) => ({ tokensValidAfter }),
  cognitoFollows: false,
});

const SECOND = 1_000;
/** The start of the next second, or a later time that an earlier revoke-tokens set. */
const tokensEndAt = ({ tokensValidAfter = 0 }: Client, now: Instant): Instant =>
  Math.max((Math.floor(now / SECOND) + 1) * SECOND, tokensValidAfter);

/**
 * Deletes a revoked client. Its events and its `clientOwner` record stay, so no other account can adopt the app client
 * and make revoked tokens work again. A revoked client stays revoked, so the write needs no condition.
 */
export const deleteClient = (deps: Deps, call: Call, input: ClientTarget): Promise<Outcome<undefined>> =>
  transact(deps, async () => {
    const loaded = await loadClient(deps, call, input);
    if (!loaded.ok) return loaded;
    const { client, account, now } = loaded.value;
    if (clientStatus(client, account) !== 'revoked')
      return refused('client-still-active', 'Only a revoked client can be deleted. Revoke the client first.');
    const { accountId, clientId } = client;
    return changed(
      undefined,
      { type: 'delete', ref: { kind: 'client', accountId, clientId }, when: {} },
      ...leaveClient(client),
      clientEvent(deps, call, { action: 'client.deleted', now, account, before: client }),
    );
  });

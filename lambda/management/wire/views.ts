/**
 * What a caller sees of a record. A view lists the members that it shows, so hashes and new members stay hidden. Times
 * are RFC 3339 in UTC; status and effective scopes are computed for each reply.
 */
import { hintOf } from '../../domain/key-format';
import { type Budget, budgetOf, budgetOfAccount, type DeploymentPlans, limitsOf } from '../../domain/plans';
import type { Account, ApiKey, AuditEvent, Client, Instant, JsonObject, Operator } from '../../domain/model';
import { isOperatorName, scopesOf } from '../../domain/policy';
import type { AppClientSecret } from '../../domain/ports/pool';
import { intersect } from '../../domain/scopes';
import {
  accountStatus,
  clientStatus,
  endedByRevokeAll,
  expiryOf,
  keyStatus,
  operatorStatus,
} from '../../domain/status';
import { eventFields, rfc3339 as time } from '../../engine/audit-events';
import type { Sight } from '../../engine/context';
import type { Member } from '../../domain/records/member-records';
import type { LastUse } from '../../domain/records/usage-records';
import type { UsedKey } from '../../engine/last-uses';
import type { LoadedKey } from '../../engine/load';
import { scopesAt } from '../../provisioning/app-clients';
import type { UsedClient } from '../operations/clients/client-reads';
import type { Me } from '../operations/members/member-reads';
import type { VerifyResult } from '../operations/verify-credential';

/** Copies these members unchanged, in this order. The cast holds, as the entries have exactly these names. */
const pick = <T extends object, const K extends keyof T>(record: T, ...names: readonly K[]): Pick<T, K> =>
  Object.fromEntries(names.map((name) => [name, record[name]])) as Pick<T, K>;

const GRANT_MEMBERS = [
  ...(['scopes', 'maxActiveKeys', 'maxKeyLifetimeDays', 'defaultKeyLifetimeDays'] as const),
  ...(['inactivityDays', 'networks', 'plan'] as const),
] as const;

/** What a view shows besides the record. */
export interface Shown {
  /** Absent in a deployment without plans: then no view has `limits`. */
  readonly plans: DeploymentPlans | undefined;
  /** Resource server of accounts' clients. Absent in functions that show no scopes of tokens. */
  readonly accountsServer: string | undefined;
  readonly now: Instant;
  /** What the caller may see. */
  readonly sight: Sight;
}

const limits = (budget: Budget | undefined, { plans, now }: Pick<Shown, 'plans' | 'now'>) =>
  plans && budget && limitsOf(plans, budget, now);

export const accountView = (account: Account, shown: Shown) => ({
  id: account.accountId,
  ...pick(account, 'name', 'externalId'),
  status: accountStatus(account),
  grant: pick(account.grant, ...GRANT_MEMBERS),
  limits: limits(budgetOfAccount(account), shown),
  // Of operators, for operators: a backend does not get it, and a member does not see it.
  metadata: shown.sight.isMember ? undefined : account.metadata,
  createdAt: time(account.createdAt),
  createdBy: authorFor(account.createdBy, shown),
  version: account.version,
});

/** `expiresAt` is when the key expires: its own `expiresAt`, or an earlier end by the grant's key lifetime. */
export const keyView = ({ key, account, now, lastUse }: LoadedKey & UsedKey, shown: Shown) => ({
  id: key.keyId,
  ...pick(key, 'accountId', 'label', 'description', 'scopes'),
  effectiveScopes: intersect(key.scopes, account.grant.scopes),
  status: keyStatus(key, account, now),
  environment: key.environment,
  createdAt: time(key.createdAt),
  createdBy: authorFor(key.createdBy, shown),
  expiresAt: time(expiryOf(key, account)),
  expiryReason: key.expiryReason,
  notBefore: time(key.notBefore),
  networks: key.networks,
  // Of operators, for a backend.
  metadata: shown.sight.isMember ? undefined : key.metadata,
  ...pick(key, 'tags', 'plan'),
  limits: limitsOfKey(key, account, { plans: shown.plans, now }),
  hint: hintOf(key),
  imported: key.importedHash === undefined ? undefined : true,
  secrets: workingSecrets(key, now),
  ...lastUseView(lastUse),
  revokedAt: time(revokedAt(key, account)),
  ...pick(key, 'revocationReason', 'version'),
});

const limitsOfKey = (key: ApiKey, account: Account, { plans, now }: Pick<Shown, 'plans' | 'now'>) =>
  limits(plans && key.plan !== undefined ? budgetOf(plans, account, key) : undefined, { plans, now });

/** Only in the answers of a GET, and only if a use is known. */
const lastUseView = (use?: LastUse) => ({ lastUsedAt: time(use?.lastUsedAt), lastUsedRoute: use?.lastUsedRoute });

/** The newest secret first. */
function workingSecrets({ currentSecret, previousSecret }: ApiKey, now: Instant) {
  const current = { createdAt: time(currentSecret.createdAt) };
  if (previousSecret === undefined || now >= previousSecret.graceUntil) return [current];
  return [current, { createdAt: time(previousSecret.createdAt), graceUntil: time(previousSecret.graceUntil) }];
}

/** `pending` is true until Cognito acknowledged the last change; then it is absent. */
export const clientView = (
  { client, account, pending, lastUse }: UsedClient,
  shown: Pick<Shown, 'sight' | 'accountsServer'>,
) => ({
  id: client.clientId,
  ...pick(client, 'accountId', 'label', 'scopes'),
  effectiveScopes: intersect(client.scopes, account.grant.scopes),
  status: clientStatus(client, account),
  pending: pending || undefined,
  tokenLifetimeMinutes: client.tokenLifetimeMinutes,
  tokenScopes: tokenScopesOf(client, shown),
  createdAt: time(client.createdAt),
  createdBy: authorFor(client.createdBy, shown),
  suspendedAt: time(client.suspendedAt),
  tokensValidAfter: time(client.tokensValidAfter),
  ...lastUseView(lastUse),
  revokedAt: time(revokedAt(client, account)),
  ...pick(client, 'revocationReason', 'version'),
});

/** The credential's own revocation, or the revoke-all that ended the credential. */
const revokedAt = (credential: ApiKey | Client, account: Account): Instant | undefined =>
  credential.revokedAt ?? (endedByRevokeAll(credential, account) ? account.credentialsValidAfter : undefined);

/** A view without the secret itself, which only Cognito stores. */
export const secretView = ({ secretId, createdAt }: AppClientSecret) => ({ id: secretId, createdAt: time(createdAt) });

export const operatorView = (operator: Operator) => ({
  id: operator.clientId,
  label: operator.label,
  scopes: scopesOf(operator),
  status: operatorStatus(operator),
  tokenLifetimeMinutes: operator.tokenLifetimeMinutes,
  createdAt: time(operator.createdAt),
  createdBy: operator.createdBy,
  revokedAt: time(operator.revokedAt),
  ...pick(operator, 'revocationReason', 'version'),
});

export const memberView = (member: Member, shown: Pick<Shown, 'sight'>) => ({
  ...pick(member, 'subject', 'email', 'role'),
  createdAt: time(member.createdAt),
  createdBy: authorFor(member.createdBy, shown),
  version: member.version,
});

export const meView = ({ isOperator, accounts, ...me }: Me) => ({
  ...pick(me, 'subject', 'email'),
  operator: isOperator,
  sourceIp: me.sourceIp,
  accounts: accounts.map(({ accountId, name, role }) => ({ id: accountId, name, role })),
});

/** Of an issued client, what it asks the token endpoint for. Of an adopted one it is not known which servers its scopes are of. */
const tokenScopesOf = ({ tokenLifetimeMinutes, scopes }: Client, { accountsServer }: Pick<Shown, 'accountsServer'>) =>
  tokenLifetimeMinutes === undefined || accountsServer === undefined ? undefined : scopesAt(accountsServer, scopes);

/** Who made a record or a change. A member learns that it was an operator, but not which one. */
const authorFor = (name: string, { sight }: Pick<Shown, 'sight'>): string =>
  sight.isMember && isOperatorName(name) ? 'operator' : name;

/** Members see neither who of the operators it was and from where, nor the metadata that operators keep. */
export function eventView(event: AuditEvent, shown: Pick<Shown, 'sight'>) {
  const fields = eventFields(event);
  if (!shown.sight.isMember) return fields;
  return {
    ...fields,
    actor: authorFor(event.actor, shown),
    sourceIp: isOperatorName(event.actor) ? undefined : fields.sourceIp,
    before: withoutMetadata(fields.before),
    after: withoutMetadata(fields.after),
  };
}

const withoutMetadata = (fields: JsonObject | undefined): JsonObject | undefined =>
  fields && Object.fromEntries(Object.entries(fields).filter(([name]) => name !== 'metadata'));

export function verdictView(result: VerifyResult) {
  if (!result.valid) return { valid: false, reason: result.reason };
  const names = ['accountId', 'credentialId', 'credentialType', 'scopes', 'environment', 'metadata'] as const;
  return { valid: true, principal: pick(result.principal, ...names) };
}

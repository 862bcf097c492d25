/**
 * What callers see of a record: members are named one by one, so nothing that a record gains shows by itself.
 * No hash, no secret; times in RFC 3339 UTC; status and effective scopes as of now.
 */
import { hintOf } from '../../domain/key-format';
import type { Account, ApiKey, AuditEvent, Client, Instant, Operator } from '../../domain/model';
import type { ClientResult } from '../../issuer/pending';
import type { LoadedKey } from '../../engine/load';
import type { VerifyResult } from '../operations/verify-credential';
import { scopesOf } from '../../domain/policy';
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

const time = (instant: Instant): string => new Date(instant).toISOString();
const timeOrNone = (instant: Instant | undefined): string | undefined =>
  instant === undefined ? undefined : time(instant);

export const accountView = (account: Account) => ({
  id: account.accountId,
  name: account.name,
  externalId: account.externalId,
  status: accountStatus(account),
  grant: {
    scopes: account.grant.scopes,
    maxActiveKeys: account.grant.maxActiveKeys,
    maxKeyLifetimeDays: account.grant.maxKeyLifetimeDays,
    networks: account.grant.networks,
  },
  metadata: account.metadata,
  createdAt: time(account.createdAt),
  createdBy: account.createdBy,
  version: account.version,
});

/** `expiresAt` is when the key ends: by its own date or by the grant's longest life, whichever is earlier. */
export const keyView = ({ key, account, now }: LoadedKey, keyPrefix: string) => ({
  id: key.keyId,
  accountId: key.accountId,
  label: key.label,
  description: key.description,
  scopes: key.scopes,
  effectiveScopes: intersect(key.scopes, account.grant.scopes),
  status: keyStatus(key, account, now),
  environment: key.environment,
  createdAt: time(key.createdAt),
  createdBy: key.createdBy,
  expiresAt: timeOrNone(expiryOf(key, account)),
  notBefore: timeOrNone(key.notBefore),
  networks: key.networks,
  metadata: key.metadata,
  tags: key.tags,
  hint: hintOf(keyPrefix, key.environment, key.keyId),
  secrets: secretsOf(key, now),
  revokedAt: timeOrNone(revokedAt(key, account)),
  revocationReason: key.revocationReason,
  version: key.version,
});

/** The secrets that still work, the newest first. */
function secretsOf({ currentSecret, previousSecret }: ApiKey, now: Instant) {
  const current = { createdAt: time(currentSecret.createdAt) };
  if (previousSecret === undefined || now >= previousSecret.graceUntil) return [current];
  return [current, { createdAt: time(previousSecret.createdAt), graceUntil: time(previousSecret.graceUntil) }];
}

/** `pending` is shown while the issuer has still to be told of a change. */
export const clientView = ({ client, account, pending }: ClientResult) => ({
  id: client.clientId,
  accountId: client.accountId,
  label: client.label,
  scopes: client.scopes,
  effectiveScopes: intersect(client.scopes, account.grant.scopes),
  status: clientStatus(client, account),
  pending: pending || undefined,
  tokenLifetimeMinutes: client.tokenLifetimeMinutes,
  createdAt: time(client.createdAt),
  createdBy: client.createdBy,
  suspendedAt: timeOrNone(client.suspendedAt),
  tokensValidAfter: timeOrNone(client.tokensValidAfter),
  revokedAt: timeOrNone(revokedAt(client, account)),
  revocationReason: client.revocationReason,
  version: client.version,
});

/** Its own revocation, or the revoke-all that ended it. */
const revokedAt = (credential: ApiKey | Client, account: Account): Instant | undefined =>
  credential.revokedAt ?? (endedByRevokeAll(credential.createdAt, account) ? account.credentialsValidAfter : undefined);

/** The issuer keeps a secret's value, and shows it to nobody again. */
export const secretView = ({ secretId, createdAt }: AppClientSecret) => ({ id: secretId, createdAt: time(createdAt) });

export const operatorView = (operator: Operator) => ({
  id: operator.clientId,
  label: operator.label,
  scopes: scopesOf(operator),
  status: operatorStatus(operator),
  tokenLifetimeMinutes: operator.tokenLifetimeMinutes,
  createdAt: time(operator.createdAt),
  createdBy: operator.createdBy,
  revokedAt: timeOrNone(operator.revokedAt),
  revocationReason: operator.revocationReason,
  version: operator.version,
});

export const eventView = (event: AuditEvent) => ({
  id: event.eventId,
  at: time(event.at),
  action: event.action,
  actor: event.actor,
  sourceIp: event.sourceIp,
  requestId: event.requestId,
  target: event.target,
  before: event.before,
  after: event.after,
});

export function verdictView(result: VerifyResult) {
  if (!result.valid) return { valid: false, reason: result.reason };
  const { accountId, credentialId, credentialType, scopes, environment, metadata } = result.principal;
  return { valid: true, principal: { accountId, credentialId, credentialType, scopes, environment, metadata } };
}

/**
 * Makes audit events. An event is written in the same transaction as the change that it records. It shows only the
 * changed fields, as responses show them; never a secret or a hash.
 */
import type { AuditSource, Deps } from './context';
import { base62, base62Number } from '../domain/key-format';
import {
  type Account,
  type ApiKey,
  type AuditEvent,
  type Client,
  type Instant,
  type JsonObject,
  type JsonValue,
  type Operator,
  OPERATORS_TRAIL,
} from '../domain/model';
import type { Member } from '../domain/records/member-records';
import type { EventType } from '../domain/vocabulary';
import { actorName, scopesOf } from '../domain/policy';
import type { Insert } from '../domain/ports/table';
import type { LoadedAccount } from './load';
import { same } from './conditional-writes';
import { accountStatus, clientStatus, keyStatus, operatorStatus } from '../domain/status';

/** The write of one event. */
export type EventInsert = Insert & { readonly record: AuditEvent };

/** A change of one record. Without `before` the record was made; without `after` it was deleted. */
type RecordChange<T> = { readonly action: EventType; readonly now: Instant } & (
  | { readonly before?: undefined; readonly after: T }
  | { readonly before: T; readonly after?: T }
);

export function accountEvent(deps: Deps, source: AuditSource, change: RecordChange<Account>): EventInsert {
  const { accountId } = change.before ?? change.after;
  return changeEvent(deps, source, { ...change, accountId, target: `account:${accountId}`, fieldsOf: accountFields });
}

export function keyEvent(deps: Deps, source: AuditSource, change: RecordChange<ApiKey> & LoadedAccount): EventInsert {
  const { accountId, keyId } = change.before ?? change.after;
  const fieldsOf = (key: ApiKey): JsonObject => keyFields(key, change);
  return changeEvent(deps, source, { ...change, accountId, target: `key:${keyId}`, fieldsOf });
}

export function clientEvent(
  deps: Deps,
  source: AuditSource,
  change: RecordChange<Client> & LoadedAccount,
): EventInsert {
  const { accountId, clientId } = change.before ?? change.after;
  const fieldsOf = (client: Client): JsonObject => clientFields(client, change.account);
  return changeEvent(deps, source, { ...change, accountId, target: `client:${clientId}`, fieldsOf });
}

export function operatorEvent(deps: Deps, source: AuditSource, change: RecordChange<Operator>): EventInsert {
  const target = `operator:${(change.before ?? change.after).clientId}`;
  return changeEvent(deps, source, { ...change, accountId: OPERATORS_TRAIL, target, fieldsOf: operatorFields });
}

export function memberEvent(deps: Deps, source: AuditSource, change: RecordChange<Member>): EventInsert {
  const { accountId, subject } = change.before ?? change.after;
  const fieldsOf = ({ email, role }: Member): JsonObject => ({ email, role });
  return changeEvent(deps, source, { ...change, accountId, target: `member:${subject}`, fieldsOf });
}

interface SecretChange extends Pick<Client, 'accountId' | 'clientId'> {
  readonly kind: 'client' | 'operator';
  readonly change: 'added' | 'deleted';
  /** Cognito's id of the secret, which is public. */
  readonly secretId: string;
  readonly now: Instant;
}

export function secretEvent(deps: Deps, source: AuditSource, input: SecretChange): EventInsert {
  const { kind, change, accountId, clientId, secretId, now } = input;
  const [action, target] = [`${kind}.secret-${change}`, `${kind}:${clientId}`] as const;
  const fields = change === 'added' ? { after: { secretId } } : { before: { secretId } };
  return changeEvent(deps, source, { action, now, accountId, target, ...fields, fieldsOf: (shown) => shown });
}

/** What a scheduled task tells of a key, without a change of it. */
interface KeyNotice extends Pick<ApiKey, 'accountId' | 'keyId'>, Pick<AuditEvent, 'action' | 'at'> {
  /** The same for the same notice, so that a transaction that repeats it fails: 10 characters that follow the time. */
  readonly suffix: string;
  readonly fields: JsonObject;
}

export const noticeId = ({ at, suffix }: Pick<KeyNotice, 'at' | 'suffix'>): string => base62Number(at, 10) + suffix;

export function noticeEvent(
  source: AuditSource,
  { accountId, keyId, action, at, suffix, fields }: KeyNotice,
): EventInsert {
  const { actor, sourceIp, requestId } = source;
  const from = { actor: actorName(actor), sourceIp, requestId };
  const eventId = noticeId({ at, suffix });
  return {
    type: 'insert',
    record: { kind: 'event', eventId, accountId, at, action, ...from, target: `key:${keyId}`, after: fields },
  };
}

interface EventInput<T> extends Pick<AuditEvent, 'action' | 'accountId' | 'target'> {
  readonly now: Instant;
  readonly before?: T;
  readonly after?: T;
  readonly fieldsOf: (record: T) => JsonObject;
}

function changeEvent<T extends object>({ random }: Deps, source: AuditSource, input: EventInput<T>): EventInsert {
  const { action, now: at, accountId, target, before, after, fieldsOf } = input;
  // The time comes first, so that event ids sort by time.
  const eventId = base62Number(at, 10) + base62(10, random);
  const { actor, sourceIp, requestId } = source;
  const from = { actor: actorName(actor), sourceIp, requestId };
  const fields = changedFields(before && fieldsOf(before), after && fieldsOf(after));
  return { type: 'insert', record: { kind: 'event', eventId, accountId, at, action, ...from, target, ...fields } };
}

/** The events of one transaction, in this order. They have one instant, so chance alone would order their ids. */
export function inThisOrder(...events: readonly EventInsert[]): EventInsert[] {
  const ids = events.map(({ record }) => record.eventId).sort();
  return ids.flatMap((eventId, at) =>
    events.slice(at, at + 1).map((event) => ({ ...event, record: { ...event.record, eventId } })),
  );
}

function changedFields(before?: JsonObject, after?: JsonObject): Pick<AuditEvent, 'before' | 'after'> {
  if (before === undefined || after === undefined) return { before, after };
  const differs = ([name]: [string, JsonValue]): boolean => !same(before[name], after[name]);
  return {
    before: Object.fromEntries(Object.entries(before).filter(differs)),
    after: Object.fromEntries(Object.entries(after).filter(differs)),
  };
}

function accountFields(account: Account): JsonObject {
  const { name, externalId, grant, metadata } = account;
  const [status, credentialsValidAfter] = [accountStatus(account), rfc3339(account.credentialsValidAfter)];
  return present({ name, externalId, status, grant: present({ ...grant }), metadata, credentialsValidAfter });
}

function keyFields(key: ApiKey, { account, now }: LoadedAccount): JsonObject {
  const { label, description, scopes, environment, networks, metadata, tags, plan, revocationReason } = key;
  const { expiryReason } = key;
  const [expiresAt, notBefore, revokedAt] = [key.expiresAt, key.notBefore, key.revokedAt].map(rfc3339);
  const previous = key.previousSecret === undefined ? [] : [key.previousSecret];
  const secrets = [{ ...key.currentSecret, graceUntil: undefined }, ...previous].map(({ createdAt, graceUntil }) =>
    present({ createdAt: rfc3339(createdAt), graceUntil: rfc3339(graceUntil) }),
  );
  const own = { label, description, scopes, environment, networks, metadata, tags, plan, revocationReason };
  return present({
    ...own,
    status: keyStatus(key, account, now),
    secrets,
    expiresAt,
    expiryReason,
    notBefore,
    revokedAt,
  });
}

function clientFields(client: Client, account: Account): JsonObject {
  const { label, scopes, tokenLifetimeMinutes, revocationReason } = client;
  const [tokensValidAfter, revokedAt] = [client.tokensValidAfter, client.revokedAt].map(rfc3339);
  const status = clientStatus(client, account);
  return present({ label, scopes, tokenLifetimeMinutes, status, tokensValidAfter, revokedAt, revocationReason });
}

function operatorFields(operator: Operator): JsonObject {
  const { label, tokenLifetimeMinutes, revocationReason } = operator;
  const [scopes, status, revokedAt] = [scopesOf(operator), operatorStatus(operator), rfc3339(operator.revokedAt)];
  return present({ label, scopes, tokenLifetimeMinutes, status, revokedAt, revocationReason });
}

/** An event as responses and the event bus show it. */
export const eventFields = (event: AuditEvent) => ({
  id: event.eventId,
  at: rfc3339(event.at),
  action: event.action,
  actor: event.actor,
  sourceIp: event.sourceIp,
  requestId: event.requestId,
  target: event.target,
  before: event.before,
  after: event.after,
});

/** An instant as responses show it (RFC 3339). */
export const rfc3339 = (at: Instant | undefined): string | undefined =>
  at === undefined ? undefined : new Date(at).toISOString();

/** The fields without those that are `undefined`. */
const present = (fields: Readonly<Record<string, JsonValue | undefined>>): JsonObject =>
  Object.fromEntries(Object.entries(fields).filter((field): field is [string, JsonValue] => field[1] !== undefined));

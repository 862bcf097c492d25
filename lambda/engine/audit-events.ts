/**
 * The audit trail. An event is written in the transaction of the change it tells of, and shows the changed
 * members only, under the names of the views; neither a secret nor a hash is among them.
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
  type PreviousSecret,
  type StoredSecret,
} from '../domain/model';
import type { EventType } from '../domain/vocabulary';
import { actorName, scopesOf } from '../domain/policy';
import type { Insert } from '../domain/ports/table';
import { same } from './conditional-writes';
import { accountStatus, clientStatus, keyStatus, operatorStatus } from '../domain/status';

/** An event id is its instant, so that ids sort as the instants do, and then chance. */
const TIME_LENGTH = 10;
const CHANCE_LENGTH = 10;

interface Happening {
  readonly action: EventType;
  readonly at: Instant;
  readonly accountId: string;
  readonly target: string;
  readonly before?: JsonObject;
  readonly after?: JsonObject;
}

/** A change of one record: no `before` when it was made, no `after` when nothing of it is left. */
type Story<T> = Told &
  ({ readonly before?: undefined; readonly after: T } | { readonly before: T; readonly after?: T });
interface Told {
  readonly action: EventType;
  readonly now: Instant;
}

interface Owned {
  readonly account: Account;
}

/** The event of an account's change, as one write of the change's transaction. */
export function accountEvent(deps: Deps, source: AuditSource, story: Story<Account>): Insert {
  const { action, now: at, before, after } = story;
  const { accountId } = story.before ?? story.after;
  const facts = { before: before && accountFacts(before), after: after && accountFacts(after) };
  return auditEvent(deps, source, { action, at, accountId, target: `account:${accountId}`, ...facts });
}

/** The event of a key's change, as one write of the change's transaction. */
export function keyEvent(deps: Deps, source: AuditSource, story: Story<ApiKey> & Owned): Insert {
  const { action, now: at, account, before, after } = story;
  const { keyId, accountId } = story.before ?? story.after;
  const facts = { before: before && keyFacts(before, account, at), after: after && keyFacts(after, account, at) };
  return auditEvent(deps, source, { action, at, accountId, target: `key:${keyId}`, ...facts });
}

/** The event of a client's change, as one write of the change's transaction. */
export function clientEvent(deps: Deps, source: AuditSource, story: Story<Client> & Owned): Insert {
  const { action, now: at, account, before, after } = story;
  const { clientId, accountId } = story.before ?? story.after;
  const facts = { before: before && clientFacts(before, account), after: after && clientFacts(after, account) };
  return auditEvent(deps, source, { action, at, accountId, target: `client:${clientId}`, ...facts });
}

/** The event of an operator's change, as one write of the change's transaction. */
export function operatorEvent(deps: Deps, source: AuditSource, story: Story<Operator>): Insert {
  const { action, now: at, before, after } = story;
  const target = `operator:${(story.before ?? story.after).clientId}`;
  const facts = { before: before && operatorFacts(before), after: after && operatorFacts(after) };
  return auditEvent(deps, source, { action, at, accountId: OPERATORS_TRAIL, target, ...facts });
}

/** What is told of a secret: which one, and whose. */
interface SecretStory {
  readonly action: `${'client' | 'operator'}.secret-${'added' | 'deleted'}`;
  readonly now: Instant;
  readonly accountId: string;
  readonly target: string;
  readonly secretId: string;
}

/** The event of a secret's coming or going, as one write of a transaction; the issuer names secrets by public ids. */
export function secretEvent(deps: Deps, source: AuditSource, story: SecretStory): Insert {
  const { action, now: at, accountId, target, secretId } = story;
  const facts = action.endsWith('added') ? { after: { secretId } } : { before: { secretId } };
  return auditEvent(deps, source, { action, at, accountId, target, ...facts });
}

function auditEvent({ random }: Deps, { actor, sourceIp, requestId }: AuditSource, happening: Happening): Insert {
  const { action, at, accountId, target } = happening;
  const told = changedMembers(happening.before, happening.after);
  const eventId = base62Number(at, TIME_LENGTH) + base62(CHANCE_LENGTH, random);
  const from = { actor: actorName(actor), sourceIp, requestId };
  const record: AuditEvent = { kind: 'event', eventId, accountId, at, action, ...from, target, ...told };
  return { type: 'insert', record };
}

function changedMembers(before?: JsonObject, after?: JsonObject): Pick<AuditEvent, 'before' | 'after'> {
  if (before === undefined) return { after };
  if (after === undefined) return { before };
  const differs = ([name]: [string, JsonValue]): boolean => !same(before[name], after[name]);
  return {
    before: Object.fromEntries(Object.entries(before).filter(differs)),
    after: Object.fromEntries(Object.entries(after).filter(differs)),
  };
}

function accountFacts(account: Account): JsonObject {
  const { name, externalId, grant, metadata } = account;
  const credentialsValidAfter = instant(account.credentialsValidAfter);
  const status = accountStatus(account);
  return present({ name, externalId, status, grant: present({ ...grant }), metadata, credentialsValidAfter });
}

function keyFacts(key: ApiKey, account: Account, now: Instant): JsonObject {
  const { label, description, scopes, environment, networks, metadata, tags, revocationReason } = key;
  const [expiresAt, notBefore, revokedAt] = [key.expiresAt, key.notBefore, key.revokedAt].map(instant);
  const secrets = [key.currentSecret, key.previousSecret].flatMap(secretFacts);
  const own = { label, description, scopes, environment, networks, metadata, tags, revocationReason };
  return present({ ...own, status: keyStatus(key, account, now), secrets, expiresAt, notBefore, revokedAt });
}

/** When each secret was made and, of the previous one, when it ends. */
const secretFacts = (secret: (StoredSecret & Partial<PreviousSecret>) | undefined): JsonObject[] =>
  secret === undefined
    ? []
    : [present({ createdAt: instant(secret.createdAt), graceUntil: instant(secret.graceUntil) })];

function clientFacts(client: Client, account: Account): JsonObject {
  const { label, scopes, tokenLifetimeMinutes, revocationReason } = client;
  const [tokensValidAfter, revokedAt] = [client.tokensValidAfter, client.revokedAt].map(instant);
  const status = clientStatus(client, account);
  return present({ label, scopes, tokenLifetimeMinutes, status, tokensValidAfter, revokedAt, revocationReason });
}

function operatorFacts(operator: Operator): JsonObject {
  const { label, tokenLifetimeMinutes, revocationReason } = operator;
  const [scopes, status, revokedAt] = [scopesOf(operator), operatorStatus(operator), instant(operator.revokedAt)];
  return present({ label, scopes, tokenLifetimeMinutes, status, revokedAt, revocationReason });
}

/** An instant as views show it (RFC 3339). */
const instant = (at: Instant | undefined): string | undefined =>
  at === undefined ? undefined : new Date(at).toISOString();

const present = (members: Readonly<Record<string, JsonValue | undefined>>): JsonObject =>
  Object.fromEntries(
    Object.entries(members).filter((member): member is [string, JsonValue] => member[1] !== undefined),
  );

/** Which promises a race broke, read from what each transaction left behind. */
import { isDeepStrictEqual } from 'node:util';
import { sha256 } from '../../lambda/domain/hash';
import type { Account, ApiKey, AuditEvent, Client } from '../../lambda/domain/model';
import { clientStatus, isDead, keyStatus } from '../../lambda/domain/status';
import type { Result, Step } from './races';
import { NOW } from './records';
import { indexed } from './world';

/** Every promise that was broken, in words; empty when all were kept. */
export const violations = ({ steps, outcomes, left }: Result): string[] => [
  ...brokenIndex(left),
  ...steps.flatMap(({ events }) => (isOneChange(events) ? [] : [`a change with ${events.length} events`])),
  ...steps.flatMap(brokenOverCredentials),
  ...steps.flatMap(brokenOverIds),
  ...steps.flatMap(brokenOverImports),
  ...steps.flatMap((step, at) => brokenBetween(step, steps[at + 1])),
  ...toldTwice(steps),
  ...lostSecrets(steps, outcomes),
  ...(outcomes.some((outcome) => !outcome.ok && outcome.refusal.code === 'idempotency-in-progress')
    ? ['a request that its own copy blocked']
    : []),
  ...(outcomes.filter((outcome) => outcome.ok && isFirst(outcome.value)).length > 1 ? ['one request done twice'] : []),
];

/** One event, or those of an account that is made with its first key, in this order. */
function isOneChange(events: readonly AuditEvent[]): boolean {
  const actions = [...events].sort((a, b) => (a.eventId < b.eventId ? -1 : 1)).map(({ action }) => action);
  return actions.length === 1 || isDeepStrictEqual(actions, ['account.created', 'key.issued']);
}

const MAKING = ['key.issued', 'key.imported', 'client.issued', 'client.adopted'];
const SCOPING = [...MAKING, 'key.updated', 'client.updated'];
const GIVING = [...SCOPING, 'key.rotated', 'client.secret-added'];
const COUNTING = ['key.issued', 'key.imported', 'key.resumed'];

const brokenOverCredentials = (step: Step): string[] =>
  step.events.flatMap((event) => brokenOverCredentialsOf(event, step));

function brokenOverCredentialsOf({ action, target }: AuditEvent, { accounts, keys, clients }: Step): string[] {
  return [...keys, ...clients].flatMap((credential) => {
    const account = accounts.find(({ accountId }) => accountId === credential.accountId);
    if (account === undefined) return MAKING.includes(action) ? ['a live credential without an account'] : [];
    const { scopes, maxActiveKeys = Infinity } = account.grant;
    const ended = isEnded(credential, account);
    const named = credential.kind === 'key' ? `key:${credential.keyId}` : `client:${credential.clientId}`;
    const done = (actions: readonly string[]): boolean => target === named && actions.includes(action);
    const active = keys.filter((key) => !isDead(key, account, NOW)).length;
    return brokenOf([
      [done(SCOPING) && credential.scopes.some((scope) => !scopes.includes(scope)), 'a credential beyond the grant'],
      [done(GIVING) && account.suspendedAt !== undefined, 'a credential from a suspended account'],
      [done(MAKING) && ended, 'a credential that was dead when it was made'],
      [done(['client.secret-added']) && ended, 'a secret of a revoked client'],
      [done(COUNTING) && active > maxActiveKeys, 'more active keys than allowed'],
      [action === 'account.credentials-revoked' && !ended, 'a credential that outlived revoke-all'],
    ]);
  });
}

const isAlive = (credential: ApiKey | Client, account: Account): boolean =>
  credential.kind === 'key' ? !isDead(credential, account, NOW) : !isEnded(credential, account);

/** The live index holds what is not revoked, and what Cognito must still delete. Of deleted accounts all is forgotten. */
function brokenIndex({ accounts, keys, clients, index }: Result['left']): string[] {
  const inAccount = ({ accountId }: { accountId: string }) => accounts.some((one) => one.accountId === accountId);
  const texts = (entries: Result['left']['index']) =>
    entries
      .filter(inAccount)
      .map((entry) => JSON.stringify(entry))
      .sort();
  const wanted = texts([...keys, ...clients].flatMap(indexed));
  return brokenOf([[!isDeepStrictEqual(texts(index), wanted), 'a live index that is wrong']]);
}

const isEnded = (credential: ApiKey | Client, account: Account): boolean =>
  (credential.kind === 'key' ? keyStatus(credential, account, NOW) : clientStatus(credential, account)) === 'revoked';

function brokenOverImports({ keys }: Step): string[] {
  const hashes = keys.flatMap(({ importedHash }) => importedHash ?? []);
  return brokenOf([[new Set(hashes).size < hashes.length, 'a key that was imported twice']]);
}

function brokenOverIds({ accounts, clients, externalIds }: Step): string[] {
  const names = accounts.flatMap(({ externalId }) => (externalId === undefined ? [] : [externalId]));
  const clientIds = clients.map(({ clientId }) => clientId);
  const orphan = externalIds.some((owned) => !accounts.some(({ accountId }) => accountId === owned.accountId));
  return brokenOf([
    [new Set(names).size < names.length || new Set(clientIds).size < clientIds.length, 'an id that two share'],
    [orphan, 'a record without an account'],
  ]);
}

/** Each credential of a step, as it was and as the next one left it. */
const pairsOf = (step: Step, next: Step | undefined): (readonly [ApiKey | Client, ApiKey | Client | undefined])[] => [
  ...step.keys.map((key) => [key, next?.keys.find(({ keyId }) => keyId === key.keyId)] as const),
  ...step.clients.map(
    (client) => [client, next?.clients.find(({ clientId }) => clientId === client.clientId)] as const,
  ),
];

function brokenBetween(step: Step, next: Step | undefined): string[] {
  return [...brokenBetweenAccounts(step, next), ...brokenBetweenCredentials(step, next)];
}

function brokenBetweenCredentials(step: Step, next: Step | undefined): string[] {
  return pairsOf(step, next).flatMap(([before, after]) => {
    const account = step.accounts.find(({ accountId }) => accountId === before.accountId);
    if (account === undefined || after === undefined) return [];
    const isLeft = next?.accounts.every(({ accountId }) => accountId !== account.accountId);
    const changed = isEnded(before, account) && !isDeepStrictEqual(before, after);
    return brokenOf([
      [changed, `a revoked ${before.kind} that was changed`],
      [isLeft === true && isAlive(before, account), 'a live credential without an account'],
      [tokensEndIn(after) < tokensEndIn(before), 'a revoke-tokens that moved back'],
    ]);
  });
}

const tokensEndIn = (credential: ApiKey | Client): number =>
  credential.kind === 'client' ? (credential.tokensValidAfter ?? 0) : 0;

function brokenBetweenAccounts({ accounts }: Step, next: Step | undefined): string[] {
  return accounts.flatMap((account) => {
    const later = next?.accounts.find(({ accountId }) => accountId === account.accountId);
    if (later === undefined) return [];
    return brokenOf([
      [(later.credentialsValidAfter ?? 0) < (account.credentialsValidAfter ?? 0), 'a revoke-all that moved back'],
    ]);
  });
}

/** No race goes back and forth, so each of these happens to one target once; its tokens end once at one instant. */
const ONCE = ['suspended', 'resumed', 'revoked', 'grace-ended', 'deleted', 'tokens-revoked'];
function toldTwice(steps: readonly Step[]): string[] {
  const told = steps
    .flatMap(({ events }) => events)
    .filter(({ action }) => ONCE.some((word) => action.endsWith(`.${word}`)))
    .map(({ action, target, after }) => `${target} ${action} ${JSON.stringify(after?.['tokensValidAfter'])}`);
  return brokenOf([[new Set(told).size < told.length, 'an event that is told twice']]);
}

/** Secrets that somebody was given and that do not work. */
function lostSecrets(steps: readonly Step[], outcomes: Result['outcomes']): string[] {
  const { keys = [] } = steps.at(-1) ?? {};
  return outcomes.flatMap((outcome) => {
    if (!outcome.ok || outcome.value === undefined || !('presentedKey' in outcome.value)) return [];
    const hash = sha256(String(outcome.value.presentedKey));
    const works = keys.some((key) => [key.currentSecret.hash, key.previousSecret?.hash].includes(hash));
    return works ? [] : ['a secret that was dead on arrival'];
  });
}

/** Whether this call made something itself, rather than being told what an earlier one made. */
const isFirst = (value: object | undefined): boolean => value !== undefined && 'once' in value && value.once === true;

const brokenOf = (checks: readonly (readonly [boolean, string])[]): string[] =>
  checks.flatMap(([broken, what]) => (broken ? [what] : []));

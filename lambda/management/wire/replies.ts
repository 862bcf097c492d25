/** Successful answers: JSON that nothing may keep, with the headers that go with what was done. */
import { NO_STORE, type Response } from '../../http/problems';
import type { SecretAdded, SecretList } from '../../issuer/app-client-secrets';
import type { AccountResult, ClientResult } from '../../issuer/pending';
import type { LoadedKey } from '../../engine/load';
import type { AccountPage } from '../operations/accounts/account-reads';
import type { AccountCreated } from '../operations/accounts/create-account';
import type { ClientAdopted } from '../operations/clients/adopt-client';
import type { ClientPage } from '../operations/clients/client-reads';
import type { ClientIssued } from '../operations/clients/issue-client';
import type { KeyWithSecret } from '../operations/keys/issue-key';
import type { KeyPage } from '../operations/keys/key-reads';
import type { EventPage } from '../operations/list-events';
import type { OperatorIssued } from '../operations/operators/issue-operator';
import type { OperatorList } from '../operations/operators/operator-reads';
import type { OperatorResult } from '../operations/operators/revoke-operator';
import type { VerifyResult } from '../operations/verify-credential';
import { type List, writeCursor } from './cursor';
import { accountView, clientView, eventView, keyView, operatorView, secretView, verdictView } from './views';

/** What of the request a reply is made with. */
export interface Asked {
  /** As the caller sent it, so that `Location` holds behind a stage and behind a custom domain. */
  readonly requestPath: string;
  readonly keyPrefix: string;
  readonly list: List;
}

function json(statusCode: number, body: object, headers: Readonly<Record<string, string>> = {}): Response {
  return {
    statusCode,
    headers: { 'Content-Type': 'application/json', ...NO_STORE, ...headers },
    body: JSON.stringify(body),
  };
}

export const noContent = (): Response => ({ statusCode: 204, headers: { ...NO_STORE }, body: '' });

/** The version as a strong entity tag (RFC 9110 section 8.8.3). */
const tag = ({ version }: { readonly version: number }) => ({ ETag: `"${version}"` });

export const accountReply = ({ account, pendingClients }: AccountResult): Response =>
  json(200, { ...accountView(account), pendingClients }, tag(account));

export function accountCreatedReply({ account, created }: AccountCreated, asked: Asked): Response {
  if (!created) return json(200, accountView(account), tag(account));
  return json(201, accountView(account), { ...tag(account), Location: below(asked, account.accountId) });
}

export const accountsReply = ({ accounts, next }: AccountPage, asked: Asked): Response =>
  page(accounts.map(accountView), next, asked);

export const keyReply = (result: LoadedKey, { keyPrefix }: Asked): Response =>
  json(200, keyView(result, keyPrefix), tag(result.key));

/** The presented key is in the first answer only; a replay says how to get another and end the one that is lost. */
export function keyIssuedReply(result: KeyWithSecret, asked: Asked): Response {
  if (!result.secretShown) return replayReply(result, asked, '{"graceSeconds": 0}');
  const body = { ...keyView(result, asked.keyPrefix), key: result.presentedKey };
  return json(201, body, { ...tag(result.key), Location: below(asked, result.key.keyId) });
}

/** The first rotation's grace may run or not; what a replay recommends ends the lost secret at once either way. */
export function keyRotatedReply(result: KeyWithSecret, asked: Asked): Response {
  if (!result.secretShown) return replayReply(result, asked, '{"replace": "newest", "graceSeconds": 0}');
  return json(200, { ...keyView(result, asked.keyPrefix), key: result.presentedKey }, tag(result.key));
}

function replayReply(result: LoadedKey, { keyPrefix }: Asked, rotation: string): Response {
  const detail =
    'This Idempotency-Key was used before; the key was in the first answer and is not kept. ' +
    `If it never arrived, rotate with ${rotation} and another Idempotency-Key, which ends it at once.`;
  return json(200, { ...keyView(result, keyPrefix), secretShown: false, detail }, tag(result.key));
}

export const keysReply = ({ keys, account, now, next }: KeyPage, asked: Asked): Response =>
  page(
    keys.map((key) => keyView({ key, account, now }, asked.keyPrefix)),
    next,
    asked,
  );

export const clientReply = (result: ClientResult): Response => json(200, clientView(result), tag(result.client));

/** As with keys; what a replay recommends leaves the client its id and ends the lost secret. */
export function clientIssuedReply(result: ClientIssued, asked: Asked): Response {
  const { client } = result;
  if (!result.secretShown) return json(200, { ...clientView(result), ...lostSecret('client') }, tag(client));
  const body = { ...clientView(result), clientSecret: result.clientSecret };
  return json(201, body, { ...tag(client), Location: below(asked, client.clientId) });
}

const NOT_KEPT =
  'This Idempotency-Key was used before; the secret was in the first answer and is not kept. If it never arrived,';

const lostSecret = (owner: 'client' | 'operator') => ({
  secretShown: false,
  detail: `${NOT_KEPT} add another one with POST …/${owner}s/{${owner}Id}/secrets, then delete the older one that GET there lists.`,
});

export function clientAdoptedReply(result: ClientAdopted, { requestPath }: Asked): Response {
  if (!result.created) return clientReply(result);
  return json(201, clientView(result), { ...tag(result.client), Location: requestPath });
}

export const clientsReply = ({ clients, next }: ClientPage, asked: Asked): Response =>
  page(clients.map(clientView), next, asked);

export function secretAddedReply(result: SecretAdded, asked: Asked): Response {
  const view = secretView(result.secret);
  if (!result.secretShown) return json(200, { ...view, secretShown: false, detail: UNSEEN_SECRET });
  return json(201, { ...view, clientSecret: result.clientSecret }, { Location: below(asked, view.id) });
}

const UNSEEN_SECRET = `${NOT_KEPT} delete it with DELETE …/secrets/{secretId} and add another one with another Idempotency-Key.`;

/** There are two at most. */
export const secretsReply = ({ secrets }: SecretList): Response => json(200, { items: secrets.map(secretView) });

export const operatorReply = ({ operator }: OperatorResult): Response =>
  json(200, operatorView(operator), tag(operator));

export function operatorIssuedReply(result: OperatorIssued, asked: Asked): Response {
  const { operator } = result;
  const view = operatorView(operator);
  if (!result.secretShown) return json(200, { ...view, ...lostSecret('operator') }, tag(operator));
  const body = { ...view, clientSecret: result.clientSecret };
  return json(201, body, { ...tag(operator), Location: below(asked, operator.clientId) });
}

export const operatorsReply = ({ operators }: OperatorList): Response =>
  json(200, { items: operators.map(operatorView) });

export const eventsReply = ({ events, next }: EventPage, asked: Asked): Response =>
  page(events.map(eventView), next, asked);

export const verdictReply = (result: VerifyResult): Response => json(200, verdictView(result));

export const documentReply = (document: object): Response => json(200, document);

export interface ScopeList {
  readonly scopes: readonly string[];
  /** What each scope permits, by its name; not every scope has one. */
  readonly descriptions: ReadonlyMap<string, string>;
}

export const scopesReply = ({ scopes, descriptions }: ScopeList): Response =>
  json(200, { items: scopes.map((name) => ({ name, description: descriptions.get(name) })) });

const page = (items: readonly object[], next: string | undefined, { list }: Asked): Response =>
  json(200, { items, nextCursor: next === undefined ? undefined : writeCursor(list, next) });

const below = ({ requestPath }: Asked, id: string): string => `${requestPath.replace(/\/$/, '')}/${id}`;

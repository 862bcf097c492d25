/** Successful replies: JSON that no cache may store, with `ETag` for a record and `Location` for a new one. */
import { type ManagementScope, mayCall } from '../../domain/policy';
import { NO_STORE, type Response } from '../../http/problems';
import type { SecretAdded, SecretList } from '../../provisioning/app-client-secrets';
import type { ShownOnce } from '../../provisioning/app-clients';
import type { AccountResult } from '../../provisioning/pending';
import type { AccountCreated } from '../operations/accounts/account-changes';
import type { AccountPage } from '../operations/accounts/account-reads';
import type { ClientAdopted } from '../operations/clients/adopt-client';
import type { ClientPage } from '../operations/clients/client-reads';
import type { ClientIssued } from '../operations/clients/issue-client';
import type { EventPage } from '../operations/list-events';
import type { MemberInvited } from '../operations/members/invite-member';
import type { MemberResult } from '../operations/members/member-changes';
import type { MemberList, Me } from '../operations/members/member-reads';
import type { OperatorIssued, OperatorResult } from '../operations/operators/operator-changes';
import type { OperatorList } from '../operations/operators/operator-reads';
import type { VerifyResult } from '../operations/verify-credential';
import { type List, writeCursor } from './cursor';
import { addThenDelete, DELETE_THEN_ADD, replayed } from './lost-secret';
import {
  accountView,
  clientView,
  eventView,
  meView,
  memberView,
  operatorView,
  secretView,
  type Shown,
  verdictView,
} from './views';

/** What a reply needs to know about the request. */
export interface Asked extends Shown {
  /** With the stage or the custom domain's base path, for `Location`, and with this id of the account or the request's. */
  readonly requestPath: (accountId?: string) => string;
  readonly list: List;
  /** The values of the header `If-None-Match`. */
  readonly ifNoneMatch: readonly string[];
}

/** A reply, and the schema name of its body for each status; undefined: no body. */
export interface Reply<T> {
  readonly schemas: Readonly<Record<number, string | undefined>>;
  readonly write: (value: T, asked: Asked) => Response;
  /** An actor with none of these scopes sees only the state of the record. Absent: the reply shows no single record. */
  readonly readers?: readonly ManagementScope[];
}
export const reply = <T>(schemas: Reply<T>['schemas'], write: Reply<T>['write']): Reply<T> => ({ schemas, write });

/** `version` becomes a strong entity tag (RFC 9110 section 8.8.3). */
interface View {
  readonly id?: string;
  readonly accountId?: string;
  readonly version?: number;
  readonly [member: string]: unknown;
}

export const json = (statusCode: number, body: object, headers: Readonly<Record<string, string>> = {}): Response => ({
  statusCode,
  headers: { 'Content-Type': 'application/json', ...NO_STORE, ...headers },
  body: JSON.stringify(body),
});
const etag = ({ version }: View): Record<string, string> => (version === undefined ? {} : { ETag: `"${version}"` });
export const shown = (view: View): Response => json(200, view, etag(view));
const createdUnder = (location: string, view: View): Response => json(201, view, { ...etag(view), Location: location });
/**
 * A reply with one record. An actor that may suspend or revoke the record but not read it sees only the record's id,
 * status and version, so no verb is a way to read a record.
 */
export const recordReply = <T>(
  schema: string,
  readers: readonly ManagementScope[],
  viewOf: (value: T, asked: Asked) => View & { readonly status: string },
): Reply<T> => ({
  schemas: { 200: schema },
  readers,
  write: (value, asked) =>
    shown(mayCall(asked.sight.scopes, readers) ? viewOf(value, asked) : stateOf(viewOf(value, asked))),
});
export const stateOf = ({ id, status, version }: View) => ({ id, status, version });
export const created = (view: View, { requestPath }: Asked): Response =>
  createdUnder(`${requestPath(view.accountId).replace(/\/$/, '')}/${view.id}`, view);
export const pageOf = (items: readonly object[], next: string | undefined, { list }: Asked) => ({
  items,
  nextCursor: next === undefined ? undefined : writeCursor(list, next),
});
export const pageReply = (...asked: Parameters<typeof pageOf>): Response => json(200, pageOf(...asked));

interface Issued {
  readonly view: View;
  readonly result: ShownOnce;
  /** What to do if the first reply, the only one that holds the secret, never arrived. */
  readonly advice: string;
}
const issued = ({ view, result, advice }: Issued, asked: Asked): Response =>
  result.secretShown
    ? created({ ...view, clientSecret: result.clientSecret }, asked)
    : shown({ ...view, ...replayed('secret', advice) });

export const noContent = reply({ 204: undefined }, () => ({ statusCode: 204, headers: { ...NO_STORE }, body: '' }));

export const ACCOUNT_READERS = ['read:accounts', 'write:accounts'] as const;

export const accountReply = recordReply(
  'AccountNow',
  ACCOUNT_READERS,
  ({ account, pendingClients }: AccountResult, asked) => ({ ...accountView(account, asked), pendingClients }),
);

export const accountCreatedReply = reply({ 200: 'Account', 201: 'Account' }, (result: AccountCreated, asked) => {
  const view = accountView(result.account, asked);
  return result.created ? created(view, asked) : shown(view);
});

export const accountsReply = reply({ 200: 'AccountPage' }, ({ accounts, next }: AccountPage, asked) =>
  pageReply(
    accounts.map((account) => accountView(account, asked)),
    next,
    asked,
  ),
);

export const clientReply = recordReply('OAuthClient', ['read:clients', 'write:clients'], clientView);

export const clientIssuedReply = reply(
  { 200: 'OAuthClientIssued', 201: 'OAuthClientIssued' },
  (result: ClientIssued, asked) =>
    issued({ view: clientView(result, asked), result, advice: addThenDelete('client') }, asked),
);

export const clientAdoptedReply = reply({ 200: 'OAuthClient', 201: 'OAuthClient' }, (result: ClientAdopted, asked) => {
  const view = clientView(result, asked);
  return result.created ? createdUnder(asked.requestPath(), view) : shown(view);
});

export const clientsReply = reply({ 200: 'OAuthClientPage' }, ({ clients, next }: ClientPage, asked) =>
  pageReply(
    clients.map((client) => clientView(client, asked)),
    next,
    asked,
  ),
);

export const secretAddedReply = reply({ 200: 'SecretAdded', 201: 'SecretAdded' }, (result: SecretAdded, asked) =>
  issued({ view: secretView(result.secret), result, advice: DELETE_THEN_ADD }, asked),
);

export const secretsReply = reply({ 200: 'Secrets' }, ({ secrets }: SecretList) =>
  json(200, { items: secrets.map(secretView) }),
);

export const operatorReply = recordReply('Operator', ['write:operators'], ({ operator }: OperatorResult) =>
  operatorView(operator),
);

export const operatorIssuedReply = reply(
  { 200: 'OperatorIssued', 201: 'OperatorIssued' },
  (result: OperatorIssued, asked) =>
    issued({ view: operatorView(result.operator), result, advice: addThenDelete('operator') }, asked),
);

export const operatorsReply = reply({ 200: 'Operators' }, ({ operators }: OperatorList) =>
  json(200, { items: operators.map(operatorView) }),
);

export const eventsReply = reply({ 200: 'EventPage' }, ({ events, next }: EventPage, asked) =>
  pageReply(
    events.map((event) => eventView(event, asked)),
    next,
    asked,
  ),
);

export const meReply = reply({ 200: 'Me' }, (me: Me) => json(200, meView(me)));

export const membersReply = reply({ 200: 'Members' }, ({ members }: MemberList, asked) =>
  json(200, { items: members.map((member) => memberView(member, asked)) }),
);

export const memberReply = reply({ 200: 'Member' }, ({ member }: MemberResult, asked) =>
  shown(memberView(member, asked)),
);

export const memberInvitedReply = reply({ 200: 'Member', 201: 'Member' }, ({ member, isNew }: MemberInvited, asked) => {
  const view = memberView(member, asked);
  return isNew ? createdUnder(`${asked.requestPath()}/${view.subject}`, view) : shown(view);
});

export const verdictReply = reply({ 200: 'Verdict' }, (result: VerifyResult) => json(200, verdictView(result)));

/**
 * A whole example of each request and each answer. They tell one story: an account, its key, its client, an operator.
 * Tests hold each against its schema, send each request to the server, and compare its answer with the example.
 */
import { hintOf, KEY_ID as KEY_ID_FORM } from '../../lambda/domain/key-format';
import { MANAGEMENT_CATALOGUE } from '../../lambda/domain/policy';
import { problemMembers } from '../../lambda/http/problems';
import type { EndpointData } from '../../lambda/management/endpoints/endpoint';
import { listName, writeCursor } from '../../lambda/management/wire/cursor';
import {
  ACCOUNT_ID,
  KEY_ID,
  UNKNOWN_KEY_ID,
  CLIENT_ID,
  SECRET_ID,
  FIRST_OPERATOR_ID,
  OPERATOR_ID,
  ACTOR,
  CREATED_AT,
  CHANGED_AT,
  KEY,
  IMPORTED_KEY,
  IMPORTED_HASH,
  CLIENT_SECRET,
  GRANT,
  ASKED_KEY,
  ASKED_CLIENT,
  ASKED_OPERATOR,
  SCOPE_LIST,
  PLAN_LIST,
} from './example-values';
import * as people from './member-examples';

type Example = Readonly<Record<string, unknown>>;
/** Examples by their names. */
type Examples = Readonly<Record<string, Example>>;

/** The example of each body, by the names of `bodies.ts`. */
export const REQUEST_EXAMPLES: Examples = {
  CreateAccount: { name: 'Acme Corp', externalId: 'customer-4711', grant: GRANT, metadata: { plan: 'gold' } },
  UpdateAccount: { name: 'Acme Inc', grant: { maxActiveKeys: 20, maxKeyLifetimeDays: null } },
  IssueKey: { ...ASKED_KEY, expiresAt: '2027-11-01T00:00:00Z' },
  ImportKeys: {
    keys: [
      { key: IMPORTED_KEY, label: 'Nightly export', scopes: ['read:orders'] },
      { hash: IMPORTED_HASH, label: 'Old export', scopes: ['admin:orders'] },
    ],
  },
  UpdateKey: { label: 'Hourly export', networks: null },
  RotateKey: { graceSeconds: 3_600 },
  Revoke: { reason: 'superseded' },
  RevokeKeys: { filter: { tag: 'nightly', createdBefore: CHANGED_AT }, reason: 'superseded' },
  IssueClient: { ...ASKED_CLIENT, tokenLifetimeMinutes: 60 },
  AdoptClient: { ...ASKED_CLIENT, token: 'eyJraWQiOiJleGFtcGxlIn0.eyJ0b2tlbl91c2UiOiJhY2Nlc3MifQ.c2lnbmF0dXJl' },
  UpdateClient: { label: 'Order service 2', tokenLifetimeMinutes: 30 },
  IssueOperator: ASKED_OPERATOR,
  ...people.MEMBER_REQUESTS,
  Revocation: { key: KEY },
  Verify: { credential: KEY, scope: { anyOf: ['read:orders', 'write:orders'] }, sourceIp: '192.0.2.7' },
  Empty: {},
};
const made = { createdAt: CREATED_AT, createdBy: ACTOR, version: 1 };
const account = {
  id: ACCOUNT_ID,
  name: 'Acme Corp',
  externalId: 'customer-4711',
  status: 'active',
  grant: GRANT,
  metadata: { plan: 'gold' },
  ...made,
};
const accountNow = { ...account, pendingClients: 0 };
const key = {
  id: KEY_ID,
  accountId: ACCOUNT_ID,
  ...ASKED_KEY,
  effectiveScopes: ['read:orders'],
  status: 'active',
  environment: 'live',
  expiresAt: '2027-11-01T00:00:00.000Z',
  hint: hintOf({ keyId: KEY_ID, environment: 'live', currentSecret: { prefix: 'sp' } }),
  secrets: [{ createdAt: CREATED_AT }],
  ...made,
};
const client = {
  id: CLIENT_ID,
  accountId: ACCOUNT_ID,
  ...ASKED_CLIENT,
  effectiveScopes: ['read:orders'],
  status: 'active',
  tokenLifetimeMinutes: 60,
  tokenScopes: ['orders-accounts/read:orders'],
  ...made,
};
const firstOperator = { id: FIRST_OPERATOR_ID, scopes: MANAGEMENT_CATALOGUE, status: 'active', version: 1 };
const operator = { id: OPERATOR_ID, ...ASKED_OPERATOR, status: 'active', ...made };
const secret = { id: SECRET_ID, createdAt: CREATED_AT };
const event = {
  id: '01KB5Z7T3QwErTyUiOp0',
  at: CREATED_AT,
  action: 'key.issued',
  actor: ACTOR,
  sourceIp: '203.0.113.7',
  requestId: 'Vq3LxHc0PioFmTk=',
  target: `key:${KEY_ID}`,
  after: { ...ASKED_KEY, status: 'active', environment: 'live', expiresAt: key.expiresAt, secrets: key.secrets },
};
const operatorEvent = {
  ...event,
  action: 'operator.issued',
  target: `operator:${OPERATOR_ID}`,
  after: { ...ASKED_OPERATOR, status: 'active' },
};
const principal = {
  accountId: ACCOUNT_ID,
  credentialId: KEY_ID,
  credentialType: 'apiKey',
  scopes: ['read:orders'],
  environment: 'live',
  metadata: { ticket: 4711 },
};

const REPLAYED = {
  secretShown: false,
  detail: 'This Idempotency-Key was used before. Only the first answer had the secret.',
};
const issued = (record: Example, value: Example): Examples => ({
  issued: { ...record, ...value },
  replayed: { ...record, ...REPLAYED },
});
const whole = (record: Example): Examples => ({ whole: record });
const NEXT_CURSOR = writeCursor(
  { name: listName('GET /accounts/{accountId}/keys', ACCOUNT_ID, {}), start: ACCOUNT_ID, form: KEY_ID_FORM },
  KEY_ID,
);
const page = (item: Example): Examples => whole({ items: [item], nextCursor: NEXT_CURSOR });
const orState = (record: Example): Examples => ({
  whole: record,
  state: { id: record['id'], status: record['status'], version: record['version'] },
});

const REVOKED = { status: 'revoked', revokedAt: CHANGED_AT, revocationReason: 'superseded', version: 2 };
const revokedKey = { ...key, ...REVOKED };

const SCOPE_UNKNOWN = {
  ...problemMembers({
    code: 'invalid-request',
    detail: 'Nothing was changed. Correct the fields listed in errors, then send the request again.',
  }),
  errors: [
    { pointer: '/keys/1/scopes/0', detail: 'No scope of the catalogue has this name. GET /v1/scopes lists them.' },
  ],
};

const REPLY_EXAMPLES: Readonly<Record<string, Examples>> = {
  Account: whole(account),
  AccountNow: whole(accountNow),
  AccountNowOrState: orState(accountNow),
  AccountPage: page(account),
  Key: whole(key),
  KeyIssued: issued(key, { key: KEY }),
  KeyFound: whole({ ...key, accountName: account.name }),
  KeysImported: {
    whole: {
      items: [
        { index: 0, status: 'imported', keyId: KEY_ID },
        { index: 1, status: 'refused', problem: SCOPE_UNKNOWN },
      ],
    },
    repeated: {
      items: [
        { index: 0, status: 'exists', keyId: KEY_ID, keyStatus: 'active' },
        { index: 1, status: 'refused', problem: SCOPE_UNKNOWN },
      ],
    },
  },
  KeyFoundPage: page({ ...key, accountName: account.name }),
  KeyOrState: orState(key),
  KeyPage: page(key),
  RevokedKeysOrState: {
    whole: { items: [revokedKey], nextCursor: NEXT_CURSOR },
    states: { items: [{ id: KEY_ID, status: 'revoked', version: 2 }] },
    named: { items: [], notFound: [UNKNOWN_KEY_ID] },
  },
  OAuthClient: whole(client),
  OAuthClientIssued: issued(client, { clientSecret: CLIENT_SECRET }),
  OAuthClientOrState: orState(client),
  OAuthClientPage: page(client),
  SecretAdded: issued(secret, { clientSecret: CLIENT_SECRET }),
  Secrets: whole({ items: [secret] }),
  Operator: whole(operator),
  OperatorIssued: issued(operator, { clientSecret: CLIENT_SECRET }),
  Operators: whole({ items: [firstOperator, operator] }),
  EventPage: page(event),
  ...people.MEMBER_REPLIES,
  Usage: whole({
    from: '2026-10-25',
    to: '2026-11-23',
    items: [{ day: '2026-11-23', requests: 1_200, refusals: 3 }],
    total: { requests: 1_200, refusals: 3 },
  }),
  Verdict: { valid: { valid: true, principal }, refused: { valid: false, reason: 'expired' } },
  Plans: whole(PLAN_LIST),
  Scopes: whole(SCOPE_LIST),
  Document: whole({ openapi: '3.1.0', info: { title: 'Sallyport management API', version: '1.0.0' }, paths: {} }),
};

const ROTATED = [{ createdAt: CHANGED_AT }, { createdAt: CREATED_AT, graceUntil: '2026-12-01T10:30:00.000Z' }];
/** Where an operation's answer differs from the schema's example, by the operation's id. Undefined: no such member. */
const CHANGES: Readonly<Record<string, Example>> = {
  updateAccount: {
    name: 'Acme Inc',
    grant: { ...GRANT, maxActiveKeys: 20, maxKeyLifetimeDays: undefined },
    version: 2,
  },
  suspendAccount: { status: 'suspended', pendingClients: 1, version: 2 },
  resumeAccount: { version: 3 },
  revokeAll: { pendingClients: 1, version: 2 },
  updateKey: { label: 'Hourly export', networks: undefined, version: 2 },
  rotateKey: { secrets: ROTATED, version: 2 },
  endGrace: { secrets: ROTATED.slice(0, 1), version: 3 },
  suspendKey: { status: 'suspended', version: 2 },
  resumeKey: { version: 3 },
  revokeKey: REVOKED,
  adoptClient: { tokenLifetimeMinutes: undefined, tokenScopes: undefined },
  updateClient: { label: 'Order service 2', tokenLifetimeMinutes: 30, version: 2 },
  suspendClient: { status: 'suspended', suspendedAt: CHANGED_AT, version: 2 },
  resumeClient: { version: 3 },
  revokeTokens: { tokensValidAfter: CHANGED_AT, version: 2 },
  revokeClient: REVOKED,
  revokeOperator: REVOKED,
  updateMember: { role: 'owner', version: 2 },
  listOperatorEvents: { items: [operatorEvent] },
};

type Answering = Pick<EndpointData, 'id' | 'reply'>;

/** The examples of an answer. Where 201 is for what was made, 200 is for a replay. */
export function replyExamples({ id, reply }: Answering, status: string, schema: string): Examples {
  const absent = status === '201' ? 'replayed' : 201 in reply.schemas ? 'issued' : undefined;
  const examples = Object.entries(REPLY_EXAMPLES[schema] ?? {}).filter(([name]) => name !== absent);
  return Object.fromEntries(examples.map(([name, example]) => [name, changed(name, example, CHANGES[id] ?? {})]));
}

function changed(name: string, example: Example, changes: Example): Example {
  const known = Object.entries(changes).filter(([member]) => name !== 'state' || member in example);
  return { ...example, ...Object.fromEntries(known) };
}

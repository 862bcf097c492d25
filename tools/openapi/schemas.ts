/**
 * The schemas of the management API's requests and replies, as JSON Schema 2020-12. They allow no other member: a
 * member that a view gains must be named here first, or the tests of the endpoints fail.
 */
import { CLIENT_ID } from '../../lambda/domain/key-format';
import { MANAGEMENT_CATALOGUE } from '../../lambda/domain/policy';
import { CLIENT_STATUSES, KEY_STATUSES } from '../../lambda/domain/status';
import { EVENT_TYPES, EXPIRY_REASONS, REJECTION_REASONS, REVOCATION_REASONS } from '../../lambda/domain/vocabulary';
import { BODIES } from './bodies';
import { importSchemas } from './import-schemas';
import { memberSchemas } from './member-schemas';
import { limits, ownPlan, plan, plans } from './plan-schemas';
import { fieldError, problem } from './problem-schemas';
import { scopeList, tokenScopes } from './scope-schemas';
import { day, lastUse, requests } from './usage-schemas';
import {
  exactly,
  listOf,
  type Members,
  object,
  oneOf,
  orState,
  page,
  ref,
  type Schema,
  text,
  time,
  withSecret,
  requestSchema,
} from './schema-builders';

const version: Schema = { type: 'integer', minimum: 1, description: 'Moves with every change; also in `ETag`.' };
const accountId: Schema = { type: 'string', pattern: '^[0-9A-Za-z]{10}$', examples: ['4mZbq0XkP1'] };
const keyId: Schema = { type: 'string', pattern: '^[0-9A-Za-z]{18}$', examples: ['4mZbq0XkP1t7Yc2LwQ'] };
const clientId: Schema = { type: 'string', pattern: CLIENT_ID.source, examples: ['5p3v7m2kq9example'] };
const scopes = listOf({ type: 'string', maxLength: 64, examples: ['read:orders'] }, 50);
const networks = listOf({ type: 'string', maxLength: 64, examples: ['192.0.2.0/24'] }, 50);
const metadata: Schema = { type: 'object', additionalProperties: true };
const createdBy: Schema = {
  type: 'string',
  description: '`operator` alone for a member, of what an operator did.',
  examples: ['operator:1h57kf5cpq17m0eml12EXAMPLE'],
};
const revocationReason = oneOf(REVOCATION_REASONS);
const effectiveScopes = { ...scopes, description: '`scopes` as far as the account’s grant goes, as of now.' };
const environment = oneOf(['live', 'test']);

const account: Members = {
  id: accountId,
  name: text(80),
  status: oneOf(['active', 'suspended']),
  grant: ref('Grant'),
  createdAt: time,
  createdBy,
  version,
  'externalId?': text(128),
  'metadata?': { ...metadata, description: 'Absent for a member.' },
  'limits?': limits,
};
const pendingClients = {
  type: 'integer',
  minimum: 0,
  description:
    'How many clients have a change that Cognito does not have yet. The doors already use the change. After a deployment takes a scope out of the catalogue, counted from the next hourly sweep on. Absent when the clients could not be counted.',
};
const accountNow: Members = { ...account, 'pendingClients?': pendingClients };

const key: Members = {
  id: keyId,
  accountId,
  label: text(80),
  scopes,
  effectiveScopes,
  status: oneOf(KEY_STATUSES),
  environment,
  createdAt: time,
  createdBy,
  hint: {
    type: 'string',
    description:
      'How the presented key begins: all of it that is public. Nothing is known of one that was imported: then `imported_` and the id, until a rotation.',
    examples: ['sp_live_4mZbq0XkP1t7Yc2LwQ…'],
  },
  'imported?': { type: 'boolean', description: 'True of a key that was imported. Absent otherwise.' },
  secrets: listOf(object({ createdAt: time, 'graceUntil?': time }), 2),
  version,
  'description?': text(500),
  'expiresAt?': {
    ...time,
    description: 'When it ends: by its own date, or by the grant’s longest life if that is earlier.',
  },
  'expiryReason?': {
    ...oneOf(EXPIRY_REASONS),
    description: 'Why it ended, if neither its own date nor the grant’s longest life says so.',
  },
  'notBefore?': time,
  'networks?': networks,
  'metadata?': { ...metadata, description: 'Absent for a member.' },
  'tags?': listOf(text(64), 10),
  ...lastUse,
  ...ownPlan,
  'revokedAt?': time,
  'revocationReason?': revocationReason,
};

const notFound = {
  ...listOf(keyId, 100),
  description: 'Ids of the filter for which the account has no key. Each is on one page. Absent without `ids`.',
};

const keyValue: Members = { key: { type: 'string', description: 'The key to present, in this answer only.' } };

const tokenLifetimeMinutes = { type: 'integer', minimum: 5, maximum: 1_440 };
const secretValue: Members = {
  clientSecret: { type: 'string', description: 'In this answer only; nobody can read it again.' },
};

const client: Members = {
  id: clientId,
  accountId,
  label: text(80),
  scopes,
  effectiveScopes,
  status: {
    ...oneOf(CLIENT_STATUSES),
    description: 'The client’s own. In a suspended account nothing works whatever this says.',
  },
  createdAt: time,
  createdBy,
  version,
  'pending?': {
    type: 'boolean',
    description: 'True while Cognito does not have the last change; the doors already use it. Absent otherwise.',
  },
  'tokenLifetimeMinutes?': { ...tokenLifetimeMinutes, description: 'Of an issued client; absent: it was adopted.' },
  'tokenScopes?': tokenScopes,
  'suspendedAt?': time,
  'tokensValidAfter?': {
    ...time,
    description: 'Tokens issued before it are refused. A whole second, as `iat` in a token is.',
  },
  ...lastUse,
  'revokedAt?': time,
  'revocationReason?': revocationReason,
};

const operator: Members = {
  id: clientId,
  scopes: {
    type: 'array',
    items: oneOf(MANAGEMENT_CATALOGUE),
    description: 'Management scopes: what it may do at most, whatever its token says.',
  },
  status: oneOf(['active', 'revoked']),
  version,
  'label?': {
    ...text(80),
    description: 'As `createdBy` and `tokenLifetimeMinutes`, absent on the stack’s own operator.',
  },
  'createdAt?': { ...time, description: 'Of the stack’s own operator: when the deployment first came into use.' },
  'createdBy?': createdBy,
  'tokenLifetimeMinutes?': tokenLifetimeMinutes,
  'revokedAt?': time,
  'revocationReason?': revocationReason,
};

const secret: Members = { id: { type: 'string', examples: ['5p3v7m2kq9example--1795435200000'] }, createdAt: time };

export const SCHEMAS: Members = {
  ...Object.fromEntries(Object.entries(BODIES).map(([name, body]) => [name, requestSchema(body)])),
  Grant: object({
    scopes,
    'maxActiveKeys?': { type: 'integer', minimum: 0, maximum: 10_000 },
    'maxKeyLifetimeDays?': { type: 'integer', minimum: 1, maximum: 36_500 },
    'defaultKeyLifetimeDays?': { type: 'integer', minimum: 1, maximum: 36_500 },
    'inactivityDays?': { type: 'integer', minimum: 1, maximum: 365 },
    'networks?': networks,
    'plan?': plan,
  }),
  Account: object(account),
  AccountNow: object(accountNow),
  AccountNowOrState: orState(accountNow),
  AccountPage: page('Account'),
  ...withSecret('Key', 'KeyIssued', { members: key, secret: keyValue }),
  KeyFound: object({ ...key, 'accountName?': { ...text(80), description: 'Absent for who may not read accounts.' } }),
  ...importSchemas({ keyId, problem }),
  KeyFoundPage: page('KeyFound'),
  KeyOrState: orState(key),
  KeyPage: page('Key'),
  RevokedKeysOrState: page('KeyOrState', { 'notFound?': notFound }),
  ...withSecret('OAuthClient', 'OAuthClientIssued', { members: client, secret: secretValue }),
  OAuthClientOrState: orState(client),
  OAuthClientPage: page('OAuthClient'),
  ...withSecret('Secret', 'SecretAdded', { members: secret, secret: secretValue }),
  Secrets: object({ items: listOf(ref('Secret'), 2) }),
  ...withSecret('Operator', 'OperatorIssued', { members: operator, secret: secretValue }),
  Operators: object({ items: listOf(ref('Operator'), 101) }),
  Event: object({
    id: { type: 'string', pattern: '^[0-9A-Za-z]{20}$' },
    at: time,
    action: oneOf(EVENT_TYPES),
    actor: createdBy,
    'sourceIp?': { type: 'string', description: 'Absent for a member, of what an operator did.' },
    requestId: { type: 'string', description: 'Of the request that made the change.' },
    target: { type: 'string', examples: ['key:4mZbq0XkP1t7Yc2LwQ'] },
    'before?': metadata,
    'after?': metadata,
  }),
  EventPage: page('Event'),
  ...memberSchemas({ accountId, createdBy, version }),
  Usage: object({
    from: day,
    to: day,
    items: { ...listOf(object({ day, ...requests }), 400), description: 'The days with requests, in order.' },
    total: object(requests),
    'quota?': {
      ...object({
        limit: { type: 'integer', minimum: 1 },
        period: oneOf(['day', 'week', 'month']),
        used: {
          type: 'integer',
          minimum: 0,
          description: 'As counted here, since the plan holds; the gateway counts for itself.',
        },
      }),
      description:
        'Of the plan, for the period of now. Absent while no quota holds: without one, while `limits.shared` is true, and for ' +
        'a key that the account’s plan holds.',
    },
  }),
  Principal: object({
    accountId,
    credentialId: { type: 'string', description: 'Key id or client id.', examples: ['4mZbq0XkP1t7Yc2LwQ'] },
    credentialType: { ...oneOf(['apiKey', 'client']), 'x-enum-varnames': ['ApiKeyCredential', 'ClientCredential'] },
    scopes: effectiveScopes,
    environment,
    metadata: { ...metadata, description: 'The key’s; empty for a client.' },
  }),
  Verdict: {
    ...exactly(2, { valid: { type: 'boolean' }, 'principal?': ref('Principal'), 'reason?': oneOf(REJECTION_REASONS) }),
    description: 'With `principal` if the credential is valid, else with `reason`.',
  },
  Scopes: scopeList,
  Plans: plans,
  FieldError: fieldError,
  Problem: {
    ...object(problem),
    description: 'RFC 9457. Also what the gateway itself answers, which may leave `detail` out.',
  },
};

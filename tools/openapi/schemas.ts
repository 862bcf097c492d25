/**
 * What the management API answers, as JSON Schema 2020-12. Closed: a member that a view gains must be named
 * here first, or the handlers' tests fail.
 */
import { z } from 'zod';
import { KEY_STATUSES } from '../../lambda/domain/status';
import { EVENT_TYPES, REJECTION_REASONS } from '../../lambda/domain/vocabulary';
import { createAccountBody, updateAccountBody } from '../../lambda/management/endpoints/account-bodies';
import {
  adoptClientBody,
  issueClientBody,
  issueOperatorBody,
  updateClientBody,
} from '../../lambda/management/endpoints/client-bodies';
import { issueKeyBody, rotateKeyBody, updateKeyBody } from '../../lambda/management/endpoints/key-bodies';
import { revokeBody } from '../../lambda/management/endpoints/request-parts';
import { revocationBody } from '../../lambda/management/endpoints/revocations';
import { verifyBody } from '../../lambda/management/endpoints/verify';
import { emptyBody } from '../../lambda/management/wire/request-shape';
import { PROBLEMS } from '../../lambda/http/problems';
import { CLIENT_SCHEMAS } from './client-schemas';
import {
  accountId,
  createdBy,
  effectiveScopes,
  keyId,
  listOf,
  metadata,
  networks,
  object,
  page,
  ref,
  replayed,
  revocationReason,
  type Schema,
  scopes,
  text,
  time,
  version,
} from './schema-parts';

const keyMembers = {
  id: keyId,
  accountId,
  label: text(80),
  scopes,
  effectiveScopes,
  status: { type: 'string', enum: KEY_STATUSES },
  environment: { type: 'string', enum: ['live', 'test'] },
  createdAt: time,
  createdBy,
  hint: { type: 'string', description: 'Prefix and the key id’s last four characters.', examples: ['sp_live_…2LwQ'] },
  secrets: listOf(object({ createdAt: time }, { graceUntil: time }), 2),
  version,
};
const optionalKeyMembers = {
  description: text(500),
  expiresAt: {
    ...time,
    description: 'When it ends: by its own date, or by the grant’s longest life if that is earlier.',
  },
  notBefore: time,
  networks,
  metadata,
  tags: listOf(text(64), 10),
  revokedAt: time,
  revocationReason,
};
const presentedKey: Schema = { type: 'string', description: 'The key to present, in this answer only.' };

const fieldError = (place: string, example: string): Schema =>
  object({ [place]: { type: 'string', examples: [example] }, detail: { type: 'string' } });

/** Bodies as callers send them, from the schemas that judge them. */
const request = (schema: z.ZodType): Schema =>
  Object.fromEntries(Object.entries(z.toJSONSchema(schema, { io: 'input' })).filter(([name]) => name !== '$schema'));

const accountMembers = {
  id: accountId,
  name: text(80),
  status: { type: 'string', enum: ['active', 'suspended'] },
  grant: ref('Grant'),
  createdAt: time,
  createdBy,
  version,
};
const optionalAccountMembers = { externalId: text(128), metadata };
const pendingClients: Schema = {
  type: 'integer',
  minimum: 0,
  description:
    'How many of its clients Cognito has still to be told of. The doors know already. Absent when they could not be counted.',
};

/** The schema of each request body, by its name in the document. */
export const BODIES: Readonly<Record<string, z.ZodType>> = {
  CreateAccount: createAccountBody,
  UpdateAccount: updateAccountBody,
  IssueKey: issueKeyBody,
  UpdateKey: updateKeyBody,
  RotateKey: rotateKeyBody,
  Revoke: revokeBody,
  IssueClient: issueClientBody,
  AdoptClient: adoptClientBody,
  UpdateClient: updateClientBody,
  IssueOperator: issueOperatorBody,
  Revocation: revocationBody,
  Verify: verifyBody,
  Empty: emptyBody,
};

export const SCHEMAS: Readonly<Record<string, Schema>> = {
  ...Object.fromEntries(Object.entries(BODIES).map(([name, schema]) => [name, request(schema)])),
  Grant: object(
    { scopes },
    {
      maxActiveKeys: { type: 'integer', minimum: 0, maximum: 10_000 },
      maxKeyLifetimeDays: { type: 'integer', minimum: 1, maximum: 36_500 },
      networks,
    },
  ),
  Account: object(accountMembers, optionalAccountMembers),
  AccountNow: object(accountMembers, { ...optionalAccountMembers, pendingClients }),
  AccountPage: page(ref('Account')),
  Key: object(keyMembers, optionalKeyMembers),
  KeyWithSecret: object({ ...keyMembers, key: presentedKey }, optionalKeyMembers),
  KeyReplayed: object({ ...keyMembers, ...replayed }, optionalKeyMembers),
  KeyPage: page(ref('Key')),
  ...CLIENT_SCHEMAS,
  Event: object(
    {
      id: { type: 'string', pattern: '^[0-9A-Za-z]{20}$' },
      at: time,
      action: { type: 'string', enum: EVENT_TYPES },
      actor: createdBy,
      sourceIp: { type: 'string' },
      requestId: { type: 'string', description: 'Of the request that made the change.' },
      target: { type: 'string', examples: ['key:4mZbq0XkP1t7Yc2LwQ'] },
    },
    { before: metadata, after: metadata },
  ),
  EventPage: page(ref('Event')),
  Principal: object({
    accountId,
    credentialId: { type: 'string', description: 'Key id or client id.', examples: ['4mZbq0XkP1t7Yc2LwQ'] },
    credentialType: { type: 'string', enum: ['apiKey', 'client'] },
    scopes: effectiveScopes,
    environment: { type: 'string', enum: ['live', 'test'] },
    metadata: { ...metadata, description: 'The key’s; empty for a client.' },
  }),
  Verdict: {
    oneOf: [
      object({ valid: { type: 'boolean', const: true }, principal: ref('Principal') }),
      object({ valid: { type: 'boolean', const: false }, reason: { type: 'string', enum: REJECTION_REASONS } }),
    ],
  },
  Scopes: object({
    items: { type: 'array', items: object({ name: { type: 'string' } }, { description: { type: 'string' } }) },
  }),
  Problem: {
    ...object(
      {
        type: { type: 'string', format: 'uri', description: 'Its page; the last segment is the code.' },
        title: { type: 'string' },
        status: { type: 'integer', enum: [...new Set(Object.values(PROBLEMS).map(({ status }) => status))].sort() },
        detail: { type: 'string' },
        instance: { type: 'string', format: 'uri-reference', description: '`/requests/` and the request’s id.' },
      },
      {
        errors: {
          type: 'array',
          description: 'Each place at fault.',
          items: {
            oneOf: [
              fieldError('pointer', '/grant/scopes/0'),
              fieldError('parameter', 'limit'),
              fieldError('header', 'If-Match'),
            ],
          },
        },
      },
    ),
    description: 'RFC 9457. Also what the gateway itself answers, which may leave `detail` out.',
  },
};

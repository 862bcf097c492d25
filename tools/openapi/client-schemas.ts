/** What the management API answers about clients, operators and their secrets. */
import { MANAGEMENT_CATALOGUE } from '../../lambda/domain/policy';
import { CLIENT_STATUSES } from '../../lambda/domain/status';
import {
  accountId,
  clientId,
  createdBy,
  effectiveScopes,
  listOf,
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

const tokenLifetimeMinutes: Schema = { type: 'integer', minimum: 5, maximum: 1_440 };
const clientSecret: Schema = { type: 'string', description: 'In this answer only; nobody can read it again.' };

const clientMembers = {
  id: clientId,
  accountId,
  label: text(80),
  scopes,
  effectiveScopes,
  status: {
    type: 'string',
    enum: CLIENT_STATUSES,
    description: 'The client’s own. In a suspended account nothing works whatever this says.',
  },
  createdAt: time,
  createdBy,
  version,
};
const optionalClientMembers = {
  pending: {
    type: 'boolean',
    const: true,
    description: 'Cognito has still to be told of a change; the doors know already. Absent otherwise.',
  },
  tokenLifetimeMinutes: { ...tokenLifetimeMinutes, description: 'Of an issued client; absent: it was adopted.' },
  suspendedAt: time,
  tokensValidAfter: {
    ...time,
    description: 'Tokens issued before it are refused. A whole second, as `iat` in a token is.',
  },
  revokedAt: time,
  revocationReason,
};

const operatorMembers = {
  id: clientId,
  scopes: {
    type: 'array',
    items: { type: 'string', enum: MANAGEMENT_CATALOGUE },
    description: 'Management scopes: what it may do at most, whatever its token says.',
  },
  status: { type: 'string', enum: ['active', 'revoked'] },
  createdAt: time,
  version,
};
const optionalOperatorMembers = {
  label: { ...text(80), description: 'As `createdBy` and `tokenLifetimeMinutes`, absent on the stack’s own operator.' },
  createdBy,
  tokenLifetimeMinutes,
  revokedAt: time,
  revocationReason,
};

const secretMembers = {
  id: { type: 'string', examples: ['5p3v7m2kq9example--1795435200000'] },
  createdAt: time,
};

export const CLIENT_SCHEMAS: Readonly<Record<string, Schema>> = {
  Client: object(clientMembers, optionalClientMembers),
  ClientWithSecret: object({ ...clientMembers, clientSecret }, optionalClientMembers),
  ClientReplayed: object({ ...clientMembers, ...replayed }, optionalClientMembers),
  ClientPage: page(ref('Client')),
  Secret: object(secretMembers),
  SecretWithValue: object({ ...secretMembers, clientSecret }),
  SecretReplayed: object({ ...secretMembers, ...replayed }),
  Secrets: object({ items: listOf(ref('Secret'), 2) }),
  Operator: object(operatorMembers, optionalOperatorMembers),
  OperatorWithSecret: object({ ...operatorMembers, clientSecret }, optionalOperatorMembers),
  OperatorReplayed: object({ ...operatorMembers, ...replayed }, optionalOperatorMembers),
  Operators: object({ items: listOf(ref('Operator'), 101) }),
};

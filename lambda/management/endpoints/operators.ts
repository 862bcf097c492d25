/** The endpoints of operators. They are app clients as accounts' clients are, so the same function serves them. */
import type { IssuerDeps } from '../../engine/context';
import {
  noContent,
  operatorIssuedReply,
  operatorReply,
  operatorsReply,
  secretAddedReply,
  secretsReply,
} from '../wire/replies';
import { emptyOrNoBody, noQuery, pathOnly } from '../wire/request-shape';
import { issueOperator } from '../operations/operators/issue-operator';
import { listOperators, readOperator } from '../operations/operators/operator-reads';
import { addOperatorSecret, deleteOperatorSecret, listOperatorSecrets } from '../operations/operators/operator-secrets';
import { revokeOperator } from '../operations/operators/revoke-operator';
import { issueOperatorBody } from './client-bodies';
import { endpoint } from './endpoint';
import { noParams, operatorParams, operatorSecretParams, revokeBody } from './request-parts';

export const operatorEndpoints = [
  endpoint({
    route: 'POST /operators',
    function: 'clients',
    id: 'issueOperator',
    summary: 'Issue an operator',
    description:
      'With some of the management scopes that you have yourself. The answer holds the client’s secret, once; ' +
      'a replay with the same Idempotency-Key does not.',
    scopes: ['write:operators'],
    params: noParams,
    query: noQuery,
    body: issueOperatorBody,
    idempotent: true,
    replies: { 200: 'OperatorReplayed', 201: 'OperatorWithSecret' },
    problems: ['operator-not-found', 'grant-exceeded', 'operator-limit-reached', 'client-limit-reached'],
    run: (deps: IssuerDeps, call, { body }) => issueOperator(deps, call, body),
    reply: operatorIssuedReply,
  }),
  endpoint({
    route: 'GET /operators',
    function: 'clients',
    id: 'listOperators',
    summary: 'List the operators who may act',
    description: 'The stack’s own first, then in order of issue. Revoked ones are read one by one.',
    scopes: ['write:operators'],
    params: noParams,
    ...pathOnly,
    replies: { 200: 'Operators' },
    problems: [],
    run: listOperators,
    reply: operatorsReply,
  }),
  endpoint({
    route: 'GET /operators/{operatorId}',
    function: 'clients',
    id: 'readOperator',
    summary: 'Read an operator',
    description: 'Also a revoked one.',
    scopes: ['write:operators'],
    params: operatorParams,
    ...pathOnly,
    replies: { 200: 'Operator' },
    problems: ['operator-not-found'],
    run: (deps, call, { path }) => readOperator(deps, call, path),
    reply: operatorReply,
  }),
  endpoint({
    route: 'POST /operators/{operatorId}/revoke',
    function: 'clients',
    id: 'revokeOperator',
    summary: 'Revoke an operator for good',
    description:
      'Idempotent and final: the first reason stays. Its tokens are refused from the next request on. Whoever ' +
      'is the last that can give some scope, by having it and write:operators, stays.',
    scopes: ['write:operators'],
    params: operatorParams,
    query: noQuery,
    body: revokeBody,
    bodyOptional: true,
    replies: { 200: 'Operator' },
    problems: ['operator-not-found', 'last-operator'],
    run: (deps: IssuerDeps, call, { path, body }) => revokeOperator(deps, call, { ...path, ...body }),
    reply: operatorReply,
  }),
  endpoint({
    route: 'POST /operators/{operatorId}/secrets',
    function: 'clients',
    id: 'addOperatorSecret',
    summary: 'Add a second secret',
    description:
      'Of an operator with no more scopes than you have yourself. The answer holds the secret, once; a replay ' +
      'with the same Idempotency-Key does not. To change secrets without a gap: add one, switch over, delete ' +
      'the old one.',
    scopes: ['write:operators'],
    params: operatorParams,
    ...emptyOrNoBody,
    idempotent: true,
    replies: { 200: 'SecretReplayed', 201: 'SecretWithValue' },
    problems: [
      'operator-not-found',
      'operator-not-active',
      'grant-exceeded',
      'secret-not-found',
      'secret-limit-reached',
    ],
    run: (deps: IssuerDeps, call, { path }) => addOperatorSecret(deps, call, path),
    reply: secretAddedReply,
  }),
  endpoint({
    route: 'GET /operators/{operatorId}/secrets',
    function: 'clients',
    id: 'listOperatorSecrets',
    summary: 'List an operator’s secrets',
    description: 'When each was made, the older one first. Nobody can read a secret itself again.',
    scopes: ['write:operators'],
    params: operatorParams,
    ...pathOnly,
    replies: { 200: 'Secrets' },
    problems: ['operator-not-found', 'operator-not-active'],
    run: (deps: IssuerDeps, call, { path }) => listOperatorSecrets(deps, call, path),
    reply: secretsReply,
  }),
  endpoint({
    route: 'DELETE /operators/{operatorId}/secrets/{secretId}',
    function: 'clients',
    id: 'deleteOperatorSecret',
    summary: 'Delete a secret',
    description: 'No new token for it. Tokens fetched with it go on until they expire. The only secret stays.',
    scopes: ['write:operators'],
    params: operatorSecretParams,
    ...pathOnly,
    replies: { 204: undefined },
    problems: ['operator-not-found', 'operator-not-active', 'secret-not-found', 'last-secret'],
    run: (deps: IssuerDeps, call, { path }) => deleteOperatorSecret(deps, call, path),
    reply: noContent,
  }),
];

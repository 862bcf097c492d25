/** The endpoints of operators. They are app clients as accounts' clients are, so the same function serves them. */
import type { IssuerDeps } from '../../engine/context';
import { issueOperator } from '../operations/operators/issue-operator';
import { listOperators, readOperator } from '../operations/operators/operator-reads';
import { revokeOperator } from '../operations/operators/revoke-operator';
import { operatorIssuedReply, operatorReply, operatorsReply } from '../wire/replies';
import { noQuery, pathOnly } from '../wire/request-shape';
import { issueOperatorBody } from './client-bodies';
import { endpoint } from './endpoint';
import { noParams, operatorParams, optionalReason } from './request-parts';

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
    ...optionalReason,
    replies: { 200: 'Operator' },
    problems: ['operator-not-found', 'last-operator'],
    run: (deps: IssuerDeps, call, { path, body }) => revokeOperator(deps, call, { ...path, ...body }),
    reply: operatorReply,
  }),
];

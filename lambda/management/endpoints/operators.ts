/** The endpoints of operators. Operators are app clients too, so the function of the clients serves them. */
import type { IssuerDeps } from '../../engine/context';
import { issueOperator, revokeOperator } from '../operations/operators/operator-changes';
import { listOperators, readOperator } from '../operations/operators/operator-reads';
import { operatorIssuedReply, operatorReply, operatorsReply } from '../wire/replies';
import { pathAndBody, pathOnly } from '../wire/request-shape';
import { issueOperatorBody } from './parts/client-bodies';
import { endpoint } from './endpoint';
import { noParams, operatorParams, optionalReason } from './parts/request-parts';
import { THROTTLE_OF_REVOKING } from './parts/throttles';

export const operatorEndpoints = [
  endpoint({
    route: 'POST /operators',
    function: 'clients',
    id: 'issueOperator',
    summary: 'Issue an operator',
    description:
      'With management scopes that your own operator has. The answer holds the client secret, once; a replay with ' +
      'the same Idempotency-Key does not.',
    scopes: ['write:operators'],
    ...pathAndBody(noParams, issueOperatorBody),
    idempotent: true,
    problems: ['operator-not-found', 'grant-exceeded', 'operator-limit-reached', 'client-limit-reached'],
    run: (deps: IssuerDeps, call, { body }) => issueOperator(deps, call, body),
    reply: operatorIssuedReply,
  }),
  endpoint({
    route: 'GET /operators',
    function: 'clients',
    id: 'listOperators',
    summary: 'List the operators that are not revoked',
    description: 'The stack’s own operator first, then in order of issue. A revoked operator can be read by its id.',
    scopes: ['write:operators'],
    ...pathOnly(noParams),
    problems: [],
    run: listOperators,
    reply: operatorsReply,
  }),
  endpoint({
    route: 'GET /operators/{operatorId}',
    function: 'clients',
    id: 'readOperator',
    summary: 'Read an operator',
    description: 'Also a revoked operator.',
    scopes: ['write:operators'],
    ...pathOnly(operatorParams),
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
      'Idempotent and final: a second revoke does not change the reason. The tokens of the operator are refused ' +
      'from the next request on. Refused when no other operator could give one of its scopes, for which an ' +
      'operator needs that scope and `write:operators`.',
    scopes: ['write:operators'],
    ...optionalReason(operatorParams),
    throttle: THROTTLE_OF_REVOKING,
    problems: ['operator-not-found', 'last-operator'],
    run: (deps: IssuerDeps, call, { path, body }) => revokeOperator(deps, call, { ...path, ...body }),
    reply: operatorReply,
  }),
];

/** What is said of the routes of operators. */
import type { RouteKey } from '../../lambda/management/wire/routes';
import type { OperationText } from './operation-text';

type OperatorRoute = Extract<RouteKey, `${string} /operators${string}`>;

const NO_OPERATOR = ['operator-not-found'] as const;
const NO_LIVE_OPERATOR = [...NO_OPERATOR, 'operator-not-active'] as const;

export const OPERATOR_OPERATIONS: Readonly<Record<OperatorRoute, OperationText>> = {
  'POST /operators': {
    id: 'issueOperator',
    summary: 'Issue an operator',
    description:
      'With some of the management scopes that you have yourself. The answer holds the client’s secret, once; a replay ' +
      'with the same Idempotency-Key does not.',
    body: 'IssueOperator',
    answers: { 201: 'OperatorWithSecret', 200: 'OperatorReplayed' },
    problems: [...NO_OPERATOR, 'grant-exceeded', 'operator-limit-reached', 'client-limit-reached'],
  },
  'GET /operators': {
    id: 'listOperators',
    summary: 'List the operators who may act',
    description: 'The stack’s own first, then in order of issue. Revoked ones are read one by one.',
    answers: { 200: 'Operators' },
  },
  'GET /operators/events': {
    id: 'listOperatorEvents',
    summary: 'List what was done to operators',
    description: 'Newest first.',
    answers: { 200: 'EventPage' },
    problems: ['invalid-cursor'],
  },
  'GET /operators/{operatorId}': {
    id: 'readOperator',
    summary: 'Read an operator',
    description: 'Also a revoked one.',
    answers: { 200: 'Operator' },
    problems: NO_OPERATOR,
  },
  'POST /operators/{operatorId}/revoke': {
    id: 'revokeOperator',
    summary: 'Revoke an operator for good',
    description:
      'Idempotent and final: the first reason stays. Its tokens are refused from the next request on. Whoever is the ' +
      'last that can give some scope, by having it and write:operators, stays.',
    body: 'Revoke',
    answers: { 200: 'Operator' },
    problems: [...NO_OPERATOR, 'last-operator'],
  },
  'POST /operators/{operatorId}/secrets': {
    id: 'addOperatorSecret',
    summary: 'Add a second secret',
    description:
      'Of an operator with no more scopes than you have yourself. The answer holds the secret, once; a replay with the ' +
      'same Idempotency-Key does not. To change secrets without a gap: add one, switch over, delete the old one.',
    body: 'Empty',
    answers: { 201: 'SecretWithValue', 200: 'SecretReplayed' },
    problems: [...NO_LIVE_OPERATOR, 'grant-exceeded', 'secret-not-found', 'secret-limit-reached'],
  },
  'GET /operators/{operatorId}/secrets': {
    id: 'listOperatorSecrets',
    summary: 'List an operator’s secrets',
    description: 'When each was made, the older one first. Nobody can read a secret itself again.',
    answers: { 200: 'Secrets' },
    problems: NO_LIVE_OPERATOR,
  },
  'DELETE /operators/{operatorId}/secrets/{secretId}': {
    id: 'deleteOperatorSecret',
    summary: 'Delete a secret',
    description: 'No new token for it. Tokens fetched with it go on until they expire. The only secret stays.',
    answers: { 204: undefined },
    problems: [...NO_LIVE_OPERATOR, 'secret-not-found', 'last-secret'],
  },
};

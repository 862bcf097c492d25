/** What is said of the routes of accounts' clients. */
import type { RouteKey } from '../../lambda/management/wire/routes';
import { NO_ACCOUNT, NO_CLIENT, NO_ISSUED_CLIENT, onClient, type OperationText } from './operation-text';

type ClientRoute = Extract<RouteKey, `${string} /accounts/{accountId}/clients${string}`>;

const PENDING = 'Of an issued client Cognito is told at once; `pending` says that it could not be yet and soon will.';

export const CLIENT_OPERATIONS: Readonly<Record<ClientRoute, OperationText>> = {
  'POST /accounts/{accountId}/clients': {
    id: 'issueClient',
    summary: 'Issue a client',
    description:
      'Makes an app client for client credentials alone. The answer holds its secret, once; a replay with the same ' +
      'Idempotency-Key does not. A user pool has at most 1,000 app clients unless AWS raised that, and makes 5 a ' +
      'second; API keys have no such limits.',
    body: 'IssueClient',
    answers: { 201: 'ClientWithSecret', 200: 'ClientReplayed' },
    problems: [...NO_ACCOUNT, 'grant-exceeded', 'account-suspended', 'client-limit-reached', 'client-not-active'],
  },
  'PUT /accounts/{accountId}/clients/{clientId}': {
    id: 'adoptClient',
    summary: 'Adopt an existing Cognito app client',
    description:
      'Or change the label and scopes of one that the account has. A client belongs to one account for ever.',
    body: 'AdoptClient',
    answers: { 201: 'Client', 200: 'Client' },
    problems: [...NO_ACCOUNT, 'grant-exceeded', 'account-suspended', 'client-already-adopted', 'client-not-active'],
  },
  'GET /accounts/{accountId}/clients': {
    id: 'listClients',
    summary: 'List an account’s clients',
    answers: { 200: 'ClientPage' },
    problems: [...NO_ACCOUNT, 'invalid-cursor'],
  },
  'GET /accounts/{accountId}/clients/{clientId}': {
    id: 'readClient',
    summary: 'Read a client',
    answers: { 200: 'Client' },
    problems: NO_CLIENT,
  },
  'PATCH /accounts/{accountId}/clients/{clientId}': {
    id: 'updateClient',
    summary: 'Change a client',
    description:
      'A JSON merge patch (RFC 7396). Tokens in hand lose scopes at the next request, and never live longer or ' +
      `shorter than when they were fetched. A dead client stays as it is. ${PENDING}`,
    body: 'UpdateClient',
    answers: { 200: 'Client' },
    problems: [...NO_CLIENT, 'grant-exceeded', 'client-not-active', 'client-not-issued', 'version-conflict'],
  },
  'DELETE /accounts/{accountId}/clients/{clientId}': {
    id: 'deleteClient',
    summary: 'Delete a dead client',
    description: 'Its events stay, and no account can ever adopt it again.',
    answers: { 204: undefined },
    problems: [...NO_CLIENT, 'client-still-active'],
  },
  'POST /accounts/{accountId}/clients/{clientId}/suspend': onClient(
    'suspendClient',
    'Suspend a client',
    `No token of it opens a function’s door until it is resumed. ${PENDING} An adopted one goes on to get tokens. ` +
      'Idempotent.',
  ),
  'POST /accounts/{accountId}/clients/{clientId}/resume': onClient(
    'resumeClient',
    'Resume a client',
    `Undoes a suspension. ${PENDING} Idempotent.`,
  ),
  'POST /accounts/{accountId}/clients/{clientId}/revoke-tokens': onClient(
    'revokeTokens',
    'Revoke the tokens that a client was issued until now',
    'The client goes on. Tokens tell their time of issue in whole seconds: those issued before `tokensValidAfter`, the ' +
      'next whole second, are refused, so a token fetched in the rest of this second is refused too.',
  ),
  'POST /accounts/{accountId}/clients/{clientId}/revoke': {
    id: 'revokeClient',
    summary: 'Revoke a client for good',
    description:
      'Idempotent and final: the first reason stays. No token of it opens a function’s door again. The app client of ' +
      `an issued one is deleted. ${PENDING} An adopted one gets tokens until its app client is deleted in Cognito.`,
    body: 'Revoke',
    answers: { 200: 'Client' },
    problems: NO_CLIENT,
  },
  'POST /accounts/{accountId}/clients/{clientId}/secrets': {
    id: 'addClientSecret',
    summary: 'Add a second secret',
    description:
      'Only of an issued client. The answer holds the secret, once; a replay with the same Idempotency-Key does not. ' +
      'To change secrets without a gap: add one, switch over, delete the old one.',
    body: 'Empty',
    answers: { 201: 'SecretWithValue', 200: 'SecretReplayed' },
    problems: [...NO_ISSUED_CLIENT, 'secret-not-found', 'secret-limit-reached'],
  },
  'GET /accounts/{accountId}/clients/{clientId}/secrets': {
    id: 'listClientSecrets',
    summary: 'List a client’s secrets',
    description: 'When each was made, the older one first. Nobody can read a secret itself again.',
    answers: { 200: 'Secrets' },
    problems: NO_ISSUED_CLIENT,
  },
  'DELETE /accounts/{accountId}/clients/{clientId}/secrets/{secretId}': {
    id: 'deleteClientSecret',
    summary: 'Delete a secret',
    description: 'No new token for it. Tokens fetched with it go on; revoke-tokens ends those. The only secret stays.',
    answers: { 204: undefined },
    problems: [...NO_ISSUED_CLIENT, 'secret-not-found', 'last-secret'],
  },
};

/** What the OpenAPI document says of each route besides its request: words, answers and problems. */
import type { RouteKey } from '../../lambda/management/wire/routes';
import { CLIENT_OPERATIONS } from './client-operations';
import { NO_ACCOUNT, NO_KEY, onAccount, onKey, PATCH, type OperationText } from './operation-text';
import { OPERATOR_OPERATIONS } from './operator-operations';

export const OPERATIONS: Readonly<Record<RouteKey, OperationText>> = {
  'POST /accounts': {
    id: 'createAccount',
    summary: 'Create an account',
    description: 'Without a grant it can do nothing. A replay with the same Idempotency-Key answers 200.',
    body: 'CreateAccount',
    answers: { 201: 'Account', 200: 'Account' },
    problems: [...NO_ACCOUNT, 'external-id-taken'],
  },
  'GET /accounts': {
    id: 'listAccounts',
    summary: 'List accounts',
    description: 'In order of creation. A list by name may lag behind by a moment; one by externalId does not.',
    answers: { 200: 'AccountPage' },
    problems: ['invalid-cursor'],
  },
  'GET /accounts/{accountId}': {
    id: 'readAccount',
    summary: 'Read an account',
    answers: { 200: 'AccountNow' },
    problems: NO_ACCOUNT,
  },
  'PATCH /accounts/{accountId}': {
    id: 'updateAccount',
    summary: 'Change an account',
    description:
      `${PATCH} \`grant\` is merged member by member. ` +
      'A change of the grant acts on every credential at the next request; Cognito is told of its clients one by one.',
    body: 'UpdateAccount',
    answers: { 200: 'AccountNow' },
    problems: [...NO_ACCOUNT, 'external-id-taken', 'version-conflict'],
  },
  'DELETE /accounts/{accountId}': {
    id: 'deleteAccount',
    summary: 'Delete an account',
    description: 'Only without live credentials. Its events stay.',
    answers: { 204: undefined },
    problems: [...NO_ACCOUNT, 'key-still-active'],
  },
  'POST /accounts/{accountId}/suspend': onAccount(
    'suspendAccount',
    'Suspend an account',
    'No credential of it opens a function’s door until it is resumed, and its issued clients get no token. Idempotent.',
  ),
  'POST /accounts/{accountId}/resume': onAccount(
    'resumeAccount',
    'Resume an account',
    'Undoes a suspension. Idempotent.',
  ),
  'POST /accounts/{accountId}/revoke-all': onAccount(
    'revokeAll',
    'Revoke every credential of an account',
    'Ends all keys and clients, and all tokens issued so far, for good. New ones can be issued at once.',
  ),
  'POST /accounts/{accountId}/keys': {
    id: 'issueKey',
    summary: 'Issue a key',
    description: 'The answer holds the presented key, once. A replay with the same Idempotency-Key does not.',
    body: 'IssueKey',
    answers: { 201: 'KeyWithSecret', 200: 'KeyReplayed' },
    problems: [...NO_KEY, 'grant-exceeded', 'account-suspended', 'key-limit-reached'],
  },
  'GET /accounts/{accountId}/keys': {
    id: 'listKeys',
    summary: 'List an account’s keys',
    answers: { 200: 'KeyPage' },
    problems: [...NO_ACCOUNT, 'invalid-cursor'],
  },
  'GET /accounts/{accountId}/keys/{keyId}': {
    id: 'readKey',
    summary: 'Read a key',
    answers: { 200: 'Key' },
    problems: NO_KEY,
  },
  'PATCH /accounts/{accountId}/keys/{keyId}': {
    id: 'updateKey',
    summary: 'Change a key',
    description: `${PATCH} A dead key stays as it is.`,
    body: 'UpdateKey',
    answers: { 200: 'Key' },
    problems: [...NO_KEY, 'grant-exceeded', 'key-not-active', 'version-conflict'],
  },
  'DELETE /accounts/{accountId}/keys/{keyId}': {
    id: 'deleteKey',
    summary: 'Delete a dead key',
    answers: { 204: undefined },
    problems: [...NO_KEY, 'key-still-active'],
  },
  'POST /accounts/{accountId}/keys/{keyId}/rotate': {
    id: 'rotateKey',
    summary: 'Give a key a new secret',
    description:
      'The replaced secret works until its grace ends. While one grace runs, only `replace: "newest"` rotates again: ' +
      'it ends the newest secret at once, leaves the older one its grace, and `graceSeconds` has no effect. While no ' +
      'grace runs, `replace: "newest"` is an ordinary rotation with `graceSeconds`. ' +
      'A replay with the same Idempotency-Key answers without the secret.',
    body: 'RotateKey',
    answers: { 200: 'KeyWithSecret or KeyReplayed' },
    problems: [...NO_KEY, 'account-suspended', 'key-not-active', 'rotation-in-progress'],
  },
  'POST /accounts/{accountId}/keys/{keyId}/end-grace': onKey('endGrace', 'End the previous secret now', [
    'key-not-active',
  ]),
  'POST /accounts/{accountId}/keys/{keyId}/suspend': onKey('suspendKey', 'Suspend a key', ['key-not-active']),
  'POST /accounts/{accountId}/keys/{keyId}/resume': onKey('resumeKey', 'Resume a key', [
    'key-not-active',
    'key-limit-reached',
  ]),
  'POST /accounts/{accountId}/keys/{keyId}/revoke': {
    id: 'revokeKey',
    summary: 'Revoke a key for good',
    description: 'Idempotent and final: the first reason stays.',
    body: 'Revoke',
    answers: { 200: 'Key' },
    problems: NO_KEY,
  },
  ...CLIENT_OPERATIONS,
  'GET /accounts/{accountId}/events': {
    id: 'listEvents',
    summary: 'List an account’s events',
    description: 'Newest first; also of an account that was deleted.',
    answers: { 200: 'EventPage' },
    problems: [...NO_ACCOUNT, 'invalid-cursor'],
  },
  ...OPERATOR_OPERATIONS,
  'POST /verify': {
    id: 'verifyCredential',
    summary: 'Judge a key or an access token',
    description: 'As the doors would, for services that are not behind API Gateway. Whatever the verdict, it is 200.',
    body: 'Verify',
    answers: { 200: 'Verdict' },
  },
  'POST /revocations': {
    id: 'revokeLeakedKey',
    summary: 'End a key that you found',
    description:
      'Open to everybody: having the secret is the proof. The current secret ends the key, a previous one only ' +
      'itself. The answer does not tell whether there was such a key.',
    body: 'Revocation',
    answers: { 204: undefined },
  },
  'GET /scopes': { id: 'listScopes', summary: 'List the guarded API’s scopes', answers: { 200: 'Scopes' } },
  'GET /openapi.json': { id: 'readDescription', summary: 'This document', answers: { 200: 'Document' } },
};

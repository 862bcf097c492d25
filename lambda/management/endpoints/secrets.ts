/** The endpoints of the secrets of OAuth clients and of operators. Amazon Cognito alone keeps the secrets themselves. */
import type { IssuerDeps } from '../../engine/context';
import { addClientSecret, deleteClientSecret, listClientSecrets } from '../operations/clients/client-secrets';
import { addOperatorSecret, deleteOperatorSecret, listOperatorSecrets } from '../operations/operators/operator-secrets';
import { noContent, secretAddedReply, secretsReply } from '../wire/replies';
import { emptyOrNoBody, pathOnly } from '../wire/request-shape';
import { endpoint } from './endpoint';
import {
  clientParams,
  clientSecretParams,
  NO_ISSUED_CLIENT,
  NO_LIVE_OPERATOR,
  operatorParams,
  operatorSecretParams,
} from './request-parts';

export const clientSecretEndpoints = [
  endpoint({
    route: 'POST /accounts/{accountId}/clients/{clientId}/secrets',
    function: 'clients',
    id: 'addClientSecret',
    summary: 'Add a second secret',
    description:
      'Only of an issued client. The answer holds the secret, once; a replay with the same Idempotency-Key ' +
      'does not. To change secrets without a gap: add one, switch over, delete the old one.',
    scopes: ['write:clients'],
    params: clientParams,
    ...emptyOrNoBody,
    idempotent: true,
    replies: { 200: 'SecretReplayed', 201: 'SecretWithValue' },
    problems: [...NO_ISSUED_CLIENT, 'secret-not-found', 'secret-limit-reached'],
    run: (deps: IssuerDeps, call, { path }) => addClientSecret(deps, call, path),
    reply: secretAddedReply,
  }),
  endpoint({
    route: 'GET /accounts/{accountId}/clients/{clientId}/secrets',
    function: 'clients',
    id: 'listClientSecrets',
    summary: 'List a client’s secrets',
    description: 'When each was made, the older one first. Nobody can read a secret itself again.',
    scopes: ['read:clients'],
    params: clientParams,
    ...pathOnly,
    replies: { 200: 'Secrets' },
    problems: NO_ISSUED_CLIENT,
    run: (deps: IssuerDeps, call, { path }) => listClientSecrets(deps, call, path),
    reply: secretsReply,
  }),
  endpoint({
    route: 'DELETE /accounts/{accountId}/clients/{clientId}/secrets/{secretId}',
    function: 'clients',
    id: 'deleteClientSecret',
    summary: 'Delete a secret',
    description: 'No new token for it. Tokens fetched with it go on; revoke-tokens ends those. The only secret stays.',
    scopes: ['revoke:keys', 'write:clients'],
    params: clientSecretParams,
    ...pathOnly,
    replies: { 204: undefined },
    problems: [...NO_ISSUED_CLIENT, 'secret-not-found', 'last-secret'],
    run: (deps: IssuerDeps, call, { path }) => deleteClientSecret(deps, call, path),
    reply: noContent,
  }),
];

export const operatorSecretEndpoints = [
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
    problems: [...NO_LIVE_OPERATOR, 'grant-exceeded', 'secret-not-found', 'secret-limit-reached'],
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
    problems: NO_LIVE_OPERATOR,
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
    problems: [...NO_LIVE_OPERATOR, 'secret-not-found', 'last-secret'],
    run: (deps: IssuerDeps, call, { path }) => deleteOperatorSecret(deps, call, path),
    reply: noContent,
  }),
];

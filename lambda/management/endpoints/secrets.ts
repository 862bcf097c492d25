/** The endpoints of the secrets of OAuth clients and of operators. Only Amazon Cognito stores the secrets. */
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
} from './parts/request-parts';
import { THROTTLE_OF_REVOKING } from './parts/throttles';

export const clientSecretEndpoints = [
  endpoint({
    route: 'POST /accounts/{accountId}/clients/{clientId}/secrets',
    function: 'clients',
    id: 'addClientSecret',
    summary: 'Add a second secret to a client',
    description:
      'Only an issued client can get one. The answer holds the secret, once; a replay with the same ' +
      'Idempotency-Key does not. To change secrets without a gap: add a secret, switch over, delete the old secret.',
    scopes: ['write:clients'],
    people: 'developer',
    ...emptyOrNoBody(clientParams),
    problems: [...NO_ISSUED_CLIENT, 'secret-not-found', 'secret-limit-reached'],
    run: (deps: IssuerDeps, call, { path }) => addClientSecret(deps, call, path),
    reply: secretAddedReply,
  }),
  endpoint({
    route: 'GET /accounts/{accountId}/clients/{clientId}/secrets',
    function: 'clients',
    id: 'listClientSecrets',
    summary: 'List a client’s secrets',
    description: 'When each secret was made, the older secret first. A secret itself is never shown again.',
    scopes: ['read:clients'],
    people: 'developer',
    ...pathOnly(clientParams),
    problems: NO_ISSUED_CLIENT,
    run: (deps: IssuerDeps, call, { path }) => listClientSecrets(deps, call, path),
    reply: secretsReply,
  }),
  endpoint({
    route: 'DELETE /accounts/{accountId}/clients/{clientId}/secrets/{secretId}',
    function: 'clients',
    id: 'deleteClientSecret',
    summary: 'Delete a secret of a client',
    description:
      'Cognito gives no new token for the secret. Tokens that were fetched with it go on; `revoke-tokens` ends ' +
      'them. The only secret of a client cannot be deleted.',
    scopes: ['revoke:keys', 'write:clients'],
    people: 'developer',
    ...pathOnly(clientSecretParams),
    throttle: THROTTLE_OF_REVOKING,
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
    summary: 'Add a second secret to an operator',
    description:
      'Only to an operator with no more scopes than your own. The answer holds the secret, once; a replay with the ' +
      'same Idempotency-Key does not. To change secrets without a gap: add a secret, switch over, delete the old ' +
      'secret.',
    scopes: ['write:operators'],
    ...emptyOrNoBody(operatorParams),
    problems: [...NO_LIVE_OPERATOR, 'grant-exceeded', 'secret-not-found', 'secret-limit-reached'],
    run: (deps: IssuerDeps, call, { path }) => addOperatorSecret(deps, call, path),
    reply: secretAddedReply,
  }),
  endpoint({
    route: 'GET /operators/{operatorId}/secrets',
    function: 'clients',
    id: 'listOperatorSecrets',
    summary: 'List an operator’s secrets',
    description: 'When each secret was made, the older secret first. A secret itself is never shown again.',
    scopes: ['write:operators'],
    ...pathOnly(operatorParams),
    problems: NO_LIVE_OPERATOR,
    run: (deps: IssuerDeps, call, { path }) => listOperatorSecrets(deps, call, path),
    reply: secretsReply,
  }),
  endpoint({
    route: 'DELETE /operators/{operatorId}/secrets/{secretId}',
    function: 'clients',
    id: 'deleteOperatorSecret',
    summary: 'Delete a secret of an operator',
    description:
      'Cognito gives no new token for the secret. Tokens that were fetched with it go on until they expire. The ' +
      'only secret of an operator cannot be deleted.',
    scopes: ['write:operators'],
    ...pathOnly(operatorSecretParams),
    throttle: THROTTLE_OF_REVOKING,
    problems: [...NO_LIVE_OPERATOR, 'secret-not-found', 'last-secret'],
    run: (deps: IssuerDeps, call, { path }) => deleteOperatorSecret(deps, call, path),
    reply: noContent,
  }),
];

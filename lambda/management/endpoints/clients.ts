/** The endpoints that change the OAuth clients of accounts. */
import type { IssuerDeps } from '../../engine/context';
import { type AdoptDeps, adoptClient } from '../operations/clients/adopt-client';
import {
  deleteClient,
  resumeClient,
  revokeClient,
  revokeTokens,
  suspendClient,
  updateClient,
} from '../operations/clients/client-verbs';
import { issueClient } from '../operations/clients/issue-client';
import { clientAdoptedReply, clientIssuedReply, clientReply, noContent } from '../wire/replies';
import { emptyOrNoBody, pathAndBody, pathOnly } from '../wire/request-shape';
import * as bodies from './parts/client-bodies';
import { endpoint } from './endpoint';
import { accountParams, clientParams, NO_CLIENT, optionalReason } from './parts/request-parts';
import { THROTTLE_OF_REVOKING } from './parts/throttles';

const PENDING =
  'Cognito receives the change of an issued client at once; `pending` is shown while Cognito could not be reached.';

const clientVerb = {
  function: 'clients',
  ...emptyOrNoBody(clientParams),
  reply: clientReply,
} as const;

export const clientEndpoints = [
  endpoint({
    route: 'POST /accounts/{accountId}/clients',
    function: 'clients',
    id: 'issueClient',
    summary: 'Issue a client',
    description:
      'Makes a Cognito app client for the client-credentials flow alone. The answer holds the client secret, once; ' +
      'a replay with the same Idempotency-Key does not. A user pool takes at most 1,000 app clients, unless AWS ' +
      'raised that limit, and makes 5 a second. API keys have no such limits.',
    scopes: ['write:clients'],
    people: 'developer',
    ...pathAndBody(accountParams, bodies.issueClientBody),
    check: bodies.clientErrors,
    idempotent: true,
    problems: ['account-not-found', 'grant-exceeded', 'account-suspended', 'client-limit-reached', 'client-not-active'],
    run: (deps: IssuerDeps, call, { path, body }) => issueClient(deps, call, { ...path, ...body }),
    reply: clientIssuedReply,
  }),
  endpoint({
    route: 'PUT /accounts/{accountId}/clients/{clientId}',
    function: 'clients',
    id: 'adoptClient',
    summary: 'Adopt an existing Cognito app client',
    description:
      'Takes the app client into the account, on the proof of an access token of that app client. If the account has ' +
      'the client already, label and scopes are changed and no token is needed. A client can never move to another ' +
      'account.',
    scopes: ['write:clients'],
    ...pathAndBody(clientParams, bodies.adoptClientBody),
    check: bodies.clientErrors,
    problems: [
      'account-not-found',
      'grant-exceeded',
      'account-suspended',
      'client-already-adopted',
      'client-not-active',
      'too-many-requests',
    ],
    run: (deps: AdoptDeps, call, { path, body }) => adoptClient(deps, call, { ...path, ...body }),
    reply: clientAdoptedReply,
  }),
  endpoint({
    route: 'PATCH /accounts/{accountId}/clients/{clientId}',
    function: 'clients',
    id: 'updateClient',
    summary: 'Change a client',
    description:
      'A JSON merge patch (RFC 7396). Tokens that were issued lose a removed scope at the next request; their ' +
      `lifetime stays. A revoked client cannot be changed. ${PENDING}`,
    scopes: ['write:clients'],
    people: 'developer',
    ...pathAndBody(clientParams, bodies.updateClientBody),
    check: bodies.clientErrors,
    conditional: true,
    problems: [...NO_CLIENT, 'grant-exceeded', 'client-not-active', 'client-not-issued', 'version-conflict'],
    run: (deps: IssuerDeps, call, { path, body, ifMatch }) =>
      updateClient(deps, call, { ...path, patch: body, ifMatch }),
    reply: clientReply,
  }),
  endpoint({
    route: 'DELETE /accounts/{accountId}/clients/{clientId}',
    function: 'clients',
    id: 'deleteClient',
    summary: 'Delete a revoked client',
    description: 'The events of the client stay, and no account can adopt its app client again.',
    scopes: ['write:clients'],
    people: 'developer',
    ...pathOnly(clientParams),
    problems: [...NO_CLIENT, 'client-still-active'],
    run: (deps, call, { path }) => deleteClient(deps, call, path),
    reply: noContent,
  }),
  endpoint({
    route: 'POST /accounts/{accountId}/clients/{clientId}/suspend',
    ...clientVerb,
    id: 'suspendClient',
    summary: 'Suspend a client',
    description:
      `Until the client is resumed, none of its tokens passes a door that runs a function. ${PENDING} Cognito goes ` +
      'on to give tokens to an adopted client. Idempotent.',
    scopes: ['revoke:keys', 'write:clients'],
    people: 'developer',
    throttle: THROTTLE_OF_REVOKING,
    problems: [...NO_CLIENT, 'client-not-active'],
    run: (deps: IssuerDeps, call, { path }) => suspendClient(deps, call, path),
  }),
  endpoint({
    route: 'POST /accounts/{accountId}/clients/{clientId}/resume',
    ...clientVerb,
    id: 'resumeClient',
    summary: 'Resume a client',
    description: `Ends a suspension. ${PENDING} Idempotent.`,
    scopes: ['write:clients'],
    people: 'developer',
    problems: [...NO_CLIENT, 'client-not-active'],
    run: (deps: IssuerDeps, call, { path }) => resumeClient(deps, call, path),
  }),
  endpoint({
    route: 'POST /accounts/{accountId}/clients/{clientId}/revoke-tokens',
    ...clientVerb,
    id: 'revokeTokens',
    summary: 'Revoke the tokens that a client was issued until now',
    description:
      'The client goes on. A token says in whole seconds when it was issued, and tokens issued before ' +
      '`tokensValidAfter`, the next whole second, are refused. So a token that is fetched in the rest of this ' +
      'second is refused too.',
    scopes: ['revoke:keys', 'write:clients'],
    people: 'developer',
    throttle: THROTTLE_OF_REVOKING,
    problems: [...NO_CLIENT, 'client-not-active'],
    run: (deps, call, { path }) => revokeTokens(deps, call, path),
  }),
  endpoint({
    route: 'POST /accounts/{accountId}/clients/{clientId}/revoke',
    function: 'clients',
    id: 'revokeClient',
    summary: 'Revoke a client for good',
    description:
      'Idempotent and final: a second revoke does not change the reason. No token of the client passes a door that ' +
      `runs a function again. The app client of an issued client is deleted. ${PENDING} Cognito gives tokens to an ` +
      'adopted client until its app client is deleted there.',
    scopes: ['revoke:keys', 'write:clients'],
    people: 'developer',
    ...optionalReason(clientParams),
    throttle: THROTTLE_OF_REVOKING,
    problems: NO_CLIENT,
    run: (deps: IssuerDeps, call, { path, body }) => revokeClient(deps, call, { ...path, ...body }),
    reply: clientReply,
  }),
];

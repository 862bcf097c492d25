/** The endpoints of the OAuth clients that accounts own. */
import * as z from 'zod';
import { CLIENT_ID } from '../../domain/key-format';
import { CLIENT_STATUSES } from '../../domain/status';
import type { IssuerDeps } from '../../engine/context';
import { clientAdoptedReply, clientIssuedReply, clientReply, clientsReply, noContent } from '../wire/replies';
import { emptyOrNoBody, noBody, noQuery, pathOnly } from '../wire/request-shape';
import { adoptClient } from '../operations/clients/adopt-client';
import { listClients, readClient } from '../operations/clients/client-reads';
import {
  deleteClient,
  resumeClient,
  revokeClient,
  revokeTokens,
  suspendClient,
} from '../operations/clients/client-verbs';
import { issueClient } from '../operations/clients/issue-client';
import { updateClient } from '../operations/clients/update-client';
import { adoptClientBody, clientErrors, issueClientBody, updateClientBody } from './client-bodies';
import { endpoint } from './endpoint';
import { accountParams, clientParams, oneOfQuery, page, optionalReason, wholeLabel } from './request-parts';

const listClientsQuery = z.strictObject({ status: oneOfQuery(CLIENT_STATUSES), label: wholeLabel, ...page });

const PENDING = 'Of an issued client Cognito is told at once; `pending` says that it could not be yet and soon will.';

const clientVerb = {
  function: 'clients',
  params: clientParams,
  ...emptyOrNoBody,
  replies: { 200: 'Client' },
  reply: clientReply,
} as const;

export const clientEndpoints = [
  endpoint({
    route: 'POST /accounts/{accountId}/clients',
    function: 'clients',
    id: 'issueClient',
    summary: 'Issue a client',
    description:
      'Makes an app client for client credentials alone. The answer holds its secret, once; a replay with the ' +
      'same Idempotency-Key does not. A user pool has at most 1,000 app clients unless AWS raised that, and ' +
      'makes 5 a second; API keys have no such limits.',
    scopes: ['write:clients'],
    params: accountParams,
    query: noQuery,
    body: issueClientBody,
    check: clientErrors,
    idempotent: true,
    replies: { 200: 'ClientReplayed', 201: 'ClientWithSecret' },
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
      'Or change the label and scopes of one that the account has. A client belongs to one account for ever.',
    scopes: ['write:clients'],
    params: clientParams,
    query: noQuery,
    body: adoptClientBody,
    check: clientErrors,
    replies: { 200: 'Client', 201: 'Client' },
    problems: [
      'account-not-found',
      'grant-exceeded',
      'account-suspended',
      'client-already-adopted',
      'client-not-active',
    ],
    run: (deps: IssuerDeps, call, { path, body }) => adoptClient(deps, call, { ...path, ...body }),
    reply: clientAdoptedReply,
  }),
  endpoint({
    route: 'GET /accounts/{accountId}/clients',
    function: 'clients',
    id: 'listClients',
    summary: 'List an account’s clients',
    scopes: ['read:clients'],
    params: accountParams,
    query: listClientsQuery,
    body: noBody,
    position: { form: CLIENT_ID, afterAccountId: false },
    replies: { 200: 'ClientPage' },
    problems: ['account-not-found', 'invalid-cursor'],
    run: (deps, call, { path, query, after }) => listClients(deps, call, { ...path, ...query, after }),
    reply: clientsReply,
  }),
  endpoint({
    route: 'GET /accounts/{accountId}/clients/{clientId}',
    function: 'clients',
    id: 'readClient',
    summary: 'Read a client',
    scopes: ['read:clients'],
    params: clientParams,
    ...pathOnly,
    replies: { 200: 'Client' },
    problems: ['account-not-found', 'client-not-found'],
    run: (deps, call, { path }) => readClient(deps, call, path),
    reply: clientReply,
  }),
  endpoint({
    route: 'PATCH /accounts/{accountId}/clients/{clientId}',
    function: 'clients',
    id: 'updateClient',
    summary: 'Change a client',
    description: `A JSON merge patch (RFC 7396). Tokens in hand lose scopes at the next request, and never live longer or shorter than when they were fetched. A dead client stays as it is. ${PENDING}`,
    scopes: ['write:clients'],
    params: clientParams,
    query: noQuery,
    body: updateClientBody,
    check: clientErrors,
    conditional: true,
    replies: { 200: 'Client' },
    problems: [
      'account-not-found',
      'client-not-found',
      'grant-exceeded',
      'client-not-active',
      'client-not-issued',
      'version-conflict',
    ],
    run: (deps: IssuerDeps, call, { path, body, ifMatch }) =>
      updateClient(deps, call, { ...path, patch: body, ifMatch }),
    reply: clientReply,
  }),
  endpoint({
    route: 'DELETE /accounts/{accountId}/clients/{clientId}',
    function: 'clients',
    id: 'deleteClient',
    summary: 'Delete a dead client',
    description: 'Its events stay, and no account can ever adopt it again.',
    scopes: ['write:clients'],
    params: clientParams,
    ...pathOnly,
    replies: { 204: undefined },
    problems: ['account-not-found', 'client-not-found', 'client-still-active'],
    run: (deps, call, { path }) => deleteClient(deps, call, path),
    reply: noContent,
  }),
  endpoint({
    route: 'POST /accounts/{accountId}/clients/{clientId}/suspend',
    ...clientVerb,
    id: 'suspendClient',
    summary: 'Suspend a client',
    description: `No token of it opens a function’s door until it is resumed. ${PENDING} An adopted one goes on to get tokens. Idempotent.`,
    scopes: ['revoke:keys', 'write:clients'],
    problems: ['account-not-found', 'client-not-found', 'client-not-active'],
    run: (deps: IssuerDeps, call, { path }) => suspendClient(deps, call, path),
  }),
  endpoint({
    route: 'POST /accounts/{accountId}/clients/{clientId}/resume',
    ...clientVerb,
    id: 'resumeClient',
    summary: 'Resume a client',
    description: `Undoes a suspension. ${PENDING} Idempotent.`,
    scopes: ['write:clients'],
    problems: ['account-not-found', 'client-not-found', 'client-not-active'],
    run: (deps: IssuerDeps, call, { path }) => resumeClient(deps, call, path),
  }),
  endpoint({
    route: 'POST /accounts/{accountId}/clients/{clientId}/revoke-tokens',
    ...clientVerb,
    id: 'revokeTokens',
    summary: 'Revoke the tokens that a client was issued until now',
    description:
      'The client goes on. Tokens tell their time of issue in whole seconds: those issued before ' +
      '`tokensValidAfter`, the next whole second, are refused, so a token fetched in the rest of this second ' +
      'is refused too.',
    scopes: ['revoke:keys', 'write:clients'],
    problems: ['account-not-found', 'client-not-found', 'client-not-active'],
    run: (deps, call, { path }) => revokeTokens(deps, call, path),
  }),
  endpoint({
    route: 'POST /accounts/{accountId}/clients/{clientId}/revoke',
    function: 'clients',
    id: 'revokeClient',
    summary: 'Revoke a client for good',
    description: `Idempotent and final: the first reason stays. No token of it opens a function’s door again. The app client of an issued one is deleted. ${PENDING} An adopted one gets tokens until its app client is deleted in Cognito.`,
    scopes: ['revoke:keys', 'write:clients'],
    params: clientParams,
    ...optionalReason,
    replies: { 200: 'Client' },
    problems: ['account-not-found', 'client-not-found'],
    run: (deps: IssuerDeps, call, { path, body }) => revokeClient(deps, call, { ...path, ...body }),
    reply: clientReply,
  }),
];

/** The OAuth clients that accounts own: each can be cut off by itself, and so can the tokens it was issued. */
import { adoptClient } from '../core/operations/adopt-client';
import { deleteClient } from '../core/operations/delete-client';
import { listClients } from '../core/operations/list-clients';
import { readClient } from '../core/operations/read-client';
import { resumeClient } from '../core/operations/resume-client';
import { revokeClient } from '../core/operations/revoke-client';
import { revokeTokens } from '../core/operations/revoke-tokens';
import { suspendClient } from '../core/operations/suspend-client';
import { updateClient } from '../core/operations/update-client';
import { clientAdoptedReply, clientReply, clientsReply, noContent } from '../http/replies';
import { guarded, serve } from '../http/serve';
import { operatorServing } from './wiring/serving';

export const clientRoutes = [
  guarded(
    'PUT /accounts/{accountId}/clients/{clientId}',
    (deps, call, { path, body }) => adoptClient(deps, call, { ...path, ...body }),
    clientAdoptedReply,
  ),
  guarded(
    'GET /accounts/{accountId}/clients',
    (deps, call, { path, query }) => listClients(deps, call, { ...path, ...query }),
    clientsReply,
  ),
  guarded(
    'GET /accounts/{accountId}/clients/{clientId}',
    (deps, call, { path }) => readClient(deps, call, path),
    clientReply,
  ),
  guarded(
    'PATCH /accounts/{accountId}/clients/{clientId}',
    (deps, call, { path, body, ifMatch }) => updateClient(deps, call, { ...path, patch: body, ifMatch }),
    clientReply,
  ),
  guarded(
    'DELETE /accounts/{accountId}/clients/{clientId}',
    (deps, call, { path }) => deleteClient(deps, call, path),
    noContent,
  ),
  guarded(
    'POST /accounts/{accountId}/clients/{clientId}/suspend',
    (deps, call, { path }) => suspendClient(deps, call, path),
    clientReply,
  ),
  guarded(
    'POST /accounts/{accountId}/clients/{clientId}/resume',
    (deps, call, { path }) => resumeClient(deps, call, path),
    clientReply,
  ),
  guarded(
    'POST /accounts/{accountId}/clients/{clientId}/revoke-tokens',
    (deps, call, { path }) => revokeTokens(deps, call, path),
    clientReply,
  ),
  guarded(
    'POST /accounts/{accountId}/clients/{clientId}/revoke',
    (deps, call, { path, body }) => revokeClient(deps, call, { ...path, ...body }),
    clientReply,
  ),
];

export const handler = serve(clientRoutes, operatorServing('clients'));

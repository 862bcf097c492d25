/** The OAuth clients that accounts own. */
import { adoptClient } from '../core/operations/adopt-client';
import { clientReply } from '../http/replies';
import { guarded, serve } from '../http/serve';
import { operatorServing } from './wiring/serving';

export const clientRoutes = [
  guarded(
    'PUT /accounts/{accountId}/clients/{clientId}',
    (deps, call, { path, body }) => adoptClient(deps, call, { ...path, ...body }),
    clientReply,
  ),
];

export const handler = serve(clientRoutes, operatorServing('clients'));

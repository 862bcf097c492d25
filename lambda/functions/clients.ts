/**
 * The OAuth clients that accounts own, and the operators: whatever needs the user pool, which no other function may
 * touch. On a schedule it also tells the issuer what it could not be told at once, and removes what was lost there.
 */
import { issuerSettings } from '../aws/environment';
import { addClientSecret } from '../management/operations/clients/add-client-secret';
import { adoptClient } from '../management/operations/clients/adopt-client';
import { deleteClientSecret } from '../management/operations/clients/delete-client-secret';
import { deleteClient } from '../management/operations/clients/delete-client';
import { issueClient } from '../management/operations/clients/issue-client';
import { listClientSecrets } from '../management/operations/clients/list-client-secrets';
import { listClients } from '../management/operations/clients/list-clients';
import { readClient } from '../management/operations/clients/read-client';
import { resumeClient } from '../management/operations/clients/resume-client';
import { revokeClient } from '../management/operations/clients/revoke-client';
import { revokeTokens } from '../management/operations/clients/revoke-tokens';
import { suspendClient } from '../management/operations/clients/suspend-client';
import { updateClient } from '../management/operations/clients/update-client';
import type { ProxyEvent } from '../http/event';
import type { Response } from '../http/problem';
import {
  clientAdoptedReply,
  clientIssuedReply,
  clientReply,
  clientsReply,
  noContent,
  secretAddedReply,
  secretsReply,
} from '../management/wire/replies';
import { guarded, serve } from '../management/wire/serve';
import { cognito, type Issuer } from './wiring/issuer';
import { operatorRoutes } from './wiring/operator-routes';
import { operatorServing } from './wiring/serving';
import { runTask, type TaskEvent } from './wiring/tasks';

/** What the records alone decide. */
const recordRoutes = [
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
    'DELETE /accounts/{accountId}/clients/{clientId}',
    (deps, call, { path }) => deleteClient(deps, call, path),
    noContent,
  ),
  guarded(
    'POST /accounts/{accountId}/clients/{clientId}/revoke-tokens',
    (deps, call, { path }) => revokeTokens(deps, call, path),
    clientReply,
  ),
];

/** What the issuer has or gets to know. */
const issuerRoutes = (issuer: Issuer) => [
  guarded(
    'POST /accounts/{accountId}/clients',
    (deps, call, { path, body }) => issueClient({ ...deps, ...issuer }, call, { ...path, ...body }),
    clientIssuedReply,
  ),
  guarded(
    'PUT /accounts/{accountId}/clients/{clientId}',
    (deps, call, { path, body }) => adoptClient({ ...deps, ...issuer }, call, { ...path, ...body }),
    clientAdoptedReply,
  ),
  guarded(
    'PATCH /accounts/{accountId}/clients/{clientId}',
    (deps, call, { path, body, ifMatch }) =>
      updateClient({ ...deps, ...issuer }, call, { ...path, patch: body, ifMatch }),
    clientReply,
  ),
  guarded(
    'POST /accounts/{accountId}/clients/{clientId}/suspend',
    (deps, call, { path }) => suspendClient({ ...deps, ...issuer }, call, path),
    clientReply,
  ),
  guarded(
    'POST /accounts/{accountId}/clients/{clientId}/resume',
    (deps, call, { path }) => resumeClient({ ...deps, ...issuer }, call, path),
    clientReply,
  ),
  guarded(
    'POST /accounts/{accountId}/clients/{clientId}/revoke',
    (deps, call, { path, body }) => revokeClient({ ...deps, ...issuer }, call, { ...path, ...body }),
    clientReply,
  ),
];

const secretRoutes = (issuer: Issuer) => [
  guarded(
    'POST /accounts/{accountId}/clients/{clientId}/secrets',
    (deps, call, { path }) => addClientSecret({ ...deps, ...issuer }, call, path),
    secretAddedReply,
  ),
  guarded(
    'GET /accounts/{accountId}/clients/{clientId}/secrets',
    (deps, call, { path }) => listClientSecrets({ ...deps, ...issuer }, call, path),
    secretsReply,
  ),
  guarded(
    'DELETE /accounts/{accountId}/clients/{clientId}/secrets/{secretId}',
    (deps, call, { path }) => deleteClientSecret({ ...deps, ...issuer }, call, path),
    noContent,
  ),
];

export const clientRoutes = (issuer: Issuer) => [...recordRoutes, ...issuerRoutes(issuer), ...secretRoutes(issuer)];

const serving = operatorServing('clients');
const issuer = cognito(issuerSettings(process.env), serving.log);
const answer = serve([...clientRoutes(issuer), ...operatorRoutes(issuer)], serving);

/** The gateway's events have no `task`: what callers send is in members of its own. */
export const handler = (event: ProxyEvent | TaskEvent): Promise<Response | undefined> =>
  'task' in event ? runTask(event, { ...serving.deps, ...issuer }, serving.log) : answer(event);

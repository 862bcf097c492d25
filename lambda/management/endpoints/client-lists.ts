/** The endpoints that read the OAuth clients of accounts. */
import { CLIENT_ID } from '../../domain/key-format';
import { listAllClients } from '../operations/clients/all-clients';
import { listClients, readClient } from '../operations/clients/client-reads';
import { clientReply, clientsReply } from '../wire/replies';
import { pathAndQuery, pathOnly } from '../wire/request-shape';
import { endpoint } from './endpoint';
import { listAllClientsQuery, listClientsQuery } from './parts/client-bodies';
import { accountParams, clientParams, credentialPositions, NO_CLIENT, noParams, OF_ALL } from './parts/request-parts';

export const clientListEndpoints = [
  endpoint({
    route: 'GET /clients',
    function: 'clients',
    id: 'listAllClients',
    summary: 'List the clients of all accounts',
    description: OF_ALL,
    scopes: ['read:clients'],
    people: 'operator',
    ...pathAndQuery(noParams, listAllClientsQuery),
    position: credentialPositions(CLIENT_ID),
    problems: ['invalid-cursor', 'usage-not-counted'],
    run: (deps, call, { query, after }) => listAllClients(deps, call, { ...query, after }),
    reply: clientsReply,
  }),
  endpoint({
    route: 'GET /accounts/{accountId}/clients',
    function: 'clients',
    id: 'listClients',
    summary: 'List an account’s clients',
    scopes: ['read:clients'],
    people: 'viewer',
    ...pathAndQuery(accountParams, listClientsQuery),
    position: { form: CLIENT_ID, afterAccountId: false },
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
    people: 'viewer',
    ...pathOnly(clientParams),
    problems: NO_CLIENT,
    run: (deps, call, { path }) => readClient(deps, call, path),
    reply: clientReply,
  }),
];

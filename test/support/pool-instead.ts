/** A pool whose given methods replace those of another pool. */
import type { Pool } from '../../lambda/domain/ports/pool';

export const instead = (pool: Pool, calls: Partial<Pool>): Pool => ({
  createClient: (settings) => pool.createClient(settings),
  updateClient: (clientId, settings) => pool.updateClient(clientId, settings),
  deleteClient: (clientId) => pool.deleteClient(clientId),
  listClients: (after) => pool.listClients(after),
  addSecret: (clientId) => pool.addSecret(clientId),
  listSecrets: (clientId) => pool.listSecrets(clientId),
  deleteSecret: (clientId, secretId) => pool.deleteSecret(clientId, secretId),
  ...calls,
});

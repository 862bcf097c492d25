/**
 * Adds, lists and deletes the secrets of an app client (Amazon Cognito user pools API Reference). A client has one or
 * two, and only the answer to adding one shows its value. Cognito's documents do not name the exceptions for a third
 * secret and for deleting the last; those here are assumed, and callers must not depend on them.
 */
import type { z } from 'zod';
import type { JsonObject } from '../json';
import { success, invalidParameter, type PoolAnswer, poolError } from './api-answers';
import { type ApiParts, noClient } from './api-clients';
import type { clientInput, secretInput } from './api-inputs';
import type { ClientSecret } from './store';

export function addSecret({ clients }: ApiParts, { ClientId }: z.infer<typeof clientInput>): PoolAnswer {
  const client = clients.get(ClientId);
  if (client === undefined) return noClient(ClientId);
  if (!client.hasSecret) return invalidParameter('The app client was made without a secret.');
  const added = clients.addSecret(ClientId);
  if (added === undefined) return poolError('LimitExceededException', 'The app client has two secrets already.');
  return success({ ClientSecretDescriptor: { ...secretView(added), ClientSecretValue: added.value } });
}

export function listSecrets({ clients }: ApiParts, { ClientId }: z.infer<typeof clientInput>): PoolAnswer {
  if (clients.get(ClientId) === undefined) return noClient(ClientId);
  return success({ ClientSecrets: clients.secretsOf(ClientId).map(secretView) });
}

export function deleteSecret({ clients }: ApiParts, input: z.infer<typeof secretInput>): PoolAnswer {
  const { ClientId, ClientSecretId } = input;
  if (clients.get(ClientId) === undefined) return noClient(ClientId);
  const secrets = clients.secretsOf(ClientId);
  if (!secrets.some(({ id }) => id === ClientSecretId)) {
    return poolError('ResourceNotFoundException', `Client secret ${ClientSecretId} does not exist.`);
  }
  if (secrets.length === 1) return invalidParameter('The only secret of an app client cannot be deleted.');
  clients.deleteSecret(ClientId, ClientSecretId);
  return success();
}

/** A date is the number of seconds since 1970, with a fraction. */
const secretView = ({ id, createdAt }: ClientSecret): JsonObject => ({
  ClientSecretId: id,
  ClientSecretCreateDate: createdAt / 1000,
});

/**
 * Secrets of an app client as the user pools API adds, lists and deletes them: one or two, whose values are told once.
 * Which exceptions stand for "two already" and "the only one" Cognito's documents do not say; callers must not care.
 */
import type { z } from 'zod';
import type { JsonObject } from '../json';
import { done, invalidParameter, type PoolAnswer, poolError } from './api-answers';
import { type ApiParts, noClient } from './api-clients';
import type { clientInput, secretInput } from './api-inputs';
import type { ClientSecret } from './store';

export function addSecret({ clients }: ApiParts, { ClientId }: z.infer<typeof clientInput>): PoolAnswer {
  const client = clients.get(ClientId);
  if (client === undefined) return noClient(ClientId);
  if (!client.hasSecret) return invalidParameter('The app client was made without a secret.');
  const added = clients.addSecret(ClientId);
  if (added === undefined) return poolError('LimitExceededException', 'The app client has two secrets already.');
  return done({ ClientSecretDescriptor: { ...secretView(added), ClientSecretValue: added.value } });
}

export function listSecrets({ clients }: ApiParts, { ClientId }: z.infer<typeof clientInput>): PoolAnswer {
  if (clients.get(ClientId) === undefined) return noClient(ClientId);
  return done({ ClientSecrets: clients.secretsOf(ClientId).map(secretView) });
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
  return done();
}

/** Dates are seconds of the epoch with their fraction. */
const secretView = ({ id, createdAt }: ClientSecret): JsonObject => ({
  ClientSecretId: id,
  ClientSecretCreateDate: createdAt / 1000,
});

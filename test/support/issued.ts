/** Issued clients and operators as tests need them: their records, and what the issuer has of them. */
import { issuerStateOf } from '../../lambda/provisioning/pending';
import type { Client } from '../../lambda/domain/model';
import type { MemoryPool } from './memory-pool';
import { client } from './records';

/** A client that was issued with these scopes, as the issuer has it. */
export function issuedClient(given: Partial<Client> = {}): Client {
  const { scopes, tokenLifetimeMinutes = 60 } = client(given);
  const issuerState = issuerStateOf({ scopes, tokenLifetimeMinutes });
  return client({ tokenLifetimeMinutes, issuerState, ...given });
}

/** Makes an app client with this id and one secret, or two. */
export function stock(pool: MemoryPool, clientId: string, secrets: 1 | 2 = 1): readonly string[] {
  pool.put(clientId, { name: 'orders-accounts.Acc0000001.1795435200000', scopes: [], tokenLifetimeMinutes: 60 });
  if (secrets === 2) void pool.addSecret(clientId);
  return pool.secretsOf(clientId);
}

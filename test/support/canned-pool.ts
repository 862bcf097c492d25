/** The Cognito adapter against a canned service, on timers that the test moves. */
import type { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { CognitoPool } from '../../lambda/aws/cognito/cognito-pool';
import { poolClient } from '../../lambda/aws/cognito/pool-client';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { type CannedService, openCannedService } from './canned-service';
import { limitRequests, ManualTimers } from './manual-timers';
import { endlessBudget } from './time-budgets';

export const USER_POOL_ID = 'us-east-1_Example01';
/** Limits of the deployed function in milliseconds: for one request, and for all attempts of a call together. */
export const REQUEST_MS = 2_000;
export const BUDGET_MS = 6_000;

/** The function's client, with a local endpoint and made-up credentials. */
export const deployedPoolClient = (endpoint: string) =>
  poolClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });

/** The same client, whose request timeout runs on these timers. */
export function poolClientFor(endpoint: string, timers: ManualTimers): CognitoIdentityProviderClient {
  const client = deployedPoolClient(endpoint);
  const { requestHandler } = client.config;
  if (!(requestHandler instanceof NodeHttpHandler)) throw new TypeError('the client has no NodeHttpHandler');
  limitRequests(requestHandler, timers);
  return client;
}

export interface CannedPool {
  readonly pool: CognitoPool;
  readonly cognito: CannedService;
  readonly timers: ManualTimers;
  close(): Promise<void>;
}

export async function openCannedPool(): Promise<CannedPool> {
  const cognito = await openCannedService();
  const timers = new ManualTimers();
  const client = poolClientFor(cognito.url, timers);
  return {
    pool: new CognitoPool(USER_POOL_ID, client, endlessBudget(timers)),
    cognito,
    timers,
    close: async () => {
      client.destroy();
      await cognito.close();
    },
  };
}

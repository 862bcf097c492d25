/** The Cognito adapter against a canned service, with timeouts so short that no test waits. */
import { CognitoPool } from '../../lambda/aws/cognito/cognito-pool';
import { POOL_PATIENCE, poolClient } from '../../lambda/aws/cognito/pool-client';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { type CannedService, openCannedService } from './canned-service';

export const USER_POOL_ID = 'us-east-1_Example01';
/** Milliseconds. */
export const BUDGET = 2_000;
const REQUEST = 150;

/** The function's client, with a local endpoint and made-up credentials. */
export const poolClientFor = (endpoint: string) =>
  poolClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });

export interface CannedPool {
  readonly pool: CognitoPool;
  readonly cognito: CannedService;
  close(): Promise<void>;
}

export async function openCannedPool(): Promise<CannedPool> {
  const cognito = await openCannedService();
  const client = poolClientFor(cognito.url);
  client.config.requestHandler = new NodeHttpHandler({ requestTimeout: REQUEST, throwOnRequestTimeout: true });
  const patience = { ...POOL_PATIENCE, budget: BUDGET, shortestPause: 1, longestPause: 2 };
  return {
    pool: new CognitoPool(USER_POOL_ID, client, patience),
    cognito,
    close: async () => {
      client.destroy();
      await cognito.close();
    },
  };
}

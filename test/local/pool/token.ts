/** A pool's description, and what its token endpoint gives for a client's id and secret. */
import type { AppClientSpec, PoolServer, UserPoolSpec } from '../../../local/types';

export const ISSUER = 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_pool';

function clientSpec(more: Partial<AppClientSpec> & { clientId: string }): AppClientSpec {
  return {
    logicalId: more.clientId,
    name: more.clientId,
    hasSecret: true,
    flows: ['client_credentials'],
    scopes: ['orders/read:orders', 'orders/write:orders'],
    accessTokenMinutes: 60,
    ...more,
  };
}

export const POOL: UserPoolSpec = {
  logicalId: 'Pool',
  poolId: 'us-east-1_pool',
  issuer: ISSUER,
  scopes: ['orders/read:orders', 'orders/write:orders', 'orders-accounts/read:orders'],
  clients: [
    clientSpec({ clientId: 'machine' }),
    clientSpec({ clientId: 'short', accessTokenMinutes: 5, scopes: ['orders/read:orders'] }),
    clientSpec({ clientId: 'person', flows: ['code'] }),
    clientSpec({ clientId: 'public', hasSecret: false }),
  ],
};

/** Scopes and seconds of life of the token, or the code of the refusal. */
export async function tokenFor({ url }: PoolServer, clientId = '', secret = '') {
  const response = await fetch(`${url}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, client_secret: secret }),
  });
  const { access_token: token = '', expires_in: seconds, error } = (await response.json()) as Record<string, string>;
  if (error !== undefined) return error;
  const { scope } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { scope: string };
  return { scope, seconds: Number(seconds) };
}

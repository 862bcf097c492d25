/** What a ready run could tell of itself, with every optional part. */
import type { Facts } from '../../../local/command/facts';

export const FACTS: Facts = {
  apiUrl: 'http://127.0.0.1:3000/prod',
  managementUrl: 'http://127.0.0.1:3001/v1',
  tokenUrl: 'http://127.0.0.1:3002/oauth2/token',
  issuer: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_pool',
  keySetUrl: 'http://127.0.0.1:3002/us-east-1_pool/.well-known/jwks.json',
  userPoolId: 'us-east-1_pool',
  operator: {
    clientId: 'operator',
    clientSecret: 'secret-o',
    scopes: 'o-management/read:keys o-management/read:events',
  },
  account: { id: '0123456789' },
  client: { clientId: 'client', clientSecret: 'secret-c', scope: 'o-accounts/read:orders' },
  firstParty: { clientId: 'ours', clientSecret: 'secret-f', scope: 'o/read:orders' },
  key: { id: 'k', key: 'sp_live_key' },
  cachedTokenUrl: 'http://127.0.0.1:3005/prod/oauth2/token',
  tableEndpoint: 'http://127.0.0.1:3003',
  tableName: 'Table',
  controlUrl: 'http://127.0.0.1:3004',
};

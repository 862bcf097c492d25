/** The settings a deployed function would have; imported before any handler is. */
Object.assign(process.env, {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  TABLE_NAME: 'table',
  KEY_PREFIX: 'sp',
  ENVIRONMENT: 'live',
  SCOPES: 'read:orders write:orders read:stock',
  ISSUER: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_test',
  MANAGEMENT_RESOURCE_SERVER: 'orders-management',
  BOOTSTRAP_OPERATOR: 'op',
  KEY_SET_URL: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_test/.well-known/jwks.json',
  RESOURCE_SERVERS: 'orders orders-accounts',
  USER_POOL_ID: 'us-east-1_test',
  ACCOUNTS_RESOURCE_SERVER: 'orders-accounts',
});

/** A user pool of people in a template: what its properties become. */
import { buildModel } from '../../../local/model/model';
import type { Resource } from '../../../local/assembly/template';
import { change, open, stackOf, templateOf } from '../rest-api';

const PAGE = {
  'Fn::Sub': 'https://${Api}.execute-api.${AWS::Region}.${AWS::URLSuffix}/prod/portal/',
};
const part = (type: string, properties: Record<string, unknown>): Resource => ({
  Type: `AWS::Cognito::${type}`,
  Properties: { UserPoolId: { Ref: 'Pool' }, ...properties },
});
const CLIENT = {
  AllowedOAuthFlows: ['code'],
  AllowedOAuthFlowsUserPoolClient: true,
  AllowedOAuthScopes: ['openid', 'email', 'orders-people/portal'],
  CallbackURLs: [PAGE],
  LogoutURLs: [PAGE],
  SupportedIdentityProviders: ['COGNITO'],
};

function poolOf(client: Record<string, unknown> = {}, pool: Record<string, unknown> = {}) {
  const template = templateOf(
    { 'GET /portal': open },
    {
      Client: part('UserPoolClient', { ...CLIENT, ...client }),
      Operators: part('UserPoolGroup', { GroupName: 'operators', Description: 'x', Precedence: 1 }),
      Unnamed: part('UserPoolGroup', {}),
      Look: part('ManagedLoginBranding', { UseCognitoProvidedValues: true }),
    },
  );
  const people = { UsernameAttributes: ['email'], UsernameConfiguration: { CaseSensitive: false } };
  change(template, 'Pool', {
    ...people,
    AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
    MfaConfiguration: 'OPTIONAL',
    EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
    Policies: { PasswordPolicy: { MinimumLength: 12 } },
    ...pool,
  });
  const { pools, apis } = buildModel([stackOf(template)], { strict: true });
  return { spec: pools[0]?.spec, client: pools[0]?.spec.clients[0], apiId: apis[0]?.apiId };
}

it('has its groups, and says whether letters of an address matter', () => {
  expect(poolOf().spec?.people).toEqual({ caseSensitive: false, groups: ['operators', 'Unnamed'] });
  expect(poolOf({}, { UsernameConfiguration: undefined }).spec?.people?.caseSensitive).toBe(true);
});

it('has no people here when their user names are no addresses', () => {
  expect(poolOf({}, { UsernameAttributes: ['phone_number'] }).spec).not.toHaveProperty('people');
});

it('has a client with its addresses and Cognito’s defaults', () => {
  const { client, apiId } = poolOf();

  const page = `https://${apiId}.execute-api.us-east-1.amazonaws.com/prod/portal/`;
  expect(client).toMatchObject({ hasSecret: false, flows: ['code'], accessTokenMinutes: 60 });
  expect(client?.signIn).toEqual({
    callbackUrls: [page],
    logoutUrls: [page],
    idTokenMinutes: 60,
    refreshTokenMinutes: 30 * 24 * 60,
    revocable: true,
  });
});

it('has a client with the lifetimes, the rotation and the revocation that the template sets', () => {
  const { client } = poolOf({
    AccessTokenValidity: 15,
    IdTokenValidity: 15,
    RefreshTokenValidity: 12,
    TokenValidityUnits: { AccessToken: 'minutes', IdToken: 'minutes', RefreshToken: 'hours' },
    RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 10 },
    EnableTokenRevocation: false,
  });

  expect(client?.accessTokenMinutes).toBe(15);
  expect(client?.signIn).toMatchObject({
    idTokenMinutes: 15,
    refreshTokenMinutes: 720,
    rotationGraceSeconds: 10,
    revocable: false,
  });
});

it.each([
  ['without the code flow', { AllowedOAuthFlows: ['implicit'] }],
  ['without flows that are on', { AllowedOAuthFlowsUserPoolClient: false }],
  ['without the user pool among its identity providers', { SupportedIdentityProviders: ['Google'] }],
])('lets nobody sign in through a client %s', (_, properties) => {
  expect(poolOf(properties).client).not.toHaveProperty('signIn');
});

it('does not rotate where the template says so', () => {
  expect(poolOf({ RefreshTokenRotation: { Feature: 'DISABLED' } }).client?.signIn).not.toHaveProperty(
    'rotationGraceSeconds',
  );
});

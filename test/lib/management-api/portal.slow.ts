/** What a stack with a portal has more than one without, and what of it anybody may call. */
import type { Template } from 'aws-cdk-lib/assertions';
import { managementEndpoints } from '../../../lib/management-api/management-endpoints';
import { brokenRules } from '../../support/template-rules';
import { anIntegration, aSallyport, type Json, methodsOf, resourcesOf, templateOf } from '../support';

/** Routes that only people need: their resources and methods are not counted. */
const OF_PEOPLE = /^\S+ (?:\/me$|\/accounts\/\{accountId\}\/members)/;

function templateWith(portal: boolean): Template {
  const { stack, sallyport } = aSallyport({ outputs: true, ...(portal && { portal: PORTAL }) });
  sallyport.protect(sallyport.api.root.addResource('items').addResource('{id}'), 'GET', anIntegration(), {
    scope: null,
  });
  sallyport.protect(sallyport.api.root.addResource('shop'), 'GET', anIntegration(), { scope: null, door: 'token' });
  sallyport.protect(sallyport.api.root.addResource('orders'), 'GET', anIntegration(), { scope: 'read:orders' });
  return templateOf(stack);
}
const PORTAL = {
  name: 'Orders & <more>',
  logoUrl: 'https://static.example.com/logo.svg',
  colors: { brand: '#0b5fff' },
  urls: ['https://keys.example.com/portal/'],
};

let off: Template;
let on: Template;
beforeAll(() => {
  off = templateWith(false);
  on = templateWith(true);
});

const countOf = (template: Template): number => Object.keys(template.toJSON().Resources).length;
const only = (type: string, name: string): Json => {
  const found = resourcesOf(on, type).filter(([id]) => id.includes(name));
  expect(found).toHaveLength(1);
  return found[0]?.[1].Properties;
};
const environmentOf = (name: string): Json => only('AWS::Lambda::Function', name).Environment.Variables;
const management = (template: Template) => methodsOf(template).filter(({ api }) => api === 'management');
const refTo = (id: string) => ({ Ref: expect.stringContaining(id) });

test('a portal takes at most 20 resources, besides the routes that are for people alone', () => {
  const routes = management(on).filter(({ route }) => OF_PEOPLE.test(route));
  const paths = new Set(routes.map(({ route }) => route.split(' ')[1]));

  expect(countOf(on) - countOf(off) - routes.length - paths.size).toBeLessThanOrEqual(20);
  expect(
    resourcesOf(on, 'AWS::Lambda::Permission').filter(([id]) => /Portal|Members/.test(id)).length,
  ).toBeLessThanOrEqual(2);
});

test('without a portal nothing is left of it, and nobody but machines gets in', () => {
  const found = JSON.stringify(off.toJSON()).match(/people|portal|Members|\/me\b|MinimumCompressionSize/gi) ?? [];

  expect(found.filter((word) => word !== 'members')).toEqual([]); // A scope's description speaks of members.
});

test('nothing that holds people or a name of theirs changes its logical id, which would replace it', () => {
  const ids = ['UserPool', 'UserPoolDomain', 'UserPoolResourceServer', 'UserPoolGroup'].flatMap((type) =>
    resourcesOf(on, `AWS::Cognito::${type}`).map(([id]) => id),
  );

  expect(ids.filter((id) => id.includes('People'))).toEqual([
    'SallyportPeoplePool0FE1B949',
    'SallyportPeopleDomainFAE2AA48',
    'SallyportPeopleServerE625FCA3',
    'SallyportPeopleOperators0C41B280',
  ]);
});

test('the template of a portal breaks no rule', () => {
  expect(brokenRules(on.toJSON().Resources)).toEqual({});
});

test('the page is open, on two methods that have throttles of their own', () => {
  const open = management(on).filter(({ route }) => route.includes('/portal'));
  const settings: Json[] = only('AWS::ApiGateway::Stage', 'Management').MethodSettings;

  expect(open.map(({ route }) => route).sort()).toEqual(['GET /portal', 'GET /portal/{file+}']);
  expect(open.map(({ properties }) => properties.AuthorizationType)).toEqual(['NONE', 'NONE']);
  for (const path of ['/~1portal', '/~1portal~1{file+}'])
    expect(settings).toContainEqual(
      expect.objectContaining({
        HttpMethod: 'GET',
        ResourcePath: path,
        ThrottlingRateLimit: 50,
        ThrottlingBurstLimit: 200,
      }),
    );
});

test('API Gateway may call the page’s function for the page’s paths alone', () => {
  const permission = only('AWS::Lambda::Permission', 'Portal');

  expect(JSON.stringify(permission.SourceArn)).toMatch(/\{"Ref":"[^"]*ManagementApi\w+"\},"\/\*\/\*\/portal\*"\]\]\}$/);
});

test('the page’s function may call nothing: it has no rights on the table or on a user pool', () => {
  const { PolicyDocument: document } = only('AWS::IAM::Policy', 'PortalPage');

  const actions: string[] = document.Statement.flatMap(({ Action }: Json) => Action);

  expect(actions.filter((action) => !/^(?:logs|xray):/.test(action))).toEqual([]);
  expect(only('AWS::Lambda::Function', 'PortalPage').MemorySize).toBeLessThanOrEqual(256);
});

test('the page’s function knows how people sign in, and a route that a key opens as it is', () => {
  const { PORTAL: text, ...environment } = environmentOf('PortalPage');

  expect(JSON.parse(text)).toEqual({ name: PORTAL.name, logoUrl: PORTAL.logoUrl, colors: PORTAL.colors });
  expect(environment).toMatchObject({
    ENVIRONMENT: 'live',
    KEY_PREFIX: 'sp',
    PEOPLE_CLIENT_ID: refTo('PortalClient'),
    PEOPLE_SCOPE: 'orders-people/portal',
  });
  expect(JSON.stringify(environment.TOKEN_URL)).toMatch(/IssuerPoolTokenDomain.*oauth2\/token|Issuer.*oauth2\/token/);
  expect(JSON.stringify(environment.EXAMPLE_URL)).toMatch(/GuardedApi.*execute-api.*\/prod\/orders"\]\]\}$/);
  expect(JSON.stringify(environment.SIGN_IN_ORIGIN)).toMatch(/PeopleDomain.*\.auth\..*amazoncognito\.com"\]\]\}$/);
  expect(JSON.stringify(environment.PEOPLE_ISSUER)).toMatch(/cognito-idp\..*PeoplePool/);
});

test('people sign in by code alone, without a secret, and are sent back to the page alone', () => {
  const client = only('AWS::Cognito::UserPoolClient', 'PortalClient');
  const urls = [expect.objectContaining({ 'Fn::Join': expect.anything() }), 'https://keys.example.com/portal/'];

  expect(client).toMatchObject({
    GenerateSecret: false,
    AllowedOAuthFlows: ['code'],
    AllowedOAuthScopes: ['openid', 'email', { 'Fn::Join': ['', [refTo('PeopleServer'), '/portal']] }],
    CallbackURLs: urls,
    LogoutURLs: urls,
    AccessTokenValidity: 15,
    IdTokenValidity: 15,
    RefreshTokenValidity: 720,
    TokenValidityUnits: { AccessToken: 'minutes', IdToken: 'minutes', RefreshToken: 'minutes' },
    EnableTokenRevocation: true,
    PreventUserExistenceErrors: 'ENABLED',
    SupportedIdentityProviders: ['COGNITO'],
  });
  expect(JSON.stringify(client.CallbackURLs[0])).toMatch(/ManagementApi.*execute-api.*"\/v1\/portal\/"\]\]\}$/);
});

test('a refresh token works once, for which the flow that takes it again and again is gone', () => {
  expect(only('AWS::Cognito::UserPoolClient', 'PortalClient')).toMatchObject({
    ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH'],
    RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 10 },
  });
});

test('the authorizer takes tokens of machines and of people, and a method people’s only where its endpoint says so', () => {
  const authorizer = only('AWS::ApiGateway::Authorizer', 'Management');
  const arnOf = (pool: string) => ({ 'Fn::GetAtt': [expect.stringContaining(pool), 'Arn'] });
  const forPeople = (scopes: string[] = []): boolean => scopes.includes('orders-people/portal');

  expect(authorizer.ProviderARNs).toEqual([arnOf('IssuerPool'), arnOf('PeoplePool')]);
  for (const { method, path, people, scopes } of managementEndpoints()) {
    const found = management(on).find(({ route }) => route === `${method} ${path}`);
    expect([path, forPeople(found?.properties.AuthorizationScopes)]).toEqual([path, people !== undefined]);
    for (const scope of scopes === 'open' ? [] : scopes)
      expect(found?.properties.AuthorizationScopes).toContain(`orders-management/${scope}`);
  }
});

test('each function that has a caller tells people’s tokens from machines’', () => {
  const functions = resourcesOf(on, 'AWS::Lambda::Function').filter(([id]) => /Management(?!Portal)/.test(id));
  const guarded = functions.filter(([id]) => !id.includes('Revocations'));

  expect(guarded.length).toBeGreaterThanOrEqual(6);
  for (const [, { Properties }] of guarded)
    expect(Properties.Environment.Variables).toMatchObject({
      PEOPLE_ISSUER: { 'Fn::Join': expect.anything() },
      PEOPLE_RESOURCE_SERVER: 'orders-people',
      PEOPLE_OPERATORS_GROUP: 'operators',
    });
  expect(environmentOf('Revocations')).not.toHaveProperty('PEOPLE_ISSUER');
});

test('long answers of the API are compressed, as the page’s are', () => {
  expect(only('AWS::ApiGateway::RestApi', 'Management').MinimumCompressionSize).toBe(1024);
  expect(JSON.stringify(only('AWS::ApiGateway::RestApi', 'Guarded'))).not.toContain('Compression');
});

test('the stack tells the page’s address, with its slash, and the pool where the first person is made', () => {
  const { Outputs } = on.toJSON();

  expect(JSON.stringify(Outputs.PortalUrl.Value)).toMatch(/ManagementApi.*execute-api.*\/v1\/portal\/"\]\]\}$/);
  expect(Outputs.PeopleUserPoolId.Value).toEqual(refTo('PeoplePool'));
});

test('the mail that invites a person names the page and shows a name as text', () => {
  const { InviteMessageTemplate: mail } = only('AWS::Cognito::UserPool', 'PeoplePool').AdminCreateUserConfig;

  expect(mail.EmailSubject).toBe('Your access to Orders & <more>');
  expect(mail.EmailMessage).toContain('Orders &amp; &lt;more&gt;.');
  expect(mail.EmailMessage).toContain('<a href="https://keys.example.com/portal/">');
  for (const placeholder of ['{username}', '{####}']) expect(mail.EmailMessage).toContain(placeholder);
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Sallyport } from 'sallyport';
import { MANAGEMENT_SCOPES } from '../../../lambda/domain/policy';
import { aBareApp } from '../apps';
import { anIntegration, aSallyport, Match, PROPS, resourcesOf, sampleTemplate, templateWith } from '../support';

const CLIENT = 'AWS::Cognito::UserPoolClient';
let template: Template;
beforeAll(() => {
  template = sampleTemplate();
});

test('every app client of a machine can do nothing but client credentials', () => {
  const clients = resourcesOf(template, CLIENT).filter(([id]) => !id.includes('Portal'));

  expect(clients.map(([id]) => id)).toHaveLength(2);
  for (const [, { Properties }] of clients)
    expect(Properties).toMatchObject({
      AllowedOAuthFlows: ['client_credentials'],
      AllowedOAuthFlowsUserPoolClient: true,
      ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'],
      GenerateSecret: true,
      PreventUserExistenceErrors: 'ENABLED',
    });
});

test('nobody can sign up, and the pool cannot be deleted', () => {
  template.hasResource('AWS::Cognito::UserPool', {
    DeletionPolicy: 'Retain',
    Properties: { AdminCreateUserConfig: { AllowAdminCreateUserOnly: true }, DeletionProtection: 'ACTIVE' },
  });
});

test('accounts’ clients and operators get scopes of resource servers of their own', () => {
  const servers = resourcesOf(template, 'AWS::Cognito::UserPoolResourceServer').map(([, { Properties }]) => [
    Properties.Identifier,
    Properties.Scopes.map(({ ScopeName }: { ScopeName: string }) => ScopeName),
  ]);

  expect(Object.fromEntries(servers)).toEqual({
    orders: ['read:orders', 'write:orders'],
    'orders-accounts': ['read:orders', 'write:orders'],
    'orders-management': Object.keys(MANAGEMENT_SCOPES),
    'orders-people': ['portal'],
  });
});

test('the operator client may ask for every management scope and for no other', () => {
  const [, operator] = resourcesOf(template, CLIENT).find(([id]) => id.includes('Operator')) ?? [];
  const scopes: unknown[] = operator?.Properties.AllowedOAuthScopes;

  expect(scopes.map((scope) => JSON.stringify(scope))).toHaveLength(Object.keys(MANAGEMENT_SCOPES).length);
  for (const scope of scopes) expect(JSON.stringify(scope)).toContain('IssuerPoolManagement');
});

test('no secret stands in an output, a variable or anywhere else in the template', () => {
  // What functions may ask of the pool has names with that word in them.
  const text = JSON.stringify(template.toJSON()).replace(/"cognito-idp:(?!Describe)\w+"/g, '');

  expect(text).not.toMatch(/ClientSecret|SecretsManager|resolve:|Custom::|describeUserPoolClient/i);
  expect(Object.keys(template.toJSON().Outputs)).toEqual([
    'ApiUrl',
    'ManagementUrl',
    'TokenUrl',
    'Issuer',
    'KeySetUrl',
    'UserPoolId',
    'OperatorClientId',
    'PortalUrl',
    'PeopleUserPoolId',
    'CachedTokenUrl',
    'OrdersServiceClientId',
  ]);
});

test('the README names each output of a Sallyport without portal and token cache', () => {
  const readme = readFileSync(join(__dirname, '..', '..', '..', 'README.md'), 'utf8');
  const outputs = Object.keys(templateWith({ outputs: true }).toJSON()['Outputs']);

  expect(readme).toContain(`outputs: true, // ${outputs.join(', ')}, <id>ClientId of clients`);
});

test('the domain is the name and a part of the stack’s id, unless a prefix is given', () => {
  const given = templateWith({ name: 'my-aws-orders', tokenDomainPrefix: 'acme-orders' });

  given.hasResourceProperties('AWS::Cognito::UserPoolDomain', { Domain: 'acme-orders' });
  template.hasResourceProperties('AWS::Cognito::UserPoolDomain', {
    Domain: { 'Fn::Join': ['-', ['orders', Match.anyValue()]] },
  });
});

test('a first-party client without a list of scopes is refused in the caller’s words', () => {
  const { sallyport } = aSallyport();
  const add = (options: unknown) => () => sallyport.addClient('Billing', options as { scopes: [] });

  for (const options of [undefined, {}, { scopes: 'read:orders' }])
    expect(add(options)).toThrow('Sallyport: the options argument of client Billing is ');
});

test('a first-party client lives beside the issuer’s own parts and keeps the token life it was given', () => {
  const { stack, sallyport } = aSallyport();
  sallyport.open(sallyport.api.root, 'GET', anIntegration());
  sallyport.addClient('Operator', { scopes: ['read:orders'], accessTokenValidity: Duration.minutes(5) });

  Template.fromStack(stack).hasResourceProperties(CLIENT, {
    AccessTokenValidity: 5,
    AllowedOAuthScopes: [Match.objectLike({ 'Fn::Join': ['', [Match.anyValue(), '/read:orders']] })],
  });
});

test('a first-party client with an unknown scope, no scope or too many stops the synth', () => {
  const scopes = Object.fromEntries(Array.from({ length: 51 }, (_, at) => [`read:thing-${at}`, 'Read']));
  const { sallyport } = aSallyport({ scopes });

  expect(() => sallyport.addClient('A', { scopes: ['write:thing'] })).toThrow(
    /a scope of client A is "write:thing"; allowed: read:thing-0, /,
  );
  expect(() => sallyport.addClient('B', { scopes: [] })).toThrow(/number of scopes of client B is 0; allowed: 1 to 50/);
  expect(() => sallyport.addClient('C', { scopes: Object.keys(scopes) })).toThrow(/client C is 51; allowed: 1 to 50/);
});

describe('in a Region', () => {
  const tokenUrlIn = (region?: string) => {
    const stack = new Stack(
      aBareApp(),
      'Orders',
      region === undefined ? {} : { env: { region, account: '111111111111' } },
    );
    return JSON.stringify(stack.resolve(new Sallyport(stack, 'Sallyport', PROPS).tokenUrl));
  };

  test('of GovCloud the token domain is the one with FIPS, which is the only one there', () => {
    expect(tokenUrlIn('us-gov-west-1')).toContain('.auth-fips.us-gov-west-1.amazoncognito.com/oauth2/token');
  });

  test('elsewhere, and where a stack does not know its Region, the token domain is the plain one', () => {
    expect(tokenUrlIn('eu-west-1')).toContain('.auth.eu-west-1.amazoncognito.com/oauth2/token');
    expect(tokenUrlIn()).toContain('.auth.');
  });

  test('of China the synth is refused, as there are no user pools', () => {
    expect(() => tokenUrlIn('cn-north-1')).toThrow(
      'Sallyport: the Region of the stack is "cn-north-1"; allowed: a Region that has Amazon Cognito user pools',
    );
  });
});

test('a second client of one id is refused in words that say what to do', () => {
  const { sallyport } = aSallyport();
  sallyport.addClient('Billing', { scopes: ['read:orders'] });

  expect(() => sallyport.addClient('Billing', { scopes: ['write:orders'] })).toThrow(
    'Sallyport: addClient() was called twice with the id Billing; give each first-party client an id of its own',
  );
});

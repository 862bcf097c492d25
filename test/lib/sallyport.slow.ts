import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { MANAGEMENT_FUNCTIONS } from '../../lambda/management/management-functions';
import { anIntegration, aSallyport, Match, resourcesOf, sampleTemplate, templateWith } from './support';

let template: Template;
beforeAll(() => {
  template = sampleTemplate();
});

test('nothing that holds data or a name changes its logical id, which would replace it', () => {
  const ids = (type: string) => resourcesOf(template, type).map(([id]) => id);

  expect(ids('AWS::DynamoDB::GlobalTable')).toEqual([
    'SallyportCredentialsTable68AB1E27',
    'SallyportTokenCacheTable8D16CEC4',
  ]);
  expect(ids('AWS::Cognito::UserPool')).toEqual(['SallyportIssuerPool78EC5CE8', 'SallyportPeoplePool0FE1B949']);
  expect(ids('AWS::Cognito::UserPoolDomain')).toEqual([
    'SallyportIssuerPoolDomainD1E05AF1',
    'SallyportPeopleDomainFAE2AA48',
  ]);
  expect(ids('AWS::Cognito::UserPoolResourceServer')).toEqual([
    'SallyportIssuerPoolFirstParty10E18AEC',
    'SallyportIssuerPoolAccounts56D3EBFE',
    'SallyportIssuerPoolManagementB34323C0',
    'SallyportPeopleServerE625FCA3',
  ]);
  expect(ids('AWS::Cognito::UserPoolClient')).toEqual([
    'SallyportIssuerClientsOrdersServiceD37915EA',
    'SallyportIssuerOperatorD3F09336',
    'SallyportManagementPortalClient717D2AEB',
  ]);
  expect(ids('AWS::ApiGateway::RestApi')).toEqual([
    'SallyportGuardedApi05EBDEAE',
    'SallyportTokenCacheApiF6D58F28',
    'SallyportManagementApiF70053CD',
  ]);
});

test('the addresses are those of the two stages and the token endpoint', () => {
  const { Outputs } = template.toJSON();

  expect(JSON.stringify(Outputs.ApiUrl.Value)).toMatch(/SallyportGuardedApi.*execute-api.*"\/prod"\]\]\}$/);
  expect(JSON.stringify(Outputs.ManagementUrl.Value)).toMatch(/SallyportManagementApi.*execute-api.*"\/v1"\]\]\}$/);
  expect(JSON.stringify(Outputs.TokenUrl.Value)).toMatch(/amazoncognito\.com\/oauth2\/token/);
});

test('the stack tells nothing unless it is asked to', () => {
  const { stack, sallyport } = aSallyport();
  sallyport.open(sallyport.api.root, 'GET', anIntegration());
  sallyport.addClient('Billing', { scopes: ['read:orders'] });

  expect(Template.fromStack(stack).toJSON()).not.toHaveProperty('Outputs');
});

test('the parts that a deployer may want to reach are there', () => {
  const { sallyport, stack } = aSallyport();

  expect(stack.resolve(sallyport.table.tableName)).toEqual({ Ref: expect.stringContaining('Table') });
  expect(stack.resolve(sallyport.userPool.userPoolId)).toEqual({ Ref: expect.stringContaining('Pool') });
  expect(stack.resolve(sallyport.operatorClient.userPoolClientId)).toEqual({
    Ref: expect.stringContaining('Operator'),
  });
});

test('the functions are there to watch, by the names that the documents have', () => {
  const { sallyport, stack } = aSallyport({ portal: {} });
  const named = (one?: IFunction) => JSON.stringify(stack.resolve(one?.functionArn));

  expect(named(sallyport.authorizerFunction)).toContain('SallyportGuardedAuthorizer');
  expect(Object.keys(sallyport.managementFunctions).sort()).toEqual([...MANAGEMENT_FUNCTIONS].sort());
  for (const [name, one] of Object.entries(sallyport.managementFunctions))
    expect(named(one).toLowerCase()).toContain(`"${name}`);
  const less = aSallyport({ publicRevocation: false }).sallyport.managementFunctions;
  for (const name of ['revocations', 'members']) expect(less).not.toHaveProperty(name);
});

test('the account’s log role is left alone unless it is asked for', () => {
  template.resourceCountIs('AWS::ApiGateway::Account', 0);
  const owning = templateWith({ cloudWatchRole: true });

  owning.hasResource('AWS::ApiGateway::Account', { DeletionPolicy: 'Retain' });
  owning.hasResource('AWS::ApiGateway::Stage', {
    DependsOn: Match.arrayWith([Match.stringLikeRegexp('LogRoleAccount')]),
  });
});

test('every optional prop says what happens without it', () => {
  const folder = join(__dirname, '..', '..', 'lib');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const silent = files.flatMap((file) => {
    const props = readFileSync(join(folder, file), 'utf8').matchAll(
      /(\/\*\*(?:(?!\*\/)[^])*\*\/)?\s*readonly (\w+)\?:/g,
    );
    return [...props]
      .filter(([, comment = '']) => !comment.includes('@default '))
      .map(([, , prop]) => `${file}: ${prop}`);
  });

  expect(silent).toEqual([]);
});

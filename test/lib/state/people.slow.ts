/** People’s user pool, and the portal in apps unlike one with a single stack. */
import { NestedStack, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { LambdaIntegration } from 'aws-cdk-lib/aws-apigateway';
import { FeaturePlan, UserPool } from 'aws-cdk-lib/aws-cognito';
import { Sallyport, type SallyportProps } from 'sallyport';
import { circleIn } from '../../support/import-graph';
import { brokenRules } from '../../support/template-rules';
import { aBareApp, aFunction, needsOf } from '../apps';
import { anIntegration, aSallyport, aStack, type Json, PROPS, resourcesOf, templateOf, templateWith } from '../support';

const PORTAL = { portal: { name: 'Orders' } } as const;
const POOL = 'AWS::Cognito::UserPool';

const poolWith = (props: Partial<SallyportProps>): Json => {
  const [, pool] = resourcesOf(templateWith({ ...PORTAL, ...props }), POOL).find(([id]) => id.includes('People')) ?? [];
  return { ...pool?.Properties, policy: pool?.DeletionPolicy };
};
const domainsIn = (template: Template): string[] =>
  resourcesOf(template, 'AWS::Cognito::UserPoolDomain').map(([, { Properties }]) => JSON.stringify(Properties.Domain));

/** Every stack of an app, each with its own template; the CDK itself refuses one with a circle of references. */
const templatesOf = (stack: Stack): readonly Json[] =>
  [stack, ...stack.node.findAll().filter((one) => one instanceof NestedStack)].map((one) =>
    Template.fromStack(one).toJSON(),
  );

test('only an operator or an owner makes a person, who signs in with an e-mail address in any case', () => {
  expect(poolWith({})).toMatchObject({
    AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
    UsernameAttributes: ['email'],
    UsernameConfiguration: { CaseSensitive: false },
    AutoVerifiedAttributes: ['email'],
    UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] },
    AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'verified_email', Priority: 1 }] },
    Policies: {
      PasswordPolicy: {
        MinimumLength: 12,
        RequireLowercase: true,
        RequireNumbers: true,
        RequireSymbols: true,
        RequireUppercase: true,
      },
    },
  });
});

test.each([
  ['off', 'OFF', undefined],
  ['optional', 'OPTIONAL', ['SOFTWARE_TOKEN_MFA']],
  ['required', 'ON', ['SOFTWARE_TOKEN_MFA']],
] as const)('a second factor that is %s is an authenticator app alone', (mfa, configuration, kinds) => {
  const pool = poolWith({ portal: { mfa } });

  expect([pool.MfaConfiguration, pool.EnabledMfas]).toEqual([configuration, kinds]);
});

test('the pool stays with its people unless the deployer destroys what keeps state', () => {
  const [kept, destroyed] = [poolWith({}), poolWith({ removalPolicy: RemovalPolicy.DESTROY })];

  expect([kept.policy, kept.DeletionProtection]).toEqual(['Retain', 'ACTIVE']);
  expect([destroyed.policy, destroyed.DeletionProtection]).toEqual(['Delete', 'INACTIVE']);
});

test('the plan is that of the machines’ pool; Lite, which has no rotation, keeps the flow that refreshes', () => {
  const template = templateWith({ ...PORTAL, featurePlan: FeaturePlan.LITE });
  const tiers = resourcesOf(template, POOL).map(([, { Properties }]) => Properties.UserPoolTier);
  const [, client] = resourcesOf(template, 'AWS::Cognito::UserPoolClient').find(([id]) => id.includes('Portal')) ?? [];

  expect(tiers).toEqual(['LITE', 'LITE']);
  expect(client?.Properties.ExplicitAuthFlows).toEqual(['ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH']);
  expect(client?.Properties).not.toHaveProperty('RefreshTokenRotation');
});

test('a passed pool of machines gets nothing of people, and their pool may have a plan', () => {
  const stack = aStack();
  const userPool = UserPool.fromUserPoolId(stack, 'Machines', 'eu-west-1_abcdefghi');
  const props = { ...PROPS, ...PORTAL, userPool, featurePlan: FeaturePlan.PLUS };
  const sallyport = new Sallyport(stack, 'Sallyport', props);
  sallyport.protect(sallyport.api.root, 'GET', anIntegration(), { scope: null });

  const template = templateOf(stack);

  expect(resourcesOf(template, POOL).map(([id, { Properties }]) => [id, Properties.UserPoolTier])).toEqual([
    [expect.stringContaining('People'), 'PLUS'],
  ]);
});

test('the group of operators and the scope are people’s alone', () => {
  const template = templateWith(PORTAL);
  const [group] = resourcesOf(template, 'AWS::Cognito::UserPoolGroup');
  const [, server] =
    resourcesOf(template, 'AWS::Cognito::UserPoolResourceServer').find(([id]) => id.includes('People')) ?? [];

  expect(group?.[1].Properties).toMatchObject({
    GroupName: 'operators',
    UserPoolId: { Ref: expect.stringContaining('PeoplePool') },
  });
  expect(server?.Properties).toMatchObject({ Identifier: 'orders-people', Scopes: [{ ScopeName: 'portal' }] });
});

test('people sign in at a domain of their own, made from the prefix or from name and stack', () => {
  const [, made = ''] = domainsIn(templateWith(PORTAL));
  const given = domainsIn(templateWith({ ...PORTAL, tokenDomainPrefix: 'acme' }));

  expect(made).toMatch(/^\{"Fn::Join":\["-",\["orders",.*"people"\]\]\}$/);
  expect(given).toEqual(['"acme"', '"acme-people"']);
});

test('in GovCloud people sign in at the FIPS endpoint', () => {
  const stack = aStack({ env: { region: 'us-gov-west-1' } });
  const sallyport = new Sallyport(stack, 'Sallyport', { ...PROPS, ...PORTAL });
  sallyport.protect(sallyport.api.root, 'GET', anIntegration(), { scope: null });
  const [, page] =
    resourcesOf(templateOf(stack), 'AWS::Lambda::Function').find(([id]) => id.includes('PortalPage')) ?? [];

  expect(JSON.stringify(page?.Properties.Environment.Variables.SIGN_IN_ORIGIN)).toContain('.auth-fips.us-gov-west-1.');
});

test('what the deployer may want to reach of the portal is there, and undefined without one', () => {
  const { sallyport, stack } = aSallyport(PORTAL);
  const { sallyport: plain } = aSallyport();

  expect(stack.resolve(sallyport.people?.userPool.userPoolId)).toEqual({ Ref: expect.stringContaining('PeoplePool') });
  expect(sallyport.people?.operatorsGroup).toBe('operators');
  expect(stack.resolve(sallyport.portalUrl)).toEqual(stack.resolve(`${sallyport.managementUrl}/portal/`));
  expect([plain.people, plain.portalUrl]).toEqual([undefined, undefined]);
});

test('without a route that a key opens as it is, the example is the API’s own address', () => {
  const { stack, sallyport } = aSallyport(PORTAL);
  sallyport.protect(sallyport.api.root, 'ANY', anIntegration(), { scope: null });
  const [, page] =
    resourcesOf(templateOf(stack), 'AWS::Lambda::Function').find(([id]) => id.includes('PortalPage')) ?? [];

  expect(JSON.stringify(page?.Properties.Environment.Variables.EXAMPLE_URL)).toMatch(/"\/prod"\]\]\}$/);
});

/** A function behind the guarded API that knows every address, so that whatever needs too much makes a circle. */
function addRoute(sallyport: Sallyport): void {
  const stack = Stack.of(sallyport);
  const handler = aFunction(stack, `Knows${sallyport.node.id}`);
  for (const [name, value] of Object.entries({
    API: sallyport.apiUrl,
    MANAGEMENT: sallyport.managementUrl,
    PORTAL: sallyport.portalUrl ?? '',
    PEOPLE: sallyport.people?.userPool.userPoolId ?? '',
  }))
    handler.addEnvironment(name, value);
  sallyport.protect(sallyport.api.root.addResource('orders'), 'GET', new LambdaIntegration(handler), { scope: null });
}

describe('no circle of resources, and every rule of a template, hold', () => {
  test.each<[string, () => Stack]>([
    [
      'in a stack whose function knows all addresses',
      () => {
        const { stack, sallyport } = aSallyport({ ...PORTAL, outputs: true });
        addRoute(sallyport);
        return stack;
      },
    ],
    [
      'in a nested stack',
      () => {
        const outer = new Stack(aBareApp(), 'Orders');
        addRoute(new Sallyport(new NestedStack(outer, 'Inner'), 'Sallyport', { ...PROPS, ...PORTAL }));
        return outer;
      },
    ],
    [
      'with two Sallyports in one stack',
      () => {
        const stack = new Stack(aBareApp(), 'Orders');
        addRoute(new Sallyport(stack, 'One', { ...PROPS, ...PORTAL }));
        addRoute(new Sallyport(stack, 'Two', { ...PROPS, ...PORTAL, name: 'bills' }));
        return stack;
      },
    ],
  ])('%s', (_, make) => {
    const stack = make();

    const templates = templatesOf(stack);

    for (const { Resources } of templates) expect(circleIn(needsOf(Resources))).toEqual([]);
    expect(templates.length).toBeGreaterThan(1);
    const ours = Object.entries<Json>(templateOf(stack).toJSON().Resources).filter(([id]) => !id.includes('Knows'));
    expect(brokenRules(Object.fromEntries(ours))).toEqual({});
  });
});

describe('is refused, with what to do:', () => {
  const second = (first: Partial<SallyportProps>, props: Partial<SallyportProps>) => () => {
    const stack = new Stack(aBareApp(), 'Orders');
    new Sallyport(stack, 'One', { ...PROPS, ...first });
    new Sallyport(stack, 'Two', { ...PROPS, name: 'bills', ...props });
  };

  test('a token domain that is the domain of another Sallyport’s people', () => {
    expect(second({ ...PORTAL, tokenDomainPrefix: 'acme' }, { tokenDomainPrefix: 'acme-people' })).toThrow(
      /the token domain of Orders\/One would have the same prefix.* give one of them a tokenDomainPrefix of its own/,
    );
  });

  test('a domain for signing in that is another Sallyport’s token domain', () => {
    expect(second({ tokenDomainPrefix: 'acme-people' }, { ...PORTAL, tokenDomainPrefix: 'acme' })).toThrow(
      /the domain for signing in of Orders\/One would have the same prefix/,
    );
  });
});

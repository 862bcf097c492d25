/** A user pool that the deployer passes gets what Sallyport needs of one, and nothing else is changed in it. */
import { Template } from 'aws-cdk-lib/assertions';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { Sallyport, type SallyportProps } from 'sallyport';
import { anIntegration, aStack, Match, PROPS, resourcesOf } from '../support';

const ENV = { env: { region: 'eu-west-1', account: '111111111111' } };
const POOL = 'eu-west-1_abcdefghi';
const TOKEN_URL = 'https://login.example.com/oauth2/token';

function templateOfPool(props: Partial<SallyportProps> = {}) {
  const stack = aStack(ENV);
  const userPool = UserPool.fromUserPoolId(stack, 'Machines', POOL);
  const sallyport = new Sallyport(stack, 'Sallyport', { ...PROPS, userPool, ...props });
  sallyport.protect(sallyport.api.root, 'GET', anIntegration(), { scope: 'read:orders', door: 'cognito' });
  sallyport.protect(sallyport.api.root, 'PUT', anIntegration(), { scope: 'write:orders' });
  return { sallyport, userPool, template: Template.fromStack(stack) };
}

test('gets three resource servers, the operator’s app client and a domain, and no pool is made', () => {
  const { sallyport, userPool, template } = templateOfPool();

  expect(sallyport.userPool).toBe(userPool);
  template.resourceCountIs('AWS::Cognito::UserPool', 0);
  const parts = ['UserPoolResourceServer', 'UserPoolClient', 'UserPoolDomain'].flatMap((kind) =>
    resourcesOf(template, `AWS::Cognito::${kind}`).map(([, { Properties }]) => [kind, Properties.UserPoolId]),
  );
  expect(parts).toEqual([
    ...Array(3).fill(['UserPoolResourceServer', POOL]),
    ['UserPoolClient', POOL],
    ['UserPoolDomain', POOL],
  ]);
});

test('is whose tokens the doors take', () => {
  const { template } = templateOfPool();

  template.hasResourceProperties('AWS::ApiGateway::Authorizer', {
    Type: 'COGNITO_USER_POOLS',
    ProviderARNs: [`arn:aws:cognito-idp:eu-west-1:111111111111:userpool/${POOL}`],
  });
  template.hasResourceProperties('AWS::Lambda::Function', {
    Environment: {
      Variables: Match.objectLike({
        ISSUER: { 'Fn::Join': ['', Match.arrayWith([`.amazonaws.com/${POOL}`])] },
      }),
    },
  });
});

test('with a token endpoint of its own gets no domain', () => {
  const { sallyport, template } = templateOfPool({ tokenUrl: TOKEN_URL });

  template.resourceCountIs('AWS::Cognito::UserPoolDomain', 0);
  expect(sallyport.tokenUrl).toBe(TOKEN_URL);
});

test('must be in the AWS account and Region of the stack', () => {
  const withPool = (arn: string) => () => {
    const stack = aStack(ENV);
    return new Sallyport(stack, 'Sallyport', { ...PROPS, userPool: UserPool.fromUserPoolArn(stack, 'Machines', arn) });
  };

  expect(withPool('arn:aws:cognito-idp:us-east-1:111111111111:userpool/us-east-1_a')).toThrow(
    'Sallyport: the Region of userPool is "us-east-1"; allowed: that of the stack, eu-west-1',
  );
  expect(withPool('arn:aws:cognito-idp:eu-west-1:222222222222:userpool/eu-west-1_a')).toThrow(
    'Sallyport: the account of userPool is "222222222222"; allowed: that of the stack, 111111111111',
  );
});

describe('for two Sallyports in a stack', () => {
  const second = (props: Partial<SallyportProps>) => () => {
    const stack = aStack(ENV);
    const userPool = UserPool.fromUserPoolId(stack, 'Machines', POOL);
    new Sallyport(stack, 'One', { ...PROPS, userPool, tokenDomainPrefix: 'acme' });
    return new Sallyport(stack, 'Two', { ...PROPS, userPool, ...props });
  };

  test('has the resource servers of both, if their names differ and the domain is made once', () => {
    expect(second({ name: 'bills', tokenUrl: TOKEN_URL })).not.toThrow();
  });

  test('with one name stops the synth, as the sweep of one would delete the app clients of the other', () => {
    expect(second({ environment: 'test', tokenUrl: TOKEN_URL })).toThrow(
      'Sallyport: Orders/One has the same user pool and the name orders too; give one of them another name',
    );
  });

  test('with two domains stops the synth, and says how to use the first one’s', () => {
    expect(second({ name: 'bills' })).toThrow(
      'Sallyport: Orders/One makes the domain of the same user pool, which can have one; pass its tokenUrl',
    );
  });
});

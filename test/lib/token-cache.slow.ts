import { App, NestedStack, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Sallyport } from 'sallyport';
import { context } from '../../cdk.json';
import { OrdersStack } from '../../sample/orders-stack';
import { anIntegration, aSallyport, aStack, methodsOf, PROPS, resourcesOf, templateWithCache } from './support';

const TABLE = 'AWS::DynamoDB::GlobalTable';
let template: Template;
beforeAll(() => {
  template = templateWithCache();
});
const ofCache = (of: Template, type: string) =>
  resourcesOf(of, type).filter(([id]) => id.startsWith('SallyportTokenCache'));

test('its API has one method, the token endpoint, which anyone may call', () => {
  const methods = methodsOf(template).filter(({ api }) => api === 'tokens');

  expect(methods.map(({ route, properties }) => [route, properties.AuthorizationType])).toEqual([
    ['POST /oauth2/token', 'NONE'],
  ]);
  expect(ofCache(template, 'AWS::Lambda::Permission')).toHaveLength(1);
});

test('the gateway itself keeps no answer, as its key could not tell a right secret from a wrong one', () => {
  for (const [, { Properties }] of ofCache(template, 'AWS::ApiGateway::Stage')) {
    expect(Properties).not.toHaveProperty('CacheClusterEnabled');
    for (const settings of Properties.MethodSettings) expect(settings).not.toHaveProperty('CachingEnabled');
  }
  expect(methodsOf(template).find(({ api }) => api === 'tokens')?.properties.Integration).not.toHaveProperty(
    'CacheKeyParameters',
  );
});

test('its table has an end for every item, and no backup', () => {
  const tables = ofCache(template, TABLE);

  expect(tables).toHaveLength(1);
  for (const [, { DeletionPolicy, Properties }] of tables) {
    expect(DeletionPolicy).toBe('Delete');
    expect(Properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
    });
    for (const replica of Properties.Replicas) {
      expect(replica).not.toHaveProperty('PointInTimeRecoverySpecification');
      expect(replica).not.toHaveProperty('DeletionProtectionEnabled');
    }
  }
});

test('its function fetches tokens where clients would, and knows the two tables that it may read', () => {
  const [[, token] = []] = ofCache(template, 'AWS::Lambda::Function');

  expect(token?.Properties.Environment.Variables).toEqual({
    TABLE_NAME: { Ref: expect.stringMatching(/^SallyportCredentialsTable/) },
    CACHE_TABLE_NAME: { Ref: expect.stringMatching(/^SallyportTokenCacheTable/) },
    TOKEN_URL: {
      'Fn::Join': ['', expect.arrayContaining([expect.stringMatching(/amazoncognito\.com\/oauth2\/token$/)])],
    },
    BOOTSTRAP_OPERATOR: { Ref: expect.stringMatching(/^SallyportIssuerOperator/) },
  });
});

test('its stage is throttled, by default to a share of what Cognito takes', () => {
  const throttleOf = (of: Template) =>
    ofCache(of, 'AWS::ApiGateway::Stage').flatMap(([, { Properties }]) =>
      Properties.MethodSettings.map((one: Record<string, unknown>) => [
        one.ThrottlingRateLimit,
        one.ThrottlingBurstLimit,
      ]),
    );

  expect(throttleOf(template)).toEqual([[50, 100]]);
  expect(throttleOf(templateWithCache({}, { throttleRate: 10, throttleBurst: 1 }))).toEqual([[10, 1]]);
});

test('web ACL, log role, removal policy of logs and outputs are those of its Sallyport', () => {
  const webAclArn = 'arn:aws:wafv2:eu-west-1:111111111111:regional/webacl/orders/0';
  const settings = { webAclArn, cloudWatchRole: true, removalPolicy: RemovalPolicy.DESTROY, outputs: true };
  const given = templateWithCache(settings);

  expect(ofCache(given, 'AWS::WAFv2::WebACLAssociation')).toHaveLength(1);
  expect(JSON.stringify(ofCache(given, 'AWS::ApiGateway::Stage'))).toContain('SallyportLogRoleAccount');
  for (const [, log] of ofCache(given, 'AWS::Logs::LogGroup')) expect(log.DeletionPolicy).toBe('Delete');
  for (const [, log] of ofCache(template, 'AWS::Logs::LogGroup')) expect(log.DeletionPolicy).toBe('Retain');
  expect(JSON.stringify(given.toJSON().Outputs.CachedTokenUrl.Value)).toMatch(
    /TokenCacheApi.*execute-api.*"\/prod\/oauth2\/token"/,
  );
  expect(template.toJSON()).not.toHaveProperty('Outputs');
});

test('an alarm tells of its server errors, apart from those of the other APIs', () => {
  const { stack, sallyport } = aSallyport();
  sallyport.open(sallyport.api.root, 'GET', anIntegration());
  const cache = sallyport.addTokenCache();
  const alarms = resourcesOf(Template.fromStack(stack), 'AWS::CloudWatch::Alarm').filter(
    ([, { Properties }]) => Properties.MetricName === '5XXError',
  );

  expect(alarms.map(([, { Properties }]) => Properties.Dimensions[0].Value).sort()).toEqual([
    'orders-live (Orders)',
    'orders-live-management (Orders)',
    'orders-live-tokens (Orders)',
  ]);
  expect(cache.alarms.map(({ node }) => node.id)).toEqual(['Errors']);
});

test('it stands in the stack of its Sallyport, and shows its API and the URL of that API', () => {
  const nested = new NestedStack(aStack(), 'Guard');
  const cache = new Sallyport(nested, 'Sallyport', PROPS).addTokenCache();

  expect(Stack.of(cache)).toBe(nested);
  expect(JSON.stringify(nested.resolve(cache.tokenUrl))).toContain(JSON.stringify(nested.resolve(cache.api.restApiId)));
});

describe('stops the synth in the caller’s words', () => {
  const added = (options: unknown) => () => aSallyport().sallyport.addTokenCache(options as object);
  const twice = () => {
    const { sallyport } = aSallyport();
    sallyport.addTokenCache();
    sallyport.addTokenCache();
  };

  test.each<[string, () => void, string]>([
    [
      'a second time',
      twice,
      'Orders/Sallyport already has a token cache; call addTokenCache once and keep what it returns',
    ],
    [
      'with something else than options',
      added(20),
      'the argument of addTokenCache is 20; allowed: an object such as { throttleRate: 20 }',
    ],
    [
      'with no rate',
      added({ throttleRate: 0 }),
      'throttleRate of addTokenCache is 0; allowed: a whole number, 1 to 2147483647',
    ],
    ['with half a burst', added({ throttleBurst: 0.5 }), 'throttleBurst of addTokenCache is 0.5'],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(`Sallyport: ${message}`);
  });
});

test('the sample has one unless its context says no', () => {
  const outputsOf = (props: { tokenCache?: boolean }) => {
    const app = new App({ context: { ...context, 'aws:cdk:bundling-stacks': [] } });
    return Object.keys(Template.fromStack(new OrdersStack(app, { ...PROPS, ...props })).toJSON().Outputs);
  };

  expect(outputsOf({})).toContain('CachedTokenUrl');
  expect(outputsOf({ tokenCache: true })).toContain('CachedTokenUrl');
  expect(outputsOf({ tokenCache: false })).not.toContain('CachedTokenUrl');
});

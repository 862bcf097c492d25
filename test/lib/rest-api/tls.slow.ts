/** The TLS of an API of the deployer's own: what its endpoint can have, and a warning where it has something else. */
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import {
  CfnRestApi,
  EndpointAccessMode,
  EndpointType,
  RestApi,
  type RestApiProps,
  SecurityPolicy,
} from 'aws-cdk-lib/aws-apigateway';
import { Sallyport } from 'sallyport';
import { aBareApp, warningsOf } from '../apps';
import { anIntegration, PROPS } from '../support';

const REGIONAL: RestApiProps = { endpointTypes: [EndpointType.REGIONAL] };
const EDGE: RestApiProps = { endpointTypes: [EndpointType.EDGE] };
const withPolicy =
  (policy: string) =>
  (resource: CfnRestApi): void => {
    resource.addPropertyOverride('SecurityPolicy', policy);
    resource.addPropertyOverride('EndpointAccessMode', 'BASIC');
  };

/** The warnings about TLS of an app whose own API is made so, and the API in the template. */
function made(props: RestApiProps, prepare: (resource: CfnRestApi) => void = () => undefined) {
  const stack = new Stack(aBareApp(), 'Orders');
  const api = new RestApi(stack, 'Passed', props);
  if (CfnRestApi.isCfnRestApi(api.node.defaultChild)) prepare(api.node.defaultChild);
  const sallyport = new Sallyport(stack, 'Sallyport', { ...PROPS, api });
  sallyport.protect(api.root, 'GET', anIntegration(), { scope: null });
  const warnings = warningsOf(stack).filter((warning) => warning.includes('sallyport:securityPolicy'));
  const found = Template.fromStack(stack).findResources('AWS::ApiGateway::RestApi', { Properties: { Name: 'Passed' } });
  return { warnings, properties: Object.values(found)[0]?.['Properties'] };
}

test.each<[string, RestApiProps, string]>([
  ['edge-optimized', EDGE, 'SecurityPolicy_TLS12_PFS_2025_EDGE'],
  ['of no type, which is edge-optimized', {}, 'SecurityPolicy_TLS12_PFS_2025_EDGE'],
  ['Regional', REGIONAL, 'SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09'],
])('an API that is %s is left as it is, and its deployer told of a policy that it can have', (_, props, policy) => {
  const { properties, warnings } = made(props);

  expect(properties.SecurityPolicy).toBeUndefined();
  expect(warnings).toEqual([expect.stringContaining('Orders/Passed has no security policy')]);
  expect(warnings[0]).toContain(`addPropertyOverride('SecurityPolicy', '${policy}')`);
  expect(warnings[0]).toContain(
    "Callers with older TLS are cut off then. An API with live callers begins with 'BASIC'",
  );
});

test.each<[string, RestApiProps, string]>([
  ['SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09', {}, 'SecurityPolicy_TLS12_PFS_2025_EDGE'],
  ['SecurityPolicy_TLS13_1_3_2025_09', EDGE, 'SecurityPolicy_TLS12_PFS_2025_EDGE'],
  ['SecurityPolicy_TLS13_2025_EDGE', REGIONAL, 'SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09'],
])('%s on an API of another endpoint is warned of, with one that the API can have', (policy, props, better) => {
  const { warnings } = made(props, withPolicy(policy));

  expect(warnings).toEqual([expect.stringContaining(`AWS lists ${policy} for `)]);
  expect(warnings[0]).toContain(`Set SecurityPolicy to '${better}'`);
});

test.each<[string, RestApiProps, (resource: CfnRestApi) => void]>([
  [
    'as properties',
    REGIONAL,
    (resource) => {
      resource.securityPolicy = SecurityPolicy.TLS13_1_3_2025_09;
      resource.endpointAccessMode = EndpointAccessMode.BASIC;
    },
  ],
  ['by override, for which no CDK is too old', REGIONAL, withPolicy('SecurityPolicy_TLS13_1_3_2025_09')],
  ['for its edge-optimized endpoint', {}, withPolicy('SecurityPolicy_TLS13_2025_EDGE')],
  ['that is a legacy one', EDGE, withPolicy('TLS_1_0')],
])('an API keeps its own security policy, set %s, without a warning', (_, props, set) => {
  const { properties, warnings } = made(props, set);

  expect([properties.EndpointAccessMode, warnings]).toEqual(['BASIC', []]);
});

test('an API of a private endpoint is not warned of, as it takes TLS 1.2 alone', () => {
  const { warnings } = made({}, (resource) => {
    resource.endpointConfiguration = { types: ['PRIVATE'] };
  });

  expect(warnings).toEqual([]);
});

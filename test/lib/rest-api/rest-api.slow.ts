/** What all REST APIs have in common: the TLS that they take. */
import { Annotations, Template } from 'aws-cdk-lib/assertions';
import { CfnRestApi, EndpointAccessMode, RestApi, SecurityPolicy } from 'aws-cdk-lib/aws-apigateway';
import { Sallyport } from 'sallyport';
import { anIntegration, aStack, Match, PROPS, resourcesOf, sampleTemplate, templateWithCache } from '../support';

const tlsOf = (template: Template) =>
  resourcesOf(template, 'AWS::ApiGateway::RestApi').map(([, { Properties }]) => [
    Properties.EndpointConfiguration.Types,
    Properties.SecurityPolicy,
    Properties.EndpointAccessMode,
  ]);

test('no API of ours takes TLS 1.0, 1.1, or a suite without forward secrecy', () => {
  const current = [['REGIONAL'], 'SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09', 'STRICT'];

  expect(tlsOf(sampleTemplate())).toEqual([current, current, current]);
});

test('every API takes the policy of the prop, and is deployed anew, without which API Gateway keeps the old one', () => {
  const stricter = templateWithCache({ securityPolicy: SecurityPolicy.TLS13_1_3_2025_09 });
  const deployments = (template: Template) => resourcesOf(template, 'AWS::ApiGateway::Deployment').map(([id]) => id);

  const kept = deployments(templateWithCache()).filter((id) => deployments(stricter).includes(id));

  expect(tlsOf(stricter).map(([, policy]) => policy)).toEqual(Array(3).fill('SecurityPolicy_TLS13_1_3_2025_09'));
  expect([deployments(stricter).length, kept]).toEqual([3, []]);
});

describe('an API of the deployer’s own', () => {
  const warningsOf = (prepare: (resource: CfnRestApi) => void) => {
    const stack = aStack();
    const api = new RestApi(stack, 'Passed');
    if (CfnRestApi.isCfnRestApi(api.node.defaultChild)) prepare(api.node.defaultChild);
    const sallyport = new Sallyport(stack, 'Sallyport', { ...PROPS, api });
    sallyport.protect(api.root, 'GET', anIntegration(), { scope: null });
    const tls = Template.fromStack(stack).findResources('AWS::ApiGateway::RestApi', { Properties: { Name: 'Passed' } });
    const found = Annotations.fromStack(stack).findWarning(
      '/Orders/Passed',
      Match.stringLikeRegexp(
        "has no security policy: .* TLS 1\\.0 .*'SecurityPolicy', 'SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09'.*'STRICT'",
      ),
    );
    return { tls: Object.values(tls)[0]?.['Properties'], warnings: found.length };
  };

  test('is left as it is, and its deployer warned, when it has no security policy', () => {
    const { tls, warnings } = warningsOf(() => undefined);

    expect([tls.SecurityPolicy, warnings]).toEqual([undefined, 1]);
  });

  test.each<[string, (resource: CfnRestApi) => void]>([
    [
      'as properties',
      (resource) => {
        resource.securityPolicy = SecurityPolicy.TLS13_1_3_2025_09;
        resource.endpointAccessMode = EndpointAccessMode.BASIC;
      },
    ],
    [
      'by override, for which no CDK is too old',
      (resource) => {
        resource.addPropertyOverride('SecurityPolicy', 'SecurityPolicy_TLS13_1_3_2025_09');
        resource.addPropertyOverride('EndpointAccessMode', 'BASIC');
      },
    ],
  ])('keeps its own security policy, set %s, without a warning', (_, set) => {
    const { tls, warnings } = warningsOf(set);

    expect([tls.SecurityPolicy, tls.EndpointAccessMode, warnings]).toEqual([
      'SecurityPolicy_TLS13_1_3_2025_09',
      'BASIC',
      0,
    ]);
  });

  test('of a private endpoint is not warned of, as it takes TLS 1.2 alone', () => {
    const { warnings } = warningsOf((resource) => {
      resource.endpointConfiguration = { types: ['PRIVATE'] };
    });

    expect(warnings).toBe(0);
  });
});

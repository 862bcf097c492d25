/** What all REST APIs have in common: the TLS that they take. */
import type { Template } from 'aws-cdk-lib/assertions';
import { SecurityPolicy } from 'aws-cdk-lib/aws-apigateway';
import { resourcesOf, sampleTemplate, templateWithCache } from '../support';

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

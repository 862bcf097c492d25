import { COVERAGE } from '../../../local/assembly/coverage';
import type { Coverage } from '../../../local/assembly/coverage-reasons';
import { buildModel } from '../../../local/model/model';
import type { Resource, Template } from '../../../local/assembly/template';
import { flattened } from '../../../local/assembly/nested-stacks';
import { servedProperties } from '../../../local/assembly/template';
import { change, open, stackOf, templateOf } from '../rest-api';

const routes = { 'GET /orders': open };
const started = (template: Template) => () => buildModel([stackOf(template)], { strict: true });
const table: Resource = {
  Type: 'AWS::DynamoDB::GlobalTable',
  Properties: {
    AttributeDefinitions: [{ AttributeName: 'PK', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'PK', KeyType: 'HASH' }],
  },
};
const with_ = (id: string, resource: Resource) => templateOf(routes, { [id]: resource });

describe('a strict start is refused, naming the place, for', () => {
  it.each<[string, Template, string]>([
    [
      'a resource type it does not know',
      with_('Queue', { Type: 'AWS::Kinesis::Stream' }),
      'cannot serve Queue (AWS::Kinesis::Stream): the local run does not know this resource type',
    ],
    [
      'a resource type that every JavaScript object has as a member',
      with_('Odd', { Type: 'constructor' }),
      'cannot serve Odd (constructor): the local run does not know this resource type',
    ],
    [
      'a property it does not know',
      change(templateOf(routes), 'Api', { CloneFrom: 'x' }),
      'cannot serve Api (AWS::ApiGateway::RestApi): CloneFrom: the local run does not know this property',
    ],
    [
      'a property that is known and not served, with its own reason',
      change(templateOf(routes), 'Api', { Policy: {} }),
      'cannot serve Api (AWS::ApiGateway::RestApi): Policy: the local run does not evaluate the resource policy of an API',
    ],
    [
      'an inner property it does not know',
      change(templateOf(routes), 'Root_orders_GET', { Integration: { Type: 'MOCK', CacheNamespace: 'x' } }),
      'cannot serve Root_orders_GET (AWS::ApiGateway::Method): Integration.CacheNamespace: the local run does not know this property',
    ],
    [
      'an inner property of a list’s element',
      change(templateOf(routes), 'Stage', {
        MethodSettings: [{ HttpMethod: '*', ResourcePath: '/*', Odd: true }],
      }),
      'cannot serve Stage (AWS::ApiGateway::Stage): MethodSettings.Odd: the local run does not know this property',
    ],
    [
      'a resource that exists on a condition',
      with_('Group', { Type: 'AWS::Logs::LogGroup', Condition: 'Maybe' }),
      'cannot serve Group (AWS::Logs::LogGroup): Condition: the local run does not support this attribute',
    ],
    [
      'a section that changes the template',
      { ...templateOf(routes), Transform: 'AWS::Serverless' },
      'cannot serve the template: the local run does not support its section Transform',
    ],
  ])('%s', (_, template, message) => {
    expect(started(template)).toThrow(message);
  });
});

describe('what has no effect', () => {
  it('is left out, so that nothing in it needs to be resolved', () => {
    const group = { Type: 'AWS::Logs::LogGroup', Properties: { Anything: { 'Fn::ImportValue': 'x' } } };
    const template = change(templateOf(routes, { Group: group }), 'Stage', {
      TracingEnabled: { 'Fn::ImportValue': 'x' },
    });

    expect(started(template)).not.toThrow();
  });

  it.each<[string, Record<string, unknown>]>([
    ['Pool', { Schema: [{ Name: 'email', Required: true }], SmsConfiguration: {}, MfaConfiguration: 'OPTIONAL' }],
    [
      'Stage',
      { CacheClusterEnabled: false, MethodSettings: [{ HttpMethod: '*', ResourcePath: '/*', CachingEnabled: false }] },
    ],
    ['Table', { Replicas: [{ Region: 'us-east-1', PointInTimeRecoverySpecification: {}, TableClass: 'STANDARD' }] }],
  ])('may be what an ordinary %s has', (id, properties) => {
    expect(started(change(templateOf(routes, { Table: { ...table } }), id, properties))).not.toThrow();
  });

  it('has a reason a stranger can read', () => {
    const reasons = (coverage: Coverage): string[] =>
      typeof coverage === 'string' ? [coverage] : Object.values(coverage).flatMap(reasons);

    const all = [...new Set(Object.values(COVERAGE).flatMap(reasons))].filter((reason) => reason !== 'served');

    expect(all.filter((reason) => reason.split(' ').length < 3)).toEqual([]);
  });

  it('is left out alone; the properties beside it stay', () => {
    const resource = {
      Type: 'AWS::ApiGateway::Stage',
      Properties: {
        StageName: 'prod',
        TracingEnabled: true,
        MethodSettings: [{ HttpMethod: 'GET', LoggingLevel: 'INFO' }],
      },
    };

    expect(servedProperties('Stage', resource).properties).toEqual({
      StageName: 'prod',
      MethodSettings: [{ HttpMethod: 'GET' }],
    });
  });
});

describe('where the template has the path of a construct, it is named beside the logical id, for', () => {
  const at = (path: string, template: Template, id: string): Template => {
    const resource = template.Resources[id];
    if (resource !== undefined) resource.Metadata = { 'aws:cdk:path': path };
    return template;
  };
  const queue = at('Shop/Queue/Resource', with_('Queue', { Type: 'AWS::Kinesis::Stream' }), 'Queue');
  const place = (id: string, type: string) => `cannot serve ${id} (AWS::${type}, Shop/${id}/Resource): `;
  const backend = (properties: object) =>
    at('Shop/Backend/Resource', change(templateOf(routes), 'Backend', { ...properties }), 'Backend');

  it.each<[string, Template, string]>([
    ['a resource type', queue, place('Queue', 'Kinesis::Stream')],
    ['a property', backend({ Odd: 1 }), `${place('Backend', 'Lambda::Function')}Odd: `],
    ['a value', backend({ Runtime: 'python3.13' }), `${place('Backend', 'Lambda::Function')}Runtime: `],
    ['a reference', backend({ Handler: { Ref: 'Gone' } }), `${place('Backend', 'Lambda::Function')}Handler: `],
  ])('%s', (_, template, message) => {
    expect(started(template)).toThrow(message);
  });

  it('a resource of a nested stack, and a warning', () => {
    const { Resources } = backend({ Environment: { Variables: { QUEUE: { Ref: 'Queue' } } } });
    const outer = { Resources: { N: { Type: 'AWS::CloudFormation::Stack', Properties: {} } } };
    const template = flattened(outer, () => ({
      Resources: { ...Resources, ...queue.Resources, ...backendOf(Resources) },
    }));

    const { notServed, warnings } = buildModel([stackOf(template)]);

    expect(notServed.map(({ why }) => why)).toContainEqual(
      expect.stringContaining('NQueue (AWS::Kinesis::Stream, Shop/Queue/'),
    );
    expect(warnings).toContainEqual(
      expect.stringMatching(/^NBackend \(AWS::Lambda::Function, Shop\/Backend\/Resource\) names NQueue, which/),
    );
  });
});
const backendOf = ({ Backend }: Template['Resources']) => ({ ...(Backend && { Backend }) });

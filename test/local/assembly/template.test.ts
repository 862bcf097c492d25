import { COVERAGE } from '../../../local/assembly/coverage';
import type { Coverage } from '../../../local/assembly/coverage-reasons';
import { buildModel } from '../../../local/model/model';
import type { Resource, Template } from '../../../local/assembly/template';
import { servedProperties } from '../../../local/assembly/template';
import { change, open, stackOf, templateOf } from '../rest-api';

const routes = { 'GET /orders': open };
const started = (template: Template) => () => buildModel([stackOf(template)], { strict: true });
const with_ = (id: string, resource: Resource) => templateOf(routes, { [id]: resource });

describe('a strict start is refused, naming the place, for', () => {
  it.each<[string, Template, string]>([
    [
      'a resource type it does not know',
      with_('Queue', { Type: 'AWS::SQS::Queue' }),
      'cannot serve Queue (AWS::SQS::Queue): the local run does not know this resource type (local/assembly/coverage.ts lists what it knows)',
    ],
    [
      'a resource type that every JavaScript object has as a member',
      with_('Odd', { Type: 'constructor' }),
      'cannot serve Odd (constructor): the local run does not know this resource type (local/assembly/coverage.ts lists what it knows)',
    ],
    [
      'a property it does not know',
      change(templateOf(routes), 'Api', { BinaryMediaTypes: ['*/*'] }),
      'cannot serve Api (AWS::ApiGateway::RestApi): BinaryMediaTypes: the local run does not know this property',
    ],
    [
      'an inner property it does not know',
      change(templateOf(routes), 'Root_orders_GET', { Integration: { Type: 'MOCK', ContentHandling: 'X' } }),
      'cannot serve Root_orders_GET (AWS::ApiGateway::Method): Integration.ContentHandling: the local run does not know this property',
    ],
    [
      'an inner property of a list’s element',
      change(templateOf(routes), 'Stage', {
        MethodSettings: [{ HttpMethod: '*', ResourcePath: '/*', CachingEnabled: true }],
      }),
      'cannot serve Stage (AWS::ApiGateway::Stage): MethodSettings.CachingEnabled: the local run does not know this property',
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

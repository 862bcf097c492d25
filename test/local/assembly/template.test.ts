import { COVERAGE, type Coverage } from '../../../local/assembly/coverage';
import { buildModel } from '../../../local/model/model';
import type { Resource, Template } from '../../../local/assembly/template';
import { servedProperties } from '../../../local/assembly/template';
import { change, open, stackOf, templateOf } from '../rest-api';

const routes = { 'GET /orders': open };
const started = (template: Template) => () => buildModel([stackOf(template)]);
const with_ = (id: string, resource: Resource) => templateOf(routes, { [id]: resource });

describe('the start is refused, naming the place, for', () => {
  it.each<[string, Template, string]>([
    [
      'a resource type it does not know',
      with_('Queue', { Type: 'AWS::SQS::Queue' }),
      'cannot serve Queue (AWS::SQS::Queue): this resource type is not known here',
    ],
    [
      'a resource type of an object’s own making',
      with_('Odd', { Type: 'constructor' }),
      'cannot serve Odd (constructor): this resource type is not known here',
    ],
    [
      'a property it does not know',
      change(templateOf(routes), 'Api', { BinaryMediaTypes: ['*/*'] }),
      'cannot serve Api (AWS::ApiGateway::RestApi): BinaryMediaTypes is not known here',
    ],
    [
      'an inner property it does not know',
      change(templateOf(routes), 'Root_orders_GET', { Integration: { Type: 'MOCK', ContentHandling: 'X' } }),
      'cannot serve Root_orders_GET (AWS::ApiGateway::Method): Integration.ContentHandling is not known here',
    ],
    [
      'an inner property of a list’s element',
      change(templateOf(routes), 'Stage', {
        MethodSettings: [{ HttpMethod: '*', ResourcePath: '/*', CachingEnabled: true }],
      }),
      'cannot serve Stage (AWS::ApiGateway::Stage): MethodSettings.CachingEnabled is not known here',
    ],
    [
      'a resource that exists on a condition',
      with_('Group', { Type: 'AWS::Logs::LogGroup', Condition: 'Maybe' }),
      'cannot serve Group (AWS::Logs::LogGroup): Condition is not supported',
    ],
    [
      'a section that changes the template',
      { ...templateOf(routes), Transform: 'AWS::Serverless' },
      'cannot serve the template: section Transform is not supported',
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

  it('does not take what stands beside it along', () => {
    const resource = {
      Type: 'AWS::ApiGateway::Stage',
      Properties: {
        StageName: 'prod',
        TracingEnabled: true,
        MethodSettings: [{ HttpMethod: 'GET', LoggingLevel: 'INFO' }],
      },
    };

    expect(servedProperties('Stage', resource)).toEqual({
      StageName: 'prod',
      MethodSettings: [{ HttpMethod: 'GET' }],
    });
  });
});

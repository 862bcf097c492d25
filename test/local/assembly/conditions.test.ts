/** What stands on a condition is served as what is chosen, and checked as if it stood there alone. */
import { decided } from '../../../local/assembly/conditions';
import { flattened } from '../../../local/assembly/nested-stacks';
import type { Template } from '../../../local/assembly/template';
import { buildModel } from '../../../local/model/model';
import { stackOf } from '../rest-api';

const Conditions = {
  Here: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] },
  There: { 'Fn::Not': [{ Condition: 'Here' }] },
  Both: { 'Fn::And': [{ Condition: 'Here' }, { Condition: 'There' }] },
  Either: { 'Fn::Or': [{ Condition: 'Here' }, { Condition: 'There' }] },
  Given: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] },
  Unknown: { 'Fn::Equals': [{ Ref: 'Secret' }, 'x'] },
};
const Parameters = { Stage: { Type: 'String', Default: 'prod' }, Secret: { Type: 'String' } };
const GROUP = 'AWS::Logs::LogGroup';

const decide = (more: Partial<Template>): Template =>
  decided(stackOf({ Resources: {}, Conditions, Parameters, ...more })).template;
const fn = (properties: object) => ({
  Type: 'AWS::Lambda::Function',
  Properties: { Code: { ZipFile: 'x' }, Handler: 'index.handler', Runtime: 'nodejs22.x', ...properties },
});

test.each<[string, unknown]>([
  ['Here', 'yes'],
  ['There', 'no'],
  ['Both', 'no'],
  ['Either', 'yes'],
  ['Given', 'yes'],
  ['Unknown', { 'Fn::If': ['Unknown', 'yes', 'no'] }],
  ['Missing', { 'Fn::If': ['Missing', 'yes', 'no'] }],
])('a value on the condition %s is %j', (condition, value) => {
  const { Resources } = decide({ Resources: { A: fn({ Deep: [{ 'Fn::If': [condition, 'yes', 'no'] }] }) } });

  expect(Resources.A?.Properties?.Deep).toEqual([value]);
});

test('a property and an element without a value are not there', () => {
  const none = { 'Fn::If': ['There', 'x', { Ref: 'AWS::NoValue' }] };
  const { Resources } = decide({ Resources: { A: fn({ Layers: none, List: ['a', none] }) } });

  expect(Resources.A).toEqual(fn({ List: ['a'] }));
});

test('what does not exist is not there, and what exists has no condition', () => {
  const part = (Condition: string) => ({ Type: GROUP, Condition });
  const { Resources, Outputs } = decide({
    Resources: { A: part('Here'), B: part('There'), C: part('Unknown') },
    Outputs: { A: { Value: 'a', Condition: 'Here' }, B: { Value: 'b', Condition: 'There' } },
  });

  expect([Resources, Outputs]).toEqual([{ A: { Type: GROUP }, C: part('Unknown') }, { A: { Value: 'a' } }]);
});

test('what is chosen is checked: nothing is served in part', () => {
  const branches = (chosen: string) => ({ Environment: { 'Fn::If': [chosen, { Odd: 1 }, { Variables: { A: 'a' } }] } });
  const template = { Conditions, Resources: { Odd: fn(branches('Here')), Fine: fn(branches('There')) } };

  const { functions, notServed } = buildModel([stackOf(template)]);

  expect(functions.map(({ name, environment }) => [name, environment])).toEqual([['Fine', { A: 'a' }]]);
  expect(notServed.map(({ why }) => why)).toEqual([expect.stringContaining('Environment.Odd: the local run does not')]);
});

test('nested stacks have conditions of their own, about what they were given', () => {
  const nestedStack = (Stage: string) => ({
    Type: 'AWS::CloudFormation::Stack',
    Properties: { Parameters: { Stage } },
  });
  const inner = {
    Resources: {
      Group: { Type: GROUP, Condition: 'Given' },
      Fn: fn({ Environment: { Variables: { Condition: 'Given', Is: { 'Fn::If': ['Other', 'other', 'prod'] } } } }),
    },
    Conditions: { Given: Conditions.Given, Other: { 'Fn::Not': [{ Condition: 'Given' }] } },
  };
  const Resources = { Live: nestedStack('prod'), Beta: nestedStack('beta') };

  const template = decide(flattened({ Resources, Conditions: { Given: Conditions.There } }, () => inner));

  expect(Object.keys(template.Resources)).toEqual(['LiveGroup', 'LiveFn', 'BetaFn']);
  expect(['Live', 'Beta'].map((name) => template.Resources[`${name}Fn`]?.Properties?.Environment)).toEqual([
    { Variables: { Condition: 'Given', Is: 'prod' } },
    { Variables: { Condition: 'Given', Is: 'other' } },
  ]);
});

import { createResolver } from '../../../local/assembly/resolver';
import type { Template } from '../../../local/assembly/template';
import { stackOf } from '../rest-api';

const template: Template = {
  Mappings: { Runtimes: { 'us-east-1': { value: 'nodejs22.x' } } },
  Parameters: {
    Colour: { Type: 'String', Default: 'red' },
    Open: { Type: 'String' },
    LimitByName: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/app/limit' },
    Foreign: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/theirs' },
  },
  Resources: {
    Fn: { Type: 'AWS::Lambda::Function', Properties: {} },
    Named: {
      Type: 'AWS::Lambda::Function',
      Properties: { FunctionName: { 'Fn::Join': ['-', ['a', { Ref: 'Colour' }]] } },
    },
    Table: { Type: 'AWS::DynamoDB::GlobalTable', Properties: {} },
    Pool: { Type: 'AWS::Cognito::UserPool', Properties: {} },
    Server: { Type: 'AWS::Cognito::UserPoolResourceServer', Properties: { Identifier: 'orders' } },
    Api: { Type: 'AWS::ApiGateway::RestApi', Properties: {} },
    Stage: { Type: 'AWS::ApiGateway::Stage', Properties: { StageName: 'prod' } },
    Alien: { Type: 'AWS::Kinesis::Stream', Properties: {} },
    First: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Fn' } } },
    Live: {
      Type: 'AWS::Lambda::Alias',
      Properties: { FunctionName: { 'Fn::GetAtt': ['Named', 'Arn'] }, Name: 'live' },
    },
    Boundary: { Type: 'AWS::IAM::ManagedPolicy', Properties: { Path: '/team/' } },
    Limit: { Type: 'AWS::SSM::Parameter', Properties: { Name: '/app/limit', Type: 'String', Value: '7' } },
  },
};
const resolve = (value: unknown) => createResolver(stackOf(template))(value, 'Place (Type): Property');

describe('an intrinsic is resolved', () => {
  it.each([
    [{ Ref: 'AWS::Region' }, 'us-east-1'],
    [{ Ref: 'AWS::AccountId' }, '123456789012'],
    [{ Ref: 'AWS::Partition' }, 'aws'],
    [{ Ref: 'AWS::URLSuffix' }, 'amazonaws.com'],
    [{ Ref: 'AWS::StackName' }, 'Stack'],
    [{ Ref: 'Colour' }, 'red'],
    [{ Ref: 'Fn' }, 'Fn'],
    [{ Ref: 'Named' }, 'a-red'],
    [{ Ref: 'Table' }, 'Stack-Table'],
    [{ Ref: 'Server' }, 'orders'],
    [{ Ref: 'Stage' }, 'prod'],
    [{ 'Fn::GetAtt': ['Named', 'Arn'] }, 'arn:aws:lambda:us-east-1:123456789012:function:a-red'],
    [{ 'Fn::GetAtt': 'Fn.Arn' }, 'arn:aws:lambda:us-east-1:123456789012:function:Fn'],
    [{ 'Fn::Join': ['/', ['a', { Ref: 'Colour' }]] }, 'a/red'],
    [{ 'Fn::Select': ['1', { 'Fn::Split': [':', { 'Fn::GetAtt': ['Fn', 'Arn'] }] }] }, 'aws'],
    [
      { 'Fn::Sub': '${AWS::Region}/${Fn.Arn}/${!Literal}/$x' },
      'us-east-1/arn:aws:lambda:us-east-1:123456789012:function:Fn/${Literal}/$x',
    ],
    [{ 'Fn::Base64': { Ref: 'Colour' } }, 'cmVk'],
    [{ 'Fn::Sub': ['${own}-${Colour}', { own: { Ref: 'Stage' } }] }, 'prod-red'],
    [{ deep: [{ Ref: 'Colour' }, 1, null, true] }, { deep: ['red', 1, null, true] }],
  ])('%j', (value, expected) => {
    expect(resolve(value)).toEqual(expected);
  });

  it.each([
    [{ Ref: 'Alien' }, 'Alien-not-served-here'],
    [{ 'Fn::GetAtt': ['Alien', 'Arn'] }, 'arn:aws:kinesis:us-east-1:123456789012:Alien-not-served-here'],
    [{ 'Fn::GetAtt': ['Alien', 'QueueName'] }, 'Alien-not-served-here'],
  ])('%j to a placeholder, as the type is not served', (value, expected) => {
    expect(resolve(value)).toBe(expected);
  });

  it.each([
    [{ Ref: 'Live' }, 'arn:aws:lambda:us-east-1:123456789012:function:a-red:live'],
    [{ Ref: 'First' }, 'arn:aws:lambda:us-east-1:123456789012:function:Fn:1'],
    [{ 'Fn::GetAtt': ['First', 'Version'] }, '1'],
    [{ Ref: 'Boundary' }, 'arn:aws:iam::123456789012:policy/team/Stack-Boundary'],
    [{ Ref: 'Limit' }, '/app/limit'],
    [{ 'Fn::GetAtt': ['Limit', 'Value'] }, '7'],
    [{ Ref: 'LimitByName' }, '7'],
    ['at most {{resolve:ssm:/app/limit:1}}', 'at most 7'],
    [{ 'Fn::Join': ['', ['{{resolve:ssm:', { Ref: 'Limit' }, '}}']] }, '7'],
    [{ 'Fn::FindInMap': ['Runtimes', { Ref: 'AWS::Region' }, 'value'] }, 'nodejs22.x'],
    [[{ Ref: 'AWS::NoValue' }, 1], [1]],
  ])('%j, as an ordinary app has it', (value, expected) => {
    expect(resolve(value)).toEqual(expected);
  });

  it('to the same physical ids at every start, in the forms AWS gives them', () => {
    const ids = () => [{ Ref: 'Api' }, { Ref: 'Pool' }].map(resolve);

    expect(ids()).toEqual(ids());
    expect(ids()).toEqual([expect.stringMatching(/^[a-z0-9]{10}$/), expect.stringMatching(/^us-east-1_[a-z0-9]{9}$/)]);
  });

  it('to a pool’s issuer that holds its id', () => {
    expect(resolve({ 'Fn::GetAtt': ['Pool', 'ProviderURL'] })).toBe(
      `https://cognito-idp.us-east-1.amazonaws.com/${String(resolve({ Ref: 'Pool' }))}`,
    );
  });
});

describe('the start is refused, naming the place, for', () => {
  it.each([
    [{ 'Fn::ImportValue': 'x' }, 'no stack that is served exports x'],
    [{ 'Fn::If': ['a', 'b', 'c'] }, 'the local run cannot resolve this Fn::If'],
    [{ 'Fn::Join': 'x' }, 'the local run cannot resolve this Fn::Join'],
    [{ 'Fn::Join': [',', { Ref: 'Colour' }] }, 'the local run cannot resolve this Fn::Join'],
    [{ 'Fn::Select': [7, ['a']] }, 'the local run cannot resolve this Fn::Select'],
    [{ Ref: 'Foreign' }, 'no AWS::SSM::Parameter of the stack has the name /theirs'],
    ['{{resolve:secretsmanager:x}}', 'the local run cannot resolve this {{resolve:secretsmanager}}'],
    ['{{resolve:ssm-secure:x:1}}', 'the local run cannot resolve this {{resolve:ssm-secure}}'],
    [
      { 'Fn::Join': ['', ['{{resolve:secretsmanager:', { Ref: 'Alien' }, ':SecretString:::}}']] },
      'the local run cannot resolve this {{resolve:secretsmanager}}',
    ],
    [
      { 'Fn::Sub': '{{resolve:secretsmanager:${Alien}}}' },
      'the local run cannot resolve this {{resolve:secretsmanager}}',
    ],
    [{ 'Fn::FindInMap': ['Runtimes', 'x', 'value'] }, 'the local run cannot resolve this Fn::FindInMap'],
    [{ Ref: 'Missing' }, 'there is no resource or parameter Missing'],
    [{ Ref: 'constructor' }, 'there is no resource or parameter constructor'],
    [{ Ref: 'Open' }, 'the parameter Open needs a default: the local run takes no parameters'],
    [{ 'Fn::GetAtt': ['Fn', 'Version'] }, 'the local run does not know Version of Fn (AWS::Lambda::Function)'],
    [{ deep: [{ 'Fn::Sub': '${Missing}' }] }, 'there is no resource or parameter Missing'],
  ])('%j', (value, message) => {
    expect(() => resolve(value)).toThrow(`cannot serve Place (Type): Property: ${message}`);
  });
});

describe('an import', () => {
  const exporting = (name: string, Name: unknown, Value: unknown) => ({
    ...stackOf({
      Resources: template.Resources,
      Outputs: { Plain: { Value: 'p' }, Shared: { Value, Export: { Name } } },
    }),
    name,
  });

  it('is what another stack exports, in the names of that stack', () => {
    const stack = stackOf({ Resources: {} });
    const other = exporting('Other', { 'Fn::Sub': '${AWS::StackName}:table' }, { Ref: 'Table' });
    const imported = createResolver(stack, [stack, other])({ 'Fn::ImportValue': 'Other:table' }, 'Place');

    expect(imported).toBe('Other-Table');
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnOutput, Fn, NestedStack, Stack } from 'aws-cdk-lib';
import { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { type AssemblyStack, readAssembly } from '../../../local/assembly/assembly';
import { flattened } from '../../../local/assembly/nested-stacks';
import { buildModel } from '../../../local/model/model';
import { createResolver } from '../../../local/assembly/resolver';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'nested-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const functionIn = (stack: Stack, id: string, environment: Record<string, string> = {}) =>
  new Function(stack, id, {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => ({})'),
    environment,
  });

/** The one stack of an app, without nested stacks. */
function served(build: (stack: Stack) => void): AssemblyStack {
  const app = new App({ outdir: directory });
  build(new Stack(app, 'Orders'));
  app.synth();
  const [stack] = readAssembly(directory);
  if (stack === undefined) throw new Error('the app has no stack');
  return stack;
}

function resourceOf(stack: AssemblyStack, type: string, id: string): [string, unknown] {
  const found = Object.entries(stack.template.Resources).find(
    ([logicalId, { Type }]) => Type === type && logicalId.includes(id),
  );
  if (found === undefined) throw new Error(`no ${type} ${id}`);
  return [found[0], createResolver(stack)(found[1].Properties, found[0])];
}

describe('an app with nested stacks', () => {
  it('is one stack, in which references lead across the borders in both directions', () => {
    const stack = served((outer) => {
      const api = new RestApi(outer, 'Api', { cloudWatchRole: false });
      const inner = new NestedStack(new NestedStack(outer, 'Bills'), 'Reports');
      const bills = functionIn(inner, 'Bills', { API: api.restApiId, WHERE: Fn.sub('${AWS::Region}/x') });
      api.root.addMethod('GET');
      functionIn(new NestedStack(outer, 'Others'), 'Other', { BILLS: bills.functionArn });
      new CfnOutput(outer, 'Arn', { value: bills.functionArn });
    });

    const resolve = createResolver(stack);
    const [api] = resourceOf(stack, 'AWS::ApiGateway::RestApi', 'Api');
    const [billsId, bills] = resourceOf(stack, 'AWS::Lambda::Function', 'Bills');
    const [, other] = resourceOf(stack, 'AWS::Lambda::Function', 'Other');
    const arn = `arn:aws:lambda:us-east-1:123456789012:function:${billsId}`;

    expect(bills).toMatchObject({
      Environment: { Variables: { API: resolve({ Ref: api }, 'test'), WHERE: 'us-east-1/x' } },
      Role: expect.stringContaining(':role/Orders-Bills'),
    });
    expect(other).toMatchObject({ Environment: { Variables: { BILLS: arn } } });
    expect(resolve(stack.template.Outputs?.Arn?.Value, 'test')).toBe(arn);
    expect(JSON.stringify(stack.template)).not.toMatch(/AWS::CloudFormation::Stack|Outputs\.|referenceto/);
  });

  it('keeps resources of one name in two nested stacks apart', () => {
    const stack = served((outer) => {
      for (const name of ['One', 'Two']) functionIn(new NestedStack(outer, name), 'Handler', { NAME: name });
    });

    const names = Object.values(stack.template.Resources).flatMap(({ Type, Properties }) =>
      Type === 'AWS::Lambda::Function' ? [JSON.stringify(Properties?.Environment)] : [],
    );
    expect(names.sort()).toEqual(['{"Variables":{"NAME":"One"}}', '{"Variables":{"NAME":"Two"}}']);
  });

  it('has the outputs of nested stacks too, of which none comes before one of the stack itself', () => {
    const stack = served((outer) => {
      const inner = new NestedStack(new NestedStack(outer, 'Bills'), 'Reports');
      new CfnOutput(inner, 'Arn', { value: functionIn(inner, 'Handler').functionArn });
      new CfnOutput(inner, 'Whose', { value: 'nested' });
      new CfnOutput(outer, 'Whose', { value: 'own' });
    });

    const { outputs } = buildModel([stack]);

    expect(outputs).toEqual({
      Arn: expect.stringMatching(/^arn:aws:lambda:us-east-1:123456789012:function:BillsReportsHandler\w+$/),
      Whose: 'own',
    });
  });

  it('may have an output of one name in nested stacks of two stacks', () => {
    const app = new App({ outdir: directory });
    for (const name of ['One', 'Two'])
      new CfnOutput(new NestedStack(new Stack(app, name), 'Inner'), 'Name', { value: name });
    app.synth();

    expect(buildModel(readAssembly(directory), { strict: true }).outputs.Name).toMatch(/^(?:One|Two)$/);
  });

  it('is refused with one line if the assembly lacks the template of a nested stack', () => {
    const template = { Resources: { Bills: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'x' } } } };

    expect(() => flattened(template, () => undefined)).toThrow(
      'cannot serve Bills (AWS::CloudFormation::Stack): the cloud assembly does not have its template',
    );
  });
});

describe('a name of a nested stack', () => {
  const nested = (resources: Record<string, unknown>, parameters: object = {}) =>
    flattened(
      {
        Resources: {
          Queue: { Type: 'T' },
          N: { Type: 'AWS::CloudFormation::Stack', Properties: { Parameters: { Given: { Ref: 'Queue' } } } },
          Reader: { Type: 'T', Properties: { Of: { 'Fn::GetAtt': 'N.Outputs.Out' } } },
        },
      },
      () => ({
        Resources: { Own: { Type: 'T', Properties: resources } },
        Parameters: { Given: { Type: 'String' }, Optional: { Type: 'String', Default: 'd' }, ...parameters },
        Outputs: { Out: { Value: { 'Fn::GetAtt': 'Own.Arn' } } },
      }),
    ).Resources;

  it.each<[string, unknown, unknown]>([
    ['in Ref', { Ref: 'Own' }, { Ref: 'NOwn' }],
    ['in Fn::GetAtt as a text', { 'Fn::GetAtt': 'Own.Arn' }, { 'Fn::GetAtt': ['NOwn', 'Arn'] }],
    [
      'in Fn::Sub',
      { 'Fn::Sub': '${Own}-${Own.Arn}-${!Own}' },
      {
        'Fn::Sub': ['${Own}-${OwnArn}-${!Own}', { Own: { Ref: 'NOwn' }, OwnArn: { 'Fn::GetAtt': ['NOwn', 'Arn'] } }],
      },
    ],
    [
      'in Fn::Sub beside variables of its own',
      { 'Fn::Sub': ['${x}', { x: { Ref: 'Own' } }] },
      {
        'Fn::Sub': ['${x}', { x: { Ref: 'NOwn' } }],
      },
    ],
    ['of a parameter is what the outer stack gave', { Ref: 'Given' }, { Ref: 'Queue' }],
    ['of a parameter that was not given is its default', { Ref: 'Optional' }, 'd'],
    ['of AWS stays', { Ref: 'AWS::Region' }, { Ref: 'AWS::Region' }],
  ])('%s', (_, value, expected) => {
    const { NOwn, Reader } = nested({ At: value });

    expect(NOwn?.Properties?.At).toEqual(expected);
    expect(Reader?.Properties?.Of).toEqual({ 'Fn::GetAtt': ['NOwn', 'Arn'] });
  });
});

/**
 * The stacks of docs/adopt.md, taken from the page: an API that has callers, the same with a Sallyport beside its routes, and
 * the same with doors. What the page says of the differences between them holds.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { Construct, IConstruct } from 'constructs';
import { blocksOf } from '../../snippets/blocks';
import { warningsOf } from '../apps';
import { differenceOf } from '../replacements';
import { anApp, type Json } from '../support';

type Resources = Record<string, { Type: string; Properties?: Record<string, Json> }>;
interface Module {
  readonly ShopStack: new (scope: Construct, id: string) => Stack;
  readonly add: (stack: Stack, api: IConstruct) => void;
}

const LOCAL = join(__dirname, '..', '..', '..', '.local');
const blocks = blocksOf('docs/adopt.md').filter(({ language }) => language === 'ts');
const blockUnder = (heading: string): string => blocks.find((one) => one.heading.includes(heading))?.code ?? '';

let place: string;
let stacks: Record<'before' | 'first' | 'closed', Stack>;
let resources: Record<keyof typeof stacks, Resources>;

beforeAll(() => {
  // Where a synth prints its warnings.
  jest.spyOn(console, 'error').mockReturnValue();
  mkdirSync(LOCAL, { recursive: true });
  place = mkdtempSync(join(LOCAL, 'adopt-'));
  for (const folder of ['stacks', 'functions/orders', 'functions/health', 'functions/reports'])
    mkdirSync(join(place, folder), { recursive: true });
  const { ShopStack: Before } = evaluated('before', blockUnder('Adopt Sallyport'));
  const { ShopStack: Closed } = evaluated('closed', blockUnder('5. Protect'));
  const beside = blockUnder('2. Pass').replace(/\n\n([^]*)$/, '\n\nexport const add = (stack, api) => {\n$1};');
  const before = new Before(anApp(), 'Shop');
  const first = new Before(anApp(), 'Shop');
  evaluated('first', beside).add(first, first.node.findChild('Api'));
  stacks = { before, first, closed: new Closed(anApp(), 'Shop') };
  resources = { before: of(before), first: of(first), closed: of(stacks.closed) };
});
afterAll(() => rmSync(place, { recursive: true, force: true }));

function evaluated(name: string, code: string): Module {
  const file = join(place, 'stacks', `${name}.ts`);
  writeFileSync(file, code);
  return jest.requireActual<Module>(file);
}
const of = (stack: Stack): Resources => Template.fromStack(stack).toJSON()['Resources'];

/** `Type logicalId` of what both templates have, with other properties. */
const changed = (from: Resources, to: Resources): string[] =>
  Object.entries(from)
    .filter(([id, one]) => id in to && JSON.stringify(one.Properties) !== JSON.stringify(to[id]?.Properties))
    .map(([id, { Type }]) => `${Type.replace('AWS::ApiGateway::', '')} ${id}`)
    .sort();
const DEPLOYMENT = [expect.stringMatching(/^AWS::ApiGateway::Deployment /)];
const STAGE = 'Stage ApiDeploymentStagev102147F91';
const METHODS = ['ApiordersGET', 'ApiordersPOST', 'ApiordersidGET', 'ApiordersidDELETE'];

test('the first deployment changes nothing that callers have but the deployment, and adds gateway responses', () => {
  const { replaced, removed, added } = differenceOf(resources.before, resources.first);

  expect({ replaced, removed }).toEqual({ replaced: [], removed: DEPLOYMENT });
  expect(changed(resources.before, resources.first)).toEqual([STAGE]);
  expect(added.filter((one) => one.startsWith('AWS::ApiGateway::GatewayResponse'))).toHaveLength(21);
  expect(added.filter((one) => !/ Sallyport/.test(one))).toEqual(DEPLOYMENT);
});

test('its synth warns of each method that anyone may call', () => {
  const open = warningsOf(stacks.first).filter((one) => one.includes('has no door and no authorizer'));

  expect(open).toHaveLength(5);
});

test('the second deployment closes each method where it is, under the logical id that it had', () => {
  const { replaced, removed } = differenceOf(resources.first, resources.closed);

  expect({ replaced, removed }).toEqual({ replaced: [], removed: DEPLOYMENT });
  for (const name of METHODS) {
    const [id = ''] = Object.keys(resources.before).filter((one) => new RegExp(`^${name}[0-9A-F]{8}$`).test(one));
    expect(resources.before[id]?.Properties).toMatchObject({ AuthorizationType: 'NONE' });
    expect(resources.closed[id]?.Properties).toMatchObject({
      AuthorizationType: 'CUSTOM',
      AuthorizerId: expect.anything(),
      RequestValidatorId: expect.anything(),
    });
  }
});

test('the second deployment changes what the page names, and leaves the method with IAM as it is', () => {
  const { added } = differenceOf(resources.first, resources.closed);

  const ids = changed(resources.first, resources.closed).map((one) => one.replace(/[0-9A-F]{8}$/, ''));
  expect(ids).toEqual(
    [
      'AWS::Lambda::Function SallyportGuardedAuthorizerFunction',
      ...[...METHODS, 'ApihealthGET'].map((name) => `Method ${name}`),
      'RestApi Api',
      'Stage ApiDeploymentStagev1',
    ].sort(),
  );
  expect(added.map((one) => one.replace(/^AWS::(?:ApiGateway::)?/, '').split(' ')[0])).toEqual([
    'Authorizer',
    'Deployment',
    'Method',
    'Method',
    'RequestValidator',
    'Lambda::Permission',
    'Logs::LogGroup',
  ]);
});

test('the stack with doors has nothing that --strict would fail on', () => {
  expect(warningsOf(stacks.closed)).toEqual([]);
});

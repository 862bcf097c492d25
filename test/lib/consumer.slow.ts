/**
 * The consumer matrix: the packed package, installed beside the oldest and the newest supported CDK, compiled under both
 * ways of resolving modules, and synthesized in apps unlike the sample. Each cell prints what it costs.
 */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { context } from '../../cdk.json';
import { REJECTION_REASONS } from '../../lambda/domain/vocabulary';
import { PROBLEM_CODES } from '../../lambda/http/problems';
import { MANAGEMENT_FUNCTIONS } from '../../lambda/management/management-functions';
import { type AssemblyStack, readAssembly } from '../../local/assembly/assembly';
import { errorsOfLib, install, MANIFEST, pack, run } from '../support/consumer';
import { keysInCell } from '../support/local-cell';
import { brokenRules } from '../support/template-rules';
import type { Json } from './support';

const { devDependencies, peerDependencies } = MANIFEST;
/** The ends of the peer range, each with the compiler and the Hono of its time. */
const VERSIONS = {
  floor: { 'aws-cdk-lib': '2.180.0', constructs: '10.0.0', typescript: '5.6.3', hono: '4.7.0' },
  newest: {
    'aws-cdk-lib': devDependencies['aws-cdk-lib'],
    constructs: devDependencies.constructs,
    typescript: '5.9.3',
    hono: '4.13.19',
  },
};
type Template = AssemblyStack['template'];
type Version = keyof typeof VERSIONS;
const ENDS: readonly Version[] = ['floor', 'newest'];
/** An app that was made with `cdk init` has these. The cell without feature flags has none. */
const FLAGS = Object.fromEntries(Object.entries(context).filter(([name]) => name.startsWith('@aws-cdk/')));
const CELLS = {
  'one route': { file: 'app', flags: FLAGS },
  'no feature flags': { file: 'app', flags: {} },
  'own RestApi, 12 routes': { file: 'cells/own-api', flags: FLAGS },
  'custom domain': { file: 'cells/custom-domain', flags: FLAGS },
  'routes in a nested stack': { file: 'cells/nested-stack', flags: FLAGS },
  'inside a nested stack': { file: 'cells/inside-nested-stack', flags: FLAGS },
  'second stage': { file: 'cells/second-stage', flags: FLAGS },
  'LambdaRestApi and Hono': { file: 'cells/lambda-rest-api', flags: FLAGS },
  'acknowledged warnings': { file: 'cells/acknowledged', flags: FLAGS },
  'two Sallyports': { file: 'cells/two-sallyports', flags: FLAGS },
  'VPC, keys, alarms': { file: 'cells/settings', flags: FLAGS },
} as const;
type Cell = keyof typeof CELLS;

/**
 * One resolves modules as Node does, by `exports`; the other the old way, by `main`, `types` and `typesVersions`, with the
 * library of ES2020 alone. Neither has `skipLibCheck`, so the declarations of the package are checked too.
 */
const CONFIGS = ['tsconfig.json', 'tsconfig.commonjs.json'];
/** What the compiler said, by version and configuration. */
const compilerErrors = new Map<string, string>();
const places = new Map<Version, string>();
const costs: string[] = [];

function timed<T>(what: string, work: () => T): T {
  const start = performance.now();
  const result = work();
  costs.push(`${((performance.now() - start) / 1000).toFixed(1).padStart(5)} s  ${what}`);
  return result;
}

const placeOf = (version: Version): string => places.get(version) ?? '';
const node = (version: Version, ...args: string[]): string => run(placeOf(version), process.execPath, ...args);
const evaluate = (version: Version, code: string): string => node(version, '-e', code);

const TSC = 'node_modules/typescript/lib/tsc.js';

/** Returns the compiler's errors. It writes its output in any case. */
function compile(version: Version, config: string): string {
  try {
    return node(version, TSC, '-p', config);
  } catch (error) {
    return String(error);
  }
}

const assemblyOf = (cell: Cell): string => join('cdk.out', cell.replaceAll(/\W+/g, '-'));
const templates = new Map<string, Template>();

/** The template of a cell, with the resources of nested stacks. It is synthesized once, with the CDK's own validator. */
function templateOf(version: Version, cell: Cell): Template {
  const name = `${version}: ${cell}`;
  const found = templates.get(name) ?? timed(name, () => synthesize(version, cell));
  templates.set(name, found);
  return found;
}

function synthesize(version: Version, cell: Cell): Template {
  const { file, flags } = CELLS[cell];
  const assembly = assemblyOf(cell);
  const settings = { CDK_OUTDIR: assembly, CDK_CONTEXT_JSON: JSON.stringify(flags) };
  const environment = `delete process.env.CDK_VALIDATION; Object.assign(process.env, ${JSON.stringify(settings)})`;
  evaluate(version, `${environment}; require('./out/${file}.js')`);
  return templateIn(version, assembly);
}

function templateIn(version: Version, assembly: string): Template {
  const [stack] = readAssembly(join(placeOf(version), assembly));
  return stack?.template ?? { Resources: {} };
}

beforeAll(() => {
  for (const version of ENDS) {
    const { place, tarball } = timed(`${version}: pack`, pack);
    places.set(version, place);
    timed(`${version}: npm install`, () => install(place, { ...VERSIONS[version], sallyport: `file:${tarball}` }));
    for (const config of CONFIGS)
      compilerErrors.set(
        `${version} ${config}`,
        timed(`${version}: tsc -p ${config}`, () => compile(version, config)),
      );
  }
});

afterAll(() => {
  console.info(costs.join('\n'));
  for (const place of places.values()) rmSync(place, { recursive: true, force: true });
});

test('the peer range begins with the CDK that is tested here', () => {
  expect(peerDependencies).toEqual({
    'aws-cdk-lib': `^${VERSIONS.floor['aws-cdk-lib']}`,
    constructs: `^${VERSIONS.floor.constructs}`,
  });
});

/** Takes one entry out of all metadata; metadata without entries goes too. */
const withoutMetadata =
  (entry: string) =>
  (template: Template): Template =>
    JSON.parse(JSON.stringify(template), (name, value) => {
      if (name !== 'Metadata') return value;
      const others = Object.entries(value).filter(([key]) => key !== entry);
      return others.length === 0 ? undefined : Object.fromEntries(others);
    });

/** Whatever else differs between the templates of floor and newest fails. Each gives a template without its difference. */
const DIFFERENCES: Readonly<Record<string, (template: Template) => Template>> = {
  'metadata for `cdk refactor`, which the older CDK does not have': withoutMetadata('aws:cdk:do-not-refactor'),
  'ids of Deployments: a hash of the API’s JSON, where overrides stand last if the class does not know them': (
    template,
  ) => JSON.parse(JSON.stringify(template).replaceAll(/(ApiDeployment[0-9A-F]{8})[0-9a-f]{32}/g, '$1')),
};
const CELL = 'no feature flags';
const pairWithout = (differences: readonly string[]): Template[] =>
  ENDS.map((version) =>
    differences.reduce((template, name) => DIFFERENCES[name]?.(template) ?? template, templateOf(version, CELL)),
  );

describe('the templates of floor and newest', () => {
  test('are equal but for the named differences', () => {
    const [floor, newest] = pairWithout(Object.keys(DIFFERENCES));

    expect(floor).toEqual(newest);
  });

  test.each(Object.keys(DIFFERENCES))('still have this difference: %s', (name) => {
    const [floor, newest] = pairWithout(Object.keys(DIFFERENCES).filter((other) => other !== name));

    expect(floor).not.toEqual(newest);
  });

  test('cannot differ by a setting that the older CDK ignores: lib compiles there, but for the file that looks', () => {
    const errors = timed('floor: tsc of lib', () => errorsOfLib(placeOf('floor')));

    expect(Object.keys(errors)).toEqual(['lib/cdk/cdk-versions.ts']);
  });
});

describe.each(ENDS)('beside the %s CDK', (version) => {
  test.each(CONFIGS)('apps and the declarations of the package compile with %s', (config) => {
    expect(compilerErrors.get(`${version} ${config}`)).toBe('');
  });

  test('an app with the library of ES2020 compiles with every declaration of the package', () => {
    const files = node(version, TSC, '-p', 'tsconfig.commonjs.json', '--listFilesOnly').split('\n');

    expect(files.filter((file) => /\/lib\.(?:es202[1-9]|esnext|dom)\b/.test(file))).toEqual([]);
    expect(files.filter((file) => file.includes('/sallyport/dist/')).length).toBeGreaterThan(50);
  });

  test.each(Object.keys(CELLS) as Cell[])('the app “%s” synthesizes and keeps every rule of its template', (cell) => {
    expect(brokenRules(templateOf(version, cell).Resources)).toEqual({});
  });

  test('an app gets every function out of the package', () => {
    const types = Object.values(templateOf(version, CELL).Resources).map(({ Type }) => Type);

    const management = MANAGEMENT_FUNCTIONS.filter((name: string) => name !== 'members'); // of a portal alone
    expect(types.filter((type) => type === 'AWS::Lambda::Function')).toHaveLength(1 + management.length);
  });

  test('a warning is acknowledged at its own construct, before and after the Sallyport is made', () => {
    templateOf(version, 'acknowledged warnings');

    const left = annotationsIn(join(placeOf(version), assemblyOf('acknowledged warnings')))
      .map(({ path, data }) => `${path} ${/\[ack: (.+)\]$/.exec(data)?.[1]}`)
      .filter((warning) => warning.includes('sallyport:'));

    expect(left.sort()).toEqual(
      [
        '/Shop/Own/DeploymentStage.prod/Resource sallyport:accessLogWithoutCaller',
        '/Shop/Own/Default/others/{id}/GET sallyport:escapedPath',
      ].sort(),
    );
  });

  test('an app that resolves modules the old way synthesizes the same', () => {
    evaluate(version, `process.env.CDK_OUTDIR = 'cdk.out/old-way'; require('./out-commonjs/app.js')`);

    expect(templateIn(version, 'cdk.out/old-way')).toEqual(templateOf(version, CELL));
  });

  test('a backend refuses a call without principal, a Hono app too', () => {
    const call = (file: string) =>
      `require('./out/${file}.js').handler({ requestContext: { requestId: 'r' } }).then(({ statusCode }) => console.log(statusCode))`;

    expect(evaluate(version, call('handler'))).toBe('500\n');
    expect(evaluate(version, call('hono-handler'))).toBe('500\n');
  });

  test('a backend has the lists of problem codes and reasons', () => {
    const print = `console.log(...require('./out/handler.js').lists)`;

    expect(evaluate(version, print)).toBe(`${PROBLEM_CODES.length} ${REJECTION_REASONS.length}\n`);
  });

  test('nothing but what is exported can be imported', () => {
    expect(() => evaluate(version, `require('sallyport/dist/lib/settings')`)).toThrow('ERR_PACKAGE_PATH_NOT_EXPORTED');
  });
});

// One end of the range is enough: the templates of both are compared above.
test.each(Object.keys(CELLS) as Cell[])(
  'the app “%s” runs on this machine: its backend answers a call with a key, and none once the key is revoked',
  async (cell) => {
    templateOf('newest', cell);

    const { calls, warnings } = await keysInCell(join(placeOf('newest'), assemblyOf(cell)));

    expect(calls.map((call) => call.replace(/^GET \S+ 20\d/, 'answered'))).toEqual(calls.map(() => 'answered 401'));
    expect(calls).toHaveLength(cell === 'two Sallyports' ? 2 : 1);
    expect(warnings).toEqual([]);
  },
);

/** The errors and warnings in an assembly, each with the path of its construct. A newer CDK has them in a file of a stack. */
function annotationsIn(assembly: string): { readonly path: string; readonly data: string }[] {
  const read = (file: string): Json => JSON.parse(readFileSync(join(assembly, file), 'utf8'));
  return Object.values<Json>(read('manifest.json').artifacts)
    .flatMap(({ metadata = {}, additionalMetadataFile: file }) => [metadata, ...(file ? [read(file)] : [])])
    .flatMap((metadata) => Object.entries<Json>(metadata))
    .flatMap(([path, entries]) => entries.map((entry: Json) => ({ path, ...entry })))
    .filter(({ type }) => /:(error|warning)$/.test(type));
}

/** What cdk-nag 2 found in an assembly: its findings are annotations. */
const findingsIn = (assembly: string): string[] =>
  annotationsIn(assembly)
    .map(({ data }) => data)
    .filter((data) => !data.startsWith(NAG_2_DEFECT));
/** The rule throws at every Deployment without a `stageDescription`, which `RestApi` never gives it. */
const NAG_2_DEFECT = 'CdkNagValidationFailure[Serverless-APIGWStructuredLogging]';

// Last, because cdk-nag 2 asks for newer constructs than the floor's.
test('cdk-nag 2 reads the acknowledgements beside a CDK that has none, and finds nothing else', () => {
  timed('floor: npm install cdk-nag', () => install(placeOf('floor'), { 'cdk-nag': '2.37.55', constructs: '10.0.5' }));
  const assembly = join(placeOf('floor'), 'cdk.out', 'nag');

  evaluate('floor', `process.env.CDK_OUTDIR = '${assembly}'; require('./nag-2.js'); require('./out/app.js')`);

  expect(findingsIn(assembly)).toEqual([]);
});

/**
 * Packs the package as `npm publish` would and uses it as a stranger's CDK app would. The bundles are those that
 * the test run made: made anew here, they would change under other tests.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { REJECTION_REASONS } from '../../lambda/domain/vocabulary';
import { PROBLEM_CODES } from '../../lambda/http/problems';
import { MANAGEMENT_FUNCTIONS } from '../../lambda/management/management-functions';
import { readAssembly } from '../../local/assembly/assembly';

const ROOT = join(__dirname, '..', '..');
const TSC = join(ROOT, 'node_modules', '.bin', 'tsc');
const run = (cwd: string, command: string, ...args: string[]): string =>
  execFileSync(command, args, {
    cwd,
    encoding: 'utf8',
    stdio: 'pipe',
    env: { ...process.env, CDK_VALIDATION: 'false' },
  });

let place: string;
let files: string[];

beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), 'consumer-'));
  cpSync(join(ROOT, 'test', 'consumer'), place, { recursive: true });
  run(ROOT, TSC, '-p', 'tsconfig.build.json');
  run(ROOT, 'npm', 'pack', '--silent', '--ignore-scripts', '--pack-destination', place);
  const tarball = readdirSync(place).find((file) => file.endsWith('.tgz')) ?? '';
  run(place, 'tar', '-xzf', tarball);
  files = readdirSync(join(place, 'package'), { recursive: true }).map(String);
  for (const name of ['aws-cdk-lib', 'constructs', '@types/node', 'undici-types']) link(name);
  cpSync(join(place, 'package'), join(place, 'node_modules', 'sallyport'), { recursive: true });
  run(place, TSC, '-p', '.');
});

afterAll(() => rmSync(place, { recursive: true, force: true }));

/** Stands in for `npm install`, which would need a network. */
function link(name: string): void {
  const target = join(place, 'node_modules', name);
  mkdirSync(dirname(target), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules', name), target);
}

test('the package holds constructs, principal and bundles, and no source, test or sample', () => {
  expect(files).toEqual(
    expect.arrayContaining([
      'dist/lib/index.js',
      'dist/lib/index.d.ts',
      'dist/functions/authorizer/index.js',
      'dist/functions/token/index.js',
    ]),
  );
  expect(files.filter((file) => /^(lib|lambda|local|sample|test|bin|tools)\b|(?<!\.d)\.ts$/.test(file))).toEqual([]);
});

test('an app that imports the package compiles and synthesizes', () => {
  run(place, process.execPath, '-e', `process.env.CDK_OUTDIR = 'cdk.out'; require('./out/app.js')`);

  const [bills] = readAssembly(join(place, 'cdk.out'));
  const types = Object.values(bills?.template.Resources ?? {}).map(({ Type }) => Type);
  expect(types).toEqual(expect.arrayContaining(['AWS::DynamoDB::GlobalTable', 'AWS::Cognito::UserPoolClient']));
  expect(types.filter((type) => type === 'AWS::Lambda::Function')).toHaveLength(1 + MANAGEMENT_FUNCTIONS.length);
});

test('a backend that imports the package refuses a call without principal', () => {
  const call = `require('./out/handler.js').handler({ requestContext: { requestId: 'r' } }).then(({ statusCode }) => console.log(statusCode))`;

  expect(run(place, process.execPath, '-e', call)).toBe('500\n');
});

test('a backend that imports the package has the lists of problem codes and reasons', () => {
  const print = `console.log(...require('./out/handler.js').lists)`;

  expect(run(place, process.execPath, '-e', print)).toBe(`${PROBLEM_CODES.length} ${REJECTION_REASONS.length}\n`);
});

test('nothing but what is exported can be imported', () => {
  expect(() => run(place, process.execPath, '-e', `require('sallyport/dist/lib/settings')`)).toThrow(
    'ERR_PACKAGE_PATH_NOT_EXPORTED',
  );
});

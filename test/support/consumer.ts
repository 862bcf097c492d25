/**
 * Packs the package as `npm publish` would and installs it into a folder of its own, as a stranger's CDK app would. The
 * bundles are those that the test run made: made anew here, they would change under other tests.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import * as ts from 'typescript';

export const ROOT = join(__dirname, '..', '..');
const manifestOf = (folder: string) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
/** The `package.json` of this repository. */
export const MANIFEST = manifestOf(ROOT);

/** Runs a program and returns what it printed. What it prints when it fails is in the error. */
export function run(cwd: string, command: string, ...args: string[]): string {
  try {
    return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: 'pipe', env: environment() });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`${command} ${args.join(' ')}\n${stdout}${stderr}`, { cause: error });
  }
}

/** Without what `npm run` adds: the npm that is started here would take this repository for the app. */
const environment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_(?:config_local_prefix|lifecycle_|package_)/.test(name)),
  );

/** A folder with the files of `test/consumer` and the packed package; returns the folder and the package's path. */
export function pack(): { readonly place: string; readonly tarball: string } {
  const place = mkdtempSync(join(tmpdir(), 'consumer-'));
  cpSync(join(ROOT, 'test', 'consumer'), place, { recursive: true });
  for (const project of ['tsconfig.build.json', 'tsconfig.client.json'])
    run(ROOT, join(ROOT, 'node_modules', '.bin', 'tsc'), '-p', project);
  const [packed] = JSON.parse(run(ROOT, 'npm', 'pack', '--json', '--ignore-scripts', '--pack-destination', place));
  return { place, tarball: join(place, packed.filename) };
}

/** Installs exact versions from the registry, or from npm's cache, beside what the folder has. */
export function install(place: string, versions: Readonly<Record<string, string>>): void {
  const manifest = manifestOf(place);
  const dependencies = { ...manifest.dependencies, ...versions };
  writeFileSync(join(place, 'package.json'), JSON.stringify({ ...manifest, dependencies }));
  run(place, 'npm', 'install', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error');
}

/** The sources of `lib` that do not compile beside the CDK of the folder, each with the first error. */
export function errorsOfLib(place: string): Readonly<Record<string, string>> {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent({ ...config, files: [] }, ts.sys, ROOT);
  const modules = join(place, 'node_modules');
  const paths = Object.fromEntries(
    ['aws-cdk-lib', 'aws-cdk-lib/*', 'constructs'].map((name) => [name, [join(modules, name)]]),
  );
  const program = ts.createProgram([join(ROOT, 'lib', 'index.ts')], { ...options, types: ['node'], paths });
  const errors = ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => {
    return [relative(ROOT, file?.fileName ?? ''), ts.flattenDiagnosticMessageText(messageText, ' ')];
  });
  return Object.fromEntries(errors.reverse());
}

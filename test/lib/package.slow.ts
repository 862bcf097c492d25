/** The packed package as a registry would give it out: its files, its entry points, and the links of its pages. */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { pack, run } from '../support/consumer';

let place: string;
let tarball: string;
let folder: string;
let files: readonly string[];

beforeAll(() => {
  ({ place, tarball } = pack());
  run(place, 'tar', '-xzf', tarball);
  folder = join(place, 'package');
  files = readdirSync(folder, { recursive: true }).map(String);
});

afterAll(() => rmSync(place, { recursive: true, force: true }));

/** `docs/limits.md -> docs/missing.md`, for each link of a page that leads to nothing in `root`. */
function brokenLinks(root: string, pages: readonly string[]): string[] {
  return pages.flatMap((page) => {
    const links = readFileSync(join(root, page), 'utf8').matchAll(/\]\(([^)\s#]+)(?:#[^)\s]*)?\)/g);
    const targets = [...links].map(([, link = '']) => link).filter((link) => !/^[a-z]+:/.test(link));
    return targets
      .map((link) => relative('.', join(dirname(page), link)))
      .filter((target) => target.startsWith('..') || !existsSync(join(root, target)))
      .map((target) => `${page} -> ${target}`);
  });
}

test('the package holds constructs, principal, command, bundles and pages, and no source, test or sample', () => {
  expect(files).toEqual(
    expect.arrayContaining([
      'dist/cli/sallyport.js',
      'dist/cli/worker.js',
      'dist/cli/prebuilds/linux-x64/classic-level.node',
      'dist/third-party-licenses.txt',
      'dist/lib/index.js',
      'dist/lib/index.d.ts',
      'dist/client/index.mjs',
      'dist/client/index.d.mts',
      'dist/client/index.d.ts',
      'dist/functions/authorizer/index.js',
      'dist/functions/token/index.js',
      'docs/runbook.md',
      'LICENSE',
    ]),
  );
  expect(
    files.filter((file) => /^(lib|lambda|local|cli|client|sample|test|bin|tools)\b|(?<!\.d)\.ts$/.test(file)),
  ).toEqual([]);
});

test('every relative link of its pages leads to a file of the package', () => {
  const pages = files.filter((file) => file.endsWith('.md'));

  expect(pages).toEqual(expect.arrayContaining(['README.md', 'SECURITY.md', 'docs/adr/README.md']));
  expect(brokenLinks(folder, pages)).toEqual([]);
});

test('a page whose link leads out of the package, or to nothing, would be found', () => {
  const root = join(place, 'broken');
  mkdirSync(root);
  cpSync(join(folder, 'docs', 'adr', 'README.md'), join(root, 'README.md'));

  expect(brokenLinks(root, ['README.md'])).toContain('README.md -> 0001-rooms-and-the-rule-of-arrows.md');
});

describe('judged from outside', () => {
  const judged = (command: string, ...args: string[]): string =>
    run(join(place, 'checks'), join('node_modules', '.bin', command), ...args, tarball);

  beforeAll(() => {
    run(join(place, 'checks'), 'npm', 'ci', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund');
  });

  test('publint has no message about it, not even a suggestion', () => {
    expect(judged('publint', 'run', '--strict', '--level', 'suggestion')).toContain('All good!');
  });

  test('“are the types wrong” finds types and code of all entry points in every way of resolving them', () => {
    const { analysis } = JSON.parse(judged('attw', '--exclude-entrypoints', './keys-element', '--format', 'json'));

    expect(analysis.problems).toEqual([]);
    expect(Object.keys(analysis.entrypoints)).toEqual(['.', './client', './principal']);
  });

  test('the element is found as a module, which is all that a browser loads', () => {
    const asked = ['--entrypoints', './keys-element', '--profile', 'esm-only'];
    const { analysis } = JSON.parse(judged('attw', ...asked, '--format', 'json'));

    expect(analysis.problems.map(({ kind }: { kind: string }) => kind)).toEqual(['CJSResolvesToESM']);
  });
});

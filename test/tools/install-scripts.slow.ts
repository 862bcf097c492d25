/**
 * No script of a dependency runs when somebody installs, whatever npm comes with the Node.js versions that `engines`
 * admits: npm 10 and 11 run them unless `ignore-scripts` is set, and only some know `allowScripts` in package.json.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

/** npm as a newcomer runs it: without the settings that an outer npm hands on in the environment. */
function npm(cwd: string, ...args: readonly string[]): string {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));
  return execFileSync('npm', args, { cwd, env, encoding: 'utf8', stdio: 'pipe' });
}

test('the project tells npm to run no install script', () => {
  expect(readFileSync(join(ROOT, '.npmrc'), 'utf8').split('\n')).toContain('ignore-scripts=true');
  expect(npm(ROOT, 'config', 'get', 'ignore-scripts')).toBe('true\n');
});

test('the dependencies that have an install script are those of which it is known that they work without', () => {
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
    packages: Readonly<Record<string, { hasInstallScript?: boolean }>>;
  };
  const scripted = Object.entries(packages).flatMap(([path, { hasInstallScript }]) =>
    hasInstallScript === true ? [path.replace(/^.*node_modules\//, '')] : [],
  );

  expect(scripted.sort()).toEqual(['@parcel/watcher', '@swc/core', 'classic-level', 'esbuild', 'unrs-resolver']);
});

describe('an install with the project’s settings', () => {
  let place: string;
  beforeEach(() => (place = mkdtempSync(join(tmpdir(), 'install-'))));
  afterEach(() => rmSync(place, { recursive: true, force: true }));

  test('runs no script of the package that it installs', () => {
    const [own, dependency, ran] = [join(place, 'own'), join(place, 'dependency'), join(place, 'ran')];
    const touch = `node -e "require('fs').writeFileSync(process.env.RAN, '')"`;
    const scripts = { preinstall: touch, install: touch, postinstall: touch };
    for (const [folder, content] of [
      [own, { name: 'own', private: true }],
      [dependency, { name: 'dependency', version: '1.0.0', scripts }],
    ] as const) {
      mkdirSync(folder);
      writeFileSync(join(folder, 'package.json'), JSON.stringify(content));
    }
    copyFileSync(join(ROOT, '.npmrc'), join(own, '.npmrc'));
    npm(dependency, 'pack', '--silent', '--pack-destination', own);

    process.env.RAN = ran;
    npm(own, 'install', '--offline', './dependency-1.0.0.tgz');
    delete process.env.RAN;

    expect(existsSync(join(own, 'node_modules', 'dependency', 'package.json'))).toBe(true);
    expect(existsSync(ran)).toBe(false);
  });
});

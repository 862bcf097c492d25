/**
 * Bundles every function into dist/functions/<name>/index.js and writes the data of the endpoints to
 * dist/management-endpoints.json. The constructs read both by path, so a synth loads neither zod nor an operation. For
 * the package it also bundles the command, the client and the portal page, and writes down the licences of all code of others that is in a bundle.
 *
 * A bundle has no source map and no absolute path: a function's asset hash changes only when its code does. Its source map
 * can be made at any time (`sourceMapOf`), from the same commit.
 */
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildOptions, buildSync, type Metafile } from 'esbuild';
import { ENDPOINTS } from '../lambda/management/all-endpoints';
import { MANAGEMENT_FUNCTIONS } from '../lambda/management/management-functions';
import { bundleClient } from './bundle-client';
import { bundleCommand } from './bundle-command';
import { bundleElement } from './bundle-element';
import { BUNDLE_OPTIONS } from './bundle-options';
import { bundlePortal } from './bundle-portal';
import { noticeOf, thirdPartiesOf } from './third-party';

const ROOT = join(__dirname, '..');
const OUT = join(ROOT, 'dist', 'functions');

const NAMES: readonly string[] = ['authorizer', 'token', 'usage', 'change-feed', 'portal', ...MANAGEMENT_FUNCTIONS];

const optionsFor = (names: readonly string[]) =>
  ({
    ...BUNDLE_OPTIONS,
    absWorkingDir: ROOT,
    entryPoints: names.map((name) => ({ in: `lambda/functions/${name}.ts`, out: `${name}/index` })),
    outdir: OUT,
  }) satisfies BuildOptions;

/** Writes the bundles of all functions, and removes those of functions that no longer exist. */
export function bundle(): Metafile {
  const { metafile } = buildSync({ ...optionsFor(NAMES), metafile: true });
  writeFileSync(join(ROOT, 'dist/management-endpoints.json'), `${JSON.stringify(endpointData(), null, 2)}\n`);
  for (const stale of readdirSync(OUT).filter((name) => ![...NAMES, 'portal'].includes(name)))
    rmSync(join(OUT, stale), { recursive: true });
  return metafile;
}

/** Writes all that the package has beside its compiled sources. */
async function bundlePackage(): Promise<void> {
  const bundles = [
    bundle(),
    bundleCommand(ROOT),
    bundleClient(ROOT),
    await bundlePortal(ROOT),
    await bundleElement(ROOT),
  ];
  const parties = thirdPartiesOf(bundles, ROOT);
  writeFileSync(join(ROOT, 'dist', 'third-party-licenses.txt'), noticeOf(parties));
}

/** The source map of a function's bundle, as JSON; undefined if there is no such function. Writes nothing. */
export function sourceMapOf(name: string): string | undefined {
  if (!NAMES.includes(name)) return undefined;
  const { outputFiles } = buildSync({
    ...optionsFor([name]),
    write: false,
    sourcemap: 'external',
    sourcesContent: false,
  });
  return outputFiles.find(({ path }) => path.endsWith('.map'))?.text;
}

/** `lib/management-api/management-endpoints.ts` reads this. */
const endpointData = () =>
  ENDPOINTS.map((endpoint) => {
    const [method, path] = endpoint.route.split(' ', 2);
    const { function: name, scopes, people, problems, throttle } = endpoint;
    return { method, path, function: name, scopes, people, problems, throttle };
  });

if (require.main === module) void bundlePackage();

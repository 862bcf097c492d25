/**
 * Bundles every function into dist/functions/<name>/index.js and writes the data of the endpoints to
 * dist/management-endpoints.json. The constructs read both by path, so a synth loads neither zod nor an operation.
 *
 * A bundle has no source map and no absolute path: a function's asset hash changes only when its code does.
 */
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { ENDPOINTS } from '../lambda/management/endpoints/all-endpoints';
import { MANAGEMENT_FUNCTIONS } from '../lambda/management/management-functions';

const ROOT = join(__dirname, '..');
const OUT = join(ROOT, 'dist', 'functions');

/** Writes all bundles, and removes those of functions that no longer exist. */
export function bundle(): void {
  const names: readonly string[] = ['authorizer', 'token', ...MANAGEMENT_FUNCTIONS];
  buildSync({
    absWorkingDir: ROOT,
    entryPoints: names.map((name) => ({ in: `lambda/functions/${name}.ts`, out: `${name}/index` })),
    outdir: OUT,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    mainFields: ['module', 'main'],
    legalComments: 'none',
    logLevel: 'warning',
  });
  writeFileSync(join(ROOT, 'dist/management-endpoints.json'), `${JSON.stringify(endpointData(), null, 2)}\n`);
  for (const stale of readdirSync(OUT).filter((name) => !names.includes(name)))
    rmSync(join(OUT, stale), { recursive: true });
}

/** `lib/management-endpoints.ts` reads this. */
const endpointData = () =>
  ENDPOINTS.map((endpoint) => {
    const [method, path] = endpoint.route.split(' ', 2);
    const { function: name, scopes, problems, throttle } = endpoint;
    return { method, path, function: name, scopes, problems, throttle };
  });

if (require.main === module) bundle();

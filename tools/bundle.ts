/**
 * Bundles every function's handler into dist/functions/<name>/index.js, which the constructs name by path, and writes
 * the data of the management API's endpoints to dist/management-endpoints.json, from which the constructs make methods.
 * So the constructs load neither zod nor an operation.
 *
 * The bytes depend on the sources and nothing else (no source map, no absolute path), so an asset's hash
 * changes only when its code does.
 */
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { ENDPOINTS } from '../lambda/management/endpoints/all-endpoints';
import { MANAGEMENT_FUNCTIONS } from '../lambda/management/management-functions';

const ROOT = join(__dirname, '..');
const HANDLERS = join(ROOT, 'lambda', 'functions');
const OUT = join(ROOT, 'dist', 'functions');
const ENDPOINTS_FILE = join(ROOT, 'dist', 'management-endpoints.json');

/** Writes all bundles; none of a function that is gone stays behind. */
export function bundle(): void {
  const names: readonly string[] = ['authorizer', 'token', ...MANAGEMENT_FUNCTIONS];
  buildSync({
    absWorkingDir: ROOT,
    entryPoints: names.map((name) => ({ in: join(HANDLERS, `${name}.ts`), out: join(name, 'index') })),
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
  writeFileSync(ENDPOINTS_FILE, `${JSON.stringify(endpointData(), null, 2)}\n`);
  for (const stale of readdirSync(OUT).filter((name) => !names.includes(name)))
    rmSync(join(OUT, stale), { recursive: true });
}

/** What the constructs know of each endpoint; `lib/management-endpoints.ts` reads it. */
const endpointData = () =>
  ENDPOINTS.map(({ route, function: served, scopes, problems }) => {
    const [method, path] = route.split(' ', 2);
    return { method, path, function: served, scopes, problems };
  });

if (require.main === module) bundle();

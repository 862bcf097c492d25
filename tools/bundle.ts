/**
 * Bundles every function's handler into dist/functions/<name>/index.js, which the constructs name by path.
 *
 * The bytes depend on the sources and nothing else (no source map, no absolute path), so an asset's hash
 * changes only when its code does.
 */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { MANAGEMENT_FUNCTIONS } from '../lambda/management/wire/routes';

const ROOT = join(__dirname, '..');
const HANDLERS = join(ROOT, 'lambda', 'functions');
const OUT = join(ROOT, 'dist', 'functions');

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
  for (const stale of readdirSync(OUT).filter((name) => !names.includes(name)))
    rmSync(join(OUT, stale), { recursive: true });
}

if (require.main === module) bundle();

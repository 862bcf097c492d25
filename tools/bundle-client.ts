/** Bundles the typed client into dist/client, as a module and as CommonJS, so that it runs in browsers and needs no package beside it. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync, type Metafile } from 'esbuild';

const FORMS = [
  { format: 'esm', extension: '.mjs' },
  { format: 'cjs', extension: '.js' },
] as const;

/** Writes dist/client below `root`, and returns what esbuild took for the module. */
export function bundleClient(root: string): Metafile {
  const out = join(root, 'dist', 'client');
  rmSync(out, { recursive: true, force: true });
  const [{ metafile }] = FORMS.map(({ format, extension }) =>
    buildSync({
      absWorkingDir: root,
      entryPoints: { index: 'client/index.ts' },
      outdir: out,
      outExtension: { '.js': extension },
      bundle: true,
      minify: true,
      format,
      platform: 'neutral',
      mainFields: ['module', 'main'],
      target: 'es2022',
      logLevel: 'warning',
      metafile: true,
    }),
  ) as [{ metafile: Metafile }, unknown];
  // Node.js takes the types of a module from such a file; `npm run build` writes what it names.
  writeFileSync(join(out, 'index.d.mts'), "export * from './index.js';\n");
  return metafile;
}

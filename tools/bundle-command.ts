/**
 * Bundles the command `sallyport` into dist/cli, so that the package needs no other package beside it: the command, the
 * worker that runs functions, and the native store of a run that keeps its data, for the platforms that developers use.
 */
import { cpSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildSync, type Metafile } from 'esbuild';
import { BUNDLE_OPTIONS } from './bundle-options';

/** Folders of `prebuilds` in classic-level. On another platform `--data` says that there is no build; all else works. */
export const PLATFORMS = ['darwin-x64+arm64', 'linux-arm64', 'linux-x64', 'win32-x64'];

/** Writes dist/cli below `root`, and returns what esbuild took for it. */
export function bundleCommand(root: string): Metafile {
  const out = join(root, 'dist', 'cli');
  rmSync(out, { recursive: true, force: true });
  const { metafile } = buildSync({
    ...BUNDLE_OPTIONS,
    absWorkingDir: root,
    entryPoints: { sallyport: 'bin/sallyport.ts' },
    outdir: out,
    alias: { level: './tools/lazy-level.js' },
    // Here and not in the source: ESLint changes such a first line before it parses, and the types are then loaded again.
    banner: { js: '#!/usr/bin/env node' },
    metafile: true,
  });
  cpSync(join(root, 'local', 'functions', 'worker.js'), join(out, 'worker.js'));
  const prebuilds = join(dirname(require.resolve('classic-level/package.json')), 'prebuilds');
  for (const platform of PLATFORMS)
    cpSync(join(prebuilds, platform), join(out, 'prebuilds', platform), { recursive: true });
  return metafile;
}

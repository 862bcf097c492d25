/** Loads what is written as a module of JavaScript, which jest does not load as it is. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

const ROOT = join(__dirname, '..', '..');

/** The exports of a file of the project, or of a package. */
export function bundled(entry: string): unknown {
  const folder = mkdtempSync(join(tmpdir(), 'bundled-'));
  const outfile = join(folder, 'module.cjs');
  try {
    buildSync({
      absWorkingDir: ROOT,
      entryPoints: [entry],
      bundle: true,
      platform: 'neutral',
      mainFields: ['main'],
      format: 'cjs',
      outfile,
      alias: { 'sallyport/client': './client/index.ts' },
    });
    return jest.requireActual(outfile);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

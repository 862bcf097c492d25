/**
 * Jest runs this before its workers start: one folder holds every temporary file of the run and goes with it. The CDK
 * makes a folder for each `App` and removes none of them, so a whole run would leave thousands.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const PREFIX = 'sallyport-tests-';

export default function makeRunFolder(): void {
  // Jest asks once for each of its projects.
  if (basename(tmpdir()).startsWith(PREFIX)) return;
  const folder = mkdtempSync(join(tmpdir(), PREFIX));
  // The workers inherit the variable, and `tmpdir()` reads it.
  process.env.TMPDIR = folder;
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
}

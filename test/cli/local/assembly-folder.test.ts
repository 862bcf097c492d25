/** The assembly is where the CDK command line wrote it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assemblyOf } from '../../../cli/local/assembly-folder';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'app-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test.each([
  ['no cdk.json', undefined, 'cdk.out'],
  ['a cdk.json without output', '{"app": "node app.js"}', 'cdk.out'],
  ['a cdk.json that is not JSON', '{', 'cdk.out'],
  ['an output in cdk.json', '{"output": "build/assembly"}', 'build/assembly'],
])('with %s the assembly is found, and the error of a missing one names its folder', (_, settings, name) => {
  if (settings !== undefined) writeFileSync(join(folder, 'cdk.json'), settings);

  expect(() => assemblyOf(folder)).toThrow(`there is no ${name} in this folder`);
  mkdirSync(join(folder, name), { recursive: true });
  expect(assemblyOf(folder)).toBe(join(folder, name));
});

/** Inline code is in a file while a run lasts, and finds the modules that code in the cloud assembly finds. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InlineCode } from '../../../local/functions/inline-code';

const workspace = mkdtempSync(join(tmpdir(), 'workspace-'));
afterAll(() => rmSync(workspace, { recursive: true, force: true }));
const project = join(workspace, 'project');

const packed = {
  name: 'Fn',
  arn: 'arn',
  codeDirectory: '/assets/x',
  handler: 'index.handler',
  environment: {},
  memoryMegabytes: 128,
  timeoutSeconds: 3,
};
const spec = { ...packed, codeDirectory: '', inlineCode: 'exports.handler = 1;' };

function install(folder: string, name: string, content: string): string {
  const place = join(folder, 'node_modules', name);
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, 'index.js'), `module.exports = "${content}";`);
  return join(place, 'index.js');
}

it('is written to index.js, with the modules of project and workspace, and is gone with the run', async () => {
  const module = install(project, 'sdk', 'an SDK');
  const shared = install(workspace, 'shared', 'shared');
  install(workspace, 'sdk', 'another SDK');
  mkdirSync(join(project, 'cdk.out'));
  const inline = new InlineCode(join(project, 'cdk.out'));

  const file = join(inline.placed(spec).codeDirectory, 'index.js');
  const content = readFileSync(file, 'utf8');
  const found = ['sdk', 'shared'].map((name) => createRequire(file)(name) as unknown);
  await inline.close();

  expect([content, ...found]).toEqual([spec.inlineCode, 'an SDK', 'shared']);
  expect([file, module, shared].map(existsSync)).toEqual([false, true, true]);
});

it('leaves the code of an asset where it is', () => {
  expect(new InlineCode(project).placed(packed)).toBe(packed);
});

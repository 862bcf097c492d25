/** Inline code is in a file while a run lasts, and finds the modules that code in the cloud assembly finds. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InlineCode } from '../../../local/functions/inline-code';

const project = mkdtempSync(join(tmpdir(), 'project-'));
afterAll(() => rmSync(project, { recursive: true, force: true }));

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

it('is written to index.js, with the modules of the project, and is gone with the run', async () => {
  const module = join(project, 'node_modules', 'sdk', 'index.js');
  mkdirSync(join(project, 'node_modules', 'sdk'), { recursive: true });
  mkdirSync(join(project, 'cdk.out'));
  writeFileSync(module, 'module.exports = "an SDK";');
  const inline = new InlineCode(join(project, 'cdk.out'));

  const file = join(inline.placed(spec).codeDirectory, 'index.js');
  const content = readFileSync(file, 'utf8');
  const found = createRequire(file)('sdk') as unknown;
  await inline.close();

  expect([content, found, existsSync(file), existsSync(module)]).toEqual([spec.inlineCode, 'an SDK', false, true]);
});

it('leaves the code of an asset where it is', () => {
  expect(new InlineCode(project).placed(packed)).toBe(packed);
});

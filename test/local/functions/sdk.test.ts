/**
 * AWS's SDK, which Lambda brings along and CDK leaves out of bundles: code in the cloud assembly finds that of the app,
 * and where there is none one line says what to install.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { standingClock } from '../../../local/clock';
import { startFunctionHost } from '../../../local/functions/function-host';
import type { Invocation, LogLine } from '../../../local/types';

let project: string;
let lines: LogLine[];
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'project-'));
  lines = [];
});
afterEach(() => rmSync(project, { recursive: true }));

const REQUIRES = {
  file: 'index.js',
  code: `const { who } = require('@aws-sdk/client-dynamodb'); exports.handler = async () => who;`,
};
const IMPORTS = {
  file: 'index.mjs',
  code: `import sdk from '@aws-sdk/client-dynamodb'; export const handler = async () => sdk.who;`,
};
const IMPORTS_LATER = {
  file: 'index.js',
  code: `exports.handler = async () => (await import('@aws-sdk/client-dynamodb/index.js')).default.who;`,
};

async function invoke({ file, code }: typeof REQUIRES): Promise<Invocation> {
  const codeDirectory = join(project, 'cdk.out', 'asset.1');
  mkdirSync(codeDirectory, { recursive: true });
  writeFileSync(join(codeDirectory, file), code);
  const spec = { name: 'Fn', arn: 'arn', codeDirectory, handler: 'index.handler', environment: {} };
  const host = startFunctionHost([{ ...spec, memoryMegabytes: 128, timeoutSeconds: 5 }], {
    clock: standingClock(),
    log: (line) => lines.push(line),
    region: 'us-east-1',
    endpoints: {},
  });
  const answer = await host.invoke('arn', {});
  await host.close();
  return answer;
}

const WAYS = [
  ['required', REQUIRES],
  ['imported', IMPORTS],
  ['imported by the handler', IMPORTS_LATER],
] as const;

test.each(WAYS)('%s, the SDK above the cloud assembly is found', async (_, code) => {
  const sdk = join(project, 'node_modules', '@aws-sdk', 'client-dynamodb');
  mkdirSync(sdk, { recursive: true });
  writeFileSync(join(sdk, 'index.js'), `exports.who = 'the app';`);

  expect(await invoke(code)).toEqual({ ok: true, payload: 'the app' });
});

test.each(WAYS)('%s, the SDK that is not there is one line, with what to install', async (_, code) => {
  const answer = await invoke(code);

  const errorMessage =
    'cannot find @aws-sdk/client-dynamodb, which Lambda brings along; ' +
    'the local run takes it from the app: npm install --save-dev @aws-sdk/client-dynamodb';
  expect(answer).toEqual({ ok: false, errorType: 'Runtime.ImportModuleError', errorMessage });
  expect(lines.map(({ text }) => JSON.parse(text.slice(text.indexOf('{'))) as unknown)).toEqual([
    { errorType: 'Runtime.ImportModuleError', errorMessage, stack: [errorMessage] },
  ]);
});

test('another module that is missing keeps its own error, told once', async () => {
  const answer = await invoke({ file: 'index.js', code: `require('left-pad');` });

  expect(answer).toMatchObject({ ok: false, errorMessage: expect.stringContaining(`Cannot find module 'left-pad'`) });
  expect(lines.map(({ text }) => text)).toEqual([expect.stringMatching(/^Init Error .*left-pad/)]);
});

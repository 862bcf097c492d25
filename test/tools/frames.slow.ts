/** The person on call gets from a defect in the log to the line of the source, with the command of docs/runbook.md. */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { eventOf } from '../support/management';
import { ACCOUNT_ID } from '../support/records';
import { AWS_REQUEST_ID } from '../support/time-budgets';

const ROOT = path.join(__dirname, '..', '..');
const BUNDLE = path.join(ROOT, 'dist', 'functions', 'keys', 'index.js');

// The settings of a function are in the environment: test/support/management.ts imports them.
/** What the bundled function writes to its log when it is called with this event, as Lambda would, where `matchAll` of a route is broken. */
function logOf(event: object): string {
  const script = `
    const context = { awsRequestId: '${AWS_REQUEST_ID}', getRemainingTimeInMillis: () => 10000 };
    const { handler } = require(${JSON.stringify(BUNDLE)});
    const { matchAll } = String.prototype;
    String.prototype.matchAll = function (pattern) {
      return this.startsWith('/accounts/') ? null.broken : matchAll.call(this, pattern);
    };
    handler(${JSON.stringify(event)}, context);
  `;
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', script], { env: { ...process.env }, encoding: 'utf8' });
  return stdout + stderr;
}

const run = (...given: string[]): string =>
  execFileSync('npm', ['run', '--silent', 'frames', '--', ...given], { cwd: ROOT, encoding: 'utf8', stdio: 'pipe' });

test('a TypeError in a bundled function is found in the source by what its log line says', () => {
  const line = logOf(eventOf(`GET /accounts/${ACCOUNT_ID}/keys`))
    .split('\n')
    .filter((text) => text.startsWith('{'))
    .map((text) => JSON.parse(text) as Record<string, string>)
    .find(({ message }) => message === 'defect');
  const [place = ''] = run('keys', line?.frames ?? '').split('\n');

  expect(line).toMatchObject({
    error: 'TypeError',
    detail: "Cannot read properties of null (reading 'broken')",
    at: 'listKeys',
    awsRequestId: AWS_REQUEST_ID,
  });
  const [, file = '', at] = /^index\.js:\d+:\d+ {2}(.+):(\d+):\d+$/.exec(place) ?? [];
  const source = readFileSync(path.join(ROOT, file), 'utf8').split('\n')[Number(at) - 1];
  expect([file, source]).toEqual([
    'lambda/management/wire/read-request.ts',
    expect.stringContaining('resource.matchAll('),
  ]);
});

test.each([[[]], [['keys']], [['nothing', 'index.js:1:1']]])(
  'without a function and a frame it says how it is used: %j',
  (given) => {
    expect(() => run(...given)).toThrow(/Usage: npm run frames/);
  },
);

test('a frame of no bundle is named as such', () => {
  expect(run('keys', 'index.js:999999:1 key-verbs.ts:1:2')).toBe(
    'index.js:999999:1  is not in the bundle of this commit\nkey-verbs.ts:1:2  is no frame of a bundle\n',
  );
});

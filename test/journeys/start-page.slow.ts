/** The page docs/start.md: bash runs its commands one after the other, and each prints the answer that the page shows. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type TestRun, withLocalRun } from '../support/local-run';

const PAGE = readFileSync(join(__dirname, '..', '..', 'docs', 'start.md'), 'utf8');
const blocks = (language: string): string[] =>
  [...PAGE.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, 'gm'))].map(([, text]) => text ?? '');
const COMMANDS = blocks('bash');
const ANSWERS = blocks('json');

let run: TestRun;
beforeAll(async () => {
  run = await withLocalRun();
});
afterAll(() => run.close());

/** What a run makes anew: ids, keys, hints and dates. */
const MADE = /^(?:operator:)?[0-9A-Za-z]{10,26}$|^sp_live_|^\d{4}-\d\d-\d\dT|^\/requests\//;
const masked = (text: string): unknown =>
  JSON.parse(text, (_, value: unknown) => (typeof value === 'string' && MADE.test(value) ? 'made anew' : value));

/** One JSON value after the other, as jq prints them. */
const valuesIn = (text: string): string[] => text.trim().split(/\n(?=["{])/);

test('leads from a clone to a key that works, and to one that is revoked, with the very answers that it shows', async () => {
  const { apiUrl, managementUrl, tokenUrl, operator } = run.facts;
  const env = {
    PATH: process.env['PATH'],
    API: apiUrl,
    M: managementUrl,
    TOKEN_URL: tokenUrl,
    OPERATOR: `${operator.clientId}:${operator.clientSecret}`,
  };

  const { stdout } = await promisify(execFile)('bash', ['--norc', '-euo', 'pipefail', '-c', COMMANDS.join('\n')], {
    env,
  });

  expect(COMMANDS.length).toBeGreaterThan(5);
  expect(valuesIn(stdout).map(masked)).toEqual(ANSWERS.map(masked));
});

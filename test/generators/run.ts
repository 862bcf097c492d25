/**
 * Tries the OpenAPI document with the generators that people use: each makes a client from it, compiles the client and
 * sends one flow of requests with it to the local run. Prints a table and writes a report in the format of Jest's. A
 * program that is missing on the machine, and a registry that does not bring a generator, fail in CI.
 */
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Facts } from '../../local/command/facts';
import { openApiText } from '../../tools/openapi';
import { startLocalRun, tokenOf } from '../toolchains/local-run';
import { bash, type Environment, missing, report, ROOT, table, type Tried } from '../toolchains/programs';
import { type Generator, GENERATORS } from './generators';

const SCRATCH = join(ROOT, '.local', 'generators');
const CACHE = join(SCRATCH, 'cache');
const DOCUMENT = join(SCRATCH, 'openapi.json');
const PLACES = {
  SHARED: __dirname,
  TOOLCHAINS: join(ROOT, 'test', 'toolchains'),
  REQUIREMENTS: join(__dirname, 'requirements.txt'),
  CACHE,
  DOCUMENT,
  PYTHON: join(SCRATCH, 'python', 'bin', 'python'),
};
const STEPS = ['generate', 'compile', 'flow'] as const;

export interface Row extends Tried {
  readonly name: string;
  readonly version: string;
  /** What became of each step: `ok`, `FAILED`, or `-` after a step that failed. */
  readonly steps: readonly string[];
  readonly seconds: number;
  /** Of the step that failed. */
  readonly output: string;
}

/** Takes the steps until one fails. */
async function tried({ name, version, needs, ...lines }: Generator, environment: Environment): Promise<Row> {
  const lacks = missing(needs);
  if (lacks.length > 0) {
    const steps = [`no ${lacks.join()}`, '-', '-'];
    return { name, version, steps, seconds: 0, output: '', passed: false, absent: true };
  }
  const folder = join(SCRATCH, name);
  rmSync(folder, { recursive: true, force: true });
  cpSync(join(__dirname, name), folder, { recursive: true });
  const began = performance.now();
  let output = '';
  const steps: string[] = [];
  for (const step of STEPS) {
    const run = output === '' ? await bash(lines[step], folder, environment) : undefined;
    const done = run?.status === 0 && (step !== 'flow' || run.stdout.endsWith('flow ok\n'));
    if (run && !done) output = `${step} of ${name}:\n${run.stdout}${run.stderr}`;
    steps.push(run ? (done ? 'ok' : 'FAILED') : '-');
  }
  const seconds = Math.round((performance.now() - began) / 1_000);
  return { name, version, steps, seconds, output, passed: output === '', absent: false };
}

const COLUMNS = ['generator', 'version', ...STEPS, 'seconds'];
const cellsOf = ({ name, version, steps, seconds }: Row) => [name, version, ...steps, String(seconds)];

/** `MANAGEMENT_URL`, an access token of the operator as `OPERATOR_TOKEN`, and the ids of records that the run has. */
async function environmentOf({ managementUrl, tokenUrl, operator, ...ids }: Facts): Promise<Environment> {
  return {
    MANAGEMENT_URL: managementUrl,
    OPERATOR_TOKEN: await tokenOf(tokenUrl, operator),
    ACCOUNT_ID: ids.account.id,
    KEY_ID: ids.key.id,
    CLIENT_ID: ids.client.clientId,
  };
}

async function main(only: readonly string[]): Promise<void> {
  const unknown = only.filter((name) => !GENERATORS.some((one) => one.name === name));
  if (unknown.length > 0) {
    console.error(
      `No generator is called ${unknown.join(' or ')}. Write one of ${GENERATORS.map(({ name }) => name).join(', ')}.`,
    );
    process.exitCode = 2;
    return;
  }
  mkdirSync(CACHE, { recursive: true });
  writeFileSync(DOCUMENT, openApiText());
  const run = await startLocalRun(join(SCRATCH, 'local-run.log'));
  try {
    const environment = { ...PLACES, ...(await environmentOf(run.facts)) };
    const rows: Row[] = [];
    for (const one of GENERATORS)
      if (only.length === 0 || only.includes(one.name)) rows.push(await tried(one, environment));
    for (const { output } of rows) if (output !== '') console.log(output);
    console.log(table([COLUMNS, ...rows.map(cellsOf)]));
    report('generators', rows);
  } finally {
    await run.stop();
  }
}

void main(process.argv.slice(2));

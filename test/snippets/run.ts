/**
 * Runs the code blocks of docs/call-the-api.md and docs/verify-tokens.md against a local run, as a reader who pastes them,
 * and checks what each prints and whom it asks (`cases.ts`); invokes the handlers of docs/backends.md (`handlers.ts`). Prints
 * what failed and writes a report in the format of Jest's. A program that is missing on the machine fails in CI.
 */
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bash, type Ended, missing, type Program, report, ROOT, type Tried } from '../toolchains/programs';
import { allBlocks, type Block, handlerBlocks, type Language, LANGUAGES, otherWay } from './blocks';
import { type Case, CASES } from './cases';
import { triedHandlers } from './handlers';
import { startWorld, type World } from './world';

const SCRATCH = join(ROOT, '.local', 'snippets');
const PLACES = {
  TOOLCHAINS: join(ROOT, 'test', 'toolchains'),
  REQUIREMENTS: join(__dirname, 'requirements.txt'),
  PYTHON: join(SCRATCH, 'venv', 'bin', 'python'),
};

interface Toolchain {
  readonly needs: readonly Program[];
  /** Where the file of a block goes. */
  readonly file: (slug: string) => string;
  /** Lines of bash in the folder of the language, once all files are there. */
  readonly prepare: string;
  readonly run: (slug: string) => string;
}

const TOOLCHAINS: Readonly<Record<Language, Toolchain>> = {
  // A shell of its own, which goes on after a failure, as the one that a reader pastes into.
  bash: { needs: ['curl', 'jq'], file: (slug) => `${slug}.sh`, prepare: 'true', run: (slug) => `bash ${slug}.sh` },
  js: {
    needs: ['npm'],
    file: (slug) => `${slug}.mjs`,
    prepare: 'npm ci --ignore-scripts --no-audit --no-fund --loglevel=error',
    run: (slug) => `node ${slug}.mjs`,
  },
  python: {
    needs: ['python3'],
    file: (slug) => `${slug}.py`,
    prepare: '"$TOOLCHAINS/python.sh"',
    run: (slug) => `"$PYTHON" ${slug}.py`,
  },
  go: {
    needs: ['go'],
    file: (slug) => join(slug, 'main.go'),
    prepare: 'test -z "$(gofmt -l .)" && go vet ./... && mkdir bin && go build -o bin ./...',
    run: (slug) => `bin/${slug}`,
  },
};

interface Row extends Tried {
  readonly name: string;
  /** Of a row that failed. */
  readonly output: string;
}

const slugOf = (heading: string, way: Case['otherWay']) =>
  `${heading.toLowerCase().replaceAll(' ', '-')}${way ? '-other-way' : ''}`;

/** Writes the files of a language and prepares them. Gives why its snippets cannot be run, if they cannot. */
async function prepare(language: Language, blocks: readonly Block[]): Promise<Row> {
  const name = `${language}: prepared`;
  const { needs, file, prepare: lines } = TOOLCHAINS[language];
  const lacks = missing(needs);
  if (lacks.length > 0) return { name, passed: false, absent: true, output: `no ${lacks.join()}` };
  const folder = join(SCRATCH, language);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  if (language === 'js' || language === 'go') cpSync(join(__dirname, language), folder, { recursive: true });
  for (const { heading, code } of blocks)
    for (const [way, text] of [
      [undefined, code],
      [true, otherWay(code)],
    ] as const) {
      if (text === undefined) continue;
      const path = join(folder, file(slugOf(heading, way)));
      mkdirSync(join(path, '..'), { recursive: true });
      writeFileSync(path, text);
    }
  const { status, stdout, stderr } = await bash(lines, folder, PLACES);
  return { name, passed: status === 0, absent: false, output: status === 0 ? '' : stdout + stderr };
}

/** Runs one block in one case, and says what is wrong. */
async function tried(one: Case, language: Language, world: World): Promise<readonly string[]> {
  world.api.follow(one.api ?? {});
  world.tokens.follow(one.tokens ?? {});
  const environment = { ...PLACES, ...world.environment, ...one.environment?.(world) };
  if (one.tableDown) await world.setTableDown(true);
  try {
    const lines = TOOLCHAINS[language].run(slugOf(one.heading, one.otherWay));
    const ended = await bash(lines, join(SCRATCH, language), environment);
    const wrong = [...wrongAnswer(one, ended, world), ...wrongRequests(one, world)];
    return wrong.length === 0 ? [] : [...wrong, `exit code ${String(ended.status)}`, ended.stdout, ended.stderr];
  } finally {
    if (one.tableDown) await world.setTableDown(false);
  }
}

function wrongAnswer({ prints, says = [] }: Case, { status, stdout, stderr }: Ended, world: World): string[] {
  const heard = prints ? stdout : stdout + stderr;
  const wrong = [...(prints?.(world) ?? says)].filter((text) => !heard.includes(text)).map((text) => `lacks: ${text}`);
  if ((status === 0) !== (prints !== undefined)) wrong.push('a wrong exit code');
  if (!prints && /calledBy/.test(stdout)) wrong.push('an answer in spite of a failure');
  return wrong;
}

function wrongRequests({ requests = {}, header }: Case, { api, tokens }: World): string[] {
  const { api: calls = api.seen.length, tokens: fetches = tokens.seen.length } = requests;
  const wrong: string[] = [];
  if (api.seen.length !== calls) wrong.push(`${api.seen.length} requests to the API, not ${calls}`);
  if (tokens.seen.length !== fetches) wrong.push(`${tokens.seen.length} requests for tokens, not ${fetches}`);
  if (header && !(header in (api.seen[0] ?? {}))) wrong.push(`no header ${header}`);
  return wrong;
}

async function triedAll(languages: readonly Language[], world: World): Promise<Row[]> {
  const blocks = [...allBlocks(), ...handlerBlocks()];
  const rows: Row[] = [];
  for (const language of languages) {
    const own = blocks.filter((block) => block.language === language);
    const prepared = await prepare(language, own);
    rows.push(prepared);
    const headings = new Set(own.map(({ heading }) => heading));
    for (const one of prepared.passed ? CASES : []) {
      if (!headings.has(one.heading) || one.languages?.includes(language) === false) continue;
      const wrong = await tried(one, language, world);
      const name = `${language}: ${one.heading}: ${one.guarantee}`;
      rows.push({ name, passed: wrong.length === 0, absent: false, output: wrong.join('\n') });
    }
    const place = { folder: join(SCRATCH, language), environment: PLACES };
    for (const { guarantee, wrong } of prepared.passed ? await triedHandlers(language, place) : [])
      rows.push({ name: `${language}: ${guarantee}`, passed: wrong === '', absent: false, output: wrong });
  }
  return rows;
}

async function main(only: readonly string[]): Promise<void> {
  const languages = LANGUAGES.filter((language) => only.length === 0 || only.includes(language));
  if (languages.length < new Set(only).size) {
    console.error(`Write some of ${LANGUAGES.join(', ')}, or none for all.`);
    process.exitCode = 2;
    return;
  }
  mkdirSync(SCRATCH, { recursive: true });
  const world = await startWorld(join(SCRATCH, 'local-run.log'));
  try {
    const rows = await triedAll(languages, world);
    for (const { name, passed, output } of rows)
      console.log(`${passed ? 'ok' : 'FAILED'} ${name}${passed ? '' : `\n${output}`}`);
    report('snippets', rows);
  } finally {
    await world.stop();
  }
}

void main(process.argv.slice(2));

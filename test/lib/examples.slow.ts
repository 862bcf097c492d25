/**
 * Type-checks every `@example` of the public constructs and of the backend helpers against the sources, and those of pages
 * whose examples are whole. An example is a module that may use the names of `FIXTURE` and must import everything else.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import * as ts from 'typescript';
import { blocksOf } from '../snippets/blocks';

const ROOT = join(__dirname, '..', '..');
const FIXTURE = `
import type { Stack } from 'aws-cdk-lib';
import type { Integration, Resource, RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Sallyport } from 'sallyport';
declare global {
  const stack: Stack;
  const sallyport: Sallyport<'read:orders' | 'write:orders'>;
  const orders: Resource;
  const integration: Integration;
  const api: RestApi;
  const handler: IFunction;
}
`;
const WRONG = `sallyport.protect(orders, 'GET', integration, { scope: 'read:bills' });`;

const sources = ['lib', 'lambda/doors/backend'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(ROOT, folder, file)),
);

/** The lines of each `@example` of a source, without their stars, up to the next tag or the end of the comment. */
function examplesIn(source: string): string[] {
  const comments = readFileSync(source, 'utf8').match(/\/\*\*[^]*?\*\//g) ?? [];
  return comments.flatMap((comment) => {
    const text = comment.replace(/^\/\*\*|\s*\*\/$/g, '').replace(/^ *\* ?/gm, '');
    const [, ...examples] = text.split(/^@example\b/m);
    return examples.map((example) => (example.split(/^@\w+/m)[0] ?? '').replace(/^```.*$/gm, ''));
  });
}

/** Pages whose blocks in TypeScript are whole modules. */
const PAGES = ['portal', 'adopt', 'frameworks', 'backends', 'environments'].map((name) => `docs/${name}.md`);
/** Headings of handlers that import what is not installed here; test/journeys/frameworks.slow.ts compiles them. */
const ELSEWHERE = ['Hono', 'Fastify', 'Express'];

const modulesIn = (page: string): string[] =>
  blocksOf(page).flatMap(({ language, heading, code }) =>
    language === 'ts' && !ELSEWHERE.includes(heading) ? [code] : [],
  );

/** The sections of this page whose blocks are whole modules. */
const IN_YOUR_APP = ['One function behind several guards', 'Test your handlers'];
const inYourApp = blocksOf('docs/in-your-app.md').filter(({ heading }) => IN_YOUR_APP.includes(heading));

const virtual = (name: string): string => join(__dirname, name);
const fromFile = (path: string, texts: readonly string[]) =>
  texts.map((text, at) => [virtual(`${path.replaceAll('/', '-')}.${at + 1}.ts`), text] as const);
const examples = new Map([
  ...sources.flatMap((source) => fromFile(relative(ROOT, source), examplesIn(source))),
  ...PAGES.flatMap((page) => fromFile(page, modulesIn(page))),
  ...fromFile(
    'docs/in-your-app.md',
    inYourApp.map(({ code }) => code),
  ),
]);
const files = new Map([...examples, [virtual('fixture.ts'), FIXTURE], [virtual('wrong.ts'), WRONG]]);

let program: ts.Program;
let errors: ReadonlyMap<string, readonly string[]>;
beforeAll(() => {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent({ ...config, files: [] }, ts.sys, ROOT);
  const host = ts.createCompilerHost(options);
  program = ts.createProgram({
    rootNames: [...files.keys()],
    options: { ...options, noUnusedLocals: false, moduleDetection: ts.ModuleDetectionKind.Force },
    host: {
      ...host,
      fileExists: (path) => files.has(path) || host.fileExists(path),
      readFile: (path) => files.get(path) ?? host.readFile(path),
      getSourceFile: (path, language) => {
        const text = files.get(path) ?? host.readFile(path);
        return text === undefined ? undefined : ts.createSourceFile(path, text, language);
      },
    },
  });
  errors = new Map([...files.keys()].map((path) => [path, errorsOf(path)]));
}, 60_000);

function errorsOf(path: string): string[] {
  const file = program.getSourceFile(path);
  return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(({ messageText }) =>
    ts.flattenDiagnosticMessageText(messageText, '\n'),
  );
}

test.each([...examples.keys(), virtual('fixture.ts')].map((path) => [relative(__dirname, path)]))(
  '%s compiles',
  (name) => {
    expect(errors.get(virtual(name))).toEqual([]);
  },
);

test('an example that does not compile is found', () => {
  expect(errors.get(virtual('wrong.ts'))?.join()).toContain('"read:bills"');
});

test('every public export and every method of one has an example', () => {
  const checker = program.getTypeChecker();
  const index = program.getSourceFile(join(ROOT, 'lib', 'index.ts'));
  const face = index && checker.getSymbolAtLocation(index);
  const exported = face ? checker.getExportsOfModule(face).map((one) => checker.getAliasedSymbol(one)) : [];
  const methods = exported.flatMap((one) => [...(one.members?.values() ?? [])].filter(isPublicMethod));

  const silent = [...exported, ...methods].filter(
    (one) => !one.getJsDocTags(checker).some(({ name }) => name === 'example'),
  );

  expect(exported.length).toBeGreaterThan(5);
  expect(methods.map(({ name }) => name)).toEqual(expect.arrayContaining(['protect', 'open', 'addClient']));
  expect(silent.map(({ name }) => name)).toEqual([]);
});

const isPublicMethod = ({ valueDeclaration }: ts.Symbol): boolean =>
  valueDeclaration !== undefined &&
  ts.isMethodDeclaration(valueDeclaration) &&
  (ts.getCombinedModifierFlags(valueDeclaration) & ts.ModifierFlags.Private) === 0;

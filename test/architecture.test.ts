/**
 * The rule of the rooms (docs/architecture.md), checked over the whole import graph. A broken rule prints the
 * edge at fault.
 */
import { readdirSync, readFileSync, existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const ROOT = join(__dirname, '..');

/** What each room may import, by the longest matching path. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'lambda/domain': ['lambda/domain'],
  'lambda/engine': ['lambda/engine', 'lambda/domain'],
  'lambda/http': ['lambda/http', 'lambda/domain'],
  'lambda/doors': ['lambda/doors', 'lambda/engine', 'lambda/http', 'lambda/domain'],
  'lambda/issuer': ['lambda/issuer', 'lambda/engine', 'lambda/http', 'lambda/domain'],
  'lambda/token-cache': ['lambda/token-cache', 'lambda/doors', 'lambda/engine', 'lambda/http', 'lambda/domain'],
  'lambda/management': [
    'lambda/management',
    'lambda/doors',
    'lambda/issuer',
    'lambda/engine',
    'lambda/http',
    'lambda/domain',
  ],
  'lambda/aws': ['lambda/aws', 'lambda/engine', 'lambda/http', 'lambda/domain'],
  'lambda/functions': ['lambda'],
  lib: [
    'lib',
    'lambda/aws/dynamodb/table-schema',
    'lambda/domain/key-format',
    'lambda/domain/policy',
    'lambda/domain/scopes',
    'lambda/http/problems',
    'lambda/doors/authorizer/route-table',
    'lambda/management/management-functions',
  ],
  local: ['local'],
  sample: ['sample', 'sallyport', 'sallyport/principal'],
  bin: ['bin', 'local', 'sample', 'tools'],
  tools: ['tools', 'lambda/http', 'lambda/domain', 'lambda/management'],
  bench: ['bench', 'lambda', 'local'],
};

const ALIASES: Readonly<Record<string, string>> = {
  sallyport: 'lib/index',
  'sallyport/principal': 'lambda/doors/backend/with-principal',
};

interface Edge {
  readonly from: string;
  readonly to: string;
}

function sources(directory: string): string[] {
  if (!existsSync(join(ROOT, directory))) return [];
  return readdirSync(join(ROOT, directory), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));
}

/** Without the lines of doc comments: an `@example` imports what its reader would. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(ROOT, file), 'utf8').replace(/^ *\* .*$/gm, '');
  return [...text.matchAll(/(?:from|import|require)\s*\(?\s*'([^']+)'/g)].map((match) => match[1] ?? '');
}

function target(from: string, specifier: string): string {
  return specifier.startsWith('.') ? relative(ROOT, resolve(ROOT, dirname(from), specifier)) : specifier;
}

const files = Object.keys(MAY_IMPORT).flatMap(sources);
const edges: Edge[] = files.flatMap((from) =>
  importsOf(from).map((specifier) => ({ from, to: target(from, specifier) })),
);
const inside = (path: string, place: string): boolean => path === place || path.startsWith(`${place}/`);
const isOurs = (path: string): boolean =>
  path in ALIASES || Object.keys(MAY_IMPORT).some((room) => inside(path, room.split('/')[0] ?? room));

const print = (edge: Edge): string => `${edge.from} -> ${edge.to}`;

describe('the rooms', () => {
  it('import only along the arrows', () => {
    const broken = edges.filter(({ from, to }) => {
      const room = Object.keys(MAY_IMPORT).find((name) => inside(from, name)) ?? '';
      return isOurs(to) && !(MAY_IMPORT[room] ?? []).some((place) => inside(to, place));
    });

    expect(broken.map(print)).toEqual([]);
  });

  it('keep the domain free of everything but hashing', () => {
    const foreign = edges.filter(
      ({ from, to }) => inside(from, 'lambda/domain') && !isOurs(to) && to !== 'node:crypto',
    );

    expect(foreign.map(print)).toEqual([]);
  });

  it('have no circle among their files', () => {
    expect(files.filter((file) => loadedBy(file).has(file))).toEqual([]);
  });

  it('load no AWS SDK into a synth', () => {
    const loaded = loadedBy('lib/index.ts');
    const sdk = edges.filter(({ from, to }) => loaded.has(from) && /^@(?:aws-sdk|smithy)\//.test(to));

    expect(loaded).toContain('lambda/aws/dynamodb/table-schema.ts');
    expect(sdk.map(print)).toEqual([]);
  });

  it('hold no file that nothing imports and nothing starts', () => {
    const entries =
      /^(bin|tools|bench|lambda\/functions)\/|^lib\/index\.ts$|^lambda\/doors\/backend\/with-principal\.ts$|^sample\/.*(handler|orders)/;
    const imported = new Set(edges.map(({ to }) => `${ALIASES[to] ?? to}.ts`));

    expect(files.filter((file) => !entries.test(file) && !imported.has(file))).toEqual([]);
  });
});

const graph = new Map<string, string[]>();
for (const { from, to } of edges) {
  const file = [`${to}.ts`, `${ALIASES[to] ?? to}.ts`].find((path) => files.includes(path));
  if (file !== undefined) graph.set(from, [...(graph.get(from) ?? []), file]);
}

/** The files that this one imports, directly or through others. */
function loadedBy(start: string): ReadonlySet<string> {
  const loaded = new Set<string>();
  const queue = [...(graph.get(start) ?? [])];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (loaded.has(file)) continue;
    loaded.add(file);
    queue.push(...(graph.get(file) ?? []));
  }
  return loaded;
}

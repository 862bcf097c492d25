/**
 * The rules of the rooms (docs/architecture.md), checked over the whole import graph. A broken rule prints the import
 * or the file.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import {
  circleIn,
  FILE_ARROWS,
  FILES,
  type Import,
  IMPORTS,
  isInside,
  roomOf,
  ROOM_ARROWS,
  ROOMS,
  ROOT,
  targetsOf,
  textOf,
} from './support/import-graph';

/** The places that each room may import from. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'lambda/domain': ['lambda/domain'],
  'lambda/engine': ['lambda/engine', 'lambda/domain'],
  'lambda/http': ['lambda/http', 'lambda/domain'],
  'lambda/doors': ['lambda/doors', 'lambda/engine', 'lambda/http', 'lambda/domain'],
  'lambda/provisioning': ['lambda/provisioning', 'lambda/engine', 'lambda/http', 'lambda/domain'],
  'lambda/token-cache': ['lambda/token-cache', 'lambda/doors', 'lambda/engine', 'lambda/http', 'lambda/domain'],
  'lambda/portal': ['lambda/portal', 'lambda/http'],
  'lambda/usage': ['lambda/usage', 'lambda/engine', 'lambda/http', 'lambda/domain'],
  'lambda/management': [
    'lambda/management',
    'lambda/doors',
    'lambda/provisioning',
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
    'lambda/domain/plans',
    'lambda/domain/policy',
    'lambda/domain/scopes',
    'lambda/http/problems',
    'lambda/http/web-origin',
    'lambda/doors/authorizer/route-table',
    'lambda/management/management-functions',
  ],
  local: ['local'],
  cli: ['cli', 'client', 'local', 'lambda/doors', 'lambda/domain'],
  client: ['client'],
  portal: ['portal', 'sallyport/client'],
  sample: ['sample', 'sallyport', 'sallyport/principal'],
  bin: ['bin', 'cli', 'sample', 'tools'],
  tools: ['tools', 'sallyport', 'lambda/http', 'lambda/domain', 'lambda/management'],
  bench: ['bench', 'lambda', 'local', 'tools'],
};

const TOP_FOLDERS = [...new Set(ROOMS.map((room) => room.split('/')[0] ?? room))];
const isOurs = ({ to, file }: Import): boolean =>
  file !== undefined || TOP_FOLDERS.some((folder) => isInside(to, folder));
const print = ({ from, to }: Import): string => `${from} -> ${to}`;

/** The files that this one imports, directly or through others. */
function loadedBy(start: string): ReadonlySet<string> {
  const loaded = new Set<string>();
  const queue = targetsOf(FILE_ARROWS, start);
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (loaded.has(file)) continue;
    loaded.add(file);
    queue.push(...targetsOf(FILE_ARROWS, file));
  }
  return loaded;
}

describe('the rooms', () => {
  it('import only along the arrows', () => {
    const broken = IMPORTS.filter((line) => {
      const allowed = MAY_IMPORT[roomOf(line.from) ?? ''] ?? [];
      return isOurs(line) && !allowed.some((place) => isInside(line.to, place));
    });

    expect(broken.map(print)).toEqual([]);
  });

  it('are those of the table', () => {
    expect(Object.keys(MAY_IMPORT).sort()).toEqual([...ROOMS].sort());
  });

  it('are at most 11 in lambda', () => {
    expect(ROOMS.filter((room) => isInside(room, 'lambda')).length).toBeLessThanOrEqual(11);
  });

  it('keep the domain free of everything but hashing', () => {
    const foreign = IMPORTS.filter(
      (line) => isInside(line.from, 'lambda/domain') && !isOurs(line) && line.to !== 'node:crypto',
    );

    expect(foreign.map(print)).toEqual([]);
  });

  it('make no circle, and neither do their files', () => {
    expect(circleIn(ROOM_ARROWS)).toEqual([]);
    expect(circleIn(FILE_ARROWS)).toEqual([]);
  });

  it('load no AWS SDK into a synth', () => {
    const loaded = loadedBy('lib/index.ts');
    const sdk = IMPORTS.filter(({ from, to }) => loaded.has(from) && /^@(?:aws-sdk|smithy)\//.test(to));

    expect(loaded).toContain('lambda/aws/dynamodb/table-schema.ts');
    expect(sdk.map(print)).toEqual([]);
  });

  it.each(['authorizer', 'token'])('load no AWS SDK and no logger of a library into the function %s', (name) => {
    const loaded = loadedBy(`lambda/functions/${name}.ts`);
    const heavy = IMPORTS.filter(({ from, to }) => loaded.has(from) && /^@(?:aws|smithy)/.test(to));

    expect(loaded).toContain('lambda/aws/log/json-log.ts');
    expect(heavy.map(print)).toEqual([]);
  });

  it('load no schema, no logger and no AWS SDK into the function portal', () => {
    const loaded = loadedBy('lambda/functions/portal.ts');
    const heavy = IMPORTS.filter(({ from, to }) => loaded.has(from) && /^(?:@aws|@smithy|zod)/.test(to));

    expect(loaded).toContain('lambda/portal/serve-portal.ts');
    expect(heavy.map(print)).toEqual([]);
  });

  it('load the verifier of tokens only when there is a token', () => {
    const linesWith = (text: RegExp) =>
      FILES.filter((file) => isInside(file, 'lambda')).flatMap((file) =>
        textOf(file)
          .split('\n')
          .filter((line) => text.test(line))
          .map((line) => `${file}: ${line}`),
      );

    expect(linesWith(/'aws-jwt-verify[/']/)).toEqual([
      "lambda/aws/cognito/jwt-library.ts: export { JwtBaseError } from 'aws-jwt-verify/error';",
      "lambda/aws/cognito/jwt-library.ts: export { verifyJwtSync } from 'aws-jwt-verify/jwt-verifier';",
    ]);
    expect(linesWith(/jwt-library/)).toEqual([
      "lambda/aws/cognito/token-signatures.ts: const loadLibrary = () => import('./jwt-library.js');",
    ]);
  });

  it('hold no file that nothing imports and nothing starts', () => {
    const entries =
      /^(bin|tools|bench|lambda\/functions)\/|^(lib|client)\/index\.ts$|^portal\/(?:main|element\/(?:keys-element|screen|drafts))\.tsx?$|^lambda\/doors\/backend\/with-principal\.ts$|^sample\/.*(handler|orders)/;
    const imported = new Set(FILE_ARROWS.map(([, to]) => to));

    expect(FILES.filter((file) => !entries.test(file) && !imported.has(file))).toEqual([]);
  });
});

describe.each(['lambda', 'lib'])('%s', (room) => {
  it('has no folder with more than 15 files and folders side by side', () => {
    const inside = readdirSync(join(ROOT, room), { recursive: true, withFileTypes: true });
    const folders = inside.filter((entry) => entry.isDirectory()).map(({ parentPath, name }) => join(parentPath, name));

    expect([join(ROOT, room), ...folders].filter((folder) => readdirSync(folder).length > 15)).toEqual([]);
  });
});

describe('lambda', () => {
  const files = FILES.filter((file) => isInside(file, 'lambda'));

  it('has no exported name twice, except handler', () => {
    const exported = files.flatMap((file) =>
      [
        ...textOf(file).matchAll(
          /^export (?:declare |abstract |async )*(?:const|function\*?|class|interface|type|let|enum) (\w+)/gm,
        ),
      ].map(([, name = '']) => [name, file] as const),
    );

    expect(twice(exported.filter(([name]) => name !== 'handler'))).toEqual([]);
  });

  it('has no basename twice, except in functions', () => {
    const others = files.filter((file) => !isInside(file, 'lambda/functions'));

    expect(twice(others.map((file) => [basename(file), file]))).toEqual([]);
  });
});

test('no page of a decision has more than 60 lines (CONTRIBUTING.md)', () => {
  const pages = readdirSync(join(ROOT, 'docs', 'adr')).map((page) => join('docs', 'adr', page));

  expect(pages.filter((page) => readFileSync(join(ROOT, page), 'utf8').trimEnd().split('\n').length > 60)).toEqual([]);
});

/** `name: first file, second file` for each name that stands in several files. */
function twice(places: readonly (readonly [name: string, file: string])[]): string[] {
  const byName = new Map<string, Set<string>>();
  for (const [name, file] of places) byName.set(name, (byName.get(name) ?? new Set()).add(file));
  return [...byName].flatMap(([name, found]) => (found.size > 1 ? [`${name}: ${[...found].join(', ')}`] : []));
}

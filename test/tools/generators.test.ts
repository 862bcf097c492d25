/** The generators of clients that `npm run test:generators` tries: what its table says is what the locks pin. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GENERATORS } from '../generators/generators';

const FOLDER = join(__dirname, '..', 'generators');
const theJar = (version: string) => `<artifactId>openapi-generator-cli</artifactId>\n      <version>${version}<`;
const LOCKS: Readonly<Record<string, readonly [file: string, pin: (version: string) => string]>> = {
  'openapi-generator-python': ['pom.xml', theJar],
  'openapi-generator-java': ['pom.xml', theJar],
  schemathesis: ['requirements.txt', (version) => `schemathesis==${version}\n`],
  'openapi-python-client': ['requirements.txt', (version) => `openapi-python-client==${version}\n`],
  'oapi-codegen': ['oapi-codegen/go.mod', (version) => `github.com/oapi-codegen/oapi-codegen/v2 v${version} `],
  ogen: ['ogen/go.mod', (version) => `github.com/ogen-go/ogen v${version}\n`],
  'openapi-typescript': ['openapi-typescript/package.json', (version) => `"openapi-typescript": "${version}"`],
  'hey-api': ['hey-api/package.json', (version) => `"@hey-api/openapi-ts": "${version}"`],
};

test.each(GENERATORS.map(({ name, version }) => [name, version] as const))('%s is pinned to %s', (name, version) => {
  const [file = '', pin] = LOCKS[name] ?? [];

  expect(readFileSync(join(FOLDER, file), 'utf8')).toContain(pin?.(version));
});

test('each generator has a folder, and each folder a generator', () => {
  const folders = readdirSync(FOLDER, { withFileTypes: true }).filter((entry) => entry.isDirectory());

  expect(folders.map(({ name }) => name).sort()).toEqual(GENERATORS.map(({ name }) => name).sort());
});

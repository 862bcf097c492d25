/** The types of the client are those of the API's description. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

test('client/api-types.ts is what docs/openapi.json says; `npm run openapi` writes both', () => {
  const written = join(mkdtempSync(join(tmpdir(), 'api-types-')), 'api-types.ts');
  execFileSync(process.execPath, ['--import', 'tsx', join(ROOT, 'tools', 'client-types.ts'), written], { cwd: ROOT });

  expect(readFileSync(join(ROOT, 'client', 'api-types.ts'), 'utf8')).toBe(readFileSync(written, 'utf8'));
});

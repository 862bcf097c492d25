/** Writes docs/openapi.json. A test fails when the committed file is not what this writes. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openApiDocument } from './openapi/document';

const ROOT = join(__dirname, '..');
export const OPENAPI_FILE = join(ROOT, 'docs', 'openapi.json');

/** The file's text for the package's present version. */
export function openApiText(): string {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  return `${JSON.stringify(openApiDocument(version), null, 2)}\n`;
}

if (require.main === module) writeFileSync(OPENAPI_FILE, openApiText());

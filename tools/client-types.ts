/**
 * Writes client/api-types.ts, or the file that is named, from docs/openapi.json. A test fails when the committed file is
 * not what this writes.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PROBLEMS } from '../lambda/http/problems';
import { OPENAPI_FILE } from './openapi';

const CLIENT_TYPES_FILE = join(__dirname, '..', 'client', 'api-types.ts');

async function main(file = CLIENT_TYPES_FILE): Promise<void> {
  // The types of its CommonJS form name nothing but the default export.
  const { default: openapiTypes, astToString, COMMENT_HEADER } = await import('openapi-typescript');
  // A member of a body that has a default may be left out.
  const types = astToString(await openapiTypes(pathToFileURL(OPENAPI_FILE), { defaultNonNullable: false }));
  const codes = Object.keys(PROBLEMS).map((code) => `\n    | '${code}'`);
  const union = `/** The last segment of a problem's \`type\`. */\nexport type ProblemCode =${codes.join('')};\n`;
  writeFileSync(file, COMMENT_HEADER + types + union);
}

void main(process.argv[2]);

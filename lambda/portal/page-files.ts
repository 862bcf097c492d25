/** The files of the page, read once when a process starts. A request looks a name up in them and opens no file. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';

export interface PageFile {
  readonly type: string;
  readonly text: string;
  /** Weak, because API Gateway may compress the answer on its way (RFC 9110 section 8.8.3). */
  readonly etag: string;
}

/** API Gateway hands on texts alone unless an API lists binary types, so a page has images as SVG or inside its style sheet. */
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.txt': 'text/plain; charset=utf-8',
};

/** By the path below `folder`, such as `assets/index-B1fR0q.js`. Files of other types are left out; none without the folder. */
export function pageFiles(folder: string): ReadonlyMap<string, PageFile> {
  if (!existsSync(folder)) return new Map();
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    entries.flatMap(({ parentPath, name }) => {
      const path = join(parentPath, name);
      const type = TYPES[extname(name)];
      const key = relative(folder, path).split(sep).join('/');
      return type === undefined ? [] : [[key, pageFile(type, readFileSync(path, 'utf8'))] as const];
    }),
  );
}

export function pageFile(type: string, text: string): PageFile {
  const hash = createHash('sha256').update(text).digest('base64url').slice(0, 22);
  return { type, text, etag: `W/"${hash}"` };
}

/**
 * Cursors of lists. A cursor holds where a page ended, bound to the list it came from: route, account and
 * filters. It never holds a table key; whoever reads it puts the position under the account of the call.
 */
import { sha256 } from '../../domain/hash';
import { checksumOf } from '../../domain/key-format';

/** One list as one caller asked for it. */
export interface List {
  /** What no cursor of another list has. */
  readonly name: string;
  /** What all positions begin with; it comes from the request's path and is in no cursor. */
  readonly start: string;
  /** Form of what follows. */
  readonly form: RegExp;
}

const CURSOR = /^([\w-]{16})([\x21-\x7e]{1,128})([0-9A-Za-z]{6})$/;
const CURSOR_MAX_LENGTH = 200;

export const listName = (route: string, account: string, filters: object): string =>
  sha256(JSON.stringify([route, account, Object.entries(filters).sort()])).slice(0, 16);

export function writeCursor({ name, start }: List, position: string): string {
  const content = name + position.slice(start.length);
  return Buffer.from(content + checksumOf(content)).toString('base64url');
}

/** The position in this list; undefined for any text that `writeCursor` did not make for it. */
export function readCursor(list: List, cursor: string): string | undefined {
  if (cursor.length > CURSOR_MAX_LENGTH) return undefined;
  const bytes = Buffer.from(cursor, 'base64url');
  if (bytes.toString('base64url') !== cursor) return undefined;
  const [, name, position = '', checksum] = CURSOR.exec(bytes.toString('latin1')) ?? [];
  if (name !== list.name || checksumOf(name + position) !== checksum) return undefined;
  return list.form.test(position) ? list.start + position : undefined;
}

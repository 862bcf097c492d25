/**
 * Cursors of lists. A cursor holds where a page ended, bound to the list it came from: route, account and
 * filters. It never holds a table key; whoever reads it puts the position under the account of the call.
 */
import { sha256 } from '../core/hash';
import { checksumOf } from '../core/key-format';

const CURSOR = /^([\w-]{16})([\x21-\x7e]{1,200})([0-9A-Za-z]{6})$/;
const CURSOR_MAX_LENGTH = 400;

/** Names one list: what a cursor of another list must not be used for. */
export const listName = (route: string, account: string, filters: object): string =>
  sha256(JSON.stringify([route, account, Object.entries(filters).sort()])).slice(0, 16);

export function writeCursor(list: string, position: string): string {
  const content = list + position;
  return Buffer.from(content + checksumOf(content)).toString('base64url');
}

/** The position in this list; undefined for any text that `writeCursor` did not make for it. */
export function readCursor(list: string, cursor: string): string | undefined {
  if (cursor.length > CURSOR_MAX_LENGTH) return undefined;
  const bytes = Buffer.from(cursor, 'base64url');
  if (bytes.toString('base64url') !== cursor) return undefined;
  const [, name, position, checksum] = CURSOR.exec(bytes.toString('latin1')) ?? [];
  if (name !== list || position === undefined) return undefined;
  return checksumOf(name + position) === checksum ? position : undefined;
}

/**
 * Cursors of lists. A cursor holds the position at which a page ended, and the name of its list: a hash of route,
 * account and filters. It holds neither a table key nor an account id: those come from the request's path.
 */
import { sha256 } from '../../domain/hash';
import { checksumOf } from '../../domain/key-format';
import { type ProxyEvent, routeKeyOf } from '../../http/event';
import type { RequestShape } from './request-shape';

/** One list as one caller asked for it. */
export interface List {
  /** No other list has this name. */
  readonly name: string;
  /** The beginning of every position: the account id from the path, or nothing. No cursor holds it. */
  readonly start: string;
  /** The form of the rest of a position. */
  readonly form: RegExp;
}

const CURSOR = /^([\w-]{16})([\x21-\x7e]{1,128})([0-9A-Za-z]{6})$/;
const CURSOR_MAX_LENGTH = 200;

export const listName = (route: string, account: string, filters: object): string =>
  sha256(JSON.stringify([route, account, Object.entries(filters).sort()])).slice(0, 16);

/** The list that a request asks for. The cursor and the limit are no filters: they may differ from page to page. */
export function listOf(event: ProxyEvent, query: object, position: RequestShape['position']): List {
  const accountId = event.pathParameters?.['accountId'] ?? '';
  return {
    name: listName(routeKeyOf(event), accountId, { ...query, cursor: undefined, limit: undefined }),
    start: position?.afterAccountId ? accountId : '',
    // An endpoint that is no list has no positions: this pattern matches no text.
    form: position?.form ?? /(?!)/,
  };
}

export function writeCursor({ name, start }: List, position: string): string {
  const content = name + position.slice(start.length);
  return Buffer.from(content + checksumOf(content)).toString('base64url');
}

/** The position in this list. Undefined for any text that `writeCursor` did not make for this list. */
export function readCursor(list: List, cursor: string): string | undefined {
  if (cursor.length > CURSOR_MAX_LENGTH) return undefined;
  const bytes = Buffer.from(cursor, 'base64url');
  if (bytes.toString('base64url') !== cursor) return undefined;
  const [, name, position = '', checksum] = CURSOR.exec(bytes.toString('latin1')) ?? [];
  if (name !== list.name || checksumOf(name + position) !== checksum) return undefined;
  return list.form.test(position) ? list.start + position : undefined;
}

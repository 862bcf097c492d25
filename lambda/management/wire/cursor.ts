/**
 * Cursors of lists. A cursor holds the position after which the next page starts, and the name of its list: a hash of
 * route, account and filters. It does not hold the account id, which comes from the request's path.
 */
import { sha256 } from '../../domain/hash';
import { checksumOf } from '../../domain/key-format';
import type { RequestShape } from './request-shape';

/** One list as one caller asked for it. */
export interface List {
  /** A hash of route, account and filters. */
  readonly name: string;
  /** The prefix of every position: the account id from the path, or ''. A cursor leaves this prefix out. */
  readonly start: string;
  /** The pattern of a position without `start`. */
  readonly form: RegExp;
}

const CURSOR = /^([\w-]{16})([\x21-\x7e]{1,139})([0-9A-Za-z]{6})$/;
/** Takes every cursor, and of other texts few: base64url of 23 bytes or more. */
export const CURSOR_FORM = /^[0-9A-Za-z_-]{31,215}$/;

export const listName = (route: string, account: string, filters: object): string =>
  sha256(JSON.stringify([route, account, Object.entries(filters).sort()])).slice(0, 16);

interface Listed {
  readonly route: string;
  /** Empty if the route names no account. */
  readonly accountId: string;
}

/** The list that a request asks for. Cursor and limit may differ from page to page, so they are not filters; a body is. */
export const listOf = ({ route, accountId }: Listed, filters: object, position: RequestShape['position']): List => ({
  name: listName(route, accountId, { ...filters, limit: undefined }),
  start: position?.afterAccountId ? accountId : '',
  // Endpoints that are not lists have no positions: this pattern never matches.
  form: position?.form ?? /(?!)/,
});

export function writeCursor({ name, start }: List, position: string): string {
  const content = name + position.slice(start.length);
  return Buffer.from(content + checksumOf(content)).toString('base64url');
}

/** The position in this list. Undefined for any text that `writeCursor` did not make for this list. */
export function readCursor(list: List, cursor: string): string | undefined {
  if (!CURSOR_FORM.test(cursor)) return undefined;
  const bytes = Buffer.from(cursor, 'base64url');
  if (bytes.toString('base64url') !== cursor) return undefined;
  const [, name, position = '', checksum] = CURSOR.exec(bytes.toString('latin1')) ?? [];
  if (name !== list.name || checksumOf(name + position) !== checksum) return undefined;
  return list.form.test(position) ? list.start + position : undefined;
}

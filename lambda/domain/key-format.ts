/**
 * The formats of ids and of a presented key: `<prefix>_<live|test>_<keyId>_<secret><checksum>`. The checksum finds a
 * typo before the table is read. It does not stop an attacker, because anybody can compute it.
 */
import { BoundedMap } from './bounded-map';
import type { ApiKey, Environment, StoredSecret } from './model';
import type { Random } from './ports/system';

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
export const ACCOUNT_ID_LENGTH = 10;
export const KEY_ID_LENGTH = 18;
// An id must match its pattern before it becomes part of a table key, so a caller cannot put other text there.
export const ACCOUNT_ID = /^[0-9A-Za-z]{10}$/;
export const KEY_ID = /^[0-9A-Za-z]{18}$/;
/** A Cognito app client's id (Cognito API reference, `ClientId`). */
export const CLIENT_ID = /^[0-9A-Za-z_+]{1,128}$/;
/** The `sub` of a person in a user pool: a UUID (Cognito Developer Guide, using the ID token). */
export const SUBJECT = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const SECRET_LENGTH = 43;
const CHECKSUM_LENGTH = 6;
/** Longest prefix (10), `_live_`, key id, `_`, secret, checksum. */
export const PRESENTED_KEY_MAX_LENGTH = 10 + 6 + KEY_ID_LENGTH + 1 + SECRET_LENGTH + CHECKSUM_LENGTH;

/** The prefix that the deployer chooses: 2 to 10 lower-case letters and digits, for example `sp`. */
export const KEY_PREFIX = /^[a-z0-9]{2,10}$/;
/** Checks the format, not the checksum: a regular expression cannot compute one. Secret scanners use it too. */
export const KEY_PATTERN = '[a-z0-9]{2,10}_(?:live|test)_[0-9A-Za-z]{18}_[0-9A-Za-z]{49}';
const PRESENTED_KEY = new RegExp(`^${KEY_PATTERN}$`);
const CONTAINS_KEY = new RegExp(KEY_PATTERN);

export interface ParsedKey {
  readonly prefix: string;
  readonly environment: Environment;
  readonly keyId: string;
  readonly accountId: string;
}

/** The public parts of a presented key; undefined if its form or checksum is wrong. Never throws. */
export function parseKey(text: string): ParsedKey | undefined {
  if (text.length > PRESENTED_KEY_MAX_LENGTH || !PRESENTED_KEY.test(text)) return undefined;
  if (!endsWithChecksum(text)) return undefined;
  const body = text.slice(0, -CHECKSUM_LENGTH);
  const prefix = text.slice(0, text.indexOf('_'));
  const environment = text.startsWith(`${prefix}_live_`) ? 'live' : 'test';
  const keyId = body.slice(-KEY_ID_LENGTH - 1 - SECRET_LENGTH, -1 - SECRET_LENGTH);
  return { prefix, environment, keyId, accountId: accountIdOf(keyId) };
}

/** Whether the text contains something with the format of a key. Its prefix and its checksum may be wrong. */
export const containsKey = (text: string): boolean => CONTAINS_KEY.test(text);

/** Whether the text can be a client id. False if it contains a key, which must not be stored or shown. */
export const isClientId = (text: string): boolean => CLIENT_ID.test(text) && !containsKey(text);

/** The account id is the start of the key id, so one read with a presented key gets both the account and the key. */
export const accountIdOf = (keyId: string): string => keyId.slice(0, ACCOUNT_ID_LENGTH);

type Hinted = Pick<ApiKey, 'keyId' | 'environment'> & {
  readonly currentSecret: Pick<StoredSecret, 'prefix'>;
};

/**
 * The public part of a presented key, for example `sp_live_0123456789ABCDEFGH…`: what is seen of a key finds it in a list,
 * and the other way round. Contains nothing of the secret or the checksum. Of a key that still has the secret with which it was
 * imported, the beginning is not known: `imported_0123456789ABCDEFGH…`.
 */
export const hintOf = ({ keyId, environment, currentSecret: { prefix } }: Hinted): string =>
  prefix === undefined ? `imported_${keyId}…` : `${prefix}_${environment}_${keyId}…`;

/** Makes a presented key with a new secret of 43 random characters (256 bits). */
export function mintKey(parts: Omit<ParsedKey, 'accountId'>, random: Random): string {
  const body = `${parts.prefix}_${parts.environment}_${parts.keyId}_${base62(SECRET_LENGTH, random)}`;
  return body + checksumOf(body);
}

/** Random base62 characters. Drops bytes above 247 (4 × 62 = 248), so that no character is more likely than another. */
export function base62(length: number, random: Random): string {
  let text = '';
  while (text.length < length) {
    for (const byte of random(length)) {
      if (byte < 248 && text.length < length) text += BASE62.charAt(byte % 62);
    }
  }
  return text;
}

const CRC_TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

/** CRC-32 (IEEE 802.3) of the first `length` characters, which are ASCII. */
function crc32(text: string, length: number): number {
  let crc = -1;
  for (let at = 0; at < length; at += 1) {
    // The cast is safe: the index is 0 to 255 and the table has 256 entries.
    crc = (crc >>> 8) ^ (CRC_TABLE[(crc ^ text.charCodeAt(at)) & 0xff] as number);
  }
  return ~crc >>> 0;
}

/** CRC-32 of the ASCII text in base62, left-padded with `0` to six characters. */
export const checksumOf = (text: string): string => base62Number(crc32(text, text.length), CHECKSUM_LENGTH);

/** Compares digit by digit from the last: junk costs no new text. */
function endsWithChecksum(text: string): boolean {
  const length = text.length - CHECKSUM_LENGTH;
  let rest = crc32(text, length);
  for (let at = text.length - 1; at >= length; at -= 1) {
    if (text.charCodeAt(at) !== BASE62.charCodeAt(rest % 62)) return false;
    rest = Math.floor(rest / 62);
  }
  return true;
}

/** A whole number in base62, left-padded with `0`, so that texts of one length sort like their numbers. */
export function base62Number(value: number, length: number): string {
  let digits = '';
  for (let rest = value; rest > 0; rest = Math.floor(rest / 62)) digits = BASE62.charAt(rest % 62) + digits;
  return digits.padStart(length, '0');
}

/*
 * Imported keys have secrets that were made elsewhere. A deployment declares the forms that they have, so that any other
 * text still costs no read. A form is a regular expression of a small grammar, which `lib/state/imported-keys.ts` writes:
 * it matches in linear time and takes only characters that both headers can carry (RFC 6750 section 2.1, `b64token`).
 */

/** Characters of an imported key. */
export const IMPORTED_KEY_MIN_LENGTH = 20;
export const IMPORTED_KEY_MAX_LENGTH = 256;
/** A prefix, the characters behind it, and how many, for example `unkey_[0-9A-Za-z]{14,250}`. */
export const IMPORTED_FORM = /^(?:[0-9A-Za-z](?:[\w-]|\[\.\])*)?\[[\w.~+/=-]+\]\{\d+(?:,\d+)?\}$/;

/** What a warm process knows of imported keys. */
export interface ImportedKeys {
  /** Whether the whole text has one of the forms. */
  readonly isForm: (text: string) => boolean;
  /** Whether the text contains a key of a form with a prefix, or is a key of another form. */
  readonly isIn: (text: string) => boolean;
  /** Key id by the hash of a presented key. Holds only what was found. */
  readonly keyIds: BoundedMap<string, string>;
}

/** Most key ids that a process remembers: about 2 MB. */
const MOST_KEY_IDS = 10_000;

/** Undefined without a form: the deployment has no imported keys. */
export function importedKeys(forms: readonly string[]): ImportedKeys | undefined {
  if (forms.length === 0) return undefined;
  // A `=` only pads: it stands at the end.
  const whole = new RegExp(`^(?=[^=]+=*$)(?:${forms.join('|')})$`);
  const inside = new RegExp(forms.map((form) => (form.startsWith('[') ? `^${form}$` : form)).join('|'));
  return {
    isForm: (text) => whole.test(text),
    isIn: (text) => inside.test(text),
    keyIds: new BoundedMap(MOST_KEY_IDS),
  };
}

/**
 * The schemas of single fields of bodies and queries, with their limits. Texts are measured in code points, and hold no
 * character that hides or moves others: an operator who reads a label must see what it is. Every pattern has the flag
 * `u`, as JSON Schema has it, so that a validator with the OpenAPI document decides as the server does.
 */
import * as z from 'zod';
import { containsKey, IMPORTED_KEY_MAX_LENGTH, KEY_PATTERN } from '../../domain/key-format';
import type { JsonObject, JsonValue } from '../../domain/model';
import { RULE_SCOPES_MAX } from '../../domain/scopes';
import { TOKEN_MAX_LENGTH } from '../../domain/token-format';
import { isAddress, type NetworkError, networkError } from '../../domain/networks';

/**
 * Controls, formats (bidirectional, zero-width and others), unpaired surrogates, line and paragraph separators, what
 * Unicode calls ignorable by default (`Default_Ignorable_Code_Point`: fillers, joiners, variation selectors), and the
 * empty Braille pattern. The joiners of some emoji and the non-joiner of Persian are among them. U+FE0E and U+FE0F are
 * not: many emoji have one of them.
 */
const UNSEEN =
  '\\u115f\\u1160\\u2065\\u2800\\u3164\\uffa0\\ufff0-\\ufff8\\u{e0000}-\\u{e0fff}' +
  // Each combining mark stands behind a property: behind a character, the linter takes the mark for a mistake.
  '\\p{Cc}\\u034f\\p{Cf}\\u17b4\\p{Cs}\\u17b5\\p{Zl}\\u180b-\\u180f\\p{Zp}\\ufe00-\\ufe0d';
const UNSEEN_ANYWHERE = `[${UNSEEN}]`;
/**
 * What a line, after the prefix, has not: it begins with neither a space nor a mark that needs a letter before it, and ends
 * with no space.
 */
export const notInLine = (prefix = ''): string => `${UNSEEN_ANYWHERE}|^${prefix}[\\p{M}\\p{Zs}]|\\p{Zs}$`;
/** Line breaks are LF or CRLF. */
const NOT_IN_LINES = `(?!\\r?\\n)${UNSEEN_ANYWHERE}`;
const UNPAIRED = /\p{Surrogate}/u;
/** RFC 3339 section 5.6, `date-time`. `onCalendar` checks that the day exists. */
const DATE_TIME =
  /^([0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01]))[Tt](?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,9})?(?:[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])$/u;
/** The last millisecond that RFC 3339 can write in UTC. */
const LAST_INSTANT = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
/** Counted as UTF-8 JSON without white space. */
const METADATA_MAX_BYTES = 1024;
const METADATA_TOO_LARGE = `Must have at most ${METADATA_MAX_BYTES} bytes as JSON.`;

/** Refuses an API key that is sent in a text by mistake: records are shown again and copied to audit events. */
const NO_KEY = 'Must not contain an API key.';

const codePoints = (value: string): number => Array.from(value).length;

/** JSON Schema measures texts in code points too; zod's own `min` and `max` do not. */
const sized = (min: number, max: number) =>
  z
    .string()
    .refine((value) => min <= codePoints(value) && codePoints(value) <= max, `Must have ${min} to ${max} characters.`)
    .meta({ minLength: min, maxLength: max });

/**
 * A text without what `refused` matches. The document says so in `not`, not in `pattern`: client generators copy a
 * `pattern` into code, and not every language can read Unicode properties.
 */
const legible = (min: number, max: number, [refused, detail]: readonly [string, string]) => {
  const form = new RegExp(refused, 'u');
  return sized(min, max)
    .refine((value) => !form.test(value), detail)
    .refine((value) => !containsKey(value), NO_KEY)
    .meta({ minLength: min, maxLength: max, not: { pattern: `${refused}|${KEY_PATTERN}` } });
};

const HIDDEN = 'control, bidirectional or zero-width characters';
/** A label, a name, an external id or a tag: 1 to `max` code points. */
export const line = (max: number) =>
  legible(1, max, [notInLine(), `Must be one line that neither begins nor ends with a space, without ${HIDDEN}.`]);
export const externalId = line(128);
/** What a name is searched for: it may begin or end with a space. */
export const partOfLine = (max: number) => legible(1, max, [UNSEEN_ANYWHERE, `Must not contain ${HIDDEN}.`]);
/** A description: up to `max` code points on any number of lines. */
export const lines = (max: number) => legible(0, max, [NOT_IN_LINES, `Must not contain ${HIDDEN} except line breaks.`]);

/** Of these two the operation checks the form. */
export const presentedKey = sized(1, IMPORTED_KEY_MAX_LENGTH).meta({ description: 'The presented key.' });
export const credential = sized(1, TOKEN_MAX_LENGTH);

export const integer = (min: number, max: number) => {
  const message = `Must be a whole number from ${min} to ${max}.`;
  return z.int(message).min(min, message).max(max, message);
};

/** A list of at most `max` entries. */
export const list = <T extends z.ZodType>(entry: T, max: number) =>
  z.array(entry).max(max, `Must have at most ${max} entries.`);

/** Epoch milliseconds of an RFC 3339 date and time; undefined for anything else. */
export function instantOf(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined;
  const date = DATE_TIME.exec(value)?.[1];
  const instant = Date.parse(value.toUpperCase());
  if (date === undefined || Number.isNaN(instant) || instant > LAST_INSTANT) return undefined;
  return onCalendar(date) ? instant : undefined;
}

/** False for a day such as 30 February, which `Date.parse` reads as 2 March. */
const onCalendar = (date: string): boolean => new Date(`${date}T00:00:00Z`).toISOString().startsWith(date);

/** A day that exists. RFC 3339 section 5.6, `full-date`. */
export const day = z
  .string()
  .refine((value) => instantOf(`${value}T00:00:00Z`) !== undefined, 'Must be a day, such as "2026-11-27".')
  .meta({
    format: 'date',
    pattern: '^[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])$',
    examples: ['2026-11-27'],
  });

const isInstant = (value: string): boolean => instantOf(value) !== undefined;

/** An RFC 3339 date and time; the output is epoch milliseconds. */
export const instant = z
  .string()
  .refine(isInstant, 'Must be an RFC 3339 date and time with offset, such as "2026-12-24T00:00:00Z".')
  .meta({
    format: 'date-time',
    pattern: DATE_TIME.source,
    description: 'RFC 3339. The day must exist, in a year up to 9999 in UTC.',
    examples: ['2026-12-24T00:00:00Z'],
  })
  .transform((value) => Number(instantOf(value)));

/** Checks only the form. The operation checks that the catalogue has the scope. */
export const scope = z
  .string()
  .regex(/^[\x21\x23-\x5b\x5d-\x7e]{3,64}$/u, 'Must be a scope, such as "read:orders", or "read:*".');

const ruleScopes = list(scope, RULE_SCOPES_MAX)
  .min(1, 'Must name at least one scope.')
  .refine((value) => new Set(value).size === value.length, 'Must name each scope once.')
  .meta({ uniqueItems: true });

/** A scope, or several of which one (`anyOf`) or all (`allOf`) are needed. */
export const scopeRule = z.union(
  [scope, z.strictObject({ anyOf: ruleScopes }), z.strictObject({ allOf: ruleScopes })],
  'Must be a scope, such as "read:orders", or an object with either "anyOf" or "allOf", a list of scopes.',
);

/** The grammar of addresses (RFC 3986 section 3.2.2), for the document alone. `networks.ts` decides. */
const OCTET = '(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])';
const IPV4 = `${OCTET}(?:\\.${OCTET}){3}`;
const GROUP = '[0-9A-Fa-f]{1,4}';
/** Up to so many groups before `::`. */
const upTo = (count: number): string => `(?:(?:${GROUP}:){0,${count - 1}}${GROUP})?::`;
const BEFORE_LAST_32_BITS = [
  `(?:${GROUP}:){6}`,
  `::(?:${GROUP}:){5}`,
  ...[1, 2, 3, 4].map((count) => `${upTo(count)}(?:${GROUP}:){${5 - count}}`),
  upTo(5),
];
const IPV6 = `(?:(?:${BEFORE_LAST_32_BITS.join('|')})(?:${GROUP}:${GROUP}|${IPV4})|${upTo(6)}${GROUP}|${upTo(7)})`;
const IPV4_PREFIX = '(?:[12]?[0-9]|3[0-2])';
const IPV6_PREFIX = '(?:[1-9]?[0-9]|1[01][0-9]|12[0-8])';

const NETWORK_ERRORS: Readonly<Record<NetworkError, string>> = {
  malformed: 'Must be a network in CIDR form, such as "192.0.2.0/24" or "2001:db8::/32".',
  noPrefix: 'Has no prefix length: for one address add "/32" (IPv4) or "/128" (IPv6).',
  hostBits: 'Has bits set after its prefix: write "192.0.2.0/24" instead of "192.0.2.1/24".',
};
export const network = z
  .string()
  .max(64, NETWORK_ERRORS.malformed)
  .superRefine((value, context) => {
    const error = networkError(value);
    if (error !== undefined) context.addIssue(NETWORK_ERRORS[error]);
  })
  .meta({
    pattern: `^(?:${IPV4}/${IPV4_PREFIX}|${IPV6}/${IPV6_PREFIX})$`,
    description: 'IPv4 or IPv6 in CIDR form, with no bit set behind its prefix.',
    examples: ['192.0.2.0/24', '2001:db8::/32'],
  });

/** The address of one host. */
export const address = z
  .string()
  .max(45, 'Must be an IP address.')
  .refine(isAddress, 'Must be an IP address, such as "192.0.2.7" or "2001:db8::7".')
  .meta({ pattern: `^(?:${IPV4}|${IPV6})$` });

export const metadata = z
  .record(z.string(), z.unknown())
  .refine((value) => Buffer.byteLength(JSON.stringify(value)) <= METADATA_MAX_BYTES, METADATA_TOO_LARGE)
  .refine(isStorable, 'Must not contain unpaired surrogates or numbers that are too large to store exactly.')
  .refine((value) => !containsKey(JSON.stringify(value)), NO_KEY)
  .transform((value) => value as JsonObject)
  .meta({
    description:
      `A JSON object of at most ${METADATA_MAX_BYTES} bytes as UTF-8 JSON, without an API key, unpaired surrogates, and ` +
      'numbers that a double does not hold exactly.',
  });

/** Whether the table keeps the value exactly: it would round large numbers and replace unpaired surrogates. */
function isStorable(value: unknown): value is JsonValue {
  if (typeof value === 'string') return !UNPAIRED.test(value);
  if (typeof value === 'number')
    return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value));
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([name, member]) => isStorable(name) && isStorable(member));
}

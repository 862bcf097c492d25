/**
 * The schemas of single fields of bodies and queries, with their limits. Texts are measured in code points;
 * control characters and unpaired surrogates are refused.
 */
import * as z from 'zod';
import { containsKey } from '../../domain/key-format';
import type { JsonObject, JsonValue } from '../../domain/model';
import { TOKEN_MAX_LENGTH } from '../../domain/token-format';
import { isAddress, type NetworkError, networkError } from '../../domain/networks';

const UNPRINTABLE = /[\p{Cc}\p{Surrogate}]/u;
const UNPAIRED = /\p{Surrogate}/u;
/** RFC 3339 section 5.6, `date-time`. `onCalendar` checks that the day exists. */
const DATE_TIME =
  /^(\d{4}-\d\d-\d\d)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/i;
/** The last millisecond that RFC 3339 can write in UTC. */
const LAST_INSTANT = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
/** Counted as UTF-8 JSON without white space. */
const METADATA_MAX_BYTES = 1024;
const METADATA_TOO_LARGE = `Must have at most ${METADATA_MAX_BYTES} bytes as JSON.`;

/** Refuses an API key that is sent in a text by mistake: records are shown again and copied to audit events. */
const NO_KEY = 'Must not contain an API key.';

const codePoints = (value: string): number => Array.from(value).length;

/** Text of `min` to `max` code points. */
export const text = (min: number, max: number) =>
  z
    .string()
    .refine((value) => min <= codePoints(value) && codePoints(value) <= max, `Must have ${min} to ${max} characters.`)
    .refine((value) => !UNPRINTABLE.test(value), 'Must not contain control characters or unpaired surrogates.')
    .refine((value) => !containsKey(value), NO_KEY)
    .meta({ minLength: min, maxLength: max });

/** A key or an access token, whose form the operation checks. */
export const credential = z
  .string()
  .refine(
    (value) => value !== '' && codePoints(value) <= TOKEN_MAX_LENGTH,
    `Must have 1 to ${TOKEN_MAX_LENGTH} characters.`,
  )
  .meta({ minLength: 1, maxLength: TOKEN_MAX_LENGTH });

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

const isInstant = (value: string): boolean => instantOf(value) !== undefined;

/** An RFC 3339 date and time; the output is epoch milliseconds. */
export const instant = z
  .string()
  .refine(isInstant, 'Must be an RFC 3339 date and time with offset, such as "2026-12-24T00:00:00Z".')
  .transform((value) => Number(instantOf(value)))
  .meta({ format: 'date-time' });

/** Checks only the form. The operation checks that the catalogue has the scope. */
export const scope = z
  .string()
  .regex(/^[\x21\x23-\x5b\x5d-\x7e]{3,64}$/, 'Must be a scope, such as "read:orders", or "read:*".');

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
  });

/** The address of one host. */
export const address = z
  .string()
  .max(45, 'Must be an IP address.')
  .refine(isAddress, 'Must be an IP address, such as "192.0.2.7" or "2001:db8::7".');

export const metadata = z
  .record(z.string(), z.unknown())
  .refine((value) => Buffer.byteLength(JSON.stringify(value)) <= METADATA_MAX_BYTES, METADATA_TOO_LARGE)
  .refine(isStorable, 'Must not contain unpaired surrogates or numbers that are too large to store exactly.')
  .refine((value) => !containsKey(JSON.stringify(value)), NO_KEY)
  .transform((value) => value as JsonObject)
  .meta({ description: `A JSON object of at most ${METADATA_MAX_BYTES} bytes as UTF-8 JSON.` });

/** Whether the table keeps the value exactly: it would round large numbers and replace unpaired surrogates. */
function isStorable(value: unknown): value is JsonValue {
  if (typeof value === 'string') return !UNPAIRED.test(value);
  if (typeof value === 'number')
    return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value));
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([name, member]) => isStorable(name) && isStorable(member));
}

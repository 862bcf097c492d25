/**
 * How a path names an account: by its id, or by `external:` and its external id. `read-request.ts` puts the id in place
 * of the external id before anything else uses it, so cursors, idempotency and events know the id alone.
 */
import * as z from 'zod';
import { ACCOUNT_ID, KEY_PATTERN } from '../../domain/key-format';
import { type ProxyEvent, textOf } from '../../http/event';
import { externalId, notInLine } from './fields';

const EXTERNAL = 'external:';

/** The external id in such a name; undefined for the id of an account. */
export const externalIdIn = (name: string): string | undefined =>
  name.startsWith(EXTERNAL) ? externalIdOf(name) : undefined;

/** The external id in a name that has one. */
export const externalIdOf = (name: string): string => name.slice(EXTERNAL.length);

/** Only the OpenAPI document has the pattern. A malformed id gets the same 404 as an id that does not exist. */
export const accountName = z
  .string()
  .refine((name) => externalId.safeParse(externalIdIn(name) ?? 'x').success, {
    error: `Must be the id of an account, or "${EXTERNAL}" and an external id: 1 to 128 characters on one line.`,
  })
  .meta({
    pattern: `^(?:${ACCOUNT_ID.source.slice(1, -1)}|${EXTERNAL}.{1,128})$`,
    not: { pattern: `${notInLine(EXTERNAL)}|${KEY_PATTERN}` },
    description:
      `The account’s id, or \`${EXTERNAL}\` and its external id, percent-encoded. Answers, cursors and events have the ` +
      'id in both cases.',
    examples: ['4mZbq0XkP1', `${EXTERNAL}customer-4711`],
  });

/**
 * The requested path with the account's id in it. Neither a stage nor a base path has a colon, so the first segment with
 * one, in whatever spelling, is the account's.
 */
export function pathWithId({ resource, requestContext }: ProxyEvent, path: Readonly<Record<string, string>>): string {
  const asked = textOf(requestContext?.path);
  const at = asked.search(/\/accounts\/[^/]*(?::|%3a)/i);
  const filled = resource.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(textOf(path[name])));
  return at < 0 ? asked : asked.slice(0, at) + filled;
}

/** The query parameters that routes take. Strict: an unknown parameter is a fault. */
import * as z from 'zod';
import { CLIENT_STATUSES, KEY_STATUSES } from '../../domain/status';
import { EVENT_TYPES } from '../../domain/vocabulary';
import { instant, text } from './fields';

/** Every list has these. The limit's default is 50. */
const page = {
  limit: z
    .string()
    .refine((value) => /^(?:[1-9]\d?|100)$/.test(value), 'Must be a whole number from 1 to 100.')
    .transform(Number)
    .default(50)
    .meta({ type: 'integer', minimum: 1, maximum: 100, default: 50, description: 'Most items of a page.' }),
  cursor: z.string().optional().meta({ description: '`nextCursor` of the page before, of the same list.' }),
};

export const noQuery = z.strictObject({});

export const listAccountsQuery = z.strictObject({
  externalId: text(1, 128).optional(),
  name: text(1, 80).optional().meta({ description: 'Part of the name, in any case.' }),
  ...page,
});

export const listKeysQuery = z.strictObject({
  status: z.enum(KEY_STATUSES, `Must be one of ${KEY_STATUSES.join(', ')}.`).optional(),
  label: text(1, 80).optional().meta({ description: 'The whole label.' }),
  tag: text(1, 64).optional(),
  expiresBefore: instant.optional(),
  ...page,
});

export const listClientsQuery = z.strictObject({
  status: z.enum(CLIENT_STATUSES, `Must be one of ${CLIENT_STATUSES.join(', ')}.`).optional(),
  label: text(1, 80).optional().meta({ description: 'The whole label.' }),
  ...page,
});

export const listEventsQuery = z.strictObject({
  type: z.enum(EVENT_TYPES, `Must be one of ${EVENT_TYPES.join(', ')}.`).optional(),
  since: instant.optional().meta({ description: 'Events at or after this instant.' }),
  ...page,
});

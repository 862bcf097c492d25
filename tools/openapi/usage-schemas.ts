/** The schemas of usage: what is shown of it in keys and clients, and of a day. */
import { type Members, type Schema, time } from './schema-builders';

/** Only in the answers of a GET. */
export const lastUse: Members = {
  'lastUsedAt?': {
    ...time,
    description:
      'In the answers of a GET: the last request that is counted, usually within two minutes. Absent if no use of the last ' +
      '400 days is known, and where the deployment does not count usage.',
  },
  'lastUsedRoute?': {
    type: 'string',
    description: 'Method and path template of that request.',
    examples: ['GET /orders/{orderId}'],
  },
};
export const day: Schema = { type: 'string', format: 'date', description: 'UTC.', examples: ['2026-11-27'] };
export const requests: Members = {
  requests: { type: 'integer', minimum: 0 },
  refusals: { type: 'integer', minimum: 0, description: 'How many of the requests were answered with 403 or 429.' },
};

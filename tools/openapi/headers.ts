/** The headers of requests and answers in the OpenAPI document. */
import { REQUEST_HEADERS } from '../../lambda/management/wire/read-request';

/** Without the escape of a slash that a regular expression of JavaScript alone needs. */
const patternOf = (header: keyof typeof REQUEST_HEADERS): string =>
  REQUEST_HEADERS[header].source.replaceAll('\\/', '/');

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  description:
    'Ties a retry to its first try for 24 hours: the retry changes nothing more. Its answer shows the record as it is ' +
    'now, also if others changed the record since, and never holds the secret. Without this header a repeated ' +
    'request may take effect twice. Choose a new value whenever the change is to be made anew; another request with ' +
    'the same value is 422.',
  schema: { type: 'string', pattern: patternOf('Idempotency-Key') },
};
const IF_MATCH = {
  name: 'If-Match',
  in: 'header',
  description:
    'The `ETag` of the view that was read; a newer one is 412. So is a repeated request whose first answer was lost: ' +
    'read the record, which may have the change already.',
  schema: { type: 'string', pattern: patternOf('If-Match'), examples: ['"3"'] },
};
const IF_NONE_MATCH = {
  name: 'If-None-Match',
  in: 'header',
  description: 'The `ETag` of an answer that the caller has; 304 while it is current.',
  schema: { type: 'string', examples: ['"3f9a0c"'] },
};
export const HEADER_PARAMETERS = { IdempotencyKey: IDEMPOTENCY_KEY, IfMatch: IF_MATCH, IfNoneMatch: IF_NONE_MATCH };

/** The headers of answers. */
export const HEADERS = {
  ETag: { description: 'The version as a strong entity tag.', schema: { type: 'string', examples: ['"1"'] } },
  Location: { description: 'Path of what was made.', schema: { type: 'string' } },
  'Cache-Control': { description: 'Nothing may keep an answer.', schema: { type: 'string', const: 'no-store' } },
  PublicCacheControl: {
    description: 'Any cache may keep the answer for an hour.',
    schema: { type: 'string', const: 'public, max-age=3600' },
  },
  DocumentETag: { description: 'The document’s strong entity tag.', schema: { type: 'string' } },
  'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer' } },
  'WWW-Authenticate': {
    description:
      'RFC 6750 section 3. With `insufficient-scope` it names a scope that is enough. API Gateway sends what a ' +
      'function sets as `x-amzn-Remapped-WWW-Authenticate`.',
    schema: { type: 'string', examples: ['Bearer realm="management"'] },
  },
};

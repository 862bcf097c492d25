/** The schemas of problems. */
import { FIELD_ERRORS_MAX } from '../../lambda/domain/outcome';
import { PROBLEMS } from '../../lambda/http/problems';
import { exactly, type Members, ref, type Schema } from './schema-builders';

export const fieldError: Schema = {
  ...exactly(2, {
    detail: { type: 'string' },
    'pointer?': { type: 'string', description: 'Of a member of the body (RFC 6901).', examples: ['/grant/scopes/0'] },
    'parameter?': { type: 'string', description: 'Of the query.', examples: ['limit'] },
    'header?': { type: 'string', examples: ['If-Match'] },
  }),
  description: 'What is wrong, and where: in a body (`pointer`), a query (`parameter`) or a header (`header`).',
};

export const problem: Members = {
  type: { type: 'string', format: 'uri', description: 'Its page; the last segment is the code.' },
  title: { type: 'string' },
  status: { type: 'integer', enum: [...new Set(Object.values(PROBLEMS).map(({ status }) => status))].sort() },
  detail: { type: 'string' },
  instance: { type: 'string', format: 'uri-reference', description: '`/requests/` and the request’s id.' },
  'errors?': {
    type: 'array',
    maxItems: FIELD_ERRORS_MAX,
    description: 'The places at fault, at most 20; `detail` says how many there are if there are more.',
    items: ref('FieldError'),
  },
};

/** The schemas of scopes as tokens hold them, and of the list of all scopes. */
import { object, type Schema } from './schema-builders';

export const tokenScopes: Schema = {
  type: 'array',
  items: { type: 'string' },
  description:
    'Of an issued client: the scopes as it sends them to the token endpoint, separated by spaces in `scope`. Without ' +
    '`scope` a token has all of them.',
};

export const scopeList: Schema = object({
  items: {
    type: 'array',
    items: object({
      name: { type: 'string' },
      tokenScope: {
        type: 'string',
        description: 'What an account’s client sends as `scope` for it, and what its tokens hold.',
      },
      'description?': { type: 'string' },
    }),
  },
});

/** The schemas of the answer to an import. */
import { KEY_STATUSES } from '../../lambda/domain/status';
import { listOf, type Members, object, oneOf, ref, type Schema } from './schema-builders';

interface Parts {
  readonly keyId: Schema;
  readonly problem: Members;
}

export function importSchemas({ keyId, problem }: Parts): Members {
  const importedKey = object({
    index: { type: 'integer', minimum: 0, maximum: 99, description: 'Place of the key in the request.' },
    status: {
      ...oneOf(['imported', 'exists', 'refused']),
      description: '`exists`: the account had imported this key before; it is unchanged.',
    },
    'keyId?': keyId,
    'keyStatus?': { ...oneOf(KEY_STATUSES), description: 'Of a key that `exists`: a revoked key stays revoked.' },
    'problem?': ref('ItemProblem'),
  });
  const nextIndex = {
    type: 'integer',
    minimum: 1,
    maximum: 99,
    description: 'Place of the first key for which the time did not suffice. Absent: every key is listed.',
  };
  // A problem of one key names no request of its own.
  const itemProblem = Object.entries(problem).filter(([name]) => name !== 'instance');
  return {
    KeysImported: object({ items: listOf(ref('ImportedKey'), 100), 'nextIndex?': nextIndex }),
    ImportedKey: { ...importedKey, description: 'With `keyId`, or with `problem` if `status` is `refused`.' },
    ItemProblem: object(Object.fromEntries(itemProblem)),
  };
}

/** How operators are stored. The token cache reads them too, and no other record of the management API. */
import type { RecordOf } from '../../../domain/records/table-records';
import { oneOf, optional, recordCodec, string, wholeNumber, wordList } from './attribute-codecs';
import { revocable } from './door-codecs';

export const OPERATOR_CODEC = recordCodec<RecordOf<'operator'>>({
  kind: oneOf('operator'),
  clientId: string,
  label: optional(string),
  scopes: optional(wordList),
  tokenLifetimeMinutes: optional(wholeNumber),
  createdAt: optional(wholeNumber),
  createdBy: optional(string),
  ...revocable,
});

/** How the records about the use of credentials are stored. */
import type { RecordOf } from '../../../domain/records/table-records';
import { oneOf, recordCodec, string, wholeNumber } from './attribute-codecs';

export const USAGE_CODECS = {
  lastUse: recordCodec<RecordOf<'lastUse'>>({
    kind: oneOf('lastUse'),
    credentialId: string,
    lastUsedAt: wholeNumber,
    lastUsedRoute: string,
  }),
  dailyUse: recordCodec<RecordOf<'dailyUse'>>({
    kind: oneOf('dailyUse'),
    ownerId: string,
    day: string,
    requests: wholeNumber,
    refusals: wholeNumber,
    budgeted: wholeNumber,
  }),
  usageWindow: recordCodec<RecordOf<'usageWindow'>>({
    kind: oneOf('usageWindow'),
    credentialId: string,
    startsAt: wholeNumber,
    counted: string,
    version: wholeNumber,
  }),
} as const;

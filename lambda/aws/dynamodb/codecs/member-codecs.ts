/** How the records about people are stored. */
import type { RecordOf } from '../../../domain/records/table-records';
import { MEMBER_ROLES } from '../../../domain/vocabulary';
import { oneOf, recordCodec, string, wholeNumber } from './attribute-codecs';

export const MEMBER_CODECS = {
  member: recordCodec<RecordOf<'member'>>({
    kind: oneOf('member'),
    accountId: string,
    subject: string,
    email: string,
    role: oneOf(...MEMBER_ROLES),
    createdAt: wholeNumber,
    createdBy: string,
    version: wholeNumber,
  }),
  membership: recordCodec<RecordOf<'membership'>>({
    kind: oneOf('membership'),
    subject: string,
    accountId: string,
    email: string,
  }),
  memberTally: recordCodec<RecordOf<'memberTally'>>({
    kind: oneOf('memberTally'),
    accountId: string,
    day: string,
    sent: wholeNumber,
    version: wholeNumber,
  }),
  invitation: recordCodec<RecordOf<'invitation'>>({
    kind: oneOf('invitation'),
    addressHash: string,
    expiresAt: wholeNumber,
  }),
} as const;

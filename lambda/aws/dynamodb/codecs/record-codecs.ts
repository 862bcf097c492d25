/** How each kind of record is stored. `table-items.ts` makes items of the table with them. */
import { EVENT_TYPES } from '../../../domain/vocabulary';
import type { Kind, RecordOf } from '../../../domain/records/table-records';
import { DOOR_CODECS } from './door-codecs';
import { MEMBER_CODECS } from './member-codecs';
import { OPERATOR_CODEC } from './operator-codec';
import { USAGE_CODECS } from './usage-codecs';
import {
  flag,
  jsonObject,
  oneOf,
  optional,
  type RecordCodec,
  recordCodec,
  silenceList,
  string,
  wholeNumber,
  wordList,
} from './attribute-codecs';

export const RECORD_CODECS: { readonly [K in Kind]: RecordCodec<RecordOf<K>> } = {
  ...DOOR_CODECS,
  ...MEMBER_CODECS,
  liveKey: recordCodec<RecordOf<'liveKey'>>({
    kind: oneOf('liveKey'),
    accountId: string,
    keyId: string,
    generation: wholeNumber,
    createdAt: wholeNumber,
    expiresAt: optional(wholeNumber),
  }),
  liveClient: recordCodec<RecordOf<'liveClient'>>({
    kind: oneOf('liveClient'),
    accountId: string,
    clientId: string,
    generation: optional(wholeNumber),
  }),
  backfill: recordCodec<RecordOf<'backfill'>>({
    kind: oneOf('backfill'),
    since: wholeNumber,
    afterAccount: optional(string),
    afterKey: optional(string),
    doneAt: optional(wholeNumber),
  }),
  deletedAccount: recordCodec<RecordOf<'deletedAccount'>>({ kind: oneOf('deletedAccount'), accountId: string }),
  operator: OPERATOR_CODEC,
  operatorRoster: recordCodec<RecordOf<'operatorRoster'>>({
    kind: oneOf('operatorRoster'),
    clientIds: wordList,
    version: wholeNumber,
  }),
  pendingMark: recordCodec<RecordOf<'pendingMark'>>({ kind: oneOf('pendingMark'), accountId: string, mark: string }),
  planMark: recordCodec<RecordOf<'planMark'>>({ kind: oneOf('planMark'), ownerId: string, mark: string }),
  dailyRun: recordCodec<RecordOf<'dailyRun'>>({
    kind: oneOf('dailyRun'),
    day: string,
    after: optional(string),
    isDone: flag,
    hasFailed: flag,
    usageSince: optional(wholeNumber),
    heardAt: optional(wholeNumber),
    silences: optional(silenceList),
  }),
  externalId: recordCodec<RecordOf<'externalId'>>({ kind: oneOf('externalId'), externalId: string, accountId: string }),
  idempotency: recordCodec<RecordOf<'idempotency'>>({
    kind: oneOf('idempotency'),
    token: string,
    fingerprint: string,
    resultId: string,
    expiresAt: wholeNumber,
  }),
  ...USAGE_CODECS,
  event: recordCodec<RecordOf<'event'>>({
    kind: oneOf('event'),
    eventId: string,
    accountId: string,
    at: wholeNumber,
    action: oneOf(...EVENT_TYPES),
    actor: string,
    sourceIp: string,
    requestId: string,
    target: string,
    before: optional(jsonObject),
    after: optional(jsonObject),
  }),
};

/** How each kind of record is stored: a codec for every member. `table-items.ts` makes items of the table with them. */
import { EVENT_TYPES, EXPIRY_REASONS, REVOCATION_REASONS } from '../../../domain/vocabulary';
import type { Association, Grant, PreviousSecret, StoredSecret } from '../../../domain/model';
import type { Kind, RecordOf } from '../../../domain/records/table-records';
import { MEMBER_CODECS } from './member-codecs';
import { USAGE_CODECS } from './usage-codecs';
import {
  flag,
  jsonObject,
  nested,
  networkList,
  oneOf,
  optional,
  type RecordCodec,
  recordCodec,
  silenceList,
  string,
  stringList,
  wholeNumber,
  wordList,
} from './attribute-codecs';

const secretMembers = { scheme: oneOf('sha256'), hash: string, prefix: optional(string), createdAt: wholeNumber };
const secret = nested(recordCodec<StoredSecret>(secretMembers));
const previousSecret = nested(recordCodec<PreviousSecret>({ ...secretMembers, graceUntil: wholeNumber }));
const grant = nested(
  recordCodec<Grant>({
    scopes: wordList,
    maxActiveKeys: optional(wholeNumber),
    maxKeyLifetimeDays: optional(wholeNumber),
    defaultKeyLifetimeDays: optional(wholeNumber),
    inactivityDays: optional(wholeNumber),
    networks: optional(networkList),
    plan: optional(string),
  }),
);
const association = nested(recordCodec<Association>({ plan: string, deployment: string, since: wholeNumber }));

const revocable = {
  revokedAt: optional(wholeNumber),
  revocationReason: optional(oneOf(...REVOCATION_REASONS)),
  version: wholeNumber,
};
const made = { createdAt: wholeNumber, createdBy: string };
/** The members that keys and clients share. */
const lifecycle = { generation: wholeNumber, ...made, suspendedAt: optional(wholeNumber), ...revocable };

export const RECORD_CODECS: { readonly [K in Kind]: RecordCodec<RecordOf<K>> } = {
  account: recordCodec<RecordOf<'account'>>({
    kind: oneOf('account'),
    accountId: string,
    name: string,
    externalId: optional(string),
    grant,
    metadata: optional(jsonObject),
    ...made,
    suspendedAt: optional(wholeNumber),
    resumedAt: optional(wholeNumber),
    generation: wholeNumber,
    credentialsValidAfter: optional(wholeNumber),
    lapsedUpTo: optional(wholeNumber),
    version: wholeNumber,
    grantVersion: wholeNumber,
    credentialsVersion: wholeNumber,
    fence: optional(string),
    association: optional(association),
  }),
  key: recordCodec<RecordOf<'key'>>({
    kind: oneOf('key'),
    keyId: string,
    accountId: string,
    label: string,
    description: optional(string),
    scopes: wordList,
    environment: oneOf('live', 'test'),
    networks: optional(networkList),
    metadata: optional(jsonObject),
    tags: optional(stringList),
    expiresAt: optional(wholeNumber),
    expiryReason: optional(oneOf(...EXPIRY_REASONS)),
    notBefore: optional(wholeNumber),
    resumedAt: optional(wholeNumber),
    currentSecret: secret,
    previousSecret: optional(previousSecret),
    importedHash: optional(string),
    plan: optional(string),
    association: optional(association),
    ...lifecycle,
  }),
  client: recordCodec<RecordOf<'client'>>({
    kind: oneOf('client'),
    clientId: string,
    accountId: string,
    label: string,
    scopes: wordList,
    tokenLifetimeMinutes: optional(wholeNumber),
    issuerState: optional(string),
    tellingSince: optional(wholeNumber),
    cacheValidAfter: optional(wholeNumber),
    tokensValidAfter: optional(wholeNumber),
    ...lifecycle,
  }),
  clientOwner: recordCodec<RecordOf<'clientOwner'>>({
    kind: oneOf('clientOwner'),
    clientId: string,
    accountId: string,
  }),
  ...MEMBER_CODECS,
  importedKey: recordCodec<RecordOf<'importedKey'>>({ kind: oneOf('importedKey'), hash: string, keyId: string }),
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
  operator: recordCodec<RecordOf<'operator'>>({
    kind: oneOf('operator'),
    clientId: string,
    label: optional(string),
    scopes: optional(wordList),
    tokenLifetimeMinutes: optional(wholeNumber),
    createdAt: optional(wholeNumber),
    createdBy: optional(string),
    ...revocable,
  }),
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

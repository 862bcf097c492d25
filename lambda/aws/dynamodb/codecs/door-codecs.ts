/**
 * How the records that a decision reads are stored: a codec for every member. They stand apart from the others, so that the
 * authorizer loads no more than it reads.
 */
import { EXPIRY_REASONS, REVOCATION_REASONS } from '../../../domain/vocabulary';
import type { Association, Grant, PreviousSecret, StoredSecret } from '../../../domain/model';
import type { RecordOf } from '../../../domain/records/table-records';
import {
  jsonObject,
  nested,
  networkList,
  oneOf,
  optional,
  recordCodec,
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

/** The members of what can be revoked. */
export const revocable = {
  revokedAt: optional(wholeNumber),
  revocationReason: optional(oneOf(...REVOCATION_REASONS)),
  version: wholeNumber,
};
const made = { createdAt: wholeNumber, createdBy: string };
/** The members that keys and clients share. */
const lifecycle = { generation: wholeNumber, ...made, suspendedAt: optional(wholeNumber), ...revocable };

export const DOOR_CODECS = {
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
    keysVersion: wholeNumber,
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
  importedKey: recordCodec<RecordOf<'importedKey'>>({ kind: oneOf('importedKey'), hash: string, keyId: string }),
};

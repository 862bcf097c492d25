/** How each kind of record is stored, attribute by attribute. */
import { EVENT_TYPES, REVOCATION_REASONS } from '../../domain/vocabulary';
import type { Grant, PreviousSecret, StoredSecret } from '../../domain/model';
import type { Kind, RecordOf } from '../../domain/record-kinds';
import { jsonObject, nested, number, oneOf, optional, shape, text, texts, words } from './attribute-codecs';
import type { Shape } from './attribute-codecs';

const secretFields = { scheme: oneOf('sha256'), hash: text, createdAt: number };
const secret = nested(shape<StoredSecret>(secretFields));
const previousSecret = nested(shape<PreviousSecret>({ ...secretFields, graceUntil: number }));
const grant = nested(
  shape<Grant>({
    scopes: words,
    maxActiveKeys: optional(number),
    maxKeyLifetimeDays: optional(number),
    networks: optional(words),
  }),
);

/** The form of every kind of record. */
export const FORMS: { readonly [K in Kind]: Shape<RecordOf<K>> } = {
  account: shape<RecordOf<'account'>>({
    kind: oneOf('account'),
    accountId: text,
    name: text,
    externalId: optional(text),
    grant,
    metadata: optional(jsonObject),
    createdAt: number,
    createdBy: text,
    suspendedAt: optional(number),
    credentialsValidAfter: optional(number),
    newestCredentialAt: optional(number),
    lapsedUpTo: optional(number),
    version: number,
    grantVersion: number,
    keysVersion: number,
  }),
  key: shape<RecordOf<'key'>>({
    kind: oneOf('key'),
    keyId: text,
    accountId: text,
    label: text,
    description: optional(text),
    scopes: words,
    environment: oneOf('live', 'test'),
    networks: optional(words),
    metadata: optional(jsonObject),
    tags: optional(texts),
    expiresAt: optional(number),
    notBefore: optional(number),
    currentSecret: secret,
    previousSecret: optional(previousSecret),
    createdAt: number,
    createdBy: text,
    suspendedAt: optional(number),
    revokedAt: optional(number),
    revocationReason: optional(oneOf(...REVOCATION_REASONS)),
    version: number,
  }),
  client: shape<RecordOf<'client'>>({
    kind: oneOf('client'),
    clientId: text,
    accountId: text,
    label: text,
    scopes: words,
    tokenLifetimeMinutes: optional(number),
    issuerState: optional(text),
    tellingSince: optional(number),
    cacheValidAfter: optional(number),
    createdAt: number,
    createdBy: text,
    suspendedAt: optional(number),
    tokensValidAfter: optional(number),
    revokedAt: optional(number),
    revocationReason: optional(oneOf(...REVOCATION_REASONS)),
    version: number,
  }),
  clientOwner: shape<RecordOf<'clientOwner'>>({ kind: oneOf('clientOwner'), clientId: text, accountId: text }),
  operator: shape<RecordOf<'operator'>>({
    kind: oneOf('operator'),
    clientId: text,
    label: optional(text),
    scopes: optional(words),
    tokenLifetimeMinutes: optional(number),
    createdBy: optional(text),
    createdAt: number,
    revokedAt: optional(number),
    revocationReason: optional(oneOf(...REVOCATION_REASONS)),
    version: number,
  }),
  operatorRoster: shape<RecordOf<'operatorRoster'>>({
    kind: oneOf('operatorRoster'),
    clientIds: words,
    version: number,
  }),
  pendingMark: shape<RecordOf<'pendingMark'>>({ kind: oneOf('pendingMark'), accountId: text, mark: text }),
  externalId: shape<RecordOf<'externalId'>>({ kind: oneOf('externalId'), externalId: text, accountId: text }),
  idempotency: shape<RecordOf<'idempotency'>>({
    kind: oneOf('idempotency'),
    token: text,
    fingerprint: text,
    resultId: text,
    expiresAt: number,
  }),
  event: shape<RecordOf<'event'>>({
    kind: oneOf('event'),
    eventId: text,
    accountId: text,
    at: number,
    action: oneOf(...EVENT_TYPES),
    actor: text,
    sourceIp: text,
    requestId: text,
    target: text,
    before: optional(jsonObject),
    after: optional(jsonObject),
  }),
};

/** What the accounts index holds of an account. */
export const DIRECTORY_ITEM = shape<{ PK: string; directoryPosition: string; name: string; externalId?: string }>({
  PK: text,
  directoryPosition: text,
  name: text,
  externalId: optional(text),
});

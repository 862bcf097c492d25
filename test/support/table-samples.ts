/** A record of every kind for the table's contract. Each has all its members, with values that are hard to store. */
import { sha256, sha256Hex } from '../../lambda/domain/hash';
import type { Account, ApiKey, AuditEvent, Client, Operator, OperatorRoster } from '../../lambda/domain/model';
import type { Member } from '../../lambda/domain/records/member-records';
import type { PendingMark, TableRecord } from '../../lambda/domain/records/table-records';
import type { Write } from '../../lambda/domain/ports/table';
import { subjectOf } from './memory-people';
import { ACCOUNT_ID, account, apiKey, CLIENT_ID, client, KEY_ID, NOW } from './records';

export const event = (eventId: string, given: Partial<AuditEvent> = {}): AuditEvent => ({
  kind: 'event',
  eventId,
  accountId: ACCOUNT_ID,
  at: NOW,
  action: 'key.issued',
  actor: 'operator:op',
  sourceIp: '203.0.113.7',
  requestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
  target: `key:${KEY_ID}`,
  ...given,
});

export const idempotencyRecord = (expiresAt: number, resultId = KEY_ID) =>
  ({ kind: 'idempotency', token: 'token', fingerprint: 'print', resultId, expiresAt }) as const;

export const METADATA = JSON.parse(
  '{"text":"Zürich 東京 🗝 \\u0000 \\"","empty":"","huge":1e300,"tiny":5e-324,"none":null,"no":false,"list":[[],{}],"__proto__":{"a":1}}',
);

export const FULL_ACCOUNT: Account = account({
  externalId: 'crm/42 ü',
  grant: {
    scopes: ['read:orders'],
    maxActiveKeys: 0,
    maxKeyLifetimeDays: 90,
    defaultKeyLifetimeDays: 30,
    inactivityDays: 90,
    networks: ['192.0.2.0/24', '2001:db8::/32'],
    plan: 'free',
  },
  metadata: METADATA,
  suspendedAt: NOW,
  resumedAt: NOW - 3,
  generation: 3,
  credentialsValidAfter: NOW - 1,
  lapsedUpTo: NOW - 2,
  fence: 'fence',
  association: { plan: 'free', deployment: '0123456789-orders-live', since: NOW },
});
export const FULL_KEY: ApiKey = apiKey({
  description: 'Runs at night.',
  networks: [],
  metadata: METADATA,
  tags: ['batch', 'with space', ''],
  expiresAt: NOW + 1,
  expiryReason: 'inactive',
  notBefore: NOW - 1,
  resumedAt: NOW - 2,
  plan: 'pro-2',
  association: { plan: 'pro-1', deployment: 'other', since: 0 },
  previousSecret: { scheme: 'sha256', hash: sha256('old'), createdAt: NOW - 5, graceUntil: NOW + 5 },
  importedHash: sha256Hex('old'),
  suspendedAt: NOW,
  revokedAt: NOW,
  revocationReason: 'leaked',
});
export const FULL_CLIENT: Client = client({
  tokenLifetimeMinutes: 1_440,
  issuerState: sha256('settings'),
  tellingSince: NOW - 3,
  cacheValidAfter: NOW - 4,
  suspendedAt: NOW,
  tokensValidAfter: NOW + 1_000,
  revokedAt: NOW + 1,
  revocationReason: 'key_compromise',
});
export const FULL_OPERATOR: Operator = {
  kind: 'operator',
  clientId: 'op',
  label: 'CI ü',
  scopes: ['read:keys', 'write:keys'],
  tokenLifetimeMinutes: 5,
  createdBy: 'operator:first',
  createdAt: NOW,
  revokedAt: NOW,
  revocationReason: 'superseded',
  version: 2,
};
export const FULL_MEMBER: Member = {
  kind: 'member',
  accountId: ACCOUNT_ID,
  subject: subjectOf(1),
  email: 'ü@example.com',
  role: 'developer',
  createdAt: NOW,
  createdBy: 'operator:op',
  version: 2,
};
const ROSTER: OperatorRoster = { kind: 'operatorRoster', clientIds: ['op', 'other'], version: 3 };

/** A mark of an account. Its text distinguishes it from the account's other marks. */
export const mark = (text: string, accountId = ACCOUNT_ID): PendingMark => ({
  kind: 'pendingMark',
  accountId,
  mark: text,
});

const HEARD = { usageSince: NOW - 9, heardAt: NOW, silences: [{ from: NOW - 5, until: NOW - 4 }] };
export const RECORDS = [
  FULL_ACCOUNT,
  FULL_KEY,
  FULL_CLIENT,
  { kind: 'clientOwner', clientId: CLIENT_ID, accountId: ACCOUNT_ID },
  FULL_OPERATOR,
  ROSTER,
  FULL_MEMBER,
  { kind: 'memberTally', accountId: ACCOUNT_ID, day: '2026-11-27', sent: 3, version: 2 },
  { kind: 'invitation', addressHash: sha256Hex('ada@example.com'), expiresAt: NOW + 1 },
  { kind: 'membership', subject: FULL_MEMBER.subject, accountId: ACCOUNT_ID, email: FULL_MEMBER.email },
  mark('one'),
  { kind: 'planMark', ownerId: KEY_ID, mark: 'one' },
  { kind: 'deletedAccount', accountId: ACCOUNT_ID },
  { kind: 'backfill', since: NOW, afterAccount: '0#a', afterKey: KEY_ID, doneAt: NOW + 1 },
  { kind: 'dailyRun', day: '2026-11-27', after: 'x', isDone: false, hasFailed: true, ...HEARD },
  { kind: 'liveKey', accountId: ACCOUNT_ID, keyId: KEY_ID, generation: 2, createdAt: NOW, expiresAt: NOW + 1 },
  { kind: 'liveClient', accountId: ACCOUNT_ID, clientId: CLIENT_ID, generation: 2 },
  { kind: 'importedKey', hash: sha256Hex('old'), keyId: KEY_ID },
  { kind: 'externalId', externalId: 'crm/42 ü', accountId: ACCOUNT_ID },
  idempotencyRecord(NOW),
  { kind: 'lastUse', credentialId: KEY_ID, lastUsedAt: NOW, lastUsedRoute: 'GET /orders/{orderId}' },
  { kind: 'dailyUse', ownerId: ACCOUNT_ID, day: '2026-11-27', requests: 3, refusals: 2, budgeted: 1 },
  { kind: 'usageWindow', credentialId: KEY_ID, startsAt: NOW, counted: 'abc-_9', version: 1 },
] as const satisfies readonly TableRecord[];

export const insert = (...records: readonly TableRecord[]): Write[] =>
  records.map((record) => ({ type: 'insert', record }));

/**
 * How large items grow, as DynamoDB counts: names and text in UTF-8 bytes. A strongly consistent read costs one unit
 * for every 4 KB begun, so whatever the operations accept must fit one: a decision then always costs two
 * (docs/limits.md).
 */
import fc from 'fast-check';
import { toItem } from '../../../lambda/aws/dynamodb/item-keys';
import { RECORD_BYTES_MAX, SCOPES_MAX, sizeErrors } from '../../../lambda/engine/validation';
import type { Account, ApiKey, Client } from '../../../lambda/domain/model';
import type { Operator, OperatorRoster } from '../../../lambda/domain/operator-model';
import type { TableRecord } from '../../../lambda/domain/record-kinds';
import { issuerStateOf } from '../../../lambda/issuer/issuer-state';
import { MANAGEMENT_SCOPES } from '../../../lambda/domain/policy';
import { REVOCATION_REASONS } from '../../../lambda/domain/vocabulary';
import { account, apiKey, client, NOW } from '../../support/records';

const UNIT = 4_096;
/** Most bytes of a number: two digits a byte, one for sign and exponent (DynamoDB guide, item sizes). */
const numberBytes = (value: number): number => Math.ceil(String(Math.abs(value)).length / 2) + 2;
/** As high as a counter may go in a lifetime. */
const COUNT = 999_999_999;
const CLIENT_ID = 'c'.repeat(128);
const COGNITO_ID = 26;
const OPERATOR = `operator:${'o'.repeat(128)}`;
const LONGEST_REASON = [...REVOCATION_REASONS].sort((a, b) => b.length - a.length)[0];

function bytesOf(record: TableRecord): number {
  return Object.entries(toItem(record)).reduce(
    (sum, [name, value]) =>
      sum +
      Buffer.byteLength(name) +
      (typeof value === 'number' ? numberBytes(value) : Buffer.byteLength(String(value))),
    0,
  );
}

/** What a caller chooses of a record; the rest is as long as it may be. */
interface Chosen {
  readonly texts: readonly [string, string];
  readonly scopes: readonly string[];
  readonly networks: readonly string[];
  readonly metadata: { readonly a: string };
  readonly tags: readonly string[];
}

const key = ({ texts: [label, description], ...lists }: Chosen): ApiKey =>
  apiKey({
    label,
    description,
    ...lists,
    expiresAt: NOW,
    notBefore: NOW,
    previousSecret: { ...apiKey().currentSecret, graceUntil: NOW },
    createdBy: OPERATOR,
    suspendedAt: NOW,
    revokedAt: NOW,
    revocationReason: LONGEST_REASON,
    version: COUNT,
  });

const owner = ({ texts: [name, externalId], scopes, networks, metadata }: Chosen): Account =>
  account({
    name,
    externalId,
    grant: { scopes, networks, maxActiveKeys: 10_000, maxKeyLifetimeDays: 36_500 },
    metadata,
    createdBy: OPERATOR,
    suspendedAt: NOW,
    credentialsValidAfter: NOW,
    newestCredentialAt: NOW,
    lapsedUpTo: NOW,
    version: COUNT,
    grantVersion: COUNT,
    keysVersion: COUNT,
  });

/** Whoever adopts one chooses the id, as long as Cognito's API takes it. */
const adopted = ({ texts: [label], scopes }: Chosen): Client =>
  client({
    clientId: CLIENT_ID,
    label,
    scopes,
    createdBy: OPERATOR,
    suspendedAt: NOW,
    tokensValidAfter: NOW,
    revokedAt: NOW,
    revocationReason: LONGEST_REASON,
    version: COUNT,
  });

/** The id is Cognito's own, of 26 characters; there is room for one of twice as many. */
const issued = (from: Chosen): Client => ({
  ...adopted(from),
  clientId: 'c'.repeat(2 * COGNITO_ID),
  tokenLifetimeMinutes: 1_440,
  issuerState: issuerStateOf({ scopes: from.scopes, tokenLifetimeMinutes: 1_440 }),
  tellingSince: NOW,
  cacheValidAfter: NOW,
});

/** Text without any limit but that of the whole record: what the form refuses besides can only be smaller. */
const text = (most: number) => fc.string({ unit: fc.constantFrom('x', 'é', 'ナ', '🗝', '"', '\\'), maxLength: most });
const chosen: fc.Arbitrary<Chosen> = fc.record({
  texts: fc.tuple(text(1_000), text(1_000)),
  scopes: fc.array(
    text(64).map((word) => `a:${word.replaceAll(/["\\]/g, 'y')}`),
    { maxLength: SCOPES_MAX },
  ),
  networks: fc.array(fc.constant('ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255/128'), { maxLength: 50 }),
  metadata: fc.record({ a: text(1_000) }),
  tags: fc.array(text(64), { maxLength: 10 }),
});

/** The record with its first text lengthened until no byte more is accepted; undefined when it is beyond already. */
function filled<T extends ApiKey | Account | Client>(make: (from: Chosen) => T, from: Chosen): T | undefined {
  const faults = (record: T) => sizeErrors(record.kind === 'account' ? { ...record, ...record.grant } : record);
  const withText = (length: number) => make({ ...from, texts: ['x'.repeat(length), from.texts[1]] });
  if (faults(withText(0)).length > 0) return undefined;
  let [length, beyond] = [0, RECORD_BYTES_MAX];
  while (beyond - length > 1) {
    const middle = Math.floor((length + beyond) / 2);
    if (faults(withText(middle)).length > 0) beyond = middle;
    else length = middle;
  }
  return withText(length);
}

describe('a record of which no byte more is accepted', () => {
  it.each<[string, (from: Chosen) => ApiKey | Account | Client]>([
    ['key', key],
    ['account', owner],
    ['adopted client', adopted],
    ['issued client', issued],
  ])('is read for one unit, whatever fills it: %s', (_kind, make) => {
    fc.assert(
      fc.property(chosen, (from) => {
        const record = filled(make, from);
        fc.pre(record !== undefined);

        expect(bytesOf(record)).toBeLessThanOrEqual(UNIT);
      }),
    );
  });
});

/** Most operators that may be at once (docs/limits.md), with ids of Cognito's own. */
const ROSTER: OperatorRoster = {
  kind: 'operatorRoster',
  clientIds: Array.from({ length: 100 }, () => 'c'.repeat(COGNITO_ID)),
  version: COUNT,
};
const LARGEST_OPERATOR: Operator = {
  kind: 'operator',
  clientId: CLIENT_ID,
  label: '🗝'.repeat(80),
  scopes: Object.keys(MANAGEMENT_SCOPES),
  tokenLifetimeMinutes: 1_440,
  createdBy: OPERATOR,
  createdAt: NOW,
  revokedAt: NOW,
  ...(LONGEST_REASON !== undefined && { revocationReason: LONGEST_REASON }),
  version: COUNT,
};

it.each<[string, TableRecord]>([
  ['the roster of as many operators as there may be', ROSTER],
  ['an operator with every scope', LARGEST_OPERATOR],
])('is read for one unit: %s', (_kind, record) => {
  expect(bytesOf(record)).toBeLessThanOrEqual(UNIT);
});

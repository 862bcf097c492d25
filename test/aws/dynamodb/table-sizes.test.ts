/**
 * The largest items, in bytes as DynamoDB counts them: names and text in UTF-8. A strongly consistent read costs one
 * unit for each started 4 KB. Every record that the operations accept must fit into 4 KB, so that a decision, which
 * reads two records, always costs two units (docs/limits.md).
 */
import fc from 'fast-check';
import { toItem } from '../../../lambda/aws/dynamodb/table-items';
import { RECORD_BYTES_MAX, SCOPES_MAX, sizeErrors } from '../../../lambda/engine/validation';
import type { Account, ApiKey, Client, Operator, OperatorRoster } from '../../../lambda/domain/model';
import type { TableRecord } from '../../../lambda/domain/records/table-records';
import { sha256Hex } from '../../../lambda/domain/hash';
import { issuerStateOf } from '../../../lambda/provisioning/pending';
import { MANAGEMENT_SCOPES } from '../../../lambda/domain/policy';
import { REVOCATION_REASONS } from '../../../lambda/domain/vocabulary';
import { account, apiKey, client, NOW } from '../../support/records';

const UNIT = 4_096;
/** Most bytes of a number: one for two digits, and two more. Source: DynamoDB guide, item sizes. */
const numberBytes = (value: number): number => Math.ceil(String(Math.abs(value)).length / 2) + 2;
/** A counter's highest value: more changes than an account will have. */
const COUNT = 999_999_999;
const CLIENT_ID = 'c'.repeat(128);
const COGNITO_ID = 26;
const OPERATOR = `operator:${'o'.repeat(128)}`;
/** The longest name of a plan, and of a deployment: a hash, 40 characters of its name, and its environment. */
const PLAN = 'p'.repeat(30);
const ON_PLAN = { plan: PLAN, association: { plan: PLAN, deployment: 'd'.repeat(56), since: NOW } };
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

/** The members of a record that a caller chooses. All others have their greatest length. */
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
    ...ON_PLAN,
    expiresAt: NOW,
    notBefore: NOW,
    previousSecret: { ...apiKey().currentSecret, graceUntil: NOW },
    importedHash: sha256Hex('old'),
    createdBy: OPERATOR,
    suspendedAt: NOW,
    revokedAt: NOW,
    revocationReason: LONGEST_REASON,
    generation: COUNT,
    version: COUNT,
  });

const owner = ({ texts: [name, externalId], scopes, networks, metadata }: Chosen): Account =>
  account({
    name,
    externalId,
    grant: {
      scopes,
      networks,
      maxActiveKeys: 10_000,
      maxKeyLifetimeDays: 36_500,
      defaultKeyLifetimeDays: 36_500,
      inactivityDays: 365,
      plan: PLAN,
    },
    association: ON_PLAN.association,
    metadata,
    createdBy: OPERATOR,
    suspendedAt: NOW,
    generation: COUNT,
    credentialsValidAfter: NOW,
    fence: '0123456789',
    lapsedUpTo: NOW,
    version: COUNT,
    grantVersion: COUNT,
    keysVersion: COUNT,
  });

/** A caller who adopts a client sends its id, so it has the greatest length that Cognito's API accepts. */
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
    generation: COUNT,
    version: COUNT,
  });

/** Cognito makes the id, of 26 characters. Here it has twice as many, in case Cognito's ids grow. */
const issued = (from: Chosen): Client => ({
  ...adopted(from),
  clientId: 'c'.repeat(2 * COGNITO_ID),
  tokenLifetimeMinutes: 1_440,
  issuerState: issuerStateOf({ scopes: from.scopes, tokenLifetimeMinutes: 1_440 }),
  tellingSince: NOW,
  cacheValidAfter: NOW,
});

/** Text that only the size of the whole record limits: the limits of single fields can only make records smaller. */
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

/** The record with its first text as long as the size limit allows; `undefined` if it is too large without it. */
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

/** The roster of as many operators as may exist (docs/limits.md), with ids of Cognito's length. */
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

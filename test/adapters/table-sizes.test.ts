/**
 * How large items grow, as DynamoDB counts: names and text in UTF-8 bytes. A strongly consistent read costs one unit
 * for every 4 KB begun, so these figures are the cost of a decision (docs/limits.md).
 */
import { toItem } from '../../lambda/adapters/table-items';
import { RECORD_BYTES_MAX, sizeFaults } from '../../lambda/core/ceiling';
import type { Account, ApiKey, Client, TableRecord } from '../../lambda/core/model';
import { account, apiKey, client, NOW } from '../support/records';

const UNIT = 4_096;
/** Most bytes of a number: 38 digits, two a byte, and a sign and exponent (DynamoDB guide, item sizes). */
const NUMBER_BYTES = 21;

function unitsOf(record: TableRecord): number {
  const bytes = Object.entries(toItem(record)).reduce(
    (sum, [name, value]) =>
      sum + Buffer.byteLength(name) + (typeof value === 'number' ? NUMBER_BYTES : Buffer.byteLength(String(value))),
    0,
  );
  return Math.ceil(bytes / UNIT);
}

interface Extent {
  readonly scopes: readonly [count: number, length: number];
  readonly networks: readonly string[];
  readonly text: (length: number) => string;
  readonly metadataBytes: number;
}

const listOf = ([count, length]: readonly [number, number]) =>
  Array.from({ length: count }, (_, at) => `${String(at).padStart(2, '0')}:${'s'.repeat(length - 3)}`);

const key = ({ scopes, networks, text, metadataBytes }: Extent): ApiKey =>
  apiKey({
    label: text(80),
    description: text(500),
    scopes: listOf(scopes),
    networks,
    metadata: { a: 'm'.repeat(metadataBytes - 8) },
    tags: Array.from({ length: 10 }, () => text(64)),
    expiresAt: NOW,
    notBefore: NOW,
    previousSecret: { ...apiKey().currentSecret, graceUntil: NOW },
    createdBy: `operator:${'o'.repeat(128)}`,
    suspendedAt: NOW,
    revokedAt: NOW,
    revocationReason: 'cessation_of_operation',
  });

const oauthClient = ({ scopes, text }: Extent): Client =>
  client({
    clientId: 'c'.repeat(128),
    label: text(80),
    scopes: listOf(scopes),
    createdBy: `operator:${'o'.repeat(128)}`,
    suspendedAt: NOW,
    tokensValidAfter: NOW,
    revokedAt: NOW,
    revocationReason: 'cessation_of_operation',
  });

const owner = ({ scopes, networks, text, metadataBytes }: Extent): Account =>
  account({
    name: text(80),
    externalId: text(128),
    grant: { scopes: listOf(scopes), networks, maxActiveKeys: 10_000, maxKeyLifetimeDays: 36_500 },
    metadata: { a: 'm'.repeat(metadataBytes - 8) },
    createdBy: `operator:${'o'.repeat(128)}`,
    suspendedAt: NOW,
    credentialsValidAfter: NOW,
    newestCredentialAt: NOW,
  });

/** Already more than most deployments will store. */
const GENEROUS: Extent = {
  scopes: [50, 20],
  networks: Array<string>(10).fill('2001:db8:85a3:8d3:1319:8a2e:370:7348/128'),
  text: (length) => 'x'.repeat(Math.ceil(length / 4)),
  metadataBytes: 512,
};
/** Every field at its limit, text in the script that takes most bytes. */
const LARGEST: Extent = {
  scopes: [50, 64],
  networks: Array<string>(50).fill('ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255/128'),
  text: (length) => '🗝'.repeat(length),
  metadataBytes: 1_024,
};

const bytesToldOf = ({ label, scopes }: Client): number =>
  Buffer.byteLength(JSON.stringify(label)) + Buffer.byteLength(JSON.stringify(scopes));

describe('a decision', () => {
  it('costs two read units when account and key hold fifty scopes, ten networks and half a KB of metadata each', () => {
    expect([unitsOf(key(GENEROUS)), unitsOf(owner(GENEROUS))]).toEqual([1, 1]);
  });

  it('costs one read unit for a client whose texts and lists take all that a record may', () => {
    const full = oauthClient({ ...LARGEST, scopes: [45, 64] });

    expect([RECORD_BYTES_MAX - bytesToldOf(full) < 67, sizeFaults(full)]).toEqual([true, []]);
    expect(unitsOf(full)).toBe(1);
  });

  it('costs at most seven read units, when every field of both is as long as it may be', () => {
    expect([unitsOf(key(LARGEST)), unitsOf(owner(LARGEST))]).toEqual([4, 3]);
  });
});

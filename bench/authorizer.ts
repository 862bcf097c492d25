/**
 * Measures how long the authorizer takes to judge a key when the table answers at once (`npm run bench`). The second
 * figure is the ratio to one SHA-256 of the same key, which can be compared between machines.
 */
import { randomBytes } from 'node:crypto';
import { sha256, storedSecret } from '../lambda/domain/hash';
import { base62, mintKey } from '../lambda/domain/key-format';
import type { Account, ApiKey } from '../lambda/domain/model';
import type { Reader } from '../lambda/domain/ports/table';
import { verifyKey } from '../lambda/doors/verify-key';

const ROUNDS = 7;
const CALLS = 20_000;

const keyId = base62(18, randomBytes);
const presentedKey = mintKey({ prefix: 'sp', environment: 'live', keyId }, randomBytes);
const made = { createdAt: 0, createdBy: 'operator:bench', version: 1 };
const account: Account = {
  ...made,
  kind: 'account',
  accountId: keyId.slice(0, 10),
  name: 'Bench',
  grant: { scopes: ['read:orders', 'write:orders'] },
  generation: 1,
  grantVersion: 1,
  keysVersion: 1,
};
const key: ApiKey = {
  ...made,
  kind: 'key',
  keyId,
  accountId: account.accountId,
  label: 'Bench',
  scopes: ['read:orders'],
  environment: 'live',
  generation: 1,
  currentSecret: storedSecret(presentedKey, 0),
};
const withNetworks: ApiKey = {
  ...key,
  networks: Array.from({ length: 50 }, (_, at) => `198.51.${at}.0/24`).concat('203.0.113.0/24'),
};

const doorOf = (record: ApiKey) => ({
  reader: { read: () => Promise.resolve([record, account]) } as unknown as Reader,
  now: () => 1,
  keyPrefix: 'sp',
  environment: 'live' as const,
});
const decide = (record: ApiKey, presented = presentedKey) => {
  const door = doorOf(record);
  return () => verifyKey(door, presented, { scope: 'read:orders', sourceIp: '203.0.113.7' });
};
const wrongSecret = mintKey({ prefix: 'sp', environment: 'live', keyId }, randomBytes);

/** Microseconds per call in the fastest round, which is the one that other work on the machine disturbed least. */
async function best(call: () => unknown): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round += 1) {
    const started = process.hrtime.bigint();
    for (let count = 0; count < CALLS; count += 1) await call();
    least = Math.min(least, Number(process.hrtime.bigint() - started) / 1000 / CALLS);
  }
  return least;
}

async function main(): Promise<void> {
  const cases: Readonly<Record<string, () => unknown>> = {
    'one SHA-256 of the key': () => sha256(presentedKey),
    accepted: decide(key),
    'accepted, the last of 51 networks': decide(withNetworks),
    mismatch: decide(key, wrongSecret),
    malformed: decide(key, `${presentedKey.slice(0, -1)}~`),
  };
  let unit: number | undefined;
  for (const [name, call] of Object.entries(cases)) {
    const time = await best(call);
    unit ??= time;
    console.log(`${name.padEnd(36)} ${time.toFixed(2).padStart(7)} µs ${(time / unit).toFixed(2).padStart(6)} ×`);
  }
}

void main();

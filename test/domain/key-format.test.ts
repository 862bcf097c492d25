import { createHash, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { sha256, storedSecret } from '../../lambda/domain/hash';
import {
  accountIdOf,
  base62,
  checksumOf,
  containsKey,
  hintOf,
  importedKeys,
  KEY_PREFIX,
  mintKey,
  PRESENTED_KEY_MAX_LENGTH,
  parseKey,
} from '../../lambda/domain/key-format';
import { apiKey, NOW } from '../support/records';
import { fastestOf } from '../support/timing';
import vectors from '../vectors/keys.json';

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const word = (length: number) =>
  fc
    .array(fc.constantFrom(...Array.from(BASE62)), { minLength: length, maxLength: length })
    .map((list) => list.join(''));
const parts = fc.record({
  prefix: fc.stringMatching(/^[a-z0-9]{2,10}$/),
  environment: fc.constantFrom('live' as const, 'test' as const),
  keyId: word(18),
});
const [{ key: VALID }] = vectors.valid as [(typeof vectors.valid)[number]];

describe('a presented key', () => {
  test.each(vectors.valid)('of the published vectors is read as published: $prefix', (vector) => {
    const { key, prefix, environment, keyId, accountId, hint } = vector;

    const parsed = parseKey(key);

    expect(parsed).toEqual({ prefix, environment, keyId, accountId });
    expect(hintOf(apiKey({ keyId, environment: parsed?.environment, currentSecret: storedSecret(key, NOW) }))).toBe(
      hint,
    );
    expect(sha256(key)).toBe(vector.sha256);
  });

  test('that was minted is read back, whatever its parts', () => {
    fc.assert(
      fc.property(parts, (given) => {
        const key = mintKey(given, randomBytes);

        expect(parseKey(key)).toEqual({ ...given, accountId: accountIdOf(given.keyId) });
        expect(key).toMatch(/^[A-Za-z0-9._~+/-]+$/);
        expect(key.length).toBeLessThanOrEqual(PRESENTED_KEY_MAX_LENGTH);
        expect(containsKey(`?next=${key}&x`)).toBe(true);
      }),
    );
  });

  test('is refused after any change of one character', () => {
    fc.assert(
      fc.property(
        fc.nat(VALID.length - 1),
        fc.constantFrom(...Array.from(BASE62), '_', '-', ' ', 'é'),
        (at, character) => {
          fc.pre(VALID[at] !== character);

          expect(parseKey(VALID.slice(0, at) + character + VALID.slice(at + 1))).toBeUndefined();
        },
      ),
    );
  });

  test('is the same to the reader only when nothing stands before or behind it', () => {
    for (const text of [` ${VALID}`, `${VALID}\n`, `${VALID} `, `${VALID}=`, `${VALID}${VALID}`, `x${VALID}`])
      expect(parseKey(text)).toBeUndefined();
  });

  test('that is any string at all never makes the reader throw', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ maxLength: 200 })), (text) => {
        expect(parseKey(text)).toBeUndefined();
        expect(containsKey(text)).toBe(false);
      }),
    );
  });

  test('of a megabyte, or made to bait the expression, is refused within 20 ms', () => {
    const baits = ['a'.repeat(1e6), 'sp_live_'.repeat(125_000), `${'a'.repeat(10)}_live_${'0'.repeat(1e6)}`];

    expect(baits.map((bait) => parseKey(bait))).toEqual([undefined, undefined, undefined]);
    expect(fastestOf(() => baits.map((bait) => parseKey(bait)))).toBeLessThan(20);
  });

  test.each([
    ['sp', true],
    ['orders2026', true],
    ['s', false],
    ['orders20267', false],
    ['Sp', false],
    ['s_p', false],
    ['sp\n', false],
  ])('may have the prefix %j: %s', (prefix, allowed) => {
    expect(KEY_PREFIX.test(prefix)).toBe(allowed);
  });

  test('shows in its hint how it begins, and nothing of its secret or checksum', () => {
    fc.assert(
      fc.property(parts, ({ prefix, environment, keyId }) => {
        const currentSecret = storedSecret(mintKey({ prefix, environment, keyId }, randomBytes), NOW);

        expect(hintOf(apiKey({ keyId, environment, currentSecret }))).toBe(`${prefix}_${environment}_${keyId}…`);
      }),
    );
  });
});

describe('the checksum', () => {
  test.each(vectors.checksums)('of $text is CRC-32 (IEEE) in base62: $checksum', ({ text, checksum }) => {
    expect(checksumOf(text)).toBe(checksum);
  });
});

describe('base62', () => {
  test('gives every character the same number of bytes, so that none is likelier', () => {
    const everyByte = Uint8Array.from({ length: 256 }, (_, byte) => byte);

    const drawn = base62(248, () => everyByte);

    for (const character of BASE62) expect(drawn.split(character)).toHaveLength(5);
  });

  test('draws again when bytes were thrown away', () => {
    const draws = [Uint8Array.of(255, 248, 1), Uint8Array.of(254, 61, 2), Uint8Array.of(0, 0, 0)];

    const drawn = base62(3, () => draws.shift() ?? new Uint8Array());

    expect(drawn).toBe('1z2');
  });

  test('makes secrets that differ', () => {
    const keys = Array.from({ length: 500 }, () => base62(43, randomBytes));

    expect(new Set(keys).size).toBe(500);
  });
});

describe('a hash', () => {
  test('is SHA-256 of the whole presented key', () => {
    expect(sha256(VALID)).toBe(createHash('sha256').update(VALID, 'utf8').digest('base64url'));
  });
});

describe('the forms of imported keys', () => {
  const imported = importedKeys(['un[.]key-[0-9A-Za-z]{12,30}', '[0-9A-Za-z+/=]{24}']);
  const isForm = (text: string) => imported?.isForm(text);
  const isIn = (text: string) => imported?.isIn(text);

  test.each([
    ['un.key-0123456789ab', true],
    [`un.key-${'a'.repeat(30)}`, true],
    [`un.key-${'a'.repeat(31)}`, false],
    ['un.key-0123456789a', false],
    ['unxkey-0123456789ab', false],
    ['aaaaaaaaaaaaaaaaaaaaaaaa', true],
    ['aaaaaaaaaaaaaaaaaaaaaa==', true],
    ['aaaaaaaaaaaaaaaa==aaaaaa', false],
    ['=aaaaaaaaaaaaaaaaaaaaaaa', false],
    ['========================', false],
    ['aaaaaaaaaaaaaaaaaaaaaaa\n', false],
    [' aaaaaaaaaaaaaaaaaaaaaaa', false],
    ['', false],
  ])('take a whole text with its padding at the end: %j is %s', (text, expected) => {
    expect(isForm(text)).toBe(expected);
  });

  test('are found inside of a text if they have a prefix, else only as the whole text', () => {
    expect(isIn('https://example.com/?next=un.key-0123456789ab&x')).toBe(true);
    expect(isIn('a'.repeat(24))).toBe(true);
    expect([`x ${'a'.repeat(24)}`, 'a'.repeat(25), 'un.key-', 'nothing'].map(isIn)).toEqual(Array(4).fill(false));
  });

  test('of a deployment that declares none are none', () => {
    expect(importedKeys([])).toBeUndefined();
  });

  test('take no longer for a megabyte that is made to bait them', () => {
    const baits = ['a'.repeat(1e6), 'un.key-'.repeat(140_000), `${'a'.repeat(24)}=`.repeat(40_000), '='.repeat(1e6)];

    expect(fastestOf(() => baits.map((bait) => [isForm(bait), isIn(bait)]))).toBeLessThan(60);
  });
});

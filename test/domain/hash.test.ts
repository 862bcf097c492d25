import { matchSecret, sha256, storedSecret } from '../../lambda/domain/hash';
import { apiKey, NOW, presentedKey } from '../support/records';

describe('hashes', () => {
  test('are all that is kept of a presented key', () => {
    expect(storedSecret('sp_live_x', 5)).toEqual({
      scheme: 'sha256',
      hash: sha256('sp_live_x'),
      prefix: 'sp',
      createdAt: 5,
    });
  });
});

describe('a presented key', () => {
  const rotated = apiKey({
    currentSecret: storedSecret(presentedKey('second'), NOW),
    previousSecret: { ...storedSecret(presentedKey('first'), NOW - 5), graceUntil: NOW + 1000 },
  });

  test('matches the current secret', () => {
    expect(matchSecret(rotated, presentedKey('second'), NOW)).toBe('current');
    expect(matchSecret(apiKey(), presentedKey('first'), NOW)).toBe('current');
  });

  test.each([
    [NOW, 'previous'],
    [NOW + 999, 'previous'],
    [NOW + 1000, undefined],
    [NOW + 1001, undefined],
  ])('matches the previous secret only before its grace ends (%d)', (now, match) => {
    expect(matchSecret(rotated, presentedKey('first'), now)).toBe(match);
  });

  test.each([
    ['in its last bit', (hash: string) => hash.slice(0, -1) + (hash.endsWith('A') ? 'E' : 'A')],
    ['in its first character', (hash: string) => (hash.startsWith('A') ? 'B' : 'A') + hash.slice(1)],
    ['in its length', (hash: string) => hash.slice(0, -2)],
    ['in its length, and has no character', () => ''],
  ])('matches no hash that differs from its own %s', (_, changed) => {
    const secret = storedSecret(presentedKey('first'), NOW);

    const key = apiKey({ currentSecret: { ...secret, hash: changed(secret.hash) } });

    expect(matchSecret(key, presentedKey('first'), NOW)).toBeUndefined();
  });

  test('is hashed with SHA-256 to base64url without padding (FIPS 180-4, example of one block)', () => {
    expect(sha256('abc')).toBe('ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0');
  });

  test('matches nothing with another secret, or when there is no such key', () => {
    expect(matchSecret(rotated, presentedKey('third'), NOW)).toBeUndefined();
    expect(matchSecret(undefined, presentedKey('first'), NOW)).toBeUndefined();
  });
});

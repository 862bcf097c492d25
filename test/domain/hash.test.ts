import { matchSecret, sameHash, sha256, storedSecret } from '../../lambda/domain/hash';
import { apiKey, NOW, presentedKey } from '../support/records';

describe('hashes', () => {
  test('are compared by every bit and by length', () => {
    const hash = sha256('a');

    expect(sameHash(hash, sha256('a'))).toBe(true);
    expect(sameHash(hash, sha256('b'))).toBe(false);
    expect(sameHash(hash, hash.slice(0, -2))).toBe(false);
    expect(sameHash(hash, '')).toBe(false);
  });

  test('are all that is kept of a presented key', () => {
    expect(storedSecret('sp_live_x', 5)).toEqual({ scheme: 'sha256', hash: sha256('sp_live_x'), createdAt: 5 });
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

  test('matches nothing with another secret, or when there is no such key', () => {
    expect(matchSecret(rotated, presentedKey('third'), NOW)).toBeUndefined();
    expect(matchSecret(undefined, presentedKey('first'), NOW)).toBeUndefined();
  });
});

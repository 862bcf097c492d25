import { BoundedMap } from '../../lambda/domain/bounded-map';

const MOST = 3;
const mapOf = (...keys: readonly string[]) => {
  const map = new BoundedMap<string, string>(MOST);
  for (const key of keys) map.set(key, `value of ${key}`);
  return map;
};
const held = (map: BoundedMap<string, string>, keys: readonly string[]) =>
  keys.filter((key) => map.get(key) !== undefined);

describe('a bounded map', () => {
  test('gives back what it was given, and the newer value of one key', () => {
    const map = mapOf('a', 'b');

    map.set('a', 'newer');

    expect([map.get('a'), map.get('b'), map.get('c')]).toEqual(['newer', 'value of b', undefined]);
  });

  test('holds no more than its limit of 10,000 keys that a stranger makes up: the last ones', () => {
    const keys = Array.from({ length: 10_000 }, (_, at) => `key ${at}`);

    const map = mapOf(...keys);

    expect(held(map, keys)).toEqual(keys.slice(-MOST));
  });

  test('forgets the key that was set first, and a key that is set again counts as new', () => {
    const map = mapOf('a', 'b', 'c', 'a', 'd');

    expect(held(map, ['a', 'b', 'c', 'd'])).toEqual(['a', 'c', 'd']);
  });
});

/**
 * A map that a warm process may fill with what callers send: it never holds more than so many entries. To take one more,
 * it forgets the one that it took first.
 */
export class BoundedMap<K, V> {
  readonly #entries = new Map<K, V>();

  constructor(private readonly most: number) {}

  get(key: K): V | undefined {
    return this.#entries.get(key);
  }

  set(key: K, value: V): void {
    this.#entries.delete(key);
    for (const first of this.#entries.keys()) {
      if (this.#entries.size < this.most) break;
      this.#entries.delete(first);
    }
    this.#entries.set(key, value);
  }
}

/** 128 random bits, for an `Idempotency-Key`. Not `randomUUID`, which a page without TLS lacks. */
export const randomKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');

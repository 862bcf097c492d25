/**
 * What a repeated request answers in place of a secret: only the first answer had the secret, and this is how to get a
 * new one if that answer was lost.
 */

export const replayed = (lost: 'key' | 'secret', advice: string) => ({
  secretShown: false,
  detail: `This Idempotency-Key was used before. Only the first answer had the ${lost}. If that answer never arrived, ${advice}`,
});
export const rotateWith = (body: string): string =>
  `rotate the key with ${body} and a new Idempotency-Key. That ends the lost secret at once.`;
/** How to replace a lost secret of a client or operator; its id stays the same. */
export const addThenDelete = (owner: 'client' | 'operator'): string =>
  `add another secret with POST …/${owner}s/{${owner}Id}/secrets, then delete the older secret. GET on the same path lists both.`;
export const DELETE_THEN_ADD =
  'delete the secret with DELETE …/secrets/{secretId} and add another secret with a new Idempotency-Key.';

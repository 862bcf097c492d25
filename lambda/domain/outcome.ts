/**
 * What an operation returns. A refusal is an ordinary result and is returned. A failure of a dependency is thrown as a
 * `DependencyError`. Anything else that is thrown is a defect.
 */

/** Why an operation refused. Each code has a page under docs/problems. */
export const REFUSAL_CODES = [
  'invalid-request',
  'invalid-cursor',
  'invalid-credential',
  'insufficient-scope',
  'grant-exceeded',
  'account-not-found',
  'key-not-found',
  'client-not-found',
  'secret-not-found',
  'operator-not-found',
  'member-not-found',
  'account-suspended',
  'external-id-taken',
  'client-already-adopted',
  'client-not-active',
  'client-not-issued',
  'client-still-active',
  'client-limit-reached',
  'secret-limit-reached',
  'last-secret',
  'operator-not-active',
  'operator-limit-reached',
  'last-operator',
  'member-exists',
  'member-limit-reached',
  'last-owner',
  'key-not-active',
  'key-still-active',
  'key-limit-reached',
  'key-already-imported',
  'import-not-declared',
  'rotation-in-progress',
  'idempotency-in-progress',
  'idempotency-mismatch',
  'usage-not-counted',
  'version-conflict',
  'too-many-requests',
] as const;
export type RefusalCode = (typeof REFUSAL_CODES)[number];

/** One mistake in a request and its place: a JSON Pointer (RFC 6901) into the body, a parameter, or a header. */
export type FieldError = { readonly detail: string } & (
  | { readonly pointer: string }
  | { readonly parameter: string }
  | { readonly header: string }
);

/** Most field errors in one answer: a body of 32 KB can have thousands, and the answer would be many times its size. */
export const FIELD_ERRORS_MAX = 20;

export interface Refusal {
  readonly code: RefusalCode;
  /** Tells the caller what happened and what to do. Contains no free text of the request, so it leaks no credential. */
  readonly detail: string;
  readonly errors?: readonly FieldError[];
}

export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal };

export const done = <T>(value: T): Outcome<T> => ({ ok: true, value });

export const refused = (code: RefusalCode, detail: string): Outcome<never> => ({
  ok: false,
  refusal: { code, detail },
});

/** The `dependency` of an error that any caller can cause with a made-up `kid`. The answer is 5xx, without an alarm. */
export const KEY_SET_BACK_OFF = 'key-set-back-off';

/** A dependency failed. The caller gets 503 with `Retry-After`, not a refusal. */
export class DependencyError extends Error {
  override readonly name = 'DependencyError';
  constructor(
    /** What failed: `table`, `pool`, `key-set`, `token-endpoint`, or `KEY_SET_BACK_OFF`. */
    readonly dependency: string,
    message: string,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
  }
}

/** A defect in our code. The caller gets 500 (503 from the authorizer), which says nothing about the credential. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError';
}

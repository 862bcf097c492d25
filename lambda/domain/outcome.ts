/**
 * "No" is a value, a fault is an exception. A refusal is an ordinary answer of an operation; trouble in the
 * outside world is a `DependencyError`; anything else that is thrown is a defect.
 */

/** Why an operation said no. Each code has a page under docs/problems. */
export type RefusalCode =
  | 'invalid-request'
  | 'invalid-cursor'
  | 'invalid-credential'
  | 'insufficient-scope'
  | 'grant-exceeded'
  | 'account-not-found'
  | 'key-not-found'
  | 'client-not-found'
  | 'secret-not-found'
  | 'operator-not-found'
  | 'account-suspended'
  | 'external-id-taken'
  | 'client-already-adopted'
  | 'client-not-active'
  | 'client-not-issued'
  | 'client-still-active'
  | 'client-limit-reached'
  | 'secret-limit-reached'
  | 'last-secret'
  | 'operator-not-active'
  | 'operator-limit-reached'
  | 'last-operator'
  | 'key-not-active'
  | 'key-still-active'
  | 'key-limit-reached'
  | 'rotation-in-progress'
  | 'idempotency-in-progress'
  | 'idempotency-mismatch'
  | 'version-conflict'
  | 'too-many-requests';

/** One fault of what was sent: a JSON pointer into the body, or the parameter or header at fault. */
export type FieldError =
  | { readonly pointer: string; readonly detail: string }
  | { readonly parameter: string; readonly detail: string }
  | { readonly header: string; readonly detail: string };

export interface Refusal {
  readonly code: RefusalCode;
  /** A sentence for the caller that says what to do next. Holds no credential and no text of the caller's. */
  readonly detail: string;
  readonly errors?: readonly FieldError[];
}

export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal };

export const done = <T>(value: T): Outcome<T> => ({ ok: true, value });

export const refused = (code: RefusalCode, detail: string, errors?: readonly FieldError[]): Outcome<never> => ({
  ok: false,
  refusal: errors === undefined ? { code, detail } : { code, detail, errors },
});

/** The dependency of an error that a stranger can cause at will: the answer is 5xx all the same, but no alarm's. */
export const KEY_SET_BACK_OFF = 'key-set-back-off';

/** The outside failed: answered with 503 and `Retry-After`, never as the caller's fault. */
export class DependencyError extends Error {
  override readonly name = 'DependencyError';
  constructor(
    /** What failed: `table`, `pool`, `key-set`, `token-endpoint`, `deadline`, or `KEY_SET_BACK_OFF`. */
    readonly dependency: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** A state that cannot be: answered with 500 (503 at the authorizer) and never with a verdict. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError';
}

/** Merge patches (RFC 7396), and the version that a caller read before its patch (`If-Match`). */
import { type Outcome, refused } from '../domain/outcome';

/** An absent member stays as it is. `null` removes an optional member. */
export type MergePatch<T> = {
  readonly [P in keyof T]?: (undefined extends T[P] ? T[P] | null : T[P]) | undefined;
};

export const patched = <T>(before: T | undefined, patch: T | null | undefined): T | undefined =>
  patch === undefined ? before : (patch ?? undefined);

/** Whether the caller read another version than the present one. False if the caller named no version. */
export const isStale = (expected: number | undefined, { version }: { readonly version: number }): boolean =>
  expected !== undefined && expected !== version;

export const staleVersion = (): Outcome<never> =>
  refused('version-conflict', 'The record changed since you read it. Read it again and repeat the change.');

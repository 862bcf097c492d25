/** Merge patches (RFC 7396), one member at a time, and the version that a patch was written against. */
import { type Outcome, refused } from '../domain/outcome';

/** A merge patch of these members: absent leaves a member as it is, `null` removes one that is optional. */
export type MergePatch<T> = {
  readonly [P in keyof T]?: (undefined extends T[P] ? T[P] | null : T[P]) | undefined;
};

/** An optional member after a patch: absent leaves it, `null` removes it. */
export const patched = <T>(before: T | undefined, patch: T | null | undefined): T | undefined =>
  patch === undefined ? before : (patch ?? undefined);

/** Whether a patch was written against another version; one without a version never is. */
export const isStale = (expected: number | undefined, { version }: { readonly version: number }): boolean =>
  expected !== undefined && expected !== version;

export const staleVersion = (): Outcome<never> =>
  refused('version-conflict', 'The record changed since it was read. Read it again and repeat the change.');

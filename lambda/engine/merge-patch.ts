/** Merge patches (RFC 7396), one member at a time, and the version that a patch was written against. */
import { type Outcome, refused } from '../domain/outcome';

/** A merge patch of these members: absent leaves a member as it is, `null` removes one that is optional. */
export type MergePatch<T> = {
  readonly [P in keyof T]?: (undefined extends T[P] ? T[P] | null : T[P]) | undefined;
};

/** The record after a merge patch. */
export function mergePatch<T extends object>(before: T, patch: MergePatch<T>): T {
  const given = Object.entries(patch).filter(([, value]) => value !== undefined);
  // A patch has the members of `T` alone, each of its own type; `null` stands for an optional member that goes.
  return { ...before, ...(Object.fromEntries(given.map(([name, value]) => [name, value ?? undefined])) as Partial<T>) };
}

/** Whether a patch was written against another version; one without a version never is. */
export const isStale = (expected: number | undefined, { version }: { readonly version: number }): boolean =>
  expected !== undefined && expected !== version;

export const staleVersion = (): Outcome<never> =>
  refused('version-conflict', 'The record changed since it was read. Read it again and repeat the change.');

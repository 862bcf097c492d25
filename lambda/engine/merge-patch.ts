/** Merge patches (RFC 7396), and the version that a caller read before its patch (`If-Match`). */
import { type Outcome, refused } from '../domain/outcome';

/** An absent member stays as it is. `null` removes an optional member. */
export type MergePatch<T> = {
  readonly [P in keyof T]?: (undefined extends T[P] ? T[P] | null : T[P]) | undefined;
};

/** The record after a merge patch. */
export function mergePatch<T extends object>(before: T, patch: MergePatch<T>): T {
  const given = Object.entries(patch).filter(([, value]) => value !== undefined);
  // The cast is safe: a patch has only members of `T`, with their types or `null`, which removes an optional member.
  return { ...before, ...(Object.fromEntries(given.map(([name, value]) => [name, value ?? undefined])) as Partial<T>) };
}

export interface Update<P> {
  readonly patch: P;
  /** The version that the caller read. If the record has another version now, the answer is `version-conflict`. */
  readonly ifMatch?: number | undefined;
}

/** Whether the version that the caller read is not the present one. False if the caller sent no `If-Match`. */
export const isStale = (expected: number | undefined, { version }: { readonly version: number }): boolean =>
  expected !== undefined && expected !== version;

export const staleVersion = (): Outcome<never> =>
  refused('version-conflict', 'The record changed since you read it. Read it again and repeat the change.');

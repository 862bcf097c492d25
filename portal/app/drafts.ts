/** What a person typed into a form, so that it is still there after a session that ended. No secret is ever a draft. */
import { useEffect, useState } from 'preact/hooks';

const drafts = new Map<string, unknown>();

export const draftsNow = (): Readonly<Record<string, unknown>> => Object.fromEntries(drafts);

export function restoreDrafts(kept: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(kept)) drafts.set(name, value);
}

/** State of a form by its name. It is forgotten when the form is left. */
export function useDraft<T extends object>(name: string, initial: T): readonly [T, (change: Partial<T>) => void] {
  const [value, setValue] = useState<T>(() => ({ ...initial, ...(drafts.get(name) as Partial<T> | undefined) }));
  useEffect(() => {
    drafts.set(name, value);
  }, [name, value]);
  useEffect(() => () => void drafts.delete(name), [name]);
  return [value, (change) => setValue((before) => ({ ...before, ...change }))];
}

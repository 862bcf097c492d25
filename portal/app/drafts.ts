/** What a person typed into a form, so that it is still there after a session that ended. No secret is ever a draft. */
import { useEffect, useState } from 'preact/hooks';
import { draft, dropDraft, keepDraft } from './kept-drafts';

/** State of a form by its name. It is forgotten when the form is left. */
export function useDraft<T extends object>(name: string, initial: T): readonly [T, (change: Partial<T>) => void] {
  const [value, setValue] = useState<T>(() => ({ ...initial, ...(draft(name) as Partial<T> | undefined) }));
  useEffect(() => keepDraft(name, value), [name, value]);
  useEffect(() => () => dropDraft(name), [name]);
  return [value, (change) => setValue((before) => ({ ...before, ...change }))];
}

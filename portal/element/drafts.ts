/**
 * Stands in the place of app/drafts.ts in the element: it never leaves its page, and what is typed into one element is nothing
 * to another.
 */
import { useState } from 'preact/hooks';

export function useDraft<T extends object>(_: string, initial: T): readonly [T, (change: Partial<T>) => void] {
  const [value, setValue] = useState(initial);
  return [value, (change) => setValue((before) => ({ ...before, ...change }))];
}

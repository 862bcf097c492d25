/** Tells the page that the person has to sign in again, from wherever that is noticed first. */

const listeners = new Set<() => void>();

export const sessionEnded = (): void => listeners.forEach((listener) => listener());

/** Returns what ends the listening. */
export function onSessionEnd(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

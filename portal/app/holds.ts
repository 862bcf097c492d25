/** Keeps a person where they are while something would be lost: as long as somebody holds, nothing leads away. */

export interface Holds {
  /** The tab asks before it closes, too. Returns what ends the hold; a second call of that does nothing. */
  readonly hold: () => () => void;
  readonly isHeld: () => boolean;
  /** Ends all of them, for a person who signs out. */
  readonly letGo: () => void;
}

type Listen = (name: 'beforeunload', listener: (event: { readonly preventDefault: () => void }) => void) => void;

/** What is used of the window. */
export interface Tab {
  readonly addEventListener: Listen;
  readonly removeEventListener: Listen;
}

export function makeHolds(tab: Tab): Holds {
  const held = new Set<() => void>();
  const hold = (): (() => void) => {
    // Each has a listener of its own, so that the end of one leaves the others.
    const ask: Parameters<Listen>[1] = (event) => event.preventDefault();
    const end = (): void => {
      held.delete(end);
      tab.removeEventListener('beforeunload', ask);
    };
    held.add(end);
    tab.addEventListener('beforeunload', ask);
    return end;
  };
  return { hold, isHeld: () => held.size > 0, letGo: () => held.forEach((end) => end()) };
}

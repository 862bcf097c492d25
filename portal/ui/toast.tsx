/** Short messages that need no answer. They are read out by a screen reader and go by themselves. */
import { useEffect, useState } from 'preact/hooks';

interface Toast {
  readonly id: number;
  readonly text: string;
  /** Milliseconds. */
  readonly shownFor: number;
}

export type Tell = (text: string, shownFor?: number) => void;

export interface Toaster {
  readonly tell: Tell;
  /** Returns what ends the listening. */
  readonly listen: (listener: (toast: Toast) => void) => () => void;
}

const SHOWN_FOR = 6_000;

/** The page has one. Each element on a page of somebody else has its own. */
export function makeToaster(): Toaster {
  const listeners = new Set<(toast: Toast) => void>();
  let count = 0;
  return {
    tell: (text, shownFor = SHOWN_FOR) => {
      count += 1;
      for (const listener of listeners) listener({ id: count, text, shownFor });
    },
    listen: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

const ofPage = makeToaster();
export const { tell } = ofPage;

export function Toasts({ of = ofPage }: { readonly of?: Toaster }) {
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  useEffect(
    () =>
      of.listen((toast) => {
        setToasts((before) => [...before.slice(-2), toast]);
        setTimeout(() => setToasts((now) => now.filter(({ id }) => id !== toast.id)), toast.shownFor);
      }),
    [of],
  );
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.map(({ id, text }) => (
        <p key={id} class="toast">
          {text}
        </p>
      ))}
    </div>
  );
}

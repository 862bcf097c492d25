/** Short messages that need no answer. They are read out by a screen reader and go by themselves. */
import { useEffect, useState } from 'preact/hooks';

interface Toast {
  readonly id: number;
  readonly text: string;
}

const SHOWN_FOR = 6_000;
const listeners = new Set<(toast: Toast) => void>();
let count = 0;

export function tell(text: string): void {
  count += 1;
  for (const listener of listeners) listener({ id: count, text });
}

export function Toasts() {
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  useEffect(() => {
    const show = (toast: Toast): void => {
      setToasts((before) => [...before.slice(-2), toast]);
      setTimeout(() => setToasts((now) => now.filter(({ id }) => id !== toast.id)), SHOWN_FOR);
    };
    listeners.add(show);
    return () => void listeners.delete(show);
  }, []);
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

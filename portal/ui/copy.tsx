/** Copies a text and says so. */
import { useState } from 'preact/hooks';
import { Button } from './button';

interface CopyProps {
  /** A function, so that a secret is no property of an element. */
  readonly text: () => string;
  readonly label?: string;
  readonly kind?: 'primary' | 'plain';
  readonly onCopied?: () => void;
}

export function Copy({ text, label = 'Copy', kind, onCopied }: CopyProps) {
  const [said, say] = useState<string>();
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text());
      say('Copied');
      onCopied?.();
      setTimeout(() => say(undefined), 2_000);
    } catch {
      // A page without HTTPS has no clipboard at all.
      say('Select and copy it by hand');
    }
  };
  return (
    <>
      <Button isSmall {...(kind !== undefined && { kind })} onClick={() => void copy()}>
        {said ?? label}
      </Button>
      <span class="hidden" role="status">
        {said}
      </span>
    </>
  );
}

/** A text to paste somewhere, with its button. */
export function CodeBlock({ text, label }: { readonly text: string; readonly label: string }) {
  return (
    <div class="code">
      <pre tabIndex={0} aria-label={label}>
        <code>{text}</code>
      </pre>
      <Copy text={() => text} label="Copy" />
    </div>
  );
}

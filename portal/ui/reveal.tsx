/**
 * Shows a secret once. Neither Escape, a click beside it, nor the back button closes it; the tab asks before it closes. The
 * secret is written into its elements and taken out of them by hand, so no property and no state ever has it.
 */
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { usePortal } from '../app/context';
import { Button } from './button';
import { Copy } from './copy';
import { Dialog } from './dialog';
import type { SecretBox } from './secret';

interface RevealProps {
  readonly title: string;
  /** What the secret is, for example `Key`. */
  readonly name: string;
  readonly secret: SecretBox;
  /** The file with the secret that can be downloaded. */
  readonly envFile: (secret: string) => string;
  /** A command that can be run. */
  readonly example?: (secret: string) => string;
  /** The person has stored it; the secret is gone when this is called. */
  readonly onDone: () => void;
  readonly children?: ComponentChildren;
}

export function Reveal({ title, name, secret, envFile, example, onDone, children }: RevealProps) {
  const end = useHold(secret);
  return (
    <Dialog title={title}>
      {children}
      <div class="notice warn">
        <p>
          <strong>It is shown this once.</strong> Store it where your program reads it; nobody can show it again.
        </p>
      </div>
      <h3>{name}</h3>
      <Secret secret={secret} label={name} text={(value) => value} />
      <div class="actions reveal-actions">
        <Copy text={secret.read} label={`Copy ${name.toLowerCase()}`} kind="primary" />
        <Button isSmall onClick={() => download('.env', envFile(secret.read()))}>
          Download .env
        </Button>
      </div>
      {example !== undefined && <Example secret={secret} example={example} />}
      <div class="actions">
        <Button
          onClick={() => {
            end();
            onDone();
          }}
        >
          I have stored it
        </Button>
      </div>
    </Dialog>
  );
}

/** Nothing leads away until the returned function is called, which wipes the secret. */
function useHold(secret: SecretBox): () => void {
  const { holdPlace } = usePortal();
  const release = useRef<() => void>(undefined);
  const end = (): void => {
    secret.wipe();
    release.current?.();
  };
  // At once and not after the next paint: the hold of the request is over now.
  useLayoutEffect(() => {
    release.current = holdPlace();
    return end;
  }, []);
  return end;
}

interface ExampleProps {
  readonly secret: SecretBox;
  readonly example: (secret: string) => string;
}

function Example({ secret, example }: ExampleProps) {
  return (
    <>
      <h3>Try it</h3>
      <Secret secret={secret} label="Command to try it" text={example} />
      <div class="actions reveal-actions">
        <Copy text={() => example(secret.read())} label="Copy command" />
      </div>
    </>
  );
}

interface SecretProps {
  readonly secret: SecretBox;
  readonly label: string;
  readonly text: (secret: string) => string;
}

function Secret({ secret, label, text }: SecretProps) {
  const place = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const { current } = place;
    if (current === null) return undefined;
    current.textContent = text(secret.read());
    return () => {
      current.textContent = '';
    };
  }, []);
  return (
    <pre class="secret" role="group" tabIndex={0} aria-label={label}>
      <code ref={place} />
    </pre>
  );
}

function download(fileName: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/octet-stream' }));
  const link = Object.assign(document.createElement('a'), { href: url, download: fileName });
  link.click();
  // The browser takes the file in a task of its own.
  setTimeout(() => URL.revokeObjectURL(url));
}

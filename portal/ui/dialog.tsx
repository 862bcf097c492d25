/** A modal dialog by <dialog>, which holds the focus and makes the rest of the page inert. */
import type { ComponentChildren } from 'preact';
import { useContext, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { PortalContext } from '../app/portal-context';
import { Button } from './button';

interface DialogProps {
  readonly title: string;
  /** Absent: only what the dialog itself offers closes it, and neither Escape nor a click beside it. */
  readonly onClose?: () => void;
  /** Something was typed, so Escape and a click beside the dialog ask before they take it away. */
  readonly isChanged?: boolean;
  readonly children: ComponentChildren;
}

export function Dialog({ title, onClose, isChanged = false, children }: DialogProps) {
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <Frame title={title} onClose={isChanged ? () => setAsking(true) : onClose}>
        {children}
      </Frame>
      {isAsking && (
        <Frame title="Discard your changes?" onClose={() => setAsking(false)}>
          <p>What you changed here is not saved.</p>
          <div class="actions">
            <Button onClick={() => setAsking(false)}>Keep editing</Button>
            <Button kind="danger" onClick={() => onClose?.()}>
              Discard
            </Button>
          </div>
        </Frame>
      )}
    </>
  );
}

interface FrameProps {
  readonly title: string;
  readonly onClose: (() => void) | undefined;
  readonly children: ComponentChildren;
}

function Frame({ title, onClose, children }: FrameProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  const portal = useContext(PortalContext);
  // What is under way may answer with a secret, and else with how it ended: somebody has to be there to see it.
  const close = (): void => {
    if (dialog.current?.querySelector('[aria-busy]') === null) onClose?.();
  };
  // With the commit and not after the next paint: a key pressed at once finds the focus where it belongs.
  useLayoutEffect(() => {
    const { current } = dialog;
    const before = document.activeElement;
    if (current?.open === false) current.showModal();
    return () => {
      current?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={heading}
      closedby={onClose === undefined ? 'none' : 'any'}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
      onKeyDown={(event) => {
        // A browser without `closedby` closes at the second Escape whatever became of the first.
        if (event.key !== 'Escape') return;
        event.preventDefault();
        close();
      }}
      onClick={(event) => event.target === dialog.current && close()}
    >
      <div class="dialog-body">
        <h2 id={heading}>{title}</h2>
        {portal?.ended}
        {children}
      </div>
    </dialog>
  );
}

/** For what cannot be undone: the person types what it is about. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Failure } from '../data/failure';
import { Button, Cancel } from './button';
import { Dialog } from './dialog';
import { Field } from './field';
import { FailureNotice } from './states';

interface ConfirmByTypingProps {
  readonly title: string;
  /** What has to be typed, for example the key's label. */
  readonly word: string;
  readonly action: string;
  readonly isBusy: boolean;
  readonly failure?: Failure | undefined;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
  /** What will stop. */
  readonly children: ComponentChildren;
}

export function ConfirmByTyping(props: ConfirmByTypingProps) {
  const { title, word, action, isBusy, failure, onConfirm, onClose, children } = props;
  const [typed, setTyped] = useState('');
  const isSame = typed.trim() === word;
  const confirm = (event: Event): void => {
    event.preventDefault();
    if (isSame && !isBusy) onConfirm();
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form onSubmit={confirm}>
        {children}
        <FailureNotice failure={failure} />
        <Field label={`Type “${word}” to confirm`} value={typed} onInput={setTyped} autoComplete="off" />
        <div class="actions">
          <Cancel onClick={onClose} isBusy={isBusy} />
          <Button type="submit" kind="danger" isBusy={isBusy} isDisabled={!isSame}>
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

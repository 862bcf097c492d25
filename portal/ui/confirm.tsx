/** Asks before a change that can be undone, or that has little effect. What cannot be undone is typed (`ConfirmByTyping`). */
import type { ComponentChildren } from 'preact';
import type { Action } from '../data/use-load';
import { Button, Cancel } from './button';
import { Dialog } from './dialog';
import { FailureNotice } from './states';

interface ConfirmProps {
  readonly title: string;
  readonly name: string;
  readonly action: Action<undefined, unknown>;
  readonly onClose: () => void;
  readonly isDanger?: boolean;
  readonly children: ComponentChildren;
}

export function Confirm({ title, name, action, onClose, isDanger = false, children }: ConfirmProps) {
  return (
    <Dialog title={title} onClose={onClose}>
      {children}
      <FailureNotice failure={action.failure} />
      <div class="actions">
        <Cancel onClick={onClose} isBusy={action.isBusy} />
        <Button
          kind={isDanger ? 'danger' : 'primary'}
          isBusy={action.isBusy}
          onClick={() => void action.run(undefined)}
        >
          {name}
        </Button>
      </div>
    </Dialog>
  );
}

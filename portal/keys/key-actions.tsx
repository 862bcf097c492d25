/** What a developer of the account can do about a key. Each opens a dialog; one click alone changes nothing. */
import { useState } from 'preact/hooks';
import { Button } from '../ui/button';
import { DeleteKey, RevokeKey, SuspendKey } from './end-key';
import { EditKey } from './edit-key';
import type { KeyActionProps } from './key-dialog';
import { isDead } from './key-list';
import { RotateKey } from './rotate-key';

const DIALOGS = { rotate: RotateKey, edit: EditKey, suspend: SuspendKey, revoke: RevokeKey, delete: DeleteKey };
type Name = keyof typeof DIALOGS;

export function KeyActions({ apiKey, loading }: KeyActionProps) {
  const [open, setOpen] = useState<Name>();
  const Shown = open === undefined ? undefined : DIALOGS[open];
  return (
    <>
      <div class="actions key-actions">
        {isDead(apiKey) ? (
          <Button onClick={() => setOpen('delete')}>Delete</Button>
        ) : (
          <>
            <Button kind="primary" onClick={() => setOpen('rotate')}>
              Rotate
            </Button>
            <Button onClick={() => setOpen('edit')}>Edit</Button>
            <Button onClick={() => setOpen('suspend')}>{apiKey.status === 'suspended' ? 'Resume' : 'Suspend'}</Button>
            <Button kind="warn" onClick={() => setOpen('revoke')}>
              Revoke…
            </Button>
          </>
        )}
      </div>
      {Shown !== undefined && <Shown apiKey={apiKey} loading={loading} onClose={() => setOpen(undefined)} />}
    </>
  );
}

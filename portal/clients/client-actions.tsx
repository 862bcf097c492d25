/** What a developer of the account can do about a client. Each opens a dialog; one click alone changes nothing. */
import { useState } from 'preact/hooks';
import { Button } from '../ui/button';
import { EditClient } from './edit-client';
import { DeleteClient, RevokeClient, RevokeTokens, SuspendClient } from './end-client';
import type { ShownClientProps } from './client-dialog';

const DIALOGS = {
  edit: EditClient,
  tokens: RevokeTokens,
  suspend: SuspendClient,
  revoke: RevokeClient,
  delete: DeleteClient,
};
type Name = keyof typeof DIALOGS;

export function ClientActions({ oauthClient, loading }: ShownClientProps) {
  const [open, setOpen] = useState<Name>();
  const { status } = oauthClient;
  const Shown = open === undefined ? undefined : DIALOGS[open];
  return (
    <>
      <div class="actions key-actions">
        {status === 'revoked' ? (
          <Button onClick={() => setOpen('delete')}>Delete</Button>
        ) : (
          <>
            <Button onClick={() => setOpen('edit')}>Edit</Button>
            <Button onClick={() => setOpen('tokens')}>Revoke tokens</Button>
            <Button onClick={() => setOpen('suspend')}>{status === 'suspended' ? 'Resume' : 'Suspend'}</Button>
            <Button kind="warn" onClick={() => setOpen('revoke')}>
              Revoke…
            </Button>
          </>
        )}
      </div>
      {Shown !== undefined && <Shown oauthClient={oauthClient} loading={loading} onClose={() => setOpen(undefined)} />}
    </>
  );
}

/** Stops a key: for a while, for good, or from the list of what is dead. */
import type { ComponentChildren } from 'preact';
import type { ApiKey } from 'sallyport/client';
import { usePortal } from '../app/context';
import { navigateInstead } from '../app/navigation';
import { KEYS } from '../app/places';
import { hrefTo } from '../app/router';
import { type Action, useAction } from '../data/use-load';
import { Button } from '../ui/button';
import { ConfirmByTyping } from '../ui/confirm-by-typing';
import { Dialog } from '../ui/dialog';
import { FailureNotice } from '../ui/states';
import { Time } from '../ui/time';
import { tell } from '../ui/toast';
import { answered } from './key-answer';
import type { KeyDialogProps } from './key-dialog';

const pathOf = ({ accountId, id: keyId }: ApiKey) => ({ accountId, keyId });

export function SuspendKey({ apiKey, loading, onClose }: KeyDialogProps) {
  const { client } = usePortal();
  const isSuspended = apiKey.status === 'suspended';
  const verb = isSuspended ? 'resume' : 'suspend';
  const action = useAction(async (_: undefined, idempotencyKey) => {
    const options = { path: pathOf(apiKey), headers: { 'Idempotency-Key': idempotencyKey } };
    const changed = await client.post(`/accounts/{accountId}/keys/{keyId}/${verb}`, options);
    loading.replace(answered(apiKey, changed));
    tell(isSuspended ? 'The key works again.' : 'The key is suspended.');
    onClose();
  });
  return (
    <Confirm
      title={isSuspended ? `Resume “${apiKey.label}”` : `Suspend “${apiKey.label}”`}
      name={isSuspended ? 'Resume' : 'Suspend'}
      action={action}
      onClose={onClose}
    >
      {isSuspended ? (
        <p>Requests with the key are answered again.</p>
      ) : (
        <>
          <p>Until you resume it, every request with the key is refused.</p>
          <LastUse apiKey={apiKey} />
        </>
      )}
    </Confirm>
  );
}

export function RevokeKey({ apiKey, loading, onClose }: KeyDialogProps) {
  const { client } = usePortal();
  const action = useAction(async (_: undefined, idempotencyKey) => {
    const options = { path: pathOf(apiKey), headers: { 'Idempotency-Key': idempotencyKey }, body: {} };
    loading.replace(answered(apiKey, await client.post('/accounts/{accountId}/keys/{keyId}/revoke', options)));
    tell('The key is revoked.');
    onClose();
  });
  return (
    <ConfirmByTyping
      title={`Revoke “${apiKey.label}” for good`}
      word={apiKey.label}
      action="Revoke for good"
      isBusy={action.isBusy}
      failure={action.failure}
      onConfirm={() => void action.run(undefined)}
      onClose={onClose}
    >
      <p>Whatever uses this key stops at once, with both of its secrets. This cannot be undone.</p>
      <LastUse apiKey={apiKey} />
    </ConfirmByTyping>
  );
}

export function DeleteKey({ apiKey, onClose }: KeyDialogProps) {
  const { client } = usePortal();
  const action = useAction<undefined, unknown>(async () => {
    await client.delete('/accounts/{accountId}/keys/{keyId}', { path: pathOf(apiKey) });
    tell('The key is deleted.');
    navigateInstead(hrefTo(KEYS, { accountId: apiKey.accountId }));
  });
  return (
    <Confirm title={`Delete “${apiKey.label}”`} name="Delete" action={action} onClose={onClose}>
      <p>The key is dead already; now it leaves the list. Its events stay in the account’s activity.</p>
    </Confirm>
  );
}

/** What will stop. */
function LastUse({ apiKey: { lastUsedAt, lastUsedRoute } }: { readonly apiKey: ApiKey }) {
  if (lastUsedAt === undefined) return <p>No use of this key is known.</p>;
  return (
    <p>
      It was last used <Time at={lastUsedAt} />
      {lastUsedRoute !== undefined && (
        <>
          {' '}
          for <code>{lastUsedRoute}</code>
        </>
      )}
      .
    </p>
  );
}

interface ConfirmProps {
  readonly title: string;
  readonly name: string;
  readonly action: Action<undefined, unknown>;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

function Confirm({ title, name, action, onClose, children }: ConfirmProps) {
  return (
    <Dialog title={title} onClose={onClose}>
      {children}
      <FailureNotice failure={action.failure} />
      <div class="actions">
        <Button onClick={onClose}>Cancel</Button>
        <Button kind="primary" isBusy={action.isBusy} onClick={() => void action.run(undefined)}>
          {name}
        </Button>
      </div>
    </Dialog>
  );
}

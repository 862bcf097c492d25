/** Stops a key: for a while, for good, or from the list of what is dead. */
import type { ApiKey } from 'sallyport/client';
import { usePortal } from '../app/context';
import { KEYS } from '../app/places';
import { hrefTo } from '../app/router';
import { useAction } from '../data/use-load';
import { Confirm } from '../ui/confirm';
import { ConfirmByTyping } from '../ui/confirm-by-typing';
import { LastUse } from '../ui/last-use';
import { answered } from './key-answer';
import type { KeyDialogProps } from './key-dialog';

const pathOf = ({ accountId, id: keyId }: ApiKey) => ({ accountId, keyId });

export function SuspendKey({ apiKey, loading, onClose }: KeyDialogProps) {
  const { client, tell } = usePortal();
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
          <LastUse of={apiKey} what="this key" />
        </>
      )}
    </Confirm>
  );
}

export function RevokeKey({ apiKey, loading, onClose }: KeyDialogProps) {
  const { client, tell } = usePortal();
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
      <p>Whatever uses this key stops at once. This cannot be undone.</p>
      <LastUse of={apiKey} what="this key" />
    </ConfirmByTyping>
  );
}

export function DeleteKey({ apiKey, onClose }: KeyDialogProps) {
  const { client, tell, navigateInstead } = usePortal();
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

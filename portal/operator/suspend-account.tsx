/** Stops an account until it is resumed. */
import { useAccount, usePortal } from '../app/context';
import { useAction } from '../data/use-load';
import { Confirm } from '../ui/confirm';
import { tell } from '../ui/toast';
import type { AccountDialogProps } from './account-dialog';

export function SuspendAccount({ account: { id, name, status }, onClose }: AccountDialogProps) {
  const { client } = usePortal();
  const { record } = useAccount();
  const isSuspended = status === 'suspended';
  const verb = isSuspended ? 'resume' : 'suspend';
  const action = useAction(async (_: undefined, idempotencyKey) => {
    const options = { path: { accountId: id }, headers: { 'Idempotency-Key': idempotencyKey } };
    await client.post(`/accounts/{accountId}/${verb}`, options);
    tell(isSuspended ? 'The account works again.' : 'The account is suspended.');
    record.reload();
    onClose();
  });
  const word = isSuspended ? 'Resume' : 'Suspend';
  return (
    <Confirm title={`${word} ${name}`} name={word} action={action} onClose={onClose}>
      <p>
        {isSuspended
          ? 'The keys and clients of the account work again, but for those that are suspended themselves.'
          : 'Until it is resumed, every request with a key or a client of the account is refused.'}
      </p>
    </Confirm>
  );
}

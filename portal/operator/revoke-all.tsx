/** Ends every key and client of an account in one write, for an incident. */
import { usePortal } from '../app/context';
import { navigateInstead } from '../app/navigation';
import { KEYS } from '../app/places';
import { hrefTo } from '../app/router';
import { useAction, useLoad } from '../data/use-load';
import { ConfirmByTyping } from '../ui/confirm-by-typing';
import { Skeleton } from '../ui/states';
import { tell } from '../ui/toast';
import type { AccountDialogProps } from './account-dialog';

export function RevokeAll({ account: { id: accountId, name }, onClose }: AccountDialogProps) {
  const { client } = usePortal();
  const { load } = useLoad(`live ${accountId}`, async (signal) => {
    const options = { path: { accountId }, query: { limit: 100 }, signal };
    const [keys, clients] = await Promise.all([
      countLive(client.items('/accounts/{accountId}/keys', options)),
      countLive(client.items('/accounts/{accountId}/clients', options)),
    ]);
    return `${countText(keys, 'key')} and ${countText(clients, 'client')}`;
  });
  const action = useAction(async (_: undefined, idempotencyKey) => {
    const options = { path: { accountId }, headers: { 'Idempotency-Key': idempotencyKey } };
    await client.post('/accounts/{accountId}/revoke-all', options);
    tell('Every key and client of the account is revoked.');
    navigateInstead(hrefTo(KEYS, { accountId }));
  });
  return (
    <ConfirmByTyping
      title={`Revoke everything of ${name}`}
      word={name}
      action="Revoke everything"
      isBusy={action.isBusy}
      failure={action.failure}
      onConfirm={() => void action.run(undefined)}
      onClose={onClose}
    >
      {load.state === 'loading' ? (
        <Skeleton lines={1} label="Counting keys and clients" />
      ) : (
        <p>
          <strong>{load.state === 'ready' ? load.value : 'All keys and clients'}</strong> will stop at once, with every
          token that they have. This cannot be undone.
        </p>
      )}
      <p>People stay, and new keys and clients can be issued right after it.</p>
    </ConfirmByTyping>
  );
}

const MOST_COUNTED = 1_000;

async function countLive(items: AsyncIterable<{ readonly status: string }>): Promise<number> {
  let count = 0;
  for await (const { status } of items) {
    if (status !== 'revoked' && status !== 'expired') count += 1;
    if (count >= MOST_COUNTED) break;
  }
  return count;
}

const countText = (count: number, what: string): string =>
  `${count >= MOST_COUNTED ? `${MOST_COUNTED} or more` : count} ${what}${count === 1 ? '' : 's'}`;

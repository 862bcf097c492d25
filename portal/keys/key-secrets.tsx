/** The secrets of a key: the current one and, after a rotation, the old one until its grace ends. */
import { useMay, usePortal } from '../app/context';
import { useAction } from '../data/use-load';
import { Badge } from '../ui/badge';
import { Button } from '../ui/button';
import { FailureNotice } from '../ui/states';
import { Time } from '../ui/time';
import { answered } from './key-answer';
import type { KeyActionProps } from './key-dialog';
import { isDead } from './key-list';

export function KeySecrets({ apiKey, loading }: KeyActionProps) {
  const { client, tell } = usePortal();
  const canWrite = useMay('developer');
  const end = useAction(async (_: undefined, idempotencyKey) => {
    const path = { accountId: apiKey.accountId, keyId: apiKey.id };
    const headers = { 'Idempotency-Key': idempotencyKey };
    loading.replace(
      answered(apiKey, await client.post('/accounts/{accountId}/keys/{keyId}/end-grace', { path, headers })),
    );
    tell('The old secret ended.');
  });
  if (isDead(apiKey)) return null;
  const hasOld = apiKey.secrets.some(({ graceUntil }) => graceUntil !== undefined);
  return (
    <section class="card">
      <h2>Secrets</h2>
      <ul class="scope-list">
        {apiKey.secrets.map(({ createdAt, graceUntil }) => (
          <li key={createdAt}>
            <Badge tone={graceUntil === undefined ? 'good' : 'warn'}>
              {graceUntil === undefined ? 'Current' : 'Old'}
            </Badge>{' '}
            made <Time at={createdAt} />
            {graceUntil !== undefined && (
              <>
                , ends <Time at={graceUntil} />
              </>
            )}
          </li>
        ))}
      </ul>
      <FailureNotice failure={end.failure} />
      {hasOld && canWrite && (
        <Button isSmall isBusy={end.isBusy} onClick={() => void end.run(undefined)}>
          End the old secret now
        </Button>
      )}
    </section>
  );
}

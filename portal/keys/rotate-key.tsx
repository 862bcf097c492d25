/** Gives a key a new secret. The old one works until its grace ends, so that programs can switch over. */
import { useState } from 'preact/hooks';
import type { ApiKey } from 'sallyport/client';
import { usePortal } from '../app/context';
import { type Action, useAction } from '../data/use-load';
import { Button, Cancel } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { type RadioOption, Radios } from '../ui/radios';
import { type SecretBox, secretBox } from '../ui/secret';
import { FailureNotice } from '../ui/states';
import { dateText } from '../ui/time-text';
import { answered } from './key-answer';
import type { KeyDialogProps } from './key-dialog';
import { KeyReveal } from './key-reveal';

const GRACES: readonly RadioOption<number>[] = [
  { value: 0, label: 'Ends now', hint: 'Right if the old secret leaked.' },
  { value: 3_600, label: '1 hour' },
  { value: 86_400, label: '1 day' },
  { value: 604_800, label: '7 days' },
];
const USUAL = 86_400;
const LOST = 'The key was rotated, and nobody saw its new secret. Rotate it again to get another one.';

interface Rotated {
  readonly record: ApiKey;
  readonly secret?: SecretBox;
}
interface RotateBody {
  readonly graceSeconds?: number;
  readonly replace?: 'newest';
}

export function RotateKey({ apiKey, loading, onClose }: KeyDialogProps) {
  const { client, tell } = usePortal();
  const [rotated, setRotated] = useState<Rotated>();
  const rotate = useAction(async (body: RotateBody, idempotencyKey) => {
    const path = { accountId: apiKey.accountId, keyId: apiKey.id };
    const headers = { 'Idempotency-Key': idempotencyKey };
    const answer = await client.post('/accounts/{accountId}/keys/{keyId}/rotate', { path, headers, body });
    // Apart at once, so that the key is nowhere but in its box.
    const { key, ...record } = answer;
    return { record: answered(apiKey, record), ...(key !== undefined && { secret: secretBox(key) }) };
  }, LOST);
  const run = async (body: RotateBody): Promise<void> => setRotated(await rotate.run(body));
  const finish = (): void => {
    if (rotated !== undefined) loading.replace(rotated.record);
    tell('The key has a new secret.');
    onClose();
  };
  if (rotated?.secret !== undefined)
    return <KeyReveal record={rotated.record} secret={rotated.secret} onDone={finish} />;
  if (rotated !== undefined)
    return (
      <Dialog title="The key was rotated, and its secret cannot be shown" onClose={finish}>
        <p>The answer with the secret was lost. Rotate the key again to get another one.</p>
        <div class="actions">
          <Button onClick={finish}>Close</Button>
        </div>
      </Dialog>
    );
  return <AskGrace apiKey={apiKey} rotate={rotate} onRun={(body) => void run(body)} onClose={onClose} />;
}

interface AskGraceProps {
  readonly apiKey: ApiKey;
  readonly rotate: Action<RotateBody, Rotated>;
  readonly onRun: (body: RotateBody) => void;
  readonly onClose: () => void;
}

function AskGrace({ apiKey, rotate: { isBusy, failure }, onRun, onClose }: AskGraceProps) {
  const [seconds, setSeconds] = useState(USUAL);
  const graceUntil = apiKey.secrets.find((old) => old.graceUntil !== undefined)?.graceUntil;
  const isInGrace = graceUntil !== undefined || failure?.code === 'rotation-in-progress';
  return (
    <Dialog title={`Rotate “${apiKey.label}”`} onClose={onClose}>
      <FailureNotice failure={failure} />
      {isInGrace ? (
        <InGrace until={graceUntil} />
      ) : (
        <Radios
          legend="How long does the old secret still work?"
          hint="Until then both secrets work."
          options={GRACES}
          value={seconds}
          onChange={setSeconds}
        />
      )}
      <div class="actions">
        <Cancel onClick={onClose} isBusy={isBusy} />
        <Button
          kind="primary"
          isBusy={isBusy}
          onClick={() => onRun(isInGrace ? { replace: 'newest' } : { graceSeconds: seconds })}
        >
          {isInGrace ? 'Replace the newest secret' : 'Rotate'}
        </Button>
      </div>
    </Dialog>
  );
}

function InGrace({ until }: { readonly until: string | undefined }) {
  return (
    <p>
      An old secret of the key still works{until !== undefined && ` until ${dateText(until)}`}. You can replace the
      newest secret, for example because nobody received it: it ends at once, and the old one keeps its time. To end the
      old one instead, use “End the old secret now” on the page of the key.
    </p>
  );
}

/** A key that was just made or rotated, shown once. */
import type { ApiKey } from 'sallyport/client';
import { usePortal } from '../app/context';
import { Reveal } from '../ui/reveal';
import type { SecretBox } from '../ui/secret';
import { dateText } from '../ui/time-text';
import { curlOf, envFileOf } from './curl';

interface KeyRevealProps {
  readonly record: Pick<ApiKey, 'label' | 'secrets' | 'expiresAt'>;
  readonly secret: SecretBox;
  readonly onDone: () => void;
}

export function KeyReveal({ record: { label, secrets, expiresAt }, secret, onDone }: KeyRevealProps) {
  const { config } = usePortal();
  const graceUntil = secrets.find((old) => old.graceUntil !== undefined)?.graceUntil;
  const end = expiresAt === undefined ? '' : ` It works until ${dateText(expiresAt)}.`;
  return (
    <Reveal
      title="Your key"
      name="Key"
      secret={secret}
      envFile={(key) => envFileOf(label, key)}
      example={(key) => curlOf(config.exampleUrl, key)}
      onDone={onDone}
    >
      <p>
        This is the key “{label}”.{end}
        {graceUntil !== undefined && ` The old secret works until ${dateText(graceUntil)}.`}
      </p>
    </Reveal>
  );
}

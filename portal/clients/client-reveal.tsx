/** The secret of a client that was just made, or a second one, shown once with the id that belongs to it. */
import { usePortal } from '../app/context';
import { CodeBlock } from '../ui/copy';
import { Reveal } from '../ui/reveal';
import type { SecretBox } from '../ui/secret';
import { envFileOf, tokenCurlOf } from './client-text';

interface ClientRevealProps {
  readonly clientId: string;
  readonly secret: SecretBox;
  readonly onDone: () => void;
}

export function ClientReveal({ clientId, secret, onDone }: ClientRevealProps) {
  const { tokenUrl } = usePortal().config;
  return (
    <Reveal
      title="Your client secret"
      name="Client secret"
      secret={secret}
      envFile={(text) => envFileOf(clientId, text)}
      example={(text) => tokenCurlOf(tokenUrl, clientId, text)}
      onDone={onDone}
    >
      <h3>Client id</h3>
      <CodeBlock label="Client id" text={clientId} />
      <p class="quiet small">
        With client id and secret a program fetches access tokens at <code>{tokenUrl}</code>.
      </p>
    </Reveal>
  );
}

/** The secret of a client that was just made, or a second one, shown once with the id that belongs to it. */
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
  return (
    <Reveal
      title="Your client secret"
      name="Client secret"
      secret={secret}
      envFile={(text) => envFileOf(clientId, text)}
      example={(text) => tokenCurlOf(clientId, text)}
      onDone={onDone}
    >
      <h3>Client id</h3>
      <CodeBlock label="Client id" text={clientId} />
      <p class="quiet small">
        With both a program fetches access tokens. The service’s operator names the address that it fetches them from;
        the command below reads it of the variable <code>TOKEN_URL</code>.
      </p>
    </Reveal>
  );
}

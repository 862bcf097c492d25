/** The one or two secrets of a client. To change them without a gap: add one, switch over, delete the old one. */
import { useState } from 'preact/hooks';
import type { OAuthClient } from 'sallyport/client';
import { usePortal } from '../app/context';
import { useAction, useLoad } from '../data/use-load';
import { Button } from '../ui/button';
import { Confirm } from '../ui/confirm';
import { type SecretBox, secretBox } from '../ui/secret';
import { ErrorState, FailureNotice, Skeleton } from '../ui/states';
import { Time } from '../ui/time';
import { tell } from '../ui/toast';
import { ClientReveal } from './client-reveal';

const SECRETS = '/accounts/{accountId}/clients/{clientId}/secrets';

export function ClientSecrets({ oauthClient: { accountId, id: clientId } }: { readonly oauthClient: OAuthClient }) {
  const { client } = usePortal();
  const secrets = useLoad(clientId, async (signal) => {
    return (await client.get(SECRETS, { path: { accountId, clientId }, signal })).items;
  });
  const { load, reload } = secrets;
  const isAdopted = load.state === 'failed' && load.failure.code === 'client-not-issued';
  return (
    <section class="card">
      <h2>Secrets</h2>
      {isAdopted ? (
        <p>This client was made elsewhere and adopted: its secrets are not managed here.</p>
      ) : load.state === 'failed' ? (
        <ErrorState failure={load.failure} onRetry={reload} />
      ) : load.state === 'loading' ? (
        <Skeleton lines={2} />
      ) : (
        <List path={{ accountId, clientId }} secrets={load.value} onChanged={reload} />
      )}
    </section>
  );
}

interface ListProps {
  readonly path: { readonly accountId: string; readonly clientId: string };
  readonly secrets: readonly { readonly id: string; readonly createdAt: string }[];
  readonly onChanged: () => void;
}

function List({ path, secrets, onChanged }: ListProps) {
  const [ending, setEnding] = useState<string>();
  return (
    <>
      <ul class="scope-list">
        {secrets.map(({ id, createdAt }) => (
          <li key={id} class="line">
            <span>
              <span class="mono small block">{id}</span>
              <span class="quiet small">
                made <Time at={createdAt} />
              </span>
            </span>
            {secrets.length > 1 && (
              <Button isSmall kind="warn" label={`Delete the secret ${id}`} onClick={() => setEnding(id)}>
                Delete
              </Button>
            )}
          </li>
        ))}
      </ul>
      {secrets.length < 2 && <AddSecret path={path} onChanged={onChanged} />}
      {ending !== undefined && (
        <DeleteSecret path={{ ...path, secretId: ending }} onChanged={onChanged} onClose={() => setEnding(undefined)} />
      )}
    </>
  );
}

const LOST = 'A secret was added, and nobody saw it. Delete it, and add another one.';

function AddSecret({ path, onChanged }: Omit<ListProps, 'secrets'>) {
  const { client } = usePortal();
  const [secret, setSecret] = useState<SecretBox>();
  const add = useAction(async (_: undefined, idempotencyKey) => {
    const headers = { 'Idempotency-Key': idempotencyKey };
    const { clientSecret } = await client.post(SECRETS, { path, headers });
    if (clientSecret !== undefined) setSecret(secretBox(clientSecret));
    else {
      tell('The secret was made, and the answer with it was lost. Delete it and add another one.');
      onChanged();
    }
  }, LOST);
  const finish = (): void => {
    setSecret(undefined);
    onChanged();
  };
  return (
    <>
      <FailureNotice failure={add.failure} />
      <Button isSmall isBusy={add.isBusy} onClick={() => void add.run(undefined)}>
        Add a second secret
      </Button>
      {secret !== undefined && <ClientReveal clientId={path.clientId} secret={secret} onDone={finish} />}
    </>
  );
}

interface DeleteSecretProps {
  readonly path: ListProps['path'] & { readonly secretId: string };
  readonly onChanged: () => void;
  readonly onClose: () => void;
}

function DeleteSecret({ path, onChanged, onClose }: DeleteSecretProps) {
  const { client } = usePortal();
  const action = useAction<undefined, unknown>(async () => {
    await client.delete(`${SECRETS}/{secretId}`, { path });
    tell('The secret is deleted.');
    onChanged();
    onClose();
  });
  return (
    <Confirm title="Delete this secret" name="Delete" isDanger action={action} onClose={onClose}>
      <p>A program that still has this secret gets no new token. Tokens that it fetched go on until they expire.</p>
      <p class="mono small">{path.secretId}</p>
    </Confirm>
  );
}

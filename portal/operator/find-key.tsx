/** Whose key is this? Of a pasted key only its id leaves the page; the rest is in no state, address or storage. */
import { useId, useRef, useState } from 'preact/hooks';
import { usePortal } from '../app/context';
import { KEY } from '../app/places';
import { hrefTo } from '../app/router';
import { useAction } from '../data/use-load';
import { StatusBadge } from '../ui/badge';
import { Button } from '../ui/button';
import { FailureNotice } from '../ui/states';
import { pastedKey } from './pasted-key';

export function FindKey() {
  const { client } = usePortal();
  const [keyId, setKeyId] = useState<string>();
  const find = useAction((id: string) => client.get('/keys/{keyId}', { path: { keyId: id } }));
  const [found, setFound] = useState<Awaited<ReturnType<typeof find.run>>>();
  const look = async (text: string): Promise<void> => {
    const { keyId: id } = pastedKey(text);
    setFound(undefined);
    setKeyId(id ?? '');
    find.clear();
    if (id !== undefined) setFound(await find.run(id));
  };
  return (
    <section class="card find-key">
      <h2>Whose key is this?</h2>
      <KeyField isBusy={find.isBusy} onText={(text) => void look(text)} />
      {keyId === '' && <Unknown />}
      {find.failure?.code === 'key-not-found' ? (
        <p class="notice warn" role="status">
          No key here has the id <code>{keyId}</code>. It was deleted, or it is the key of another deployment.
        </p>
      ) : (
        <FailureNotice failure={find.failure} />
      )}
      {found !== undefined && (
        <p class="notice good" role="status">
          <span>
            <a href={hrefTo(KEY, { accountId: found.accountId, keyId: found.id })}>{found.label}</a>{' '}
            <StatusBadge status={found.status} /> of the account {found.accountName ?? found.accountId}
          </span>
        </p>
      )}
    </section>
  );
}

interface KeyFieldProps {
  readonly isBusy: boolean;
  readonly onText: (text: string) => void;
}

/** The field keeps its text by itself and gives it away once. */
function KeyField({ isBusy, onText }: KeyFieldProps) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const take = (text: string): void => {
    if (field.current !== null) field.current.value = '';
    if (text.trim() !== '') onText(text);
  };
  return (
    <form
      class="field"
      onSubmit={(event) => {
        event.preventDefault();
        take(field.current?.value ?? '');
      }}
    >
      <label for={id}>Key or key id</label>
      <p class="hint" id={`${id}-hint`}>
        Paste a key: only its id is sent, and the field is emptied at once.
      </p>
      <div class="with-button">
        <input
          ref={field}
          id={id}
          aria-describedby={`${id}-hint`}
          autoComplete="off"
          spellcheck={false}
          onPaste={(event) => {
            event.preventDefault();
            take(event.clipboardData?.getData('text') ?? '');
          }}
          onInput={(event) => isWholeAtOnce(event) && take(event.currentTarget.value)}
        />
        <Button type="submit" isBusy={isBusy}>
          Find
        </Button>
      </div>
    </form>
  );
}

/** A key that was dropped or filled in. Who types is not done with the first character that is secret. */
const isWholeAtOnce = ({ data, currentTarget: { value } }: InputEvent & { currentTarget: HTMLInputElement }): boolean =>
  data?.length !== 1 && pastedKey(value).isWhole;

function Unknown() {
  const { config } = usePortal();
  return (
    <div class="notice warn" role="status">
      <p>
        <strong>This is not the form of a key of this service.</strong> One looks like{' '}
        <code>
          {config.keyPrefix}_{config.environment}_…
        </code>{' '}
        and has 18 letters and digits for its id.
      </p>
      <p>
        A key that was imported in its old form names no record: look for its label in the keys of its account. A client
        id or an access token is no key.
      </p>
    </div>
  );
}

/** Stops a client: its tokens alone, for a while, for good, or from the list of what is dead. */
import type { OAuthClient } from 'sallyport/client';
import { usePortal } from '../app/context';
import { navigateInstead } from '../app/navigation';
import { CLIENTS } from '../app/places';
import { hrefTo } from '../app/router';
import { type Action, useAction } from '../data/use-load';
import { Confirm } from '../ui/confirm';
import { ConfirmByTyping } from '../ui/confirm-by-typing';
import { LastUse } from '../ui/last-use';
import { tell } from '../ui/toast';
import type { ClientDialogProps } from './client-dialog';

type Verb = 'suspend' | 'resume' | 'revoke-tokens' | 'revoke';
const pathOf = ({ accountId, id: clientId }: OAuthClient) => ({ accountId, clientId });

/** Only a GET tells all of a client, so the page asks again after each change. */
function useVerb(
  { oauthClient, loading, onClose }: ClientDialogProps,
  verb: Verb,
  told: string,
): Action<undefined, void> {
  const { client } = usePortal();
  return useAction(async (_: undefined, idempotencyKey) => {
    const options = { path: pathOf(oauthClient), headers: { 'Idempotency-Key': idempotencyKey } };
    await client.post(`/accounts/{accountId}/clients/{clientId}/${verb}`, { ...options, body: {} });
    tell(told);
    loading.reload();
    onClose();
  });
}

export function SuspendClient(props: ClientDialogProps) {
  const { oauthClient, onClose } = props;
  const isSuspended = oauthClient.status === 'suspended';
  const told = isSuspended ? 'The client works again.' : 'The client is suspended.';
  const action = useVerb(props, isSuspended ? 'resume' : 'suspend', told);
  const name = isSuspended ? 'Resume' : 'Suspend';
  return (
    <Confirm title={`${name} “${oauthClient.label}”`} name={name} action={action} onClose={onClose}>
      {isSuspended ? (
        <p>Requests with the client’s tokens are answered again.</p>
      ) : (
        <>
          <p>Until you resume it, every request with a token of the client is refused.</p>
          <LastUse of={oauthClient} />
        </>
      )}
    </Confirm>
  );
}

export function RevokeTokens(props: ClientDialogProps) {
  const { oauthClient, onClose } = props;
  const action = useVerb(props, 'revoke-tokens', 'The tokens are revoked.');
  return (
    <Confirm
      title={`Revoke the tokens of “${oauthClient.label}”`}
      name="Revoke tokens"
      action={action}
      onClose={onClose}
    >
      <p>
        Every token that the client fetched until now is refused at its next request, on every route that takes the
        tokens of an account’s clients. The client itself goes on: a token that it fetches a second later is good.
      </p>
      <p>
        If the client is also one of the service’s own programs (an adopted client), routes with the door{' '}
        <code>cognito</code> go on taking its token until the token expires. Of other clients they take no token.
      </p>
      <LastUse of={oauthClient} />
    </Confirm>
  );
}

export function RevokeClient(props: ClientDialogProps) {
  const { oauthClient, onClose } = props;
  const { run, isBusy, failure } = useVerb(props, 'revoke', 'The client is revoked.');
  return (
    <ConfirmByTyping
      title={`Revoke “${oauthClient.label}” for good`}
      word={oauthClient.label}
      action="Revoke for good"
      isBusy={isBusy}
      failure={failure}
      onConfirm={() => void run(undefined)}
      onClose={onClose}
    >
      <p>Whatever uses this client stops at once: its secrets and all tokens that it has. This cannot be undone.</p>
      <LastUse of={oauthClient} />
    </ConfirmByTyping>
  );
}

export function DeleteClient({ oauthClient, onClose }: ClientDialogProps) {
  const { client } = usePortal();
  const action = useAction<undefined, unknown>(async () => {
    await client.delete('/accounts/{accountId}/clients/{clientId}', { path: pathOf(oauthClient) });
    tell('The client is deleted.');
    navigateInstead(hrefTo(CLIENTS, { accountId: oauthClient.accountId }));
  });
  return (
    <Confirm title={`Delete “${oauthClient.label}”`} name="Delete" action={action} onClose={onClose}>
      <p>The client is revoked already; now it leaves the list. Its events stay in the account’s activity.</p>
    </Confirm>
  );
}

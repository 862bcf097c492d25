/** Issues a client, and shows its secret once. */
import { useState } from 'preact/hooks';
import { useAccount, usePortal } from '../app/context';
import { useDraft } from '../app/drafts';
import { navigateInstead } from '../app/navigation';
import { CLIENT, CLIENTS } from '../app/places';
import { hrefTo } from '../app/router';
import { useAction, useLoad } from '../data/use-load';
import { choosable, type ScopeOfCatalogue } from '../keys/scopes';
import { Button } from '../ui/button';
import { Form } from '../ui/form';
import { LoadedBody } from '../ui/list-body';
import { Screen } from '../ui/screen';
import { type SecretBox, secretBox } from '../ui/secret';
import { EmptyState } from '../ui/states';
import { ClientFields, SHOWN } from './client-fields';
import { type ClientForm, type ClientRequest, EMPTY, requestOf } from './client-form';
import { ClientReveal } from './client-reveal';

export function NewClientScreen() {
  const { client } = usePortal();
  const { id: accountId, record } = useAccount();
  const catalogue = useLoad('scopes', async (signal) => (await client.get('/scopes', { signal })).items);
  return (
    <Screen title="New client" back={{ href: hrefTo(CLIENTS, { accountId }), label: 'Clients' }}>
      <LoadedBody loading={record}>
        {({ grant }) => (
          <LoadedBody loading={catalogue}>
            {(scopes) =>
              choosable(scopes, grant.scopes).length === 0 ? (
                <EmptyState title="There is nothing to give yet">
                  <p>The account is granted no scope. The service’s operator can grant scopes.</p>
                </EmptyState>
              ) : (
                <NewClient catalogue={scopes} />
              )
            }
          </LoadedBody>
        )}
      </LoadedBody>
    </Screen>
  );
}

const LOST = 'A client was issued, and nobody saw its secret. Add another secret to it, or revoke it.';

interface Issued {
  readonly id: string;
  readonly detail: string | undefined;
  readonly secret: SecretBox | undefined;
}

function NewClient({ catalogue }: { readonly catalogue: readonly ScopeOfCatalogue[] }) {
  const [{ client }, { id: accountId }] = [usePortal(), useAccount()];
  const [issued, setIssued] = useState<Issued>();
  const issue = useAction(async (body: ClientRequest, idempotencyKey) => {
    const headers = { 'Idempotency-Key': idempotencyKey };
    const answer = await client.post('/accounts/{accountId}/clients', { path: { accountId }, headers, body });
    // Apart at once, so that the secret is nowhere but in its box.
    const { clientSecret, id, detail } = answer;
    return { id, detail, secret: clientSecret === undefined ? undefined : secretBox(clientSecret) };
  }, LOST);
  const [form, change] = useDraft<ClientForm>(`new-client ${accountId}`, EMPTY);
  const hrefOf = (clientId: string): string => hrefTo(CLIENT, { accountId, clientId });
  if (issued !== undefined && issued.secret === undefined)
    return (
      <EmptyState title="The client was issued, and its secret cannot be shown">
        <p>{issued.detail ?? 'The answer with the secret was lost. Add a second secret to the client.'}</p>
        <a href={hrefOf(issued.id)}>To the client</a>
      </EmptyState>
    );
  const submit = async (): Promise<void> => setIssued(await issue.run(requestOf(form)));
  return (
    <>
      <Form isCard onSubmit={() => void submit()} failure={issue.failure} shown={SHOWN}>
        <ClientFields {...{ form, change, catalogue }} failure={issue.failure} />
        <Button type="submit" kind="primary" isBusy={issue.isBusy}>
          Issue the client
        </Button>
      </Form>
      {issued?.secret !== undefined && (
        <ClientReveal clientId={issued.id} secret={issued.secret} onDone={() => navigateInstead(hrefOf(issued.id))} />
      )}
    </>
  );
}

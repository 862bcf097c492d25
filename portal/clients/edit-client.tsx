/** Changes a client as the person saw it: a change of others in between is told. */
import { usePortal } from '../app/context';
import { useDraft } from '../app/drafts';
import { useAction, useLoad } from '../data/use-load';
import { Dialog } from '../ui/dialog';
import { Form, FormActions } from '../ui/form';
import { LoadedBody } from '../ui/list-body';
import { tell } from '../ui/toast';
import { ClientFields, SHOWN } from './client-fields';
import { changeOf, type ClientForm, formOf } from './client-form';
import type { ClientDialogProps } from './client-dialog';

export function EditClient({ oauthClient, loading, onClose }: ClientDialogProps) {
  const { client } = usePortal();
  const { accountId, id: clientId, version, label } = oauthClient;
  const before = formOf(oauthClient);
  const [form, change] = useDraft<ClientForm>(`edit-client ${clientId} ${version}`, before);
  const catalogue = useLoad('scopes', async (signal) => (await client.get('/scopes', { signal })).items);
  const save = useAction(async (wanted: ClientForm) => {
    const options = { path: { accountId, clientId }, headers: { 'If-Match': `"${version}"` } };
    const body = changeOf(oauthClient, wanted);
    await client.patch('/accounts/{accountId}/clients/{clientId}', { ...options, body });
    tell('The client is changed.');
    loading.reload();
    onClose();
  });
  const { failure } = save;
  const isChanged = Object.keys(changeOf(oauthClient, form)).length > 0;
  return (
    <Dialog title={`Edit “${label}”`} onClose={onClose} isChanged={isChanged}>
      <Form onSubmit={() => void save.run(form)} failure={failure} shown={SHOWN}>
        <LoadedBody loading={catalogue}>
          {(scopes) => <ClientFields {...{ form, change, failure, before }} catalogue={scopes} />}
        </LoadedBody>
        <FormActions name="Save" of={save} onCancel={onClose} />
      </Form>
    </Dialog>
  );
}

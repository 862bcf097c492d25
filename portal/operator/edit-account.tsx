/** Changes an account and its grant as the operator saw them: a change of others in between is told. */
import { useAccount, usePortal } from '../app/context';
import { useDraft } from '../app/drafts';
import { useAction } from '../data/use-load';
import { Button } from '../ui/button';
import { Form, FormActions } from '../ui/form';
import { LoadedBody } from '../ui/list-body';
import { tell } from '../ui/toast';
import { AccountFields, SHOWN, useCatalogue } from './account-fields';
import { type AccountForm, type ChangeBody, changeOf, formOf } from './account-form';
import type { AccountDialogProps } from './account-dialog';

export function EditAccount({ account, onClose }: AccountDialogProps) {
  const { client } = usePortal();
  const { record } = useAccount();
  const catalogue = useCatalogue();
  const [form, change] = useDraft<AccountForm>(`edit-account ${account.id} ${account.version}`, formOf(account));
  const save = useAction(async (body: ChangeBody) => {
    const options = { path: { accountId: account.id }, headers: { 'If-Match': `"${account.version}"` }, body };
    record.replace(await client.patch('/accounts/{accountId}', options));
    tell('The account is changed.');
    onClose();
  });
  const startAgain = (): void => {
    record.reload();
    onClose();
  };
  const { failure } = save;
  return (
    <Form isCard onSubmit={() => void save.run(changeOf(account, form))} failure={failure} shown={SHOWN}>
      <p class="notice">A narrower grant holds for every key and client at its next request.</p>
      {failure?.code === 'version-conflict' && (
        <p class="notice">
          <Button isSmall onClick={startAgain}>
            Show what it is now
          </Button>
        </p>
      )}
      <LoadedBody loading={catalogue} lines={9}>
        {(value) => <AccountFields {...{ form, change, failure }} catalogue={value} />}
      </LoadedBody>
      <FormActions name="Save" of={save} onCancel={onClose} />
    </Form>
  );
}

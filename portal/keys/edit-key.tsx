/** Changes what a key is called, when it ends and where it may be used, as the person saw it: a change of others in between is told. */
import { useRef } from 'preact/hooks';
import { useAccount, usePortal } from '../app/context';
import { useDraft } from '../app/drafts';
import { errorAt, type Failure } from '../data/failure';
import { useAction } from '../data/use-load';
import { Button, Cancel } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { Choice, Field, FieldGroup } from '../ui/field';
import { useFocusOnError } from '../ui/focus';
import { FailureNotice } from '../ui/states';
import { answered } from './key-answer';
import type { KeyDialogProps } from './key-dialog';
import { changeOf, type EditForm, editFormOf } from './key-edit';
import { NetworksField } from './networks-field';
import { DescriptionField, LabelField } from './text-fields';

const SHOWN = ['/label', '/description', '/expiresAt', '/networks'];

export function EditKey({ apiKey, loading, onClose }: KeyDialogProps) {
  const { client, tell } = usePortal();
  const [form, change] = useDraft<EditForm>(`edit-key ${apiKey.id} ${apiKey.version}`, editFormOf(apiKey));
  const save = useAction(async (wanted: EditForm) => {
    const { accountId, id: keyId, version } = apiKey;
    const headers = { 'If-Match': `"${version}"` };
    const options = { path: { accountId, keyId }, headers, body: changeOf(apiKey, wanted) };
    loading.replace(answered(apiKey, await client.patch('/accounts/{accountId}/keys/{keyId}', options)));
    return true;
  });
  const place = useRef<HTMLFormElement>(null);
  useFocusOnError(place, save.failure);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if ((await save.run(form)) === undefined) return;
    tell('The key is changed.');
    onClose();
  };
  return (
    <Dialog title={`Edit “${apiKey.label}”`}>
      <form ref={place} onSubmit={(event) => void submit(event)} noValidate>
        <FailureNotice failure={save.failure} shown={SHOWN} />
        <EditFields form={form} change={change} failure={save.failure} />
        <div class="actions">
          <Cancel onClick={onClose} isBusy={save.isBusy} />
          <Button type="submit" kind="primary" isBusy={save.isBusy}>
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

interface EditFieldsProps {
  readonly form: EditForm;
  readonly change: (part: Partial<EditForm>) => void;
  readonly failure: Failure | undefined;
}

function EditFields({ form, change, failure }: EditFieldsProps) {
  const { record } = useAccount();
  const granted = record.load.state === 'ready' ? record.load.value.grant.networks : undefined;
  const at = (pointer: string): string | undefined => errorAt(failure, pointer);
  return (
    <>
      <LabelField value={form.label} onInput={(label) => change({ label })} error={at('/label')} />
      <DescriptionField
        value={form.description}
        onInput={(description) => change({ description })}
        error={at('/description')}
      />
      <EndField form={form} change={change} error={at('/expiresAt')} />
      <NetworksField
        value={form.networks}
        onChange={(networks) => change({ networks })}
        error={at('/networks')}
        granted={granted}
      />
    </>
  );
}

interface EndFieldProps {
  readonly form: EditForm;
  readonly change: (part: Partial<EditForm>) => void;
  readonly error: string | undefined;
}

function EndField({ form, change, error }: EndFieldProps) {
  return (
    <FieldGroup legend="Expires">
      <div class="inline-choices">
        <Choice
          kind="radio"
          name="end"
          label="No end of its own"
          isChecked={!form.hasEnd}
          onChange={() => change({ hasEnd: false })}
        />
        <Choice
          kind="radio"
          name="end"
          label="On a day"
          isChecked={form.hasEnd}
          onChange={() => change({ hasEnd: true })}
        />
      </div>
      {form.hasEnd && (
        <Field label="Last day" type="date" value={form.date} onInput={(date) => change({ date })} error={error} />
      )}
    </FieldGroup>
  );
}

/** Changes what a key is called, when it ends and where it may be used, as the person saw it: a change of others in between is told. */
import { useAccount, usePortal } from '../app/context';
import { useDraft } from '../app/drafts';
import { errorAt, type Failure } from '../data/failure';
import { useAction } from '../data/use-load';
import { Dialog } from '../ui/dialog';
import { Field } from '../ui/field';
import { Form, FormActions } from '../ui/form';
import { Radios } from '../ui/radios';
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
    tell('The key is changed.');
    onClose();
  });
  const { failure } = save;
  const isChanged = Object.keys(changeOf(apiKey, form)).length > 0;
  return (
    <Dialog title={`Edit “${apiKey.label}”`} onClose={onClose} isChanged={isChanged}>
      <Form onSubmit={() => void save.run(form)} failure={failure} shown={SHOWN}>
        <EditFields form={form} change={change} failure={failure} />
        <FormActions name="Save" of={save} onCancel={onClose} />
      </Form>
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

const ENDS = [
  { value: 'none', label: 'No end of its own' },
  { value: 'day', label: 'On a day' },
];

interface EndFieldProps {
  readonly form: EditForm;
  readonly change: (part: Partial<EditForm>) => void;
  readonly error: string | undefined;
}

function EndField({ form, change, error }: EndFieldProps) {
  return (
    <Radios
      legend="Expires"
      isInline
      options={ENDS}
      value={form.hasEnd ? 'day' : 'none'}
      onChange={(end) => change({ hasEnd: end === 'day' })}
    >
      {form.hasEnd && (
        <Field label="Last day" type="date" value={form.date} onInput={(date) => change({ date })} error={error} />
      )}
    </Radios>
  );
}

/** Invites a person by e-mail. The same address and role again send the invitation again. */
import { useAccount, usePortal } from '../app/context';
import { useDraft } from '../app/drafts';
import type { Role } from '../data/me';
import { errorAt, type Failure } from '../data/failure';
import { useAction } from '../data/use-load';
import { Dialog } from '../ui/dialog';
import { Field } from '../ui/field';
import { Form, FormActions } from '../ui/form';
import { tell } from '../ui/toast';
import type { MembersLoading } from './member';
import { RoleField } from './role-field';

const SHOWN = ['/email', '/role'];

interface Invitation {
  readonly email: string;
  readonly role: Role;
}

export function InviteMember({ members, onClose }: { readonly members: MembersLoading; readonly onClose: () => void }) {
  const { client } = usePortal();
  const { id: accountId, name } = useAccount();
  const [form, change] = useDraft<Invitation>(`invite ${accountId}`, { email: '', role: 'developer' });
  const invite = useAction(async (body: Invitation) => {
    await client.post('/accounts/{accountId}/members', { path: { accountId }, body });
    tell(`${body.email} is invited.`);
    members.reload();
    onClose();
  });
  const submit = (): void => void invite.run({ ...form, email: form.email.trim() });
  return (
    <Dialog title={`Invite a person to ${name}`} onClose={onClose} isChanged={form.email !== ''}>
      <Form onSubmit={submit} failure={explained(invite.failure)} shown={SHOWN}>
        <Field
          label="E-mail address"
          hint="A person who is new here gets a mail with a first password. Others find the account at their next visit."
          type="email"
          isRequired
          autoComplete="off"
          maxLength={128}
          value={form.email}
          onInput={(email) => change({ email })}
          error={errorAt(invite.failure, '/email')}
        />
        <RoleField value={form.role} onChange={(role) => change({ role })} error={errorAt(invite.failure, '/role')} />
        <FormActions name="Invite" of={invite} onCancel={onClose} />
      </Form>
    </Dialog>
  );
}

/** What the API tells a program to send means nothing to a person. */
const explained = (failure: Failure | undefined): Failure | undefined =>
  failure?.code === 'member-exists'
    ? {
        ...failure,
        title: 'This person belongs to the account already',
        detail: 'With another role. To change the role, close this and use “Manage” beside the person.',
      }
    : failure;

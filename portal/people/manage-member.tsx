/** What an owner can do about a member: another role, another invitation, and the end of the membership. */
import { useState } from 'preact/hooks';
import { useAccount, usePortal } from '../app/context';
import type { Role } from '../data/me';
import { type Action, useAction } from '../data/use-load';
import { Button, Cancel } from '../ui/button';
import { Confirm } from '../ui/confirm';
import { Dialog } from '../ui/dialog';
import { FailureNotice } from '../ui/states';
import { tell } from '../ui/toast';
import type { Member } from './member';
import { RoleField } from './role-field';

interface ManageMemberProps {
  readonly member: Member;
  readonly onChanged: () => void;
  readonly onClose: () => void;
}

const MEMBER = '/accounts/{accountId}/members/{subject}';

/** The page knows who the person is from its start; the sign-in behind the reload asks nothing. */
function beginAnew(): void {
  // Not a navigation: the entry of the history keeps the note that this tab was signed in.
  history.replaceState(history.state, '', '#/');
  location.reload();
}

export function ManageMember(props: ManageMemberProps) {
  const [isRemoving, setRemoving] = useState(false);
  if (isRemoving) return <RemoveMember {...props} />;
  return <ChangeMember {...props} onRemove={() => setRemoving(true)} />;
}

function ChangeMember({ member, onChanged, onClose, onRemove }: ManageMemberProps & { readonly onRemove: () => void }) {
  const { client, me } = usePortal();
  const { id: accountId } = useAccount();
  const { subject, email } = member;
  const [role, setRole] = useState<Role>(member.role);
  const isSelf = subject === me.subject;
  const done = (text: string): void => {
    tell(text);
    onChanged();
    onClose();
  };
  const save = useAction(async (wanted: Role) => {
    await client.patch(MEMBER, { path: { accountId, subject }, body: { role: wanted } });
    if (isSelf && !me.operator) beginAnew();
    else done(`${email} has another role.`);
  });
  const again = useAction<undefined, unknown>(async () => {
    await client.post('/accounts/{accountId}/members', { path: { accountId }, body: { email, role: member.role } });
    done(`${email} gets another invitation, unless one was sent a moment ago.`);
  });
  return (
    <Dialog title={email} onClose={onClose}>
      <FailureNotice failure={save.failure ?? again.failure} />
      <RoleField value={role} onChange={setRole} />
      {isSelf && role !== member.role && <p class="notice warn">This is you: you lose what the new role has not.</p>}
      <OtherActions again={isSelf ? undefined : again} onRemove={onRemove} />
      <div class="actions">
        <Cancel onClick={onClose} isBusy={save.isBusy || again.isBusy} />
        <Button
          kind="primary"
          isBusy={save.isBusy}
          isDisabled={role === member.role}
          onClick={() => void save.run(role)}
        >
          Save
        </Button>
      </div>
    </Dialog>
  );
}

interface OtherActionsProps {
  /** Absent for the person who looks. */
  readonly again: Action<undefined, unknown> | undefined;
  readonly onRemove: () => void;
}

function OtherActions({ again, onRemove }: OtherActionsProps) {
  return (
    <>
      <div class="actions start">
        {again !== undefined && (
          <Button isSmall isBusy={again.isBusy} onClick={() => void again.run(undefined)}>
            Send the invitation again
          </Button>
        )}
        <Button isSmall kind="warn" onClick={onRemove}>
          Remove…
        </Button>
      </div>
      {again !== undefined && (
        <p class="quiet small">
          A new invitation goes only to a person who has not signed in yet, and once in a quarter of an hour.
        </p>
      )}
    </>
  );
}

function RemoveMember({ member: { subject, email }, onChanged, onClose }: ManageMemberProps) {
  const { client, me } = usePortal();
  const { id: accountId, name } = useAccount();
  const isSelf = subject === me.subject;
  const action = useAction<undefined, unknown>(async () => {
    await client.delete(MEMBER, { path: { accountId, subject } });
    if (isSelf) beginAnew();
    else {
      tell(`${email} is removed.`);
      onChanged();
      onClose();
    }
  });
  const title = isSelf ? `Leave ${name}` : `Remove ${email}`;
  return (
    <Confirm title={title} name={isSelf ? 'Leave' : 'Remove'} isDanger action={action} onClose={onClose}>
      {isSelf ? (
        <p>
          You remove yourself. From the next request on the account is closed to you, and only another owner or the
          service’s operator can let you in again.
        </p>
      ) : (
        <p>From the next request on the account is closed to {email}.</p>
      )}
      <p>The keys and clients that the person issued stay: they belong to the account.</p>
    </Confirm>
  );
}

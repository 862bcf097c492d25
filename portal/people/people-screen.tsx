/** The people who belong to an account. */
import { useMemo, useState } from 'preact/hooks';
import { useAccount, useMay, usePortal } from '../app/context';
import { useLoad } from '../data/use-load';
import { Button } from '../ui/button';
import { LoadedBody } from '../ui/list-body';
import { Screen } from '../ui/screen';
import { EmptyState } from '../ui/states';
import { AGES, type Column, Table } from '../ui/table';
import { Time } from '../ui/time';
import { InviteMember } from './invite-member';
import { ManageMember } from './manage-member';
import type { Member, Members } from './member';
import { roleText } from './roles';

export function PeopleScreen() {
  const { client } = usePortal();
  const { id: accountId, name } = useAccount();
  const canManage = useMay('owner');
  const [open, setOpen] = useState<Member | 'invite'>();
  const members = useLoad<Members>(
    accountId,
    async (signal) => (await client.get('/accounts/{accountId}/members', { path: { accountId }, signal })).items,
  );
  const close = (): void => setOpen(undefined);
  const action = canManage && (
    <Button kind="primary" onClick={() => setOpen('invite')}>
      Invite
    </Button>
  );
  return (
    <Screen title="People" subtitle={name} action={action}>
      {!canManage && <p class="notice">Only an owner of the account can invite people and change roles.</p>}
      <LoadedBody loading={members}>
        {(all) =>
          all.length === 0 ? (
            <EmptyState title="Nobody belongs to this account yet">
              <p>Invite its first owner: an owner can invite the others.</p>
            </EmptyState>
          ) : (
            <MemberTable members={all} onManage={canManage ? setOpen : undefined} />
          )
        }
      </LoadedBody>
      {open === 'invite' && <InviteMember members={members} onClose={close} />}
      {typeof open === 'object' && <ManageMember member={open} onChanged={members.reload} onClose={close} />}
    </Screen>
  );
}

const BY_ADDRESS = { column: 'Person', isDown: false };

interface MemberTableProps {
  readonly members: Members;
  readonly onManage: ((member: Member) => void) | undefined;
}

function MemberTable({ members, onManage }: MemberTableProps) {
  const { me } = usePortal();
  const columns = useMemo<readonly Column<Member>[]>(
    () => [
      {
        title: 'Person',
        width: 'most',
        by: ({ email }) => email,
        cell: ({ email, subject }) => (
          <>
            <strong>{email}</strong> {subject === me.subject && <span class="quiet">(you)</span>}
          </>
        ),
      },
      { title: 'Role', by: ({ role }) => role, cell: ({ role }) => roleText(role) },
      {
        title: 'Since',
        ways: AGES,
        by: ({ createdAt }) => Date.parse(createdAt),
        cell: ({ createdAt }) => <Time at={createdAt} />,
      },
      ...(onManage === undefined ? [] : [{ title: 'Change', cell: (member: Member) => manage(member, onManage) }]),
    ],
    [onManage === undefined],
  );
  return <Table caption="People" columns={columns} rows={members} idOf={({ subject }) => subject} order={BY_ADDRESS} />;
}

const manage = (member: Member, onManage: (member: Member) => void) => (
  <Button isSmall label={`Manage ${member.email}`} onClick={() => onManage(member)}>
    Manage
  </Button>
);

/** Invites a person to an account. Cognito is asked first: without the person's `sub` there is nothing to write. */
import { type Outcome, refused } from '../../../domain/outcome';
import { actorName } from '../../../domain/policy';
import type { Member } from '../../../domain/records/member-records';
import type { MemberRole } from '../../../domain/vocabulary';
import { memberEvent } from '../../../engine/audit-events';
import { load, noAccount } from '../../../engine/callers';
import type { Call, Deps } from '../../../engine/context';
import { type AccountTarget, loadAccount } from '../../../engine/load';
import { type Change, changed, transact, unchanged } from '../../../engine/transact';
import { invalidRequest } from '../../../engine/validation';
import { membersOf } from './member-reads';
import { type MembersDeps, tooManyForCognito } from './people-deps';

export interface InviteMemberInput extends AccountTarget {
  readonly email: string;
  readonly role: MemberRole;
}
export interface MemberInvited {
  readonly member: Member;
  /** False if the person was a member before. */
  readonly isNew: boolean;
}

/** Most members of an account: all are read at once. */
const MOST_MEMBERS = 100;

/**
 * Makes the person a member. A repeat finds the member and changes nothing, but Cognito sends another invitation until the
 * person has signed in: the password in an invitation works for some days only.
 */
export async function inviteMember(
  deps: MembersDeps,
  call: Call,
  given: InviteMemberInput,
): Promise<Outcome<MemberInvited>> {
  const input = { ...given, email: given.email.toLowerCase() };
  const refusal = await refuseInvitation(deps, call, input);
  if (refusal !== undefined) return refusal;
  const invited = await deps.people.invite(input.email);
  if (!invited.ok) return invited.refusal === 'rate' ? tooManyForCognito() : notTaken();
  const { subject } = invited.value;
  return transact(deps, () => recordMember(deps, call, { ...input, subject }));
}

/** Asked before Cognito sends anything. */
async function refuseInvitation(deps: Deps, call: Call, { accountId, email, role }: InviteMemberInput) {
  const loaded = await loadAccount(deps, call, { accountId });
  if (!loaded.ok) return loaded;
  const members = await membersOf(deps, accountId);
  const known = members.find((member) => member.email === email);
  if (known !== undefined) return known.role === role ? undefined : memberExists(known);
  if (members.length < MOST_MEMBERS) return undefined;
  return refused('member-limit-reached', `An account can have ${MOST_MEMBERS} members. Remove a member first.`);
}

const memberExists = ({ role }: Member): Outcome<never> =>
  refused(
    'member-exists',
    `The person is a member already, with the role ${role}. PATCH …/members/{subject} changes the role.`,
  );

async function recordMember(
  deps: Deps,
  call: Call,
  { accountId, subject, email, role }: InviteMemberInput & Pick<Member, 'subject'>,
): Promise<Outcome<Change<MemberInvited>>> {
  const account = { kind: 'account', accountId } as const;
  const loaded = await load(deps, call, account, { kind: 'member', accountId, subject });
  if (!loaded.ok) return loaded;
  const [found, known] = loaded.value.records;
  if (found === undefined) return noAccount();
  if (known !== undefined)
    return known.role === role ? unchanged({ member: known, isNew: false }) : memberExists(known);
  const now = deps.now();
  const made = { createdAt: now, createdBy: actorName(call.actor), version: 1 };
  const member: Member = { kind: 'member', accountId, subject, email, role, ...made };
  return changed(
    { member, isNew: true },
    { type: 'insert', record: member },
    { type: 'insert', record: { kind: 'membership', subject, accountId, email } },
    // A deleted account gets no member.
    { type: 'check', ref: account, when: {} },
    memberEvent(deps, call, { action: 'member.added', now, after: member }),
  );
}

const notTaken = (): Outcome<never> =>
  invalidRequest([
    { pointer: '/email', detail: 'Amazon Cognito does not take this address, or could not send an invitation to it.' },
  ]);

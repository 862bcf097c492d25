/**
 * Decides whether a person can get a role in an account, before Cognito is asked and again after that. The tally is read
 * before the members, and whoever adds a member raises its version: so two at once do not both take the last place.
 */
import type { Account } from '../../../domain/model';
import { done, type Outcome, refused } from '../../../domain/outcome';
import type { Member, MemberTally } from '../../../domain/records/member-records';
import { accountStatus } from '../../../domain/status';
import type { MemberRole } from '../../../domain/vocabulary';
import { load, noAccount } from '../../../engine/callers';
import type { Call, Deps } from '../../../engine/context';
import type { AccountTarget } from '../../../engine/load';
import { membersOf } from './member-reads';

export interface InviteMemberInput extends AccountTarget {
  readonly email: string;
  readonly role: MemberRole;
}
/** Whom the account gets. */
export interface Invitee extends InviteMemberInput {
  /** Absent: the pool has nobody with the address yet. */
  readonly subject: string | undefined;
}

/** What the account knows when somebody is invited. */
export interface Place {
  readonly account: Account;
  readonly tally: MemberTally | undefined;
  /** The caller's own record, if the caller is a member. */
  readonly caller: Member | undefined;
  /** The person's own record. */
  readonly known: Member | undefined;
  /** Records of others with the person's address: they were deleted in the user pool, and the address is another person's. */
  readonly outdated: readonly Member[];
}

/** Most members of an account: all are read at once. */
const MOST_MEMBERS = 100;

export async function loadPlace(deps: Deps, call: Call, invitee: Invitee): Promise<Outcome<Place>> {
  const { accountId, email, role, subject } = invitee;
  const loaded = await load(deps, call, { kind: 'account', accountId }, { kind: 'memberTally', accountId });
  if (!loaded.ok) return loaded;
  const { records, member: caller } = loaded.value;
  const [account, tally] = records;
  if (account === undefined) return noAccount();
  if (accountStatus(account) !== 'active') return accountSuspended();
  const members = await membersOf(deps, accountId);
  const known = members.find((member) => member.subject === subject);
  const outdated = members.filter((member) => member.email === email && member !== known);
  // Who invites its own address anew is no way around the last owner: the role stays.
  const bound = known ?? outdated.find((member) => member.subject === caller?.subject);
  if (bound !== undefined && bound.role !== role) return memberExists(bound);
  const isMore = known === undefined && outdated.length === 0;
  if (isMore && members.length >= MOST_MEMBERS) return tooManyMembers();
  return done({ account, tally, caller, known, outdated });
}

const accountSuspended = (): Outcome<never> =>
  refused(
    'account-suspended',
    'The account is suspended, so nobody can be invited to it. An operator can resume the account.',
  );
const memberExists = ({ role }: Member): Outcome<never> =>
  refused(
    'member-exists',
    `The person is a member already, with the role ${role}. PATCH …/members/{subject} changes the role.`,
  );
const tooManyMembers = (): Outcome<never> =>
  refused('member-limit-reached', `An account can have ${MOST_MEMBERS} members. Remove a member first.`);

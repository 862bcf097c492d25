/** Invites a person to an account. Cognito is asked first: without the person's `sub` there is nothing to write. */
import type { Instant } from '../../../domain/model';
import { done, type Outcome, refused } from '../../../domain/outcome';
import { actorName, isMember } from '../../../domain/policy';
import type { Invited } from '../../../domain/ports/people';
import type { Write } from '../../../domain/ports/table';
import type { Member, MemberTally } from '../../../domain/records/member-records';
import { dayOf } from '../../../domain/records/usage-records';
import type { MemberRole } from '../../../domain/vocabulary';
import { memberEvent } from '../../../engine/audit-events';
import { load, noAccount } from '../../../engine/callers';
import type { Call, Deps } from '../../../engine/context';
import { type AccountTarget, loadAccount } from '../../../engine/load';
import { type Change, changed, transact, unchanged } from '../../../engine/transact';
import { invalidRequest } from '../../../engine/validation';
import { membersOf } from './member-reads';
import { type MembersDeps, tooManyForCognito, whileStillAllowed } from './people-deps';

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
/** Invitations a day that members of an account can have sent: all accounts share the deployment's mail. */
const MOST_SENT = 50;
/** Milliseconds in which a repeated invitation is not sent again. */
const SENT_AGAIN_AFTER = 15 * 60_000;

/**
 * Makes the person a member. A repeat finds the member; after a quarter of an hour Cognito sends another invitation, until
 * the person has signed in: the password in an invitation works for some days only.
 */
export async function inviteMember(
  deps: MembersDeps,
  call: Call,
  given: InviteMemberInput,
): Promise<Outcome<MemberInvited>> {
  const input = { ...given, email: given.email.toLowerCase() };
  const ready = await beforeInvitation(deps, call, input);
  if (!ready.ok) return ready;
  if (ready.value !== undefined) return done({ member: ready.value, isNew: false });
  const invited = await deps.people.invite(input.email);
  if (!invited.ok) return invited.refusal === 'rate' ? tooManyForCognito() : notTaken();
  return transact(deps, () => recordMember(deps, call, { ...input, ...invited.value }));
}

/** Decides before Cognito sends anything. A member: was invited a moment ago, so nothing is to be done. */
async function beforeInvitation(
  deps: Deps,
  call: Call,
  { accountId, email, role }: InviteMemberInput,
): Promise<Outcome<Member | undefined>> {
  const loaded = await loadAccount(deps, call, { accountId });
  if (!loaded.ok) return loaded;
  const members = await membersOf(deps, accountId);
  const known = members.find((member) => member.email === email);
  if (known !== undefined && known.role !== role) return memberExists(known);
  const { now } = loaded.value;
  if (known?.invitedAt !== undefined && now < known.invitedAt + SENT_AGAIN_AFTER) return done(known);
  if (known === undefined && members.length >= MOST_MEMBERS) return tooManyMembers();
  const [tally] = await deps.table.read([{ kind: 'memberTally', accountId }]);
  return isMember(call.actor) && sentOn(tally, now) >= MOST_SENT ? tooManySent() : done(undefined);
}

const sentOn = (tally: MemberTally | undefined, now: Instant): number => (tally?.day === dayOf(now) ? tally.sent : 0);

const memberExists = ({ role }: Member): Outcome<never> =>
  refused(
    'member-exists',
    `The person is a member already, with the role ${role}. PATCH …/members/{subject} changes the role.`,
  );
const tooManyMembers = (): Outcome<never> =>
  refused('member-limit-reached', `An account can have ${MOST_MEMBERS} members. Remove a member first.`);
const tooManySent = (): Outcome<never> =>
  refused(
    'too-many-requests',
    `Members of an account can have ${MOST_SENT} invitations sent a day. Try again tomorrow, or ask an operator.`,
  );
const notTaken = (): Outcome<never> =>
  invalidRequest([
    { pointer: '/email', detail: 'Amazon Cognito does not take this address, or could not send an invitation to it.' },
  ]);

/** The caller is judged again: it may have been removed while Cognito was asked. */
async function recordMember(
  deps: Deps,
  call: Call,
  { accountId, subject, email, role, isSent }: InviteMemberInput & Invited,
): Promise<Outcome<Change<MemberInvited>>> {
  const account = { kind: 'account', accountId } as const;
  const refs = [account, { kind: 'member', accountId, subject }, { kind: 'memberTally', accountId }] as const;
  const loaded = await load(deps, call, ...refs);
  if (!loaded.ok) return loaded;
  const [found, known, tally] = loaded.value.records;
  if (found === undefined) return noAccount();
  if (known !== undefined && known.role !== role) return memberExists(known);
  const now = deps.now();
  const sent = isSent ? { invitedAt: now } : {};
  const allowed = whileStillAllowed(loaded.value.member, subject);
  const tallied = tallyWrite(tally, { accountId, now, isSent });
  if (known !== undefined) {
    if (!isSent) return unchanged({ member: known, isNew: false });
    const ref = { kind: 'member', accountId, subject } as const;
    const again: Write = { type: 'update', ref, when: { version: known.version }, set: sent };
    const event = memberEvent(deps, call, { action: 'member.invited', now, after: known });
    return changed({ member: { ...known, ...sent }, isNew: false }, again, tallied, ...allowed, event);
  }
  if ((await membersOf(deps, accountId)).length >= MOST_MEMBERS) return tooManyMembers();
  const made = { createdAt: now, createdBy: actorName(call.actor), ...sent, version: 1 };
  const member: Member = { kind: 'member', accountId, subject, email, role, ...made };
  return changed(
    { member, isNew: true },
    { type: 'insert', record: member },
    { type: 'insert', record: { kind: 'membership', subject, accountId, email } },
    // A deleted account gets no member.
    { type: 'check', ref: account, when: {} },
    tallied,
    ...allowed,
    memberEvent(deps, call, { action: 'member.added', now, after: member }),
  );
}

interface Counted extends AccountTarget {
  readonly now: Instant;
  readonly isSent: boolean;
}

function tallyWrite(tally: MemberTally | undefined, { accountId, now, isSent }: Counted): Write {
  const counted = { day: dayOf(now), sent: sentOn(tally, now) + (isSent ? 1 : 0) };
  const ref = { kind: 'memberTally', accountId } as const;
  return tally === undefined
    ? { type: 'insert', record: { ...ref, ...counted, version: 1 } }
    : { type: 'update', ref, when: { version: tally.version }, set: counted, increment: ['version'] };
}

/** Invites a person to an account. Cognito is asked first: without the person's `sub` there is nothing to write. */
import { done, type Outcome } from '../../../domain/outcome';
import { actorName } from '../../../domain/policy';
import type { Invited, Person } from '../../../domain/ports/people';
import type { Write } from '../../../domain/ports/table';
import type { Member } from '../../../domain/records/member-records';
import { inThisOrder, memberEvent } from '../../../engine/audit-events';
import { accountCheck } from '../../../engine/conditional-writes';
import type { Call, Deps } from '../../../engine/context';
import { loadAccount } from '../../../engine/load';
import { type Change, changed, transact, unchanged } from '../../../engine/transact';
import { invalidRequest } from '../../../engine/validation';
import { giveBack, reserveMail, tallyWrite } from './invitation-mail';
import { type InviteMemberInput, loadPlace, type Place } from './member-place';
import { type MembersDeps, refOf, tooManyForCognito, whileStillAllowed } from './people-deps';

export interface MemberInvited {
  readonly member: Member;
  /** False if the person was a member before. */
  readonly isNew: boolean;
}

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
  // The caller is judged before Cognito is asked.
  const loaded = await loadAccount(deps, call, input);
  if (!loaded.ok) return loaded;
  const found = await deps.people.find(input.email);
  if (!found.ok && found.refusal === 'rate') return tooManyForCognito();
  const invited = await sendInvitation(deps, call, { ...input, person: found.ok ? found.value : undefined });
  if (!invited.ok) return invited;
  return transact(deps, () => recordMember(deps, call, { ...input, ...invited.value }));
}

/** Has Cognito send an invitation, if the person needs one and gets it now. */
async function sendInvitation(
  deps: MembersDeps,
  call: Call,
  input: InviteMemberInput & { readonly person: Person | undefined },
): Promise<Outcome<Invited>> {
  const decided = await transact(deps, () => reserveMail(deps, call, input));
  if (!decided.ok) return decided;
  if ('person' in decided.value) return done({ subject: decided.value.person.subject, isSent: false });
  const invited = await deps.people.invite(input.email);
  if (invited.ok) return invited;
  await giveBack(deps, decided.value.reserved);
  return invited.refusal === 'rate' ? tooManyForCognito() : notTaken();
}

const notTaken = (): Outcome<never> =>
  invalidRequest([
    { pointer: '/email', detail: 'Amazon Cognito does not take this address, or could not send an invitation to it.' },
  ]);

/** All is judged again: while Cognito was asked, the caller may have been removed, or the account suspended. */
async function recordMember(
  deps: Deps,
  call: Call,
  input: InviteMemberInput & Invited,
): Promise<Outcome<Change<MemberInvited>>> {
  const { accountId, subject, email, role, isSent } = input;
  const loaded = await loadPlace(deps, call, input);
  if (!loaded.ok) return loaded;
  const { account, tally, known, outdated } = loaded.value;
  if (known !== undefined && !isSent && outdated.length === 0) return unchanged({ member: known, isNew: false });
  const now = deps.now();
  const removed = outdated.map((before) => memberEvent(deps, call, { action: 'member.removed', now, before }));
  const shared: Write[] = [
    // Neither a deleted account nor a suspended one gets a member.
    accountCheck(account, 'suspendedAt'),
    ...removalsOf(outdated),
    ...callerCheck(loaded.value, subject),
  ];
  if (known !== undefined) {
    const invited = isSent ? [memberEvent(deps, call, { action: 'member.invited', now, after: known })] : [];
    const asJudged: Write = { type: 'check', ref: refOf(known), when: { role } };
    return changed({ member: known, isNew: false }, asJudged, ...shared, ...inThisOrder(...removed, ...invited));
  }
  const made = { createdAt: now, createdBy: actorName(call.actor), version: 1 };
  const member: Member = { kind: 'member', accountId, subject, email, role, ...made };
  const added = memberEvent(deps, call, { action: 'member.added', now, after: member });
  return changed(
    { member, isNew: true },
    { type: 'insert', record: member },
    { type: 'insert', record: { kind: 'membership', subject, accountId, email } },
    tallyWrite(tally, { accountId, now, mails: 0 }),
    ...shared,
    ...inThisOrder(...removed, added),
  );
}

/**
 * The address is another person's now, so who had it before leaves. Otherwise the list would show the address twice, and to
 * remove the one row would leave the other person in.
 */
const removalsOf = (outdated: readonly Member[]): Write[] =>
  outdated.flatMap((member): Write[] => [
    { type: 'delete', ref: refOf(member), when: { version: member.version } },
    { type: 'forget', ref: { kind: 'membership', subject: member.subject, accountId: member.accountId } },
  ]);

/** None if the caller's own record is removed here: the delete has a condition of its own. */
const callerCheck = ({ caller, outdated }: Place, subject: string): Write[] =>
  outdated.some((member) => member.subject === caller?.subject) ? [] : whileStillAllowed(caller, subject);

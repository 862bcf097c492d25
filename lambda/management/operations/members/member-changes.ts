/**
 * Changes the role of a member, and removes members. An account keeps an owner as long as members alone change it: the
 * transaction that takes an owner away checks that another one is still there, so that two owners who remove each other at
 * the same moment do not both succeed.
 */
import { ACCOUNT_ID, SUBJECT } from '../../../domain/key-format';
import { done, type Outcome, refused } from '../../../domain/outcome';
import type { Write } from '../../../domain/ports/table';
import type { Member } from '../../../domain/records/member-records';
import type { MemberRole } from '../../../domain/vocabulary';
import { memberEvent } from '../../../engine/audit-events';
import { load, noAccount } from '../../../engine/callers';
import type { Call, Deps } from '../../../engine/context';
import { type AccountTarget, loadAccount } from '../../../engine/load';
import { isStale, staleVersion } from '../../../engine/merge-patch';
import { changed, transact, unchanged } from '../../../engine/transact';
import { membersOf } from './member-reads';
import { refOf, whileStillAllowed } from './people-deps';

export interface MemberTarget extends AccountTarget {
  readonly subject: string;
}
export interface MemberResult {
  readonly member: Member;
}
export interface UpdateMemberInput extends MemberTarget {
  readonly role: MemberRole;
  /** The version that the caller read. If the member has another version now, the answer is `version-conflict`. */
  readonly ifMatch?: number | undefined;
}

/** Gives the member another role, from the member's next request on. */
export const updateMember = (
  deps: Deps,
  call: Call,
  { role, ifMatch, ...target }: UpdateMemberInput,
): Promise<Outcome<MemberResult>> =>
  transact<MemberResult>(deps, async () => {
    const loaded = await loadMember(deps, call, target);
    if (!loaded.ok) return loaded;
    const { member: before, caller } = loaded.value;
    if (isStale(ifMatch, before)) return staleVersion();
    if (before.role === role) return unchanged({ member: before });
    const kept = await keepAnOwner(deps, caller, before);
    if (kept === undefined) return lastOwner();
    const member = { ...before, role, version: before.version + 1 };
    return changed(
      { member },
      { type: 'update', ref: refOf(before), when: { version: before.version }, set: { role }, increment: ['version'] },
      ...kept,
      memberEvent(deps, call, { action: 'member.updated', now: deps.now(), before, after: member }),
    );
  });

/** Ends the membership. The person is refused from the next request on; what the person made stays the account's. */
export const removeMember = (deps: Deps, call: Call, target: MemberTarget): Promise<Outcome<undefined>> =>
  transact<undefined>(deps, async () => {
    const loaded = await loadMember(deps, call, target);
    if (!loaded.ok) return loaded;
    const { member, caller } = loaded.value;
    const kept = await keepAnOwner(deps, caller, member);
    if (kept === undefined) return lastOwner();
    const { subject, accountId, version } = member;
    return changed(
      undefined,
      { type: 'delete', ref: refOf(member), when: { version } },
      { type: 'forget', ref: { kind: 'membership', subject, accountId } },
      ...kept,
      memberEvent(deps, call, { action: 'member.removed', now: deps.now(), before: member }),
    );
  });

/** Who is to be changed, and the caller's own record if the caller is a member. */
type LoadedMember = MemberResult & { readonly caller: Member | undefined };

async function loadMember(
  deps: Deps,
  call: Call,
  { accountId, subject }: MemberTarget,
): Promise<Outcome<LoadedMember>> {
  if (!ACCOUNT_ID.test(accountId) || !SUBJECT.test(subject)) {
    const loaded = await loadAccount(deps, call, { accountId });
    return loaded.ok ? noMember() : loaded;
  }
  const loaded = await load(deps, call, { kind: 'account', accountId }, { kind: 'member', accountId, subject });
  if (!loaded.ok) return loaded;
  const [account, member] = loaded.value.records;
  if (account === undefined) return noAccount();
  return member === undefined ? noMember() : done({ member, caller: loaded.value.member });
}

/**
 * What must still hold when the change is made: that the caller is still an owner, and that another owner is there if an
 * owner goes. Undefined: there is no other. An operator may do it all the same.
 */
async function keepAnOwner(deps: Deps, caller: Member | undefined, leaving: Member): Promise<Write[] | undefined> {
  // A member who changes another member is an owner, and stays an owner.
  if (leaving.role !== 'owner' || caller?.subject !== leaving.subject)
    return whileStillAllowed(caller, leaving.subject);
  const members = await membersOf(deps, leaving.accountId);
  const other = members.find(({ role, subject }) => role === 'owner' && subject !== leaving.subject);
  return other && [{ type: 'check', ref: refOf(other), when: { role: 'owner' } }];
}

const noMember = (): Outcome<never> =>
  refused('member-not-found', 'The account has no member with this subject. GET …/members lists its members.');
const lastOwner = (): Outcome<never> =>
  refused('last-owner', 'The account has no other owner. Make somebody else an owner first.');

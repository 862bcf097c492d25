/** Reads the members of an account, and who a person is. */
import type { Account } from '../../../domain/model';
import { done, type Outcome, refused } from '../../../domain/outcome';
import type { Member } from '../../../domain/records/member-records';
import { type MemberRole } from '../../../domain/vocabulary';
import type { Call, Deps } from '../../../engine/context';
import { type AccountTarget, loadAccount } from '../../../engine/load';
import { everything, readAll } from '../../../engine/paging';
import { type MembersDeps, tooManyForCognito } from './people-deps';

export interface MemberList {
  readonly members: readonly Member[];
}

/** All members of an account: they are few. */
export async function listMembers(deps: Deps, call: Call, { accountId }: AccountTarget): Promise<Outcome<MemberList>> {
  const loaded = await loadAccount(deps, call, { accountId });
  return loaded.ok ? done({ members: await membersOf(deps, accountId) }) : loaded;
}

export const membersOf = ({ table }: Pick<Deps, 'table'>, accountId: string): Promise<readonly Member[]> =>
  everything((page) => table.listMembers(accountId, page));

/** An account of a person. */
export interface OwnAccount extends Pick<Account, 'name'> {
  readonly accountId: string;
  readonly role: MemberRole;
}

/** A person who signed in, as the API sees the person. */
export interface Me {
  readonly subject: string;
  /** Absent of a person who is neither a member nor an operator: Cognito is not asked for such a person. */
  readonly email?: string | undefined;
  readonly isOperator: boolean;
  /** The address from which this request came. */
  readonly sourceIp: string;
  readonly accounts: readonly OwnAccount[];
}

/** Everybody who signed in may ask. The function reads only records of that person and of the person's accounts. */
export async function readMe(deps: MembersDeps, call: Call): Promise<Outcome<Me>> {
  const { actor, sourceIp } = call;
  if (actor.type === 'operator')
    return refused('insufficient-scope', 'Only people who signed in can ask who they are.');
  const { subject, isOperator } = actor;
  const memberships = await everything((page) => deps.table.listMemberships(subject, page));
  const ids = memberships.map(({ accountId }) => accountId);
  const refs = ids.flatMap((accountId) => [
    { kind: 'member', accountId, subject } as const,
    { kind: 'account', accountId } as const,
  ]);
  const records = await readAll(deps.table, refs);
  const [membership] = memberships;
  const email = membership === undefined && isOperator ? await emailOf(deps, subject) : done(membership?.email);
  if (!email.ok) return email;
  const own = ids.flatMap((accountId, at) => {
    const [member, account] = records.slice(2 * at, 2 * at + 2);
    // A deleted account may still have members for a moment.
    return member?.kind === 'member' && account?.kind === 'account'
      ? [{ accountId, name: account.name, role: member.role }]
      : [];
  });
  return done({ subject, email: email.value, isOperator, sourceIp, accounts: own });
}

/** Of an operator who is a member of no account. */
async function emailOf({ people }: MembersDeps, subject: string): Promise<Outcome<string>> {
  const found = await people.find(subject);
  if (found.ok) return done(found.value.email);
  return found.refusal === 'rate'
    ? tooManyForCognito()
    : refused('invalid-credential', 'The person is not in the user pool any more.');
}

/** What the operations of members have in common. */
import { type Outcome, refused } from '../../../domain/outcome';
import type { People } from '../../../domain/ports/people';
import type { Write } from '../../../domain/ports/table';
import type { Member } from '../../../domain/records/member-records';
import type { Deps } from '../../../engine/context';

/** Only the `members` function has it: no other function may use the people's user pool. */
export type MembersDeps = Deps & { readonly people: People };

export const tooManyForCognito = (): Outcome<never> =>
  refused(
    'too-many-requests',
    'Amazon Cognito takes no more requests of this kind in this second. Try again in a second.',
  );

/**
 * The check that the caller is still the member that it was when it was judged: an owner who is removed at this moment gives
 * nobody a role any more. None for an operator, nor for who changes itself, which has a condition of its own.
 */
export const whileStillAllowed = (caller: Member | undefined, changedSubject: string): Write[] =>
  caller === undefined || caller.subject === changedSubject
    ? []
    : [{ type: 'check', ref: refOf(caller), when: { role: caller.role } }];

export const refOf = ({ accountId, subject }: Member) => ({ kind: 'member', accountId, subject }) as const;

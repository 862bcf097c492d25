/** People as tests need them: members of an account with each role, and an operator. */
import type { Member } from '../../lambda/domain/records/member-records';
import type { TableRecord } from '../../lambda/domain/records/table-records';
import type { MemberRole } from '../../lambda/domain/vocabulary';
import { subjectOf } from './memory-people';
import { personClaims } from './management';
import { ACCOUNT_ID, NOW } from './records';

const NUMBERS = { viewer: 1, developer: 2, owner: 3, operator: 4, stranger: 5, 'second owner': 6 } as const;
export type Persona = keyof typeof NUMBERS;

/** The `sub` of each. */
export const subject = (who: Persona): string => subjectOf(NUMBERS[who]);

export const claimsOf = (who: Persona) =>
  personClaims(subject(who), who === 'operator' ? 'other,operators' : undefined);

/** The records of a member. */
export function memberRecords(who: Persona, given: Partial<Member> = {}): [Member, TableRecord] {
  const role: MemberRole = who === 'viewer' || who === 'developer' ? who : 'owner';
  const member: Member = {
    kind: 'member',
    accountId: ACCOUNT_ID,
    subject: subject(who),
    email: `${who.replace(' ', '.')}@example.com`,
    role,
    createdAt: NOW,
    createdBy: 'operator:op',
    version: 1,
    ...given,
  };
  const { accountId, email } = member;
  return [member, { kind: 'membership', subject: member.subject, accountId, email }];
}

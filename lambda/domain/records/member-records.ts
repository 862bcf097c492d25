/** The people of accounts. */
import type { Instant } from '../model';
import type { MemberRole } from '../vocabulary';

/** A person who belongs to an account and manages its credentials in the portal. */
export interface Member {
  readonly kind: 'member';
  readonly accountId: string;
  /** The person's `sub` in the people's user pool. */
  readonly subject: string;
  /** The address that was invited, in lower case. */
  readonly email: string;
  readonly role: MemberRole;
  readonly createdAt: Instant;
  readonly createdBy: string;
  readonly version: number;
}

/** The way from a person to an account. Written and deleted together with the member. */
export interface Membership extends Pick<Member, 'subject' | 'accountId' | 'email'> {
  readonly kind: 'membership';
}

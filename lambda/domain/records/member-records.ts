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
  /** When Cognito last sent an invitation. Absent: the person was known when the person became a member. */
  readonly invitedAt?: Instant;
  readonly version: number;
}

/**
 * What an account's invitations have in common: how many were sent on a day. Every invitation raises the version, so two at
 * once do not go beyond a limit.
 */
export interface MemberTally {
  readonly kind: 'memberTally';
  readonly accountId: string;
  /** In UTC, for example `2026-11-27`. */
  readonly day: string;
  /** Invitations that Cognito sent on that day. */
  readonly sent: number;
  readonly version: number;
}

/** The way from a person to an account. Written and deleted together with the member. */
export interface Membership extends Pick<Member, 'subject' | 'accountId' | 'email'> {
  readonly kind: 'membership';
}

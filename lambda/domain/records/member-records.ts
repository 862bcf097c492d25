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

/**
 * What an account's invitations have in common: how many were reserved on a day. Every reservation and every new member
 * raises the version, so two at once do not go beyond a limit.
 */
export interface MemberTally {
  readonly kind: 'memberTally';
  readonly accountId: string;
  /** In UTC, for example `2026-11-27`. */
  readonly day: string;
  /** Mails that Cognito was to send on that day, counted before Cognito is asked. */
  readonly sent: number;
  readonly version: number;
}

/**
 * An invitation that was sent to an address a moment ago, or is on its way. It belongs to no account and to no member, so it
 * is still there when the person was removed, or another account invites the person. It holds no address.
 */
export interface Invitation {
  readonly kind: 'invitation';
  /** SHA-256 of the address in lower case: 64 lower-case hexadecimal digits. */
  readonly addressHash: string;
  /** From this instant on another invitation may be sent. */
  readonly expiresAt: Instant;
}

/** The way from a person to an account. Written and deleted together with the member. */
export interface Membership extends Pick<Member, 'subject' | 'accountId' | 'email'> {
  readonly kind: 'membership';
}

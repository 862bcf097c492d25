/** The members of an account as the page loads them. */
import type { Role } from '../data/me';
import type { Loading } from '../data/use-load';

export interface Member {
  readonly subject: string;
  readonly email: string;
  readonly role: Role;
  readonly createdAt: string;
}
export type Members = readonly Member[];
export type MembersLoading = Loading<Members>;

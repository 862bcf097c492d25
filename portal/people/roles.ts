/** What the roles of members allow, in words. */
import type { Role } from '../data/me';

export const ROLES: readonly { readonly value: Role; readonly label: string; readonly hint: string }[] = [
  { value: 'viewer', label: 'Viewer', hint: 'Sees everything of the account, and changes nothing.' },
  { value: 'developer', label: 'Developer', hint: 'Also issues, rotates and revokes keys and clients.' },
  { value: 'owner', label: 'Owner', hint: 'Also invites and removes people.' },
];

export const roleText = (role: Role): string => ROLES.find(({ value }) => value === role)?.label ?? role;

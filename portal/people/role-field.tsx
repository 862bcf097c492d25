/** The choice of a role, each with what it allows. */
import type { Role } from '../data/me';
import { Radios } from '../ui/radios';
import { ROLES } from './roles';

interface RoleFieldProps {
  readonly value: Role;
  readonly onChange: (role: Role) => void;
  readonly error?: string | undefined;
}

export const RoleField = (props: RoleFieldProps) => <Radios legend="Role" options={ROLES} {...props} />;

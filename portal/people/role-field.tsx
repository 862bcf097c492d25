/** The choice of a role, each with what it allows. */
import type { Role } from '../data/me';
import { Choice, FieldGroup } from '../ui/field';
import { ROLES } from './roles';

interface RoleFieldProps {
  readonly value: Role;
  readonly onChange: (role: Role) => void;
  readonly error?: string | undefined;
}

export function RoleField({ value, onChange, error }: RoleFieldProps) {
  return (
    <FieldGroup legend="Role" error={error}>
      {ROLES.map((role) => (
        <Choice
          key={role.value}
          kind="radio"
          name="role"
          label={role.label}
          hint={role.hint}
          isChecked={value === role.value}
          onChange={() => onChange(role.value)}
        />
      ))}
    </FieldGroup>
  );
}

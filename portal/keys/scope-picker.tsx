/** The scopes that the account may give, each with what it allows. */
import { Choice, FieldGroup } from '../ui/field';
import type { ScopeOfCatalogue } from './scopes';

interface ScopePickerProps {
  readonly choices: readonly ScopeOfCatalogue[];
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
  readonly error: string | undefined;
}

export function ScopePicker({ choices, chosen, onChange, error }: ScopePickerProps) {
  const toggle = (scope: string, isChosen: boolean): void =>
    onChange(choices.map(({ name }) => name).filter((name) => (name === scope ? isChosen : chosen.includes(name))));
  return (
    <FieldGroup legend="Scopes" hint="What the key may do. Choose as little as its program needs." error={error}>
      {choices.map(({ name, description }) => (
        <Choice
          key={name}
          kind="checkbox"
          name="scopes"
          label={<code>{name}</code>}
          hint={description}
          isChecked={chosen.includes(name)}
          onChange={(isChosen) => toggle(name, isChosen)}
        />
      ))}
    </FieldGroup>
  );
}

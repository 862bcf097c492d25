/** Scopes to choose of, each with what it allows. */
import { Choice, FieldGroup } from './field';

interface Scope {
  readonly name: string;
  readonly description?: string;
}

interface ScopeBoxesProps {
  readonly hint: string;
  readonly choices: readonly Scope[];
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
  readonly error: string | undefined;
}

export function ScopeBoxes({ hint, choices, chosen, onChange, error }: ScopeBoxesProps) {
  const toggle = (scope: string): void =>
    onChange(chosen.includes(scope) ? chosen.filter((name) => name !== scope) : [...chosen, scope]);
  return (
    <FieldGroup legend="Scopes" hint={hint} error={error}>
      {choices.map(({ name, description }) => (
        <Choice
          key={name}
          kind="checkbox"
          name="scopes"
          label={<code>{name}</code>}
          hint={description}
          isChecked={chosen.includes(name)}
          onChange={() => toggle(name)}
        />
      ))}
    </FieldGroup>
  );
}

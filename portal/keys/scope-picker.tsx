/** The scopes that the account may give to a key, in the order of the catalogue. */
import { ScopeBoxes } from '../ui/boxes';
import type { ScopeOfCatalogue } from './scopes';

interface ScopePickerProps {
  readonly choices: readonly ScopeOfCatalogue[];
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
  readonly error: string | undefined;
}

export function ScopePicker({ choices, onChange, ...shown }: ScopePickerProps) {
  return (
    <ScopeBoxes
      {...shown}
      choices={choices}
      hint="What the key may do. Choose as little as its program needs."
      onChange={(chosen) => onChange(choices.map(({ name }) => name).filter((name) => chosen.includes(name)))}
    />
  );
}

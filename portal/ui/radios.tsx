/** One choice of several. */
import type { ComponentChildren } from 'preact';
import { Choice, FieldGroup } from './field';

export interface RadioOption<T> {
  readonly value: T;
  readonly label: string;
  readonly hint?: string;
}

interface RadiosProps<T> {
  readonly legend: string;
  readonly options: readonly RadioOption<T>[];
  readonly value: T;
  readonly onChange: (value: T) => void;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  /** Short options beside each other. */
  readonly isInline?: boolean;
  /** What belongs to the chosen option. */
  readonly children?: ComponentChildren;
}

export function Radios<T extends string | number>(props: RadiosProps<T>) {
  const { legend, options, value: chosen, onChange, hint, error, isInline = false, children } = props;
  return (
    <FieldGroup legend={legend} hint={hint} error={error}>
      <div class={isInline ? 'inline-choices' : ''}>
        {options.map(({ value, ...words }) => (
          <Choice
            key={value}
            kind="radio"
            name={legend}
            {...words}
            isChecked={chosen === value}
            onChange={() => onChange(value)}
          />
        ))}
      </div>
      {children}
    </FieldGroup>
  );
}

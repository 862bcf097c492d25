/** Fields of forms: label, hint, and what the API says is wrong (`errorAt(failure, '/label')`). */
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly hint?: ComponentChildren;
  readonly error?: string | undefined;
  readonly type?: 'text' | 'search' | 'email' | 'date' | 'number';
  readonly isRequired?: boolean;
  readonly isOptional?: boolean;
  readonly maxLength?: number;
  readonly min?: string;
  readonly max?: string;
  readonly autoComplete?: string;
  readonly placeholder?: string;
  /** Several lines. */
  readonly lines?: number;
}

export function Field(props: FieldProps) {
  const { label, value, onInput, hint, error, isRequired, isOptional, lines, type = 'text', ...rest } = props;
  const id = useId();
  const described = [hint !== undefined && `${id}-hint`, error !== undefined && `${id}-error`]
    .filter(Boolean)
    .join(' ');
  // The type of <input> is a union by `type`, in which no variable fits.
  const kind: object = { type };
  const common = {
    id,
    value,
    onInput: (event: Event) => onInput((event.target as HTMLInputElement).value),
    required: isRequired,
    'aria-describedby': described || undefined,
    'aria-invalid': error !== undefined || undefined,
    ...rest,
  };
  return (
    <div class="field">
      <label for={id}>
        {label}
        {isOptional === true && <span class="quiet"> (optional)</span>}
      </label>
      {hint !== undefined && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {lines === undefined ? <input {...common} {...kind} /> : <textarea {...common} rows={lines} />}
      <FieldError id={`${id}-error`} error={error} />
    </div>
  );
}

export function FieldError({ id, error }: { readonly id?: string; readonly error: string | undefined }) {
  if (error === undefined) return null;
  return (
    <p class="field-error" id={id}>
      {error}
    </p>
  );
}

interface SelectProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly onChange: (value: T) => void;
  readonly hint?: ComponentChildren;
  readonly error?: string | undefined;
}

export function Select<T extends string>({ label, value, options, onChange, hint, error }: SelectProps<T>) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {hint !== undefined && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      <select
        id={id}
        value={value}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onChange={(event) => onChange(event.currentTarget.value as T)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <FieldError error={error} />
    </div>
  );
}

interface ChoiceProps {
  readonly kind: 'checkbox' | 'radio';
  readonly name: string;
  readonly label: ComponentChildren;
  readonly hint?: ComponentChildren;
  readonly isChecked: boolean;
  readonly isDisabled?: boolean;
  readonly onChange: (isChecked: boolean) => void;
}

/** One box or button of a group. Put the group into a `FieldGroup`. */
export function Choice({ kind, name, label, hint, isChecked, isDisabled = false, onChange }: ChoiceProps) {
  const id = useId();
  return (
    <div class="choice-row">
      <input
        type={kind}
        id={id}
        name={name}
        checked={isChecked}
        disabled={isDisabled}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <label for={id}>{label}</label>
      {hint !== undefined && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}

interface FieldGroupProps {
  readonly legend: string;
  readonly hint?: ComponentChildren;
  readonly error?: string | undefined;
  readonly children: ComponentChildren;
}

export function FieldGroup({ legend, hint, error, children }: FieldGroupProps) {
  const id = useId();
  const described = [hint !== undefined && `${id}-hint`, error !== undefined && `${id}-error`]
    .filter(Boolean)
    .join(' ');
  return (
    <fieldset class="field" aria-describedby={described || undefined} data-invalid={error !== undefined || undefined}>
      <legend>{legend}</legend>
      {hint !== undefined && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {children}
      <FieldError id={`${id}-error`} error={error} />
    </fieldset>
  );
}

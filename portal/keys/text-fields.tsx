/** The words of a key: its label and its description. */
import { Field } from '../ui/field';

interface TextFieldProps {
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly error: string | undefined;
}

export function LabelField(props: TextFieldProps) {
  const hint = 'What the key is for. Everyone in the account sees it.';
  return <Field label="Label" hint={hint} maxLength={80} isRequired autoComplete="off" {...props} />;
}

export function DescriptionField(props: TextFieldProps) {
  return <Field label="Description" isOptional maxLength={500} lines={2} {...props} />;
}

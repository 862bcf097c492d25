/** The networks that a key may be used from. */
import { usePortal } from '../app/context';
import { Button } from '../ui/button';
import { Field } from '../ui/field';
import { networkOf, withNetwork } from './networks';

interface NetworksFieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error: string | undefined;
  /** Those of the account; a request has to come from one of them too. */
  readonly granted: readonly string[] | undefined;
}

export function NetworksField({ value, onChange, error, granted }: NetworksFieldProps) {
  const { me } = usePortal();
  const own = networkOf(me.sourceIp);
  const limit = granted === undefined ? '' : ` The account allows only ${granted.join(', ')}.`;
  return (
    <div class="field">
      <Field
        label="Allowed networks"
        isOptional
        hint={`One a line, for example 203.0.113.0/24. Empty: from everywhere.${limit}`}
        value={value}
        onInput={onChange}
        error={error}
        lines={3}
      />
      <Button isSmall onClick={() => onChange(withNetwork(value, own))}>
        Add my address ({me.sourceIp})
      </Button>
    </div>
  );
}

/** The choice of a key's end. */
import { usePortal } from '../app/context';
import { Field } from '../ui/field';
import { Radios } from '../ui/radios';
import { choicesFor, dateOf, type Expiry, type ExpiryChoice, latestEnd, type LifetimeGrant } from './expiry';

interface ExpiryFieldProps {
  readonly grant: LifetimeGrant;
  readonly value: Expiry;
  readonly onChange: (value: Expiry) => void;
  readonly error: string | undefined;
}

export function ExpiryField({ grant, value, onChange, error }: ExpiryFieldProps) {
  const { maxKeyLifetimeDays: max } = grant;
  const now = usePortal().now();
  const latest = latestEnd(grant, now);
  const limits = { min: dateOf(now + 86_400_000), ...(latest !== undefined && { max: dateOf(latest) }) };
  const hint = max === undefined ? 'After its end a key is refused.' : `At most ${days(max)}, by the account’s grant.`;
  return (
    <Radios
      legend="Expires"
      hint={hint}
      error={value.choice === 'custom' ? undefined : error}
      isInline
      options={choicesFor(grant).map((choice) => ({ value: choice, label: wordFor(choice, grant) }))}
      value={value.choice}
      onChange={(choice) => onChange({ ...value, choice })}
    >
      {value.choice === 'custom' && (
        <Field
          label="Last day"
          type="date"
          value={value.date}
          onInput={(date) => onChange({ ...value, date })}
          error={error}
          {...limits}
        />
      )}
    </Radios>
  );
}

const days = (count: number): string => (count === 1 ? '1 day' : `${count} days`);

function wordFor(choice: ExpiryChoice, { defaultKeyLifetimeDays: usual = 0 }: LifetimeGrant): string {
  if (choice === 'custom') return 'Custom';
  if (choice === 'none') return 'No end';
  return choice === 'default' ? `${days(usual)} (the account’s default)` : days(Number(choice));
}

/** The fields of an account and its grant. */
import { errorAt, type Failure } from '../data/failure';
import type { Loading } from '../data/use-load';
import { usePortal } from '../app/context';
import { useLoad } from '../data/use-load';
import { type Plan, planText } from '../keys/plans';
import type { ScopeOfCatalogue } from '../keys/scopes';
import { ScopeBoxes } from '../ui/boxes';
import { Field, Select } from '../ui/field';
import { type AccountForm, NUMBERS } from './account-form';

export interface Catalogue {
  readonly scopes: readonly ScopeOfCatalogue[];
  readonly plans: readonly Plan[];
}

export function useCatalogue(): Loading<Catalogue> {
  const { client } = usePortal();
  return useLoad<Catalogue>('catalogue', async (signal) => {
    const [scopes, plans] = await Promise.all([client.get('/scopes', { signal }), client.get('/plans', { signal })]);
    return { scopes: scopes.items, plans: plans.items };
  });
}

export const SHOWN = [
  ...['/name', '/externalId', '/grant/scopes', '/grant/networks', '/grant/plan'],
  ...NUMBERS.map((name) => `/grant/${name}`),
];

const LIMITS = {
  maxActiveKeys: { label: 'Most active keys', hint: 'Empty: as many as the service allows.' },
  maxKeyLifetimeDays: {
    label: 'Longest life of a key, in days',
    hint: 'Empty: no limit. Holds for keys that exist, too.',
  },
  defaultKeyLifetimeDays: {
    label: 'Life of a key by default, in days',
    hint: 'For keys without an end of their own. Empty: as the service sets it.',
  },
  inactivityDays: {
    label: 'Days without use that end a key',
    hint: 'Empty: as the service sets it. The service has to count usage.',
  },
};

interface AccountFieldsProps {
  readonly form: AccountForm;
  readonly change: (change: Partial<AccountForm>) => void;
  readonly failure: Failure | undefined;
  readonly catalogue: Catalogue;
}

export function AccountFields({ catalogue, ...props }: AccountFieldsProps) {
  const { form, change, failure } = props;
  const { scopes, plans } = catalogue;
  // What the catalogue no longer has stays in sight, so that saving does not take it away unseen.
  const gone = form.scopes.filter((name) => scopes.every((scope) => scope.name !== name)).map((name) => ({ name }));
  const options = plans.map((plan) => ({ value: plan.name, label: planText(plan) }));
  return (
    <>
      <Names {...props} />
      <ScopeBoxes
        hint="What the keys and clients of the account may have."
        choices={[...scopes, ...gone]}
        chosen={form.scopes}
        onChange={(chosen) => change({ scopes: chosen })}
        error={errorAt(failure, '/grant/scopes')}
      />
      {(plans.length > 0 || form.plan !== '') && (
        <Select
          label="Plan"
          value={form.plan}
          options={[{ value: '', label: 'Not limited' }, ...options]}
          onChange={(plan) => change({ plan })}
          error={errorAt(failure, '/grant/plan')}
        />
      )}
      <Limits {...props} />
    </>
  );
}

type PartProps = Omit<AccountFieldsProps, 'catalogue'>;

function Names({ form, change, failure }: PartProps) {
  return (
    <>
      <Field
        label="Name"
        isRequired
        maxLength={80}
        autoComplete="off"
        value={form.name}
        onInput={(name) => change({ name })}
        error={errorAt(failure, '/name')}
      />
      <Field
        label="External id"
        isOptional
        hint="The account’s id in your own system."
        maxLength={128}
        autoComplete="off"
        value={form.externalId}
        onInput={(externalId) => change({ externalId })}
        error={errorAt(failure, '/externalId')}
      />
    </>
  );
}

function Limits({ form, change, failure }: PartProps) {
  return (
    <>
      <div class="pairs">
        {NUMBERS.map((name) => (
          <Field
            key={name}
            type="number"
            min={name === 'maxActiveKeys' ? '0' : '1'}
            {...LIMITS[name]}
            value={form[name]}
            onInput={(value) => change({ [name]: value })}
            error={errorAt(failure, `/grant/${name}`)}
          />
        ))}
      </div>
      <Field
        label="Allowed networks"
        isOptional
        hint="One a line, for example 203.0.113.0/24. Empty: from everywhere."
        lines={3}
        value={form.networks}
        onInput={(networks) => change({ networks })}
        error={errorAt(failure, '/grant/networks')}
      />
    </>
  );
}

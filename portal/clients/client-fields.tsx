/** The fields of a client that is made or changed. */
import { useAccount } from '../app/context';
import { errorAt, type Failure } from '../data/failure';
import { choosable, type ScopeOfCatalogue } from '../keys/scopes';
import { ScopeBoxes } from '../ui/boxes';
import { Field, Select } from '../ui/field';
import { type ClientForm, lifetimes } from './client-form';

export const SHOWN = ['/label', '/scopes', '/tokenLifetimeMinutes'];

interface ClientFieldsProps {
  readonly form: ClientForm;
  readonly change: (change: Partial<ClientForm>) => void;
  readonly failure: Failure | undefined;
  readonly catalogue: readonly ScopeOfCatalogue[];
  /** Absent for a new client. */
  readonly before?: ClientForm;
}

export function ClientFields({ form, change, failure, catalogue, before }: ClientFieldsProps) {
  const { record } = useAccount();
  const granted = record.load.state === 'ready' ? record.load.value.grant.scopes : [];
  // What the client has stays in sight, so that saving does not take it away unseen.
  const kept = (before?.scopes ?? []).filter((name) => !granted.includes(name)).map((name) => ({ name }));
  const isAdopted = before?.lifetime === '';
  return (
    <>
      <Field
        label="Label"
        hint="What the client is for. Everyone in the account sees it."
        maxLength={80}
        isRequired
        autoComplete="off"
        value={form.label}
        onInput={(label) => change({ label })}
        error={errorAt(failure, '/label')}
      />
      <ScopeBoxes
        hint="What the client may do. Choose as little as its program needs."
        choices={[...choosable(catalogue, granted), ...kept]}
        chosen={form.scopes}
        onChange={(scopes) => change({ scopes })}
        error={errorAt(failure, '/scopes')}
      />
      {!isAdopted && (
        <Select
          label="A token lives for"
          hint="After that the program fetches another one."
          value={form.lifetime}
          options={lifetimes(before?.lifetime ?? '', before === undefined)}
          onChange={(lifetime) => change({ lifetime })}
          error={errorAt(failure, '/tokenLifetimeMinutes')}
        />
      )}
    </>
  );
}

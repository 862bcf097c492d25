/** Issues a key, and shows it once. */
import { useMemo, useState } from 'preact/hooks';
import type { Account, IssuedKey } from 'sallyport/client';
import { useAccount, usePortal } from '../app/context';
import { useDraft } from '../app/drafts';
import { KEY, KEYS } from '../app/places';
import { hrefTo } from '../app/router';
import { errorAt, type Failure } from '../data/failure';
import { useAction, useLoad } from '../data/use-load';
import { Button } from '../ui/button';
import { Select } from '../ui/field';
import { Form } from '../ui/form';
import { Screen } from '../ui/screen';
import { type SecretBox, secretBox } from '../ui/secret';
import { EmptyState, ErrorState, Skeleton } from '../ui/states';
import { ExpiryField } from './expiry-field';
import { emptyForm, type IssueRequest, type KeyForm, requestOf } from './key-form';
import { KeyReveal } from './key-reveal';
import { NetworksField } from './networks-field';
import { DescriptionField, LabelField } from './text-fields';
import { type Plan, plansWithin, planText } from './plans';
import { choosable, type ScopeOfCatalogue } from './scopes';
import { ScopePicker } from './scope-picker';

interface Catalogue {
  readonly scopes: readonly ScopeOfCatalogue[];
  readonly plans: readonly Plan[];
}

export function NewKeyScreen() {
  const { client } = usePortal();
  const { id, record } = useAccount();
  const catalogue = useLoad<Catalogue>('catalogue', async (signal) => {
    const [scopes, plans] = await Promise.all([client.get('/scopes', { signal }), client.get('/plans', { signal })]);
    return { scopes: scopes.items, plans: plans.items };
  });
  const [loads, back] = [[record, catalogue], { href: hrefTo(KEYS, { accountId: id }), label: 'Keys' }];
  const failed = loads.find(({ load }) => load.state === 'failed');
  return (
    <Screen title="New key" back={back}>
      {failed?.load.state === 'failed' ? (
        <ErrorState failure={failed.load.failure} onRetry={failed.reload} />
      ) : record.load.state === 'ready' && catalogue.load.state === 'ready' ? (
        <NewKey account={record.load.value} catalogue={catalogue.load.value} />
      ) : (
        <div class="card form">
          <Skeleton lines={9} />
        </div>
      )}
    </Screen>
  );
}

const LOST = 'A key was issued, and nobody saw it. Rotate it to get a new secret, or revoke it.';

interface NewKeyProps {
  readonly account: Account;
  readonly catalogue: Catalogue;
}

interface Issued {
  readonly record: IssuedKey;
  /** Absent: the request was a repetition, whose answer has no secret. */
  readonly secret?: SecretBox;
}

function NewKey({ account, catalogue }: NewKeyProps) {
  const { client, navigateInstead } = usePortal();
  const [issued, setIssued] = useState<Issued>();
  const issue = useAction(async (body: IssueRequest, idempotencyKey) => {
    const path = { accountId: account.id };
    const headers = { 'Idempotency-Key': idempotencyKey };
    // Apart at once, so that the key is nowhere but in its box.
    const { key, ...record } = await client.post('/accounts/{accountId}/keys', { path, headers, body });
    return { record, ...(key !== undefined && { secret: secretBox(key) }) };
  }, LOST);
  const send = async (body: IssueRequest): Promise<void> => setIssued(await issue.run(body));
  const choices = choosable(catalogue.scopes, account.grant.scopes);
  if (choices.length === 0)
    return (
      <EmptyState title="There is nothing to give yet">
        <p>The account is granted no scope, so a key could do nothing. The service’s operator can grant scopes.</p>
      </EmptyState>
    );
  const keyOf = ({ record }: Issued): string => hrefTo(KEY, { accountId: account.id, keyId: record.id });
  if (issued !== undefined && issued.secret === undefined)
    return (
      <EmptyState title="The key was issued, and its secret cannot be shown">
        <p>{issued.record.detail ?? 'The answer with the secret was lost. Rotate the key to get a new secret.'}</p>
        <a href={keyOf(issued)}>To the key</a>
      </EmptyState>
    );
  return (
    <>
      <KeyFormCard
        {...{ account, catalogue }}
        isBusy={issue.isBusy}
        failure={issue.failure}
        onSend={(body) => void send(body)}
      />
      {issued?.secret !== undefined && (
        <KeyReveal record={issued.record} secret={issued.secret} onDone={() => navigateInstead(keyOf(issued))} />
      )}
    </>
  );
}

interface FormProps extends NewKeyProps {
  readonly isBusy: boolean;
  readonly failure: Failure | undefined;
  readonly onSend: (body: IssueRequest) => void;
}

const SHOWN = ['/label', '/description', '/scopes', '/expiresAt', '/networks', '/plan'];

function KeyFormCard({ account, catalogue, isBusy, failure, onSend }: FormProps) {
  const { id, grant } = account;
  const { now } = usePortal();
  const [form, change] = useDraft<KeyForm>(`new-key ${id}`, emptyForm(grant));
  // Made when the form changes and not at the click: a repeated request has to be the same one.
  const body = useMemo(() => requestOf(form, grant, now()), [form, grant]);
  const [isDateMissing, setDateMissing] = useState(false);
  const submit = (): void => {
    setDateMissing(body === undefined);
    if (body !== undefined && !isBusy) onSend(body);
  };
  return (
    <Form isCard onSubmit={submit} failure={failure} shown={SHOWN}>
      <Fields {...{ account, catalogue, form, change, failure }} isDateMissing={isDateMissing && body === undefined} />
      <Button type="submit" kind="primary" isBusy={isBusy}>
        Issue the key
      </Button>
    </Form>
  );
}

interface FieldsProps extends NewKeyProps {
  readonly form: KeyForm;
  readonly change: (change: Partial<KeyForm>) => void;
  readonly failure: Failure | undefined;
  readonly isDateMissing: boolean;
}

function Fields({ account: { grant }, catalogue, form, change, failure, isDateMissing }: FieldsProps) {
  const { me } = usePortal();
  const at = (pointer: string): string | undefined => errorAt(failure, pointer);
  return (
    <>
      <LabelField value={form.label} onInput={(label) => change({ label })} error={at('/label')} />
      <ScopePicker
        choices={choosable(catalogue.scopes, grant.scopes)}
        chosen={form.scopes}
        onChange={(scopes) => change({ scopes })}
        error={at('/scopes')}
      />
      <ExpiryField
        grant={grant}
        value={form.expiry}
        onChange={(expiry) => change({ expiry })}
        error={isDateMissing ? 'Choose a day.' : at('/expiresAt')}
      />
      <NetworksField
        value={form.networks}
        onChange={(networks) => change({ networks })}
        error={at('/networks')}
        granted={grant.networks}
      />
      {/* A key with a plan of its own has a budget of its own, which only operators may give. */}
      {me.operator && (
        <PlanField plans={plansWithin(catalogue.plans, grant.plan)} form={form} change={change} error={at('/plan')} />
      )}
      <DescriptionField
        value={form.description}
        onInput={(description) => change({ description })}
        error={at('/description')}
      />
    </>
  );
}

interface PlanFieldProps {
  readonly plans: readonly Plan[];
  readonly form: KeyForm;
  readonly change: (change: Partial<KeyForm>) => void;
  readonly error: string | undefined;
}

function PlanField({ plans, form, change, error }: PlanFieldProps) {
  if (plans.length < 2) return null;
  const options = plans.map((plan) => ({ value: plan.name, label: planText(plan) }));
  return (
    <Select
      label="Limit"
      hint="A key with a plan of its own is counted by itself, and not with the account."
      value={form.plan}
      options={[{ value: '', label: 'Counts with the account' }, ...options]}
      onChange={(plan) => change({ plan })}
      error={error}
    />
  );
}

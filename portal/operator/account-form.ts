/** The form of an account and its grant as an operator fills it in, and the requests that come of it. */
import type { Account } from 'sallyport/client';
import { networksIn } from '../keys/networks';

export const NUMBERS = ['maxActiveKeys', 'maxKeyLifetimeDays', 'defaultKeyLifetimeDays', 'inactivityDays'] as const;
type NumberName = (typeof NUMBERS)[number];

/** Each as text; empty: no limit of the account's own. */
export interface AccountForm extends Readonly<Record<NumberName, string>> {
  readonly name: string;
  readonly externalId: string;
  readonly scopes: readonly string[];
  readonly networks: string;
  readonly plan: string;
}

export const EMPTY: AccountForm = {
  name: '',
  externalId: '',
  scopes: [],
  networks: '',
  plan: '',
  maxActiveKeys: '',
  maxKeyLifetimeDays: '',
  defaultKeyLifetimeDays: '',
  inactivityDays: '',
};

type Editable = Pick<Account, 'name' | 'externalId' | 'grant'>;

export const formOf = ({ name, externalId = '', grant }: Editable): AccountForm => ({
  name,
  externalId,
  scopes: grant.scopes,
  networks: (grant.networks ?? []).join('\n'),
  plan: grant.plan ?? '',
  ...numbersOf((number) => (grant[number] === undefined ? '' : String(grant[number]))),
});

interface GrantBody extends Partial<Record<NumberName, number>> {
  scopes?: string[];
  networks?: string[];
  plan?: string;
}

export interface CreateBody {
  readonly name: string;
  readonly externalId?: string;
  readonly grant: GrantBody;
}

export function createBody(form: AccountForm): CreateBody {
  const { name, externalId, grant } = valuesOf(form);
  const given = Object.fromEntries(Object.entries(grant).filter(([, value]) => value !== null));
  return { name, ...(externalId !== null && { externalId }), grant: given };
}

type Nullable<T> = { [Name in keyof T]: T[Name] | null };

export interface ChangeBody {
  name?: string;
  externalId?: string | null;
  grant?: Omit<Nullable<GrantBody>, 'scopes'> & { scopes?: string[] };
}

/** A merge patch of what the operator changed. `null` takes a limit away. */
export function changeOf(before: Editable, form: AccountForm): ChangeBody {
  const [old, wanted] = [valuesOf(formOf(before)), valuesOf(form)];
  const grant = differing(old.grant, wanted.grant);
  return {
    ...(wanted.name !== old.name && { name: wanted.name }),
    ...(wanted.externalId !== old.externalId && { externalId: wanted.externalId }),
    ...(Object.keys(grant).length > 0 && { grant }),
  };
}

function valuesOf(form: AccountForm) {
  const networks = networksIn(form.networks);
  const externalId = form.externalId.trim();
  return {
    name: form.name.trim(),
    externalId: externalId === '' ? null : externalId,
    grant: {
      scopes: [...form.scopes].sort(),
      networks: networks.length === 0 ? null : [...networks],
      plan: form.plan === '' ? null : form.plan,
      ...numbersOf((number) => (form[number] === '' ? null : Number(form[number]))),
    },
  };
}

const numbersOf = <T>(valueOf: (name: NumberName) => T): Record<NumberName, T> =>
  Object.fromEntries(NUMBERS.map((name) => [name, valueOf(name)])) as Record<NumberName, T>;

const differing = <T extends object>(old: T, wanted: T): Partial<T> =>
  Object.fromEntries(
    Object.entries(wanted).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(old[name as keyof T])),
  ) as Partial<T>;

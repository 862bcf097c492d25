/** The form of a client as a person fills it in, and the requests that come of it. */
import type { OAuthClient } from 'sallyport/client';

export interface ClientForm {
  readonly label: string;
  readonly scopes: readonly string[];
  /** Minutes as text; empty: what the service sets, or an adopted client. */
  readonly lifetime: string;
}

export const EMPTY: ClientForm = { label: '', scopes: [], lifetime: '' };

export interface ClientRequest {
  readonly label: string;
  readonly scopes: string[];
  readonly tokenLifetimeMinutes?: number;
}

export const requestOf = ({ label, scopes, lifetime }: ClientForm): ClientRequest => ({
  label: label.trim(),
  scopes: [...scopes],
  ...(lifetime !== '' && { tokenLifetimeMinutes: Number(lifetime) }),
});

type Editable = Pick<OAuthClient, 'label' | 'scopes' | 'tokenLifetimeMinutes'>;

export const formOf = ({ label, scopes, tokenLifetimeMinutes: minutes }: Editable): ClientForm => ({
  label,
  scopes,
  lifetime: minutes === undefined ? '' : String(minutes),
});

/** Only what the person changed. */
export function changeOf(before: Editable, form: ClientForm): Partial<ClientRequest> {
  const [{ label, scopes, tokenLifetimeMinutes }, old] = [requestOf(form), formOf(before)];
  const isSame = scopes.length === old.scopes.length && scopes.every((name) => old.scopes.includes(name));
  return {
    ...(label !== old.label && { label }),
    ...(!isSame && { scopes }),
    ...(tokenLifetimeMinutes !== undefined && form.lifetime !== old.lifetime && { tokenLifetimeMinutes }),
  };
}

const USUAL = [5, 15, 60, 480, 1440];

/** The lifetimes on offer, with the one that the client has. */
export function lifetimes(
  current: string,
  isNew: boolean,
): readonly { readonly value: string; readonly label: string }[] {
  const minutes = current === '' ? USUAL : [...new Set([...USUAL, Number(current)])].sort((one, other) => one - other);
  const choices = minutes.map((value) => ({ value: String(value), label: lifetimeText(value) }));
  return isNew ? [{ value: '', label: 'As the service sets it' }, ...choices] : choices;
}

export function lifetimeText(minutes: number): string {
  const [count, unit] = minutes % 60 === 0 ? [minutes / 60, 'hour'] : [minutes, 'minute'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

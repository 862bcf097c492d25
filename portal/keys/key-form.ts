/** The form of a new key as a person fills it in, and the request that comes of it. */
import { type Expiry, expiresAtOf, firstChoice, type LifetimeGrant } from './expiry';
import { networksIn } from './networks';

export interface KeyForm {
  readonly label: string;
  readonly description: string;
  readonly scopes: readonly string[];
  readonly expiry: Expiry;
  readonly networks: string;
  /** Empty: the account's budget. */
  readonly plan: string;
}

export const emptyForm = (grant: LifetimeGrant): KeyForm => ({
  label: '',
  description: '',
  scopes: [],
  expiry: { choice: firstChoice(grant), date: '' },
  networks: '',
  plan: '',
});

export interface IssueRequest {
  readonly label: string;
  readonly scopes: string[];
  readonly description?: string;
  readonly expiresAt?: string;
  readonly networks?: string[];
  readonly plan?: string;
}

/** `now` in milliseconds since 1970. Undefined: the date of a custom end is missing. */
export function requestOf(form: KeyForm, grant: LifetimeGrant, now: number): IssueRequest | undefined {
  const { label, description, scopes, expiry, networks, plan } = form;
  const expiresAt = expiresAtOf(expiry, grant, now);
  if (expiresAt === null) return undefined;
  const listed = networksIn(networks);
  return {
    label: label.trim(),
    scopes: [...scopes],
    ...(description.trim() !== '' && { description: description.trim() }),
    ...(expiresAt !== undefined && { expiresAt }),
    ...(listed.length > 0 && { networks: [...listed] }),
    ...(plan !== '' && { plan }),
  };
}

/** The form of a key that exists, and the merge patch that comes of it: only what the person changed. */
import type { ApiKey } from 'sallyport/client';
import { dateOf, expiresAtOf } from './expiry';
import { networksIn } from './networks';

export interface EditForm {
  readonly label: string;
  readonly description: string;
  readonly hasEnd: boolean;
  /** `YYYY-MM-DD`, the last day. */
  readonly date: string;
  readonly networks: string;
}

type Editable = Pick<ApiKey, 'label' | 'description' | 'expiresAt' | 'networks'>;

export const editFormOf = ({ label, description = '', expiresAt, networks = [] }: Editable): EditForm => ({
  label,
  description,
  hasEnd: expiresAt !== undefined,
  date: expiresAt === undefined ? '' : dateOf(expiresAt),
  networks: networks.join('\n'),
});

interface KeyChange {
  label?: string;
  description?: string | null;
  expiresAt?: string | null;
  networks?: string[] | null;
}

/** A day that was not touched keeps its instant, which may be in the middle of the day. */
export function changeOf(key: Editable, form: EditForm): KeyChange {
  const before = editFormOf(key);
  const change: KeyChange = {};
  if (form.label !== before.label) change.label = form.label.trim();
  if (form.description !== before.description) change.description = form.description.trim() || null;
  if (form.hasEnd !== before.hasEnd || form.date !== before.date) {
    // A day that is missing goes to the API as it is, and comes back as an error at the field.
    const end = expiresAtOf({ choice: 'custom', date: form.date }, {}, 0) ?? form.date;
    change.expiresAt = form.hasEnd ? end : null;
  }
  const networks = networksIn(form.networks);
  if (networks.join() !== networksIn(before.networks).join())
    change.networks = networks.length > 0 ? [...networks] : null;
  return change;
}

/** Search and filter over the loaded keys of an account. */
import type { ApiKey } from 'sallyport/client';

export type KeyStatus = ApiKey['status'];
export const STATUSES: readonly KeyStatus[] = ['active', 'suspended', 'notYetValid', 'expired', 'revoked'];

export interface KeyFilter {
  readonly text: string;
  /** `all`, `usable` (neither revoked nor expired), or one status. */
  readonly status: KeyStatus | 'all' | 'usable';
}

export const isDead = ({ status }: Pick<ApiKey, 'status'>): boolean => status === 'revoked' || status === 'expired';

/** Every word has to be somewhere in label, id, hint, description, scopes or tags. */
export function filterKeys(keys: readonly ApiKey[], { text, status }: KeyFilter): readonly ApiKey[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return keys.filter((key) => {
    if (status === 'usable' ? isDead(key) : status !== 'all' && key.status !== status) return false;
    if (words.length === 0) return true;
    const { label, id, hint, description = '', scopes, tags = [] } = key;
    const all = [label, id, hint, description, ...scopes, ...tags].join('\n').toLowerCase();
    return words.every((word) => all.includes(word) || word.includes(id.toLowerCase()));
  });
}

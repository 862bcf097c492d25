/** What the page shows of a key after a change. */
import type { ApiKey } from 'sallyport/client';

/** The answer of a change: the whole record, or what everybody may know of it. */
type KeyAnswer = Pick<ApiKey, 'id' | 'status' | 'version'> & Partial<ApiKey>;

/** The key as the answer has it. Only a GET tells of the last use, so the page keeps what it knows of that. */
export function answered(before: ApiKey, answer: KeyAnswer): ApiKey {
  const { lastUsedAt, lastUsedRoute } = before;
  const known = {
    ...(lastUsedAt !== undefined && { lastUsedAt }),
    ...(lastUsedRoute !== undefined && { lastUsedRoute }),
  };
  return isWhole(answer) ? { ...known, ...answer } : { ...before, ...answer };
}

const isWhole = (answer: KeyAnswer): answer is ApiKey => answer.label !== undefined && answer.scopes !== undefined;

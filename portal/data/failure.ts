/** What a person is told of a call that failed, in one form for all screens. */
import { type FieldError, NoAnswerError, ProblemError, TokenError } from 'sallyport/client';

export interface Failure {
  readonly kind: 'problem' | 'offline' | 'ended' | 'defect';
  /** The problem's code, for example `rotation-in-progress`; empty if the API did not answer. */
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  /** The HTTP status of a problem. */
  readonly status?: number;
  /** The page that explains the problem. */
  readonly page?: string;
  readonly requestId?: string;
  readonly errors: readonly FieldError[];
}

/** A mistake of the deployment or of the page around an element, in words for whoever can mend it. */
export class SetupError extends Error {}

export function failureOf(error: unknown): Failure {
  if (error instanceof ProblemError && error.status !== 401) {
    const { code, title, detail = '', status, requestId, errors } = error;
    const page = isSafeLink(error.page) && { page: error.page };
    return {
      kind: 'problem',
      code,
      title,
      detail,
      status,
      errors,
      ...page,
      ...(requestId !== undefined && { requestId }),
    };
  }
  if (error instanceof ProblemError || (error instanceof TokenError && !error.isPassing))
    return plain('ended', 'Your session ended', 'Sign in again to go on.');
  const reason = error instanceof NoAnswerError && error.cause instanceof SetupError ? error.cause : error;
  if (reason instanceof NoAnswerError || reason instanceof TokenError)
    return plain(
      'offline',
      'No answer',
      'The service did not answer as it should. Check your connection and try again.',
    );
  return plain('defect', 'Something went wrong', reason instanceof Error ? reason.message : String(reason));
}

/** An answer may name any address; one with a script in it would run in this page. */
const isSafeLink = (page: string): boolean => URL.canParse(page) && new URL(page).protocol === 'https:';

/**
 * Whether the API may have done what was asked, so that another try has to be the same request. `429` says nothing of a try
 * before it, and of a request that is still running nobody knows yet.
 */
export const mayBeDone = ({ kind, status = 0, code }: Failure): boolean =>
  kind !== 'problem' || status >= 500 || status === 429 || code === 'idempotency-in-progress';

/** What failed was a change, so the person has to know what another try does. */
export function ofChange(failure: Failure): Failure {
  if (failure.kind !== 'offline' && (failure.status ?? 0) < 500) return failure;
  // What the API says of it is for a program, which repeats a request by its headers.
  const said = failure.code === 'dependency-unavailable' ? '' : `${failure.detail} `;
  const detail = `${said}It is not known whether it took effect. To press the button again is safe: nothing is done twice.`;
  return { ...failure, detail };
}
const plain = (kind: Failure['kind'], title: string, detail: string): Failure => ({
  kind,
  code: '',
  title,
  detail,
  errors: [],
});

/** What is wrong with one member of the body, by its JSON pointer; `/scopes` stands for `/scopes/0` too. */
export const errorAt = (failure: Failure | undefined, pointer: string): string | undefined =>
  failure?.errors
    .filter((error) => error.pointer === pointer || error.pointer?.startsWith(`${pointer}/`))
    .map(({ detail }) => detail)
    .join(' ') || undefined;

/** What is wrong, without what the given fields show themselves. */
export function errorsBeside(failure: Failure, pointers: readonly string[]): readonly string[] {
  const isShown = ({ pointer = '' }: FieldError): boolean =>
    pointers.some((shown) => pointer === shown || pointer.startsWith(`${shown}/`));
  return failure.errors
    .filter((error) => !isShown(error))
    .map(({ detail, pointer }) => `${pointer ?? ''} ${detail}`.trim());
}

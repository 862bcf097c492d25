/** What a person is told of a call that failed, in one form for all screens. */
import { type FieldError, NoAnswerError, ProblemError, TokenError } from 'sallyport/client';

export interface Failure {
  readonly kind: 'problem' | 'offline' | 'ended' | 'defect';
  /** The problem's code, for example `rotation-in-progress`; empty if the API did not answer. */
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  /** The page that explains the problem. */
  readonly page?: string;
  readonly requestId?: string;
  readonly errors: readonly FieldError[];
}

export function failureOf(error: unknown): Failure {
  if (error instanceof ProblemError && error.status !== 401) {
    const { code, title, detail = '', page, requestId, errors } = error;
    return { kind: 'problem', code, title, detail, page, errors, ...(requestId !== undefined && { requestId }) };
  }
  if (error instanceof ProblemError || (error instanceof TokenError && !error.isPassing))
    return plain('ended', 'Your session ended', 'Sign in again to go on.');
  if (error instanceof NoAnswerError || error instanceof TokenError)
    return plain('offline', 'No answer', 'The service did not answer. Check your connection and try again.');
  const detail = error instanceof Error ? error.message : String(error);
  return plain('defect', 'Something went wrong', detail);
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

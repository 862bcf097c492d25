/**
 * Makes problem responses (RFC 9457). Every problem that a function answers with is made here, so it holds a code, our
 * own sentence and field errors, and never a stack trace, a record or a credential.
 */
import type { FieldError } from '../domain/outcome';
import { PROBLEMS, problemInstance, problemType, type ProblemCode } from './problems';

/** The response of a Lambda proxy integration. */
export interface Response {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a caller is told: a refusal, a failure or a defect. */
export interface Problem {
  readonly code: ProblemCode;
  readonly detail: string;
  readonly errors?: readonly FieldError[];
}

/** Seconds that a caller should wait after a 429 or 503 (RFC 9110 section 10.2.3). */
const RETRY_AFTER_SECONDS = 1;

/** The response of the management API. The body's `instance` holds the request id, which log lines hold too. */
export function problemResponse(problem: Problem, requestId: string): Response {
  const { status, title } = PROBLEMS[problem.code];
  const { detail, errors } = problem;
  const instance = problemInstance(requestId);
  const body = { type: problemType(problem.code), title, status, detail, instance, errors };
  return { statusCode: status, headers: { ...NO_STORE, ...headersOf(status) }, body: JSON.stringify(body) };
}

/** No cache between the management API and its caller may store a response. */
export const NO_STORE = { 'Cache-Control': 'no-store' } as const;

function headersOf(status: number): Record<string, string> {
  const headers: Record<string, string> = { 'Content-Type': 'application/problem+json' };
  if (status === 401) headers['WWW-Authenticate'] = 'Bearer realm="management"';
  if (status === 429 || status === 503) headers['Retry-After'] = String(RETRY_AFTER_SECONDS);
  return headers;
}

export const INTERNAL_ERROR: Problem = {
  code: 'internal-error',
  detail: 'The request failed on our side. Try again later. If it fails again, report the instance of this problem.',
};

export const UNAVAILABLE: Problem = {
  code: 'dependency-unavailable',
  detail:
    'It is not known whether the request took effect. Send the same request again after the time in Retry-After, ' +
    'with the same Idempotency-Key if it creates something.',
};

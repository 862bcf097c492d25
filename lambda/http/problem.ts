/**
 * Makes RFC 9457 answers. Every problem of ours is made here, so none can hold more than a code, a sentence
 * of ours and the places at fault: no stack, no record, no credential.
 */
import type { FieldError } from '../domain/outcome';
import { PROBLEMS, problemInstance, problemType, type ProblemCode } from './problems';

/** What API Gateway takes as answer of a proxy integration. */
export interface Response {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A refusal, or trouble at the edge, on its way to the caller. */
export interface Problem {
  readonly code: ProblemCode;
  readonly detail: string;
  readonly errors?: readonly FieldError[];
}

/** Seconds after which a caller may try again after a 429 or 503 (RFC 9110 section 10.2.3). */
const RETRY_AFTER_SECONDS = 1;

/** `instance` names the request by its id, which the caller can quote and we can find in the log. */
export function problemResponse(problem: Problem, requestId: string): Response {
  const { status, title } = PROBLEMS[problem.code];
  const { detail, errors } = problem;
  const instance = problemInstance(requestId);
  const body = { type: problemType(problem.code), title, status, detail, instance, errors };
  return { statusCode: status, headers: { ...NO_STORE, ...headersOf(status) }, body: JSON.stringify(body) };
}

/** No answer of the management API may be kept by anything on its way. */
export const NO_STORE = { 'Cache-Control': 'no-store' } as const;

function headersOf(status: number): Record<string, string> {
  const headers: Record<string, string> = { 'Content-Type': 'application/problem+json' };
  if (status === 401) headers['WWW-Authenticate'] = 'Bearer realm="management"';
  if (status === 429 || status === 503) headers['Retry-After'] = String(RETRY_AFTER_SECONDS);
  return headers;
}

export const INTERNAL_ERROR: Problem = {
  code: 'internal-error',
  detail: 'The request was not carried out. Try again later; if it goes on, report the instance of this problem.',
};

export const UNAVAILABLE: Problem = {
  code: 'dependency-unavailable',
  detail:
    'Whether it was done is not known. Send the same request again after the time in Retry-After, with the same ' +
    'Idempotency-Key if it makes something.',
};

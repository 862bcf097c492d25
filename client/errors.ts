/** What a call throws. */
import type { FieldError, ProblemCode } from './types';

/** What the client reads of an RFC 9457 problem. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly instance?: string;
  readonly errors?: readonly FieldError[];
}

/** The API answered with a problem (RFC 9457). `message` is its title and detail. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  /** For example `key-not-found`. A later version of the API may have a code that this client does not know. */
  readonly code: ProblemCode | (string & {});
  /** The HTTP status. */
  readonly status: number;
  readonly title: string;
  readonly detail: string | undefined;
  /** The page that explains the problem. */
  readonly page: string;
  /** What is wrong with single members of the body, parameters or headers. */
  readonly errors: readonly FieldError[];
  /** The id of the request in the logs of the API. */
  readonly requestId: string | undefined;

  constructor(
    problem: Problem,
    /** Seconds after which the request may be sent again, where the answer says so. */
    readonly retryAfter?: number,
  ) {
    super(problem.detail === undefined ? problem.title : `${problem.title}: ${problem.detail}`);
    this.code = problem.type.slice(problem.type.lastIndexOf('/') + 1);
    this.status = problem.status;
    this.title = problem.title;
    this.detail = problem.detail;
    this.page = problem.type;
    this.errors = problem.errors ?? [];
    this.requestId = problem.instance?.split('/').at(-1);
  }
}

/** The token endpoint gave no token. `code` is the error code of OAuth (RFC 6749, section 5.2), for example `invalid_client`. */
export class TokenError extends Error {
  override readonly name = 'TokenError';

  constructor(
    readonly code: string,
    readonly status: number,
  ) {
    super(`the token endpoint answered ${status} ${code}`);
  }

  /** Whether the same request may succeed later. */
  get isPassing(): boolean {
    return this.status >= 500 || this.status === 429;
  }
}

/**
 * There was no answer of the API: no connection, no answer in time, or an answer of something in between, for example of a
 * proxy. Whether the request took effect is not known.
 */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
  /** That of the request, if it was a POST: send it again with this one, and what was done already is not done twice. */
  readonly idempotencyKey?: string | undefined;
}

/** Why a request failed, in the words of whatever failed. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}

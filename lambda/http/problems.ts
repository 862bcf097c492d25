/**
 * Every problem (RFC 9457) of our APIs. Functions make their problem responses here, from a code, our own text and
 * field errors only: never from a stack trace, a record or a credential.
 */
import { REFUSAL_CODES, type Refusal } from '../domain/outcome';

/** Codes that no operation returns: they come from API Gateway, reading a request, a failure or a defect. */
const EDGE_CODES = [
  'network-not-allowed',
  'quota-exceeded',
  'route-not-found',
  'body-too-large',
  'unsupported-media-type',
  'internal-error',
  'dependency-unavailable',
] as const;
/** The code of every problem that an API of Sallyport answers with; each has a page under docs/problems. */
export const PROBLEM_CODES = [...REFUSAL_CODES, ...EDGE_CODES] as const;
export type ProblemCode = (typeof PROBLEM_CODES)[number];

/**
 * The URL of the problems' pages. `type` is this URL and the code, with nothing after it: API Gateway inserts the code
 * of a 403 with a template variable, and would read text after the variable as part of the variable's name.
 */
export const PROBLEM_BASE = 'https://sallyport.github.io/sallyport/problems/';

export const PROBLEMS: Readonly<Record<ProblemCode, { readonly status: number; readonly title: string }>> = {
  'invalid-request': { status: 400, title: 'The request is not valid' },
  'invalid-cursor': { status: 400, title: 'The cursor is not valid' },
  'invalid-credential': { status: 401, title: 'The credential is missing or not valid' },
  'insufficient-scope': { status: 403, title: 'The credential lacks a scope' },
  'network-not-allowed': { status: 403, title: 'The caller’s network is not allowed' },
  'grant-exceeded': { status: 403, title: 'The request exceeds the account’s grant or the operator’s scopes' },
  'route-not-found': { status: 404, title: 'There is no such route' },
  'account-not-found': { status: 404, title: 'There is no such account' },
  'key-not-found': { status: 404, title: 'There is no such key' },
  'client-not-found': { status: 404, title: 'There is no such client' },
  'secret-not-found': { status: 404, title: 'There is no such secret' },
  'operator-not-found': { status: 404, title: 'There is no such operator' },
  'member-not-found': { status: 404, title: 'There is no such member' },
  'account-suspended': { status: 409, title: 'The account is suspended' },
  'external-id-taken': { status: 409, title: 'The externalId belongs to another account' },
  'client-already-adopted': { status: 409, title: 'The client belongs to another account' },
  'client-not-active': { status: 409, title: 'The client is revoked' },
  'client-not-issued': { status: 409, title: 'The client was adopted, not issued' },
  'client-limit-reached': { status: 409, title: 'The limit of clients is reached' },
  'client-still-active': { status: 409, title: 'The client is not revoked' },
  'secret-limit-reached': { status: 409, title: 'The client or operator already has two secrets' },
  'last-secret': { status: 409, title: 'The only secret of a client or operator cannot be deleted' },
  'operator-not-active': { status: 409, title: 'The operator is revoked' },
  'operator-limit-reached': { status: 409, title: 'The deployment has reached its limit of operators' },
  'last-operator': { status: 409, title: 'Only this operator can give one of its scopes to new operators' },
  'member-exists': { status: 409, title: 'The person is a member with another role' },
  'member-limit-reached': { status: 409, title: 'The account has reached its limit of members' },
  'last-owner': { status: 409, title: 'The account has no other owner' },
  'key-not-active': { status: 409, title: 'The key is revoked or expired' },
  'key-still-active': { status: 409, title: 'A key or client is neither revoked nor expired' },
  'key-limit-reached': { status: 409, title: 'The account has reached its limit of active keys' },
  'key-already-imported': { status: 409, title: 'The imported key belongs to another account' },
  'import-not-declared': { status: 409, title: 'The deployment takes no imported keys' },
  'rotation-in-progress': { status: 409, title: 'An earlier rotation is still in its grace period' },
  'idempotency-in-progress': { status: 409, title: 'A request with this Idempotency-Key is still running' },
  'usage-not-counted': { status: 409, title: 'The deployment does not count usage' },
  'version-conflict': { status: 412, title: 'The record changed since it was read' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'The media type is not supported' },
  'idempotency-mismatch': { status: 422, title: 'The Idempotency-Key was used for a different request' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  'quota-exceeded': { status: 429, title: 'The quota of the plan is used up' },
  'internal-error': { status: 500, title: 'Something broke on our side' },
  'dependency-unavailable': { status: 503, title: 'A service we depend on is unavailable' },
};

export const problemType = (code: ProblemCode): string => `${PROBLEM_BASE}${code}`;

/**
 * The body's `instance`: an absolute path, relative to the API that answered (RFC 9457 section 3.1.5). It names the
 * request; no resource is there. An id has only letters, digits and `-_+/=`, so nothing is encoded.
 */
export const problemInstance = (requestId: string): string => `/requests/${requestId}`;

/** The response of a Lambda proxy integration. */
export interface Response {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The content of a problem response: a refusal, a failure of a dependency or a defect. */
export interface Problem extends Omit<Refusal, 'code'> {
  readonly code: ProblemCode;
  /** Of `insufficient-scope` at the guarded API: what is asked for, such as `read:orders or admin:orders`. */
  readonly requiredScope?: string | undefined;
}

/** The members that every problem has, also one of a single item of a request. */
export const problemMembers = ({ code, detail }: Pick<Problem, 'code' | 'detail'>) => ({
  type: problemType(code),
  ...PROBLEMS[code],
  detail,
});

/**
 * A problem as the response of a function. The body's `instance` holds the request id, which log lines hold too.
 * `scope` lists scopes that are enough for the request, as tokens name them, separated by spaces; an `insufficient-scope`
 * tells the caller.
 */
export function problemResponse(problem: Problem, requestId: string, scope?: string): Response {
  const { errors, requiredScope } = problem;
  const { status, ...told } = problemMembers(problem);
  const body = { ...told, status, instance: problemInstance(requestId), errors, requiredScope };
  const headers = {
    ...NO_STORE,
    'Content-Type': 'application/problem+json',
    ...((status === 401 || status === 403) && { 'WWW-Authenticate': challengeOf(problem, scope) }),
    ...((status === 429 || status === 503) && { 'Retry-After': '1' }),
  };
  return { statusCode: status, headers, body: JSON.stringify(body) };
}

/**
 * RFC 6750 section 3. A 401 has no `error`, so that it does not tell why a credential is refused (ADR 0012). A backend
 * of the guarded API does not know the realm, which is the deployment's name, and leaves it out.
 */
function challengeOf(problem: Problem, scope: string | undefined): string {
  const { code } = problem;
  const realm = 'requiredScope' in problem ? [] : ['realm="management"'];
  const error =
    code === 'insufficient-scope' && scope !== undefined ? [`error="insufficient_scope"`, `scope="${scope}"`] : [];
  return `Bearer ${[...realm, ...error].join(', ')}`;
}

/** No cache between the management API and its caller may store a response. */
export const NO_STORE = { 'Cache-Control': 'no-store' } as const;

export const INTERNAL_ERROR: Problem = {
  code: 'internal-error',
  detail: 'The request failed on our side. Try again later. If it fails again, report the instance of this problem.',
};

export const UNAVAILABLE: Problem = {
  code: 'dependency-unavailable',
  detail:
    'It is not known whether the request took effect. Send the same request again after the time in Retry-After, ' +
    'with the same Idempotency-Key; without one, a POST may take effect twice. If the first request took effect, a ' +
    'repeated DELETE gets 404, and a repeated PATCH with If-Match gets 412.',
};

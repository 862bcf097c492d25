/** Sends a request with a token, and once more where that is safe. What is no success is thrown. */
import { NoAnswerError, type Problem, ProblemError, TokenError } from './errors';
import type { TokenSource } from './tokens';

export interface SendOptions {
  readonly token: TokenSource;
  readonly fetch: typeof fetch;
  /** Milliseconds for a call with its retry. */
  readonly timeout: number;
  /** Resolves after so many milliseconds; rejects with the signal's reason. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** Milliseconds before a retry, where the answer says nothing. */
const PAUSE = 500;
/** Whoever is told to wait longer is told so at once. */
const LONGEST_PAUSE = 5_000;
const PASSING = [502, 503, 504];

/** The `fetch` of openapi-fetch. */
export const sender =
  (options: SendOptions) =>
  async (request: Request): Promise<Response> => {
    const signal = AbortSignal.any([request.signal, AbortSignal.timeout(options.timeout)]);
    const again = request.clone();
    let rejected: string | undefined;
    const attempt = async (one: Request): Promise<Response> => {
      const token = await options.token({ signal, ...(rejected !== undefined && { rejected }) });
      one.headers.set('Authorization', `Bearer ${token}`);
      const response = await options.fetch(one, { signal });
      if (response.status === 401) rejected = token;
      return checked(response, one);
    };
    try {
      return await attempt(request).catch(async (first: unknown) => {
        const pause = pauseBeforeRetry(first, request.method);
        if (pause === undefined) throw first;
        await options.wait(pause, signal);
        return attempt(again).catch((second: unknown) => afterRetry(first, second, again));
      });
    } catch (error) {
      throw request.signal.aborted ? request.signal.reason : told(error, request);
    }
  };

/** Undefined: it is not sent again. */
function pauseBeforeRetry(error: unknown, method: string): number | undefined {
  // Nothing was sent to the API yet.
  if (error instanceof TokenError) return error.status >= 500 || error.status === 429 ? PAUSE : undefined;
  if (error instanceof ProblemError) {
    // A new token may do.
    if (error.status === 401) return 0;
    const pause = (error.retryAfter ?? PAUSE / 1000) * 1000;
    if (pause > LONGEST_PAUSE) return undefined;
    // The API took nothing of the request.
    if (error.status === 429) return error.retryAfter === undefined ? undefined : pause;
    return PASSING.includes(error.status) && isRepeatable(method) ? pause : undefined;
  }
  return isRepeatable(method) ? PAUSE : undefined;
}

/** A PATCH that is sent twice could undo what another did in between. A POST has an `Idempotency-Key`. */
const isRepeatable = (method: string): boolean => method !== 'PATCH';

/** What was to be deleted is gone: the first attempt did it, and its answer was lost. */
function afterRetry(first: unknown, second: unknown, { method }: Request): Response {
  const wasLost = !(first instanceof ProblemError) || PASSING.includes(first.status);
  if (method === 'DELETE' && wasLost && second instanceof ProblemError && second.status === 404)
    return new Response(null, { status: 204 });
  throw second;
}

/** The answer, if it is a success of the API. */
async function checked(response: Response, request: Request): Promise<Response> {
  const type = response.headers.get('Content-Type') ?? '';
  if (response.ok && (response.status === 204 || type.startsWith('application/json'))) return response;
  const text = await response.text();
  if (!response.ok && type.startsWith('application/problem+json')) {
    const after = Number(response.headers.get('Retry-After') ?? NaN);
    throw new ProblemError(JSON.parse(text) as Problem, Number.isNaN(after) ? undefined : after);
  }
  throw new NoAnswerError(
    `${request.url} answered ${response.status} ${type || 'without a type'}, which is no answer of the API: ${text.slice(0, 200)}`,
  );
}

/** Failures of the connection by one name. */
function told(error: unknown, { url }: Request): unknown {
  if (error instanceof ProblemError || error instanceof TokenError || error instanceof NoAnswerError) return error;
  return new NoAnswerError(`no answer from ${new URL(url).origin}: ${reasonOf(error)}`, { cause: error });
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}

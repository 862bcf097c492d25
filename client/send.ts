/** Sends a request with a token, and a second time where that is safe. Every failure is thrown as an error. */
import { NoAnswerError, type Problem, ProblemError, reasonOf, TokenError } from './errors';
import { within } from './signals';
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
/** Milliseconds. If the answer asks for a longer pause, the call fails at once. */
const LONGEST_PAUSE = 5_000;
const PASSING = [502, 503, 504];

/**
 * A failed attempt. `untold`: nothing was sent to the API. `refused`: the API answered, and did nothing. `unknown`: it may have
 * done what was asked.
 */
class Failure extends Error {
  constructor(
    readonly kind: 'untold' | 'refused' | 'unknown',
    readonly error: unknown,
  ) {
    super(kind);
  }
}

/** The `fetch` of one call. `isRepeatable`: to carry the request out twice does no more than once. */
export const sender =
  (options: SendOptions) =>
  (isRepeatable: boolean) =>
  async (request: Request): Promise<Response> => {
    const limit = new AbortController();
    const expire = (): void => limit.abort(new DOMException(`no answer within ${options.timeout} ms`, 'TimeoutError'));
    const timer = setTimeout(expire, options.timeout);
    const signal = AbortSignal.any([request.signal, limit.signal]);
    try {
      return await sendTwice(request, { ...options, isRepeatable, signal });
    } catch (thrown) {
      throw request.signal.aborted ? request.signal.reason : told(thrown, request);
    } finally {
      clearTimeout(timer);
    }
  };

interface Call extends SendOptions {
  readonly isRepeatable: boolean;
  readonly signal: AbortSignal;
}

async function sendTwice(request: Request, call: Call): Promise<Response> {
  const again = request.clone();
  let rejected: string | undefined;
  const attempt = async (one: Request): Promise<Response> => {
    const token = await tokenFor(call, rejected);
    one.headers.set('Authorization', `Bearer ${token}`);
    const answer = await answerTo(one, call);
    if (answer.response.status === 401) rejected = token;
    return checked(answer, one);
  };
  try {
    return await attempt(request);
  } catch (thrown) {
    call.signal.throwIfAborted();
    const first = asFailure(thrown);
    const pause = pauseBeforeRetry(first, call.isRepeatable);
    if (pause === undefined) throw first;
    await call.wait(pause, call.signal);
    return attempt(again).catch((second: unknown) => afterRetry(first, asFailure(second), again));
  }
}

const asFailure = (thrown: unknown): Failure => (thrown instanceof Failure ? thrown : new Failure('unknown', thrown));

async function tokenFor({ token, signal }: Call, rejected: string | undefined): Promise<string> {
  try {
    return await within(signal, token({ signal, ...(rejected !== undefined && { rejected }) }));
  } catch (error) {
    throw new Failure('untold', error);
  }
}

interface Answered {
  readonly response: Response;
  readonly text: string;
}

async function answerTo(request: Request, { fetch: send, signal }: Call): Promise<Answered> {
  try {
    const response = await send(request, { signal });
    // Read here, so that a connection that breaks in the middle is a failure of the attempt.
    return { response, text: await response.text() };
  } catch (error) {
    throw new Failure('unknown', error);
  }
}

/** Undefined: it is not sent again. */
function pauseBeforeRetry({ kind, error }: Failure, isRepeatable: boolean): number | undefined {
  if (kind === 'untold') return error instanceof TokenError && !error.isPassing ? undefined : PAUSE;
  if (kind === 'refused' && error instanceof ProblemError) {
    // A new token may do.
    if (error.status === 401) return 0;
    return error.status === 429 && error.retryAfter !== undefined ? shortPause(error.retryAfter) : undefined;
  }
  if (kind !== 'unknown' || !isRepeatable) return undefined;
  return error instanceof ProblemError && error.retryAfter !== undefined ? shortPause(error.retryAfter) : PAUSE;
}

const shortPause = (seconds: number): number | undefined =>
  seconds * 1000 > LONGEST_PAUSE ? undefined : seconds * 1000;

function afterRetry(first: Failure, second: Failure, { method }: Request): Response {
  const { error } = second;
  // What was to be deleted is gone: the first attempt did it, and its answer was lost.
  if (method === 'DELETE' && first.kind === 'unknown' && error instanceof ProblemError && error.status === 404)
    return new Response(null, { status: 204 });
  // That nothing was sent the second time says nothing of the first.
  throw second.kind === 'untold' ? first : second;
}

/** The answer, if it is a success of the API. */
function checked({ response, text }: Answered, request: Request): Response {
  const { status, ok } = response;
  if (status === 204) return new Response(null, { status });
  const type = response.headers.get('Content-Type') ?? '';
  const isJson = type.startsWith('application/json') || type.startsWith('application/problem+json');
  const body = isJson ? parsed(text) : undefined;
  if (ok && body !== undefined) return new Response(text, { status, headers: response.headers });
  const passes = PASSING.includes(status);
  if (!ok && isProblem(body)) {
    const after = Number(response.headers.get('Retry-After') ?? NaN);
    const error = new ProblemError(body, Number.isNaN(after) ? undefined : after);
    throw new Failure(passes ? 'unknown' : 'refused', error);
  }
  const what = `${request.url} answered ${status} ${type || 'without a type'}`;
  const error = new NoAnswerError(`${what}, which is no answer of the API: ${text.slice(0, 200)}`);
  throw new Failure(passes ? 'unknown' : 'refused', error);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isProblem = (body: unknown): body is Problem =>
  typeof body === 'object' && body !== null && 'type' in body && typeof body.type === 'string' && 'title' in body;

/** What the caller gets: the error itself, or a failure of the connection by one name. */
function told(thrown: unknown, request: Request): unknown {
  const error = thrown instanceof Failure ? thrown.error : thrown;
  const idempotencyKey = request.headers.get('Idempotency-Key') ?? undefined;
  if (error instanceof NoAnswerError) return Object.assign(error, { idempotencyKey });
  if (error instanceof ProblemError || error instanceof TokenError) return error;
  const made = new NoAnswerError(`no answer from ${new URL(request.url).origin}: ${reasonOf(error)}`, { cause: error });
  return Object.assign(made, { idempotencyKey });
}

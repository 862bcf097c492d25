/**
 * Retries calls that may fail for a moment, while the time budget lasts. The pauses between the attempts are random. A call
 * of a service that may refuse is answered with the refusal; any other error is a `DependencyError`.
 */
import { DependencyError } from '../domain/outcome';
import type { ServiceAnswer } from '../domain/ports/service';
import type { TimeBudget } from './time-budget';

/** Times are milliseconds. */
export interface RetryPolicy {
  /** The called dependency, as a `DependencyError` names it. */
  readonly dependency: string;
  /** Most attempts. @default - as many as the budget allows */
  readonly attempts?: number;
  /** Limit of the first pause. It doubles with each attempt, up to `longestPause`. */
  readonly firstPause: number;
  readonly longestPause: number;
  /** Whether another attempt would fail as well. Such an error ends the retries. */
  readonly isFinal: (error: unknown) => boolean;
}

/** The time of one call. */
export interface CallTime {
  readonly budget: TimeBudget;
  /** Most milliseconds of the budget for a call with its retries. @default - all that is left */
  readonly callLimit?: number;
}

export type Attempt<T> = (abortSignal: AbortSignal) => Promise<T>;

/**
 * Calls `attempt` until it succeeds. Otherwise rejects with a `DependencyError` whose cause is the last error: when that
 * error is final, when the attempts are used up, or when the time is.
 */
export async function retry<T>(policy: RetryPolicy, time: CallTime, attempt: Attempt<T>): Promise<T> {
  const { budget, callLimit } = time;
  if (callLimit !== undefined) return budget.part(callLimit, (part) => retry(policy, { budget: part }, attempt));
  let cause: unknown;
  for (let count = 1; !budget.isOver(); count += 1) {
    try {
      return await Promise.race([budget.ended, attempt(budget.signal)]);
    } catch (error) {
      if (budget.isOver()) break;
      if (count === policy.attempts || policy.isFinal(error)) throw failed(policy.dependency, error);
      cause = error;
    }
    await budget.pause(budget.jitter(Math.min(policy.longestPause, policy.firstPause * 2 ** (count - 1))));
  }
  throw new DependencyError(policy.dependency, budget.reason, { cause });
}

const failed = (dependency: string, cause: unknown): DependencyError =>
  cause instanceof DependencyError ? cause : new DependencyError(dependency, 'the call failed', { cause });

/** The name of an AWS SDK error and the HTTP status of the answer; 0 if there was no answer. */
export function sdkError(error: unknown): { readonly name: string; readonly status: number } {
  const { name, $metadata } = Object(error) as { name?: string; $metadata?: { httpStatusCode?: number } };
  return { name: name ?? '', status: $metadata?.httpStatusCode ?? 0 };
}

/** Whether the answer is a 4xx that a retry would get again. False for the errors named in `transient`. */
export function isFinalRefusal(error: unknown, transient: ReadonlySet<string>): boolean {
  const { name, status } = sdkError(error);
  return status >= 400 && status < 500 && !transient.has(name);
}

/** An error that a service answered with. It has the shape of the SDK's errors, so that one retry policy serves both. */
export class ServiceError extends Error {
  readonly $metadata: { readonly httpStatusCode: number };
  constructor(
    service: string,
    override readonly name: string,
    httpStatusCode: number,
  ) {
    super(`${service} answered with status ${httpStatusCode}`);
    this.$metadata = { httpStatusCode };
  }
}

/** How a service is called that may refuse, for example because of its own limits. */
export interface ServicePolicy extends Omit<RetryPolicy, 'isFinal'> {
  readonly attempts: number;
  /** Most milliseconds for a call with its retries. */
  readonly callLimit: number;
  /** The names of the exceptions for too many calls in this second. */
  readonly rate: ReadonlySet<string>;
}

export interface ServiceCall<T, R extends string> {
  /** Sends the request and decodes the answer. */
  readonly attempt: (options: { readonly abortSignal: AbortSignal }) => Promise<T>;
  /** Maps the name of an expected exception to its refusal. */
  readonly refusals: Readonly<Record<string, R>>;
  /** The call must not be carried out twice: it is sent again only after an exception in `rate`. */
  readonly once?: boolean;
}

/**
 * Retries the call while the time lasts. Rejects with a `DependencyError`, whatever went wrong. It has the exception's name
 * alone, because requests and answers hold secrets.
 */
export async function callService<T, R extends string>(
  { rate, callLimit, ...policy }: ServicePolicy,
  { attempt, refusals, once = false }: ServiceCall<T, R>,
  budget: TimeBudget,
): Promise<ServiceAnswer<T, R | 'rate'>> {
  const isRate = (error: unknown): boolean => rate.has(sdkError(error).name);
  const isFinal = (error: unknown): boolean => (once ? !isRate(error) : isFinalRefusal(error, rate));
  let left = policy.attempts;
  const answered = async (abortSignal: AbortSignal) => {
    left -= 1;
    try {
      return { ok: true, value: await attempt({ abortSignal }) } as const;
    } catch (error) {
      // Until the last attempt, a call that came too soon is retried.
      const refusal = isRate(error) && left === 0 ? 'rate' : refusals[sdkError(error).name];
      if (refusal === undefined) throw error;
      return { ok: false, refusal } as ServiceAnswer<T, R | 'rate'>;
    }
  };
  try {
    return await retry({ ...policy, isFinal }, { budget, callLimit }, answered);
  } catch (error) {
    const { cause, message } = error as DependencyError;
    throw cause === undefined ? error : new DependencyError(policy.dependency, `${message}: ${shortName(cause)}`);
  }
}

/** The exception's name comes from the answer, so it is used only if it is 1 to 40 letters. */
const shortName = (error: unknown): string => /^[A-Za-z]{1,40}$/.exec(sdkError(error).name)?.[0] ?? 'unknown';

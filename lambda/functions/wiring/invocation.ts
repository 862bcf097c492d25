/**
 * One invocation of a deployed function: its time budget and its log. The budget ends early enough for an answer and a
 * log line, so that Lambda never has to end the function.
 */
import type { FunctionLog } from '../../aws/log/function-log';
import { TimeBudget } from '../../aws/time-budget';
import { systemTimers } from '../../aws/timers';

/** What we use of Lambda's context object. */
export interface FunctionContext {
  readonly awsRequestId: string;
  getRemainingTimeInMillis(): number;
}

export interface Invocation {
  readonly budget: TimeBudget;
  readonly log: FunctionLog;
}

/** Milliseconds of an invocation that are kept for the answer and the log lines after the budget has ended. */
export const TIME_TO_ANSWER = 200;

export interface FunctionOptions {
  readonly logs: (awsRequestId: string) => FunctionLog;
  /** Most milliseconds until the answer. @default - the function's timeout */
  readonly most?: number;
}

/** The handler of a function. `begin` wires what answers one event; it is called for each invocation. */
export function perInvocation<E, A>(
  { logs, most = Infinity }: FunctionOptions,
  begin: (invocation: Invocation) => (event: E) => Promise<A>,
) {
  return async function handler(event: E, context: FunctionContext): Promise<A> {
    const atStart = context.getRemainingTimeInMillis();
    const elapsed = () => atStart - context.getRemainingTimeInMillis();
    const budget = new TimeBudget(Math.min(most, atStart) - TIME_TO_ANSWER, { elapsed, timers: systemTimers });
    try {
      return await begin({ budget, log: logs(context.awsRequestId) })(event);
    } finally {
      budget.cancel();
    }
  };
}

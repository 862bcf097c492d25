/** Time budgets on timers that a test moves. */
import { TimeBudget } from '../../lambda/aws/time-budget';
import type { FunctionContext } from '../../lambda/functions/wiring/invocation';
import type { ManualTimers } from './manual-timers';

/** A budget of so many milliseconds from now. */
export function budgetOf(milliseconds: number, timers: ManualTimers): TimeBudget {
  const start = timers.now;
  return new TimeBudget(milliseconds, { elapsed: () => timers.now - start, timers });
}

/** A budget that does not end, and that is no pending limit. */
export function endlessBudget(timers: ManualTimers): TimeBudget {
  const limit: ManualTimers['limit'] = (milliseconds, expire) =>
    milliseconds === Infinity ? () => undefined : timers.limit(milliseconds, expire);
  const { pause, random } = timers;
  return new TimeBudget(Infinity, { elapsed: () => timers.now, timers: { limit, pause, random } });
}

export const AWS_REQUEST_ID = '0b6f3c1e-5d0a-4c58-9a53-3f1d2c4b5a69';

/** Lambda's context at the beginning of an invocation of a function with this timeout. */
export function contextOn(timers: ManualTimers, timeout: number): FunctionContext {
  const start = timers.now;
  return {
    awsRequestId: AWS_REQUEST_ID,
    getRemainingTimeInMillis: () => Math.max(0, timeout - (timers.now - start)),
  };
}

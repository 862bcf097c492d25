/**
 * How a scheduled task works: at a pace that Cognito and API Gateway allow, for a part of the function's minute, and in
 * another order each time.
 */
import type { Instant } from '../domain/model';
import type { Deps } from '../engine/context';

/** No work starts after this many milliseconds. The rest of the function's minute is for work that was started. */
export const WORK_TIME = 45_000;
/**
 * Milliseconds between two calls: 4 calls a second. Cognito allows 5 of a kind, and API Gateway 5 that make native keys;
 * the rest is for calls that operators and deployments cause.
 */
export const CALL_INTERVAL = 250;

/** What one run of a task knows. */
export interface TaskRun {
  /** No work starts from then on. */
  readonly end: Instant;
  /** Set once API Gateway has refused a native key because the AWS account has as many as it may. */
  isGatewayFull: boolean;
}

export const beginRun = ({ now }: Deps): TaskRun => ({ end: now() + WORK_TIME, isGatewayFull: false });

/** The list, rotated to a random start: if one item always fails, the items behind it still get their turn. */
export function rotated<T>({ random }: Deps, list: readonly T[]): readonly T[] {
  const first = Buffer.from(random(4)).readUInt32BE() % Math.max(1, list.length);
  return [...list.slice(first), ...list.slice(0, first)];
}

/** Makes the call, then waits until the next call may start. */
export async function rateLimited<T>({ now, pause }: Deps, call: () => Promise<T>): Promise<T> {
  const start = now();
  const result = await call();
  await pause(Math.max(0, CALL_INTERVAL - (now() - start)));
  return result;
}

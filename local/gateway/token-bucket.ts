/** A token bucket (Developer Guide, throttling): it holds `burst` tokens, gets `rate` a second, and a request takes one. */

export interface Limit {
  /** Requests a second. */
  readonly rate: number;
  readonly burst: number;
}

export interface Bucket {
  readonly limit: Limit;
  tokens: number;
  /** When `tokens` was right, epoch milliseconds. */
  at: number;
}

/** The quota of an AWS account, for a figure that a throttle leaves out (Amazon API Gateway quotas). */
export const ACCOUNT_LIMIT: Limit = { rate: 10_000, burst: 5_000 };

export const fullBucket = (limit: Limit, now: number): Bucket => ({ limit, tokens: limit.burst, at: now });

/** Takes a token; false when the bucket is empty. */
export function take(bucket: Bucket, now: number): boolean {
  const { limit } = bucket;
  const refilled = bucket.tokens + (Math.max(0, now - bucket.at) / 1000) * limit.rate;
  bucket.tokens = Math.min(limit.burst, refilled);
  bucket.at = now;
  if (bucket.tokens < 1) return false;
  bucket.tokens -= 1;
  return true;
}

/**
 * The throttles of a stage (Developer Guide, throttling): one token bucket for each method, on the run's clock. The
 * settings for all methods give each method a bucket of its own. These throttles come before the authorizer, so they also
 * count requests without a credential (assumed); that of a usage plan comes after it, as the authorizer may name the key.
 * They are exact; AWS's are best effort. The quota that all APIs of an AWS account share in a Region is not modelled.
 */
import type { LocalClock } from '../types';
import type { MethodSetting } from './api-model';
import { ACCOUNT_LIMIT, type Bucket, fullBucket, type Limit, take } from './token-bucket';

/** Takes a token for one request; false when the bucket is empty. */
export type Throttle = (verb: string, resourcePath: string) => boolean;

export function createThrottle(settings: readonly MethodSetting[], clock: LocalClock): Throttle {
  const buckets = new Map<string, Bucket>();
  return (verb, resourcePath) => {
    const key = `${verb} ${resourcePath}`;
    const bucket = buckets.get(key) ?? fullBucket(limitOf(settings, verb, resourcePath), clock.now());
    buckets.set(key, bucket);
    return take(bucket, clock.now());
  };
}

/** The settings for one method override those for all. */
function limitOf(settings: readonly MethodSetting[], verb: string, resourcePath: string): Limit {
  const rank = (setting: MethodSetting): number =>
    (setting.path === resourcePath ? 2 : setting.path === '/*' ? 0 : Number.NaN) +
    (setting.method === verb ? 1 : setting.method === '*' ? 0 : Number.NaN);
  const fitting = settings.filter((setting) => !Number.isNaN(rank(setting))).sort((a, b) => rank(a) - rank(b));
  const limit = { ...ACCOUNT_LIMIT };
  for (const { rate, burst } of fitting)
    Object.assign(limit, rate !== undefined && { rate }, burst !== undefined && { burst });
  return limit;
}

/**
 * What is kept of the use of credentials: when each was last used, requests by day, and which log events were counted.
 * No decision about a request reads any of it. Each record ends by itself (TTL), so nothing is left of a deleted account.
 */
import type { Instant } from '../model';

/** For how many days a last use and the counts of a day are kept. */
export const USAGE_KEPT_DAYS = 400;

/** Milliseconds. Log events older than this are not counted, so that none is counted whose window may be gone. */
export const OLDEST_COUNTED = 2 * 86_400_000;
/** Milliseconds for which a window is kept. */
export const WINDOW_KEPT = 3 * 86_400_000;

/** Milliseconds of a credential's log events that share one `UsageWindow`. */
export const WINDOW_LENGTH = 2_000;

/** The last request of a key or client that the access log told of. Only ever moves forward in time. */
export interface LastUse {
  readonly kind: 'lastUse';
  /** A key's or a client's id. */
  readonly credentialId: string;
  readonly lastUsedAt: Instant;
  /** Method and resource path, for example `GET /orders/{orderId}`. */
  readonly lastUsedRoute: string;
}

/** As a `credentialId`: the last request of all. It tells whether requests are still recorded. */
export const ANY_CREDENTIAL = 'any';

/** The requests of one UTC day. */
export interface DailyUse {
  readonly kind: 'dailyUse';
  /** The id of a key, a client or an account. */
  readonly ownerId: string;
  /** For example `2026-11-27`. */
  readonly day: string;
  readonly requests: number;
  /** How many of the requests were answered with 403 or 429. */
  readonly refusals: number;
  /** How many of the requests were counted under the owner's own native key, so that its quota holds them. */
  readonly budgeted: number;
}

/** Which log events of a credential were counted, so that an event that is delivered twice counts once. */
export interface UsageWindow {
  readonly kind: 'usageWindow';
  readonly credentialId: string;
  /** A multiple of `WINDOW_LENGTH`; the events' own times are from here on, for that long. */
  readonly startsAt: Instant;
  /** The marks of the counted events, one after the other (`counted-events.ts`). */
  readonly counted: string;
  readonly version: number;
}

/** The UTC day of an instant, for example `2026-11-27`. */
export const dayOf = (at: Instant): string => new Date(at).toISOString().slice(0, 10);

/** The limit of a plan on the requests of a period. */
export interface UsageQuota {
  readonly limit: number;
  readonly period: 'day' | 'week' | 'month';
}

/**
 * The first UTC day of the period that an instant is in. A week begins on Sunday, as at API Gateway (API Reference,
 * QuotaSettings).
 */
export function periodStart(period: UsageQuota['period'], at: Instant): string {
  const day = dayOf(at);
  if (period === 'day') return day;
  if (period === 'month') return `${day.slice(0, 8)}01`;
  return dayOf(at - new Date(at).getUTCDay() * 86_400_000);
}

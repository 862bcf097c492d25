/** The props of `Sallyport` about the life of keys and what is told of it. key-life-checks.ts checks them. */
import type { Duration } from 'aws-cdk-lib';

export interface KeyLifeProps {
  /**
   * Life of an API key that is issued without an `expiresAt`, for accounts whose grant has no `defaultKeyLifetimeDays`:
   * whole days, 1 to 36,500, and at most `maxKeyLifetime`. The key keeps the `expiresAt` that it gets, so another default
   * changes no key that exists.
   * @default - such a key has no end of its own
   */
  readonly defaultKeyLifetime?: Duration;
  /**
   * Longest life of an API key, from its `createdAt`: whole days, 1 to 36,500. A key gets no later `expiresAt`, and one that
   * is issued without an `expiresAt` and without a default gets this one. It holds for keys that are issued or changed from
   * then on: a lower value ends no key that lives, and a higher one revives none. To end older keys, revoke them
   * (`POST …/keys/revoke` with `createdBefore`) or lower the `maxKeyLifetimeDays` of their account's grant, which binds at
   * every use.
   * @default - no limit but the grant's
   */
  readonly maxKeyLifetime?: Duration;
  /**
   * After how long without a call an API key expires, for accounts whose grant has no `inactivityDays`: whole days, 1 to 365.
   * A daily task ends such keys. It needs `usage`, which records when keys are used, and counts from when that was turned on
   * at the earliest.
   * @default - such keys live on
   */
  readonly defaultKeyInactivity?: Duration;
  /**
   * How many days before its end a key is told of, each 1 to 365. A daily task writes an event `key.expiring` at the latest
   * of these days that has come, and `key.expired` after the end; `changeEvents` puts them on a bus. The task runs with
   * `changeEvents` or `usage`.
   * @default [30, 14, 7, 1]
   */
  readonly expiryNoticeDays?: readonly number[];
  /**
   * Whether every event of the audit trails is also put on an Amazon EventBridge bus, `eventBus`. It gets each at least
   * once, in the order of its account. The table gets a stream for it, and a `table` that you pass must have one. Without a
   * rule of yours nobody gets the events: docs/events.md has one that sends mail.
   * @default false - events are only in the audit trails
   */
  readonly changeEvents?: boolean;
}

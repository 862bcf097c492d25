/** The values that the examples of the document have in common. */
import { mintKey } from '../../lambda/domain/key-format';

export const ACCOUNT_ID = '4mZbq0XkP1';
export const KEY_ID = `${ACCOUNT_ID}t7Yc2LwQ`;
export const UNKNOWN_KEY_ID = `${ACCOUNT_ID}n0tThere`;
export const CLIENT_ID = '5p3v7m2kq9example';
export const SECRET_ID = `${CLIENT_ID}--1795435200000`;
export const SUBJECT = '8a7b6c5d-1e2f-4a3b-9c8d-7e6f5a4b3c2d';
/** The operator that the stack made, who does all this, and one that is issued. */
export const FIRST_OPERATOR_ID = '1h57kf5cpq17m0eml12example';
export const OPERATOR_ID = '6q4nd8s1t0vh2operator9test';
export const ACTOR = `operator:${FIRST_OPERATOR_ID}`;
export const CREATED_AT = '2026-11-23T12:00:00.000Z';
export const CHANGED_AT = '2026-12-01T09:30:00.000Z';

/** Has the form of a key, and was never issued. */
export const KEY = mintKey({ prefix: 'sp', environment: 'live', keyId: KEY_ID }, (length) =>
  Uint8Array.from({ length }, (_, at) => (at * 7) % 248),
);
/** Keys that another system made. */
export const IMPORTED_KEY = 'unkey_3ZkQvJt8mW2pXyN4bRcHdF';
export const IMPORTED_HASH = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
/** As Cognito makes them: 52 characters. */
export const CLIENT_SECRET = 'example'.repeat(8).slice(0, 52);

export const GRANT = { scopes: ['read:orders', 'write:orders'], maxActiveKeys: 10, maxKeyLifetimeDays: 365 };
export const ASKED_KEY = {
  label: 'Nightly export',
  description: 'Reads the orders of the day.',
  scopes: ['read:orders'],
  networks: ['192.0.2.0/24', '2001:db8::/32'],
  metadata: { ticket: 4711 },
  tags: ['nightly'],
};
export const ASKED_CLIENT = { label: 'Order service', scopes: ['read:orders'] };
export const ASKED_OPERATOR = { label: 'Night shift', scopes: ['read:keys', 'revoke:keys'], tokenLifetimeMinutes: 60 };
export const SCOPE_LIST = {
  items: [
    { name: 'read:orders', tokenScope: 'orders-accounts/read:orders', description: 'Read orders.' },
    { name: 'write:orders', tokenScope: 'orders-accounts/write:orders' },
  ],
};
export const PLAN_LIST = {
  items: [
    { name: 'free', ratePerSecond: 5, burst: 10, quota: { limit: 10_000, period: 'month' } },
    { name: 'pro', ratePerSecond: 100, burst: 200 },
  ],
};

/**
 * One line of the access log (`lib/rest-api/access-log.ts`), read as one use of a credential. API Gateway fills the line
 * from what the authorizer proved, so a line never names a credential that somebody only claims to have.
 */
import { ACCOUNT_ID, CLIENT_ID, isClientId } from '../domain/key-format';
import type { Instant } from '../domain/model';
import { parseObject } from '../domain/token-format';
import { OLDEST_COUNTED } from '../domain/records/usage-records';

/** One request of one credential. */
export interface Use {
  /** API Gateway's id of the request, which is the same however often its line is delivered. */
  readonly requestId: string;
  readonly at: Instant;
  readonly credentialId: string;
  readonly accountId: string;
  /** Method and resource path, for example `GET /orders/{orderId}`. */
  readonly route: string;
  /** Whether the answer was 403 or 429. */
  readonly isRefused: boolean;
  /** Under whose own native key the request was counted; absent if under nobody's. */
  readonly budgetId?: string | undefined;
}

/** What API Gateway writes for a variable that a request does not have. */
const ABSENT = '-';
/** The answers that the gateway gives before it takes the request from a budget. */
const OVER_BUDGET: readonly unknown[] = ['THROTTLED', 'QUOTA_EXCEEDED'];
const REFUSED: readonly unknown[] = ['403', '429'];
/** Milliseconds by which a line may be ahead of our clock. */
const MOST_AHEAD = 600_000;

/** The members that a line of a credential has, and their forms. */
const FORMS = {
  accountId: ACCOUNT_ID,
  requestId: /^[\x21-\x7e]{1,128}$/,
  time: /^\d{13}$/,
  method: /^[A-Z]{1,10}$/,
  resourcePath: /^\/[\x21-\x7e]{0,1500}$/,
} as const;
type Members = Readonly<Record<string, unknown>>;
type ReadableMembers = Members & Readonly<Record<keyof typeof FORMS, string>>;

/** `anonymous`: no credential. `unreadable`: another form than ours, or too old to be counted just once. */
export function useIn(line: unknown, now: Instant): Use | 'anonymous' | 'unreadable' {
  const members = typeof line === 'string' ? parseObject(line) : undefined;
  const { credentialId = ABSENT, budgetId = ABSENT } = members ?? {};
  if (members !== undefined && credentialId === ABSENT) return 'anonymous';
  if (members === undefined || !isReadable(members) || !isCredential(credentialId) || !isBudget(budgetId))
    return 'unreadable';
  const { requestId, accountId, method, resourcePath } = members;
  const at = Number(members.time);
  if (at < now - OLDEST_COUNTED || at > now + MOST_AHEAD) return 'unreadable';
  const isBudgeted = budgetId !== ABSENT && !OVER_BUDGET.includes(members.responseType);
  return {
    ...{ requestId, at, credentialId, accountId, route: `${method} ${resourcePath}` },
    isRefused: REFUSED.includes(members.status),
    ...(isBudgeted && { budgetId }),
  };
}

const isReadable = (members: Members): members is ReadableMembers =>
  Object.entries(FORMS).every(([name, form]) => has(form, members[name]));
const has = (form: RegExp, value: unknown): value is string => typeof value === 'string' && form.test(value);
const isCredential = (value: unknown): value is string => has(CLIENT_ID, value) && isClientId(value);
const isBudget = (value: unknown): value is string => value === ABSENT || has(ACCOUNT_ID, value) || isCredential(value);

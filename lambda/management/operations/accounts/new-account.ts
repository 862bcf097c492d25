/** A new account, for every transaction that makes one. The record of its external id keeps it the only one with that id. */
import { ACCOUNT_ID_LENGTH, base62 } from '../../../domain/key-format';
import type { Account, Grant, Instant } from '../../../domain/model';
import type { FieldError } from '../../../domain/outcome';
import { actorName } from '../../../domain/policy';
import type { Write } from '../../../domain/ports/table';
import { expandScopes } from '../../../domain/scopes';
import { accountEvent, type EventInsert } from '../../../engine/audit-events';
import type { Call, Deps } from '../../../engine/context';
import { planMarks } from '../../../engine/plan-marks';
import { inactivityErrors, planErrors, scopeErrors, sizeErrors } from '../../../engine/validation';

export interface CreateAccountInput extends Pick<Account, 'name' | 'externalId' | 'metadata'> {
  /** Scopes may hold wildcards such as `read:*`. @default - no scopes, no limits */
  readonly grant?: Partial<Grant> | undefined;
}

/** A new account, and what its transaction writes. With errors it must not be written. */
export interface MadeAccount {
  readonly account: Account;
  readonly errors: readonly FieldError[];
  /** Without the event. */
  readonly writes: readonly Write[];
  readonly event: EventInsert;
}

interface Making {
  readonly asked: CreateAccountInput;
  readonly now: Instant;
  /** The JSON pointer of what is asked. @default - the whole body */
  readonly pointer?: string;
}

export function makeAccount(deps: Deps, call: Call, { asked, now, pointer = '' }: Making): MadeAccount {
  const { name, externalId, grant = {}, metadata } = asked;
  const { scopes } = expandScopes(grant.scopes ?? [], deps.catalogue);
  const accountId = base62(ACCOUNT_ID_LENGTH, deps.random);
  const made = { createdAt: now, createdBy: actorName(call.actor) };
  const counters = { generation: 1, version: 1, grantVersion: 1, keysVersion: 1 };
  const own = { accountId, name, externalId, grant: { ...grant, scopes }, metadata };
  const account: Account = { kind: 'account', ...own, ...made, ...counters };
  return {
    account,
    errors: [
      ...scopeErrors(grant.scopes ?? [], deps.catalogue, `${pointer}/grant/scopes`),
      ...planErrors(grant.plan, deps.plans, `${pointer}/grant/plan`),
      ...inactivityErrors(grant.inactivityDays, deps.countsUsage, `${pointer}/grant/inactivityDays`),
      ...sizeErrors({ ...account, ...account.grant }, `${pointer}/grant/scopes`, pointer),
    ],
    writes: [
      { type: 'insert', record: account },
      ...(externalId === undefined
        ? []
        : [{ type: 'insert', record: { kind: 'externalId', externalId, accountId } } as const]),
      ...(grant.plan === undefined ? [] : planMarks(deps, accountId)),
    ],
    event: accountEvent(deps, call, { action: 'account.created', now, after: account }),
  };
}

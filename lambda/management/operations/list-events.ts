/** Lists audit events, newest first. The events of a deleted account can still be listed. */
import { ACCOUNT_ID } from '../../domain/key-format';
import { type AuditEvent, type Instant, OPERATORS_TRAIL } from '../../domain/model';
import { done, type Outcome } from '../../domain/outcome';
import type { PageRequest } from '../../domain/ports/table';
import type { EventType } from '../../domain/vocabulary';
import type { Call, Deps } from '../../engine/context';
import { load, noAccount } from '../../engine/callers';
import type { AccountTarget } from '../../engine/load';
import { fill } from '../../engine/paging';

export interface EventFilter extends PageRequest {
  readonly action?: EventType | undefined;
  /** Events at or after this instant. */
  readonly since?: Instant | undefined;
}
export interface EventPage {
  readonly events: readonly AuditEvent[];
  readonly next?: string | undefined;
}

export async function listEvents(
  deps: Deps,
  call: Call,
  input: AccountTarget & EventFilter,
): Promise<Outcome<EventPage>> {
  const { accountId } = input;
  if (!ACCOUNT_ID.test(accountId)) {
    const loaded = await load(deps, call);
    return loaded.ok ? noAccount() : loaded;
  }
  // The caller is judged before anything of a deleted account is shown.
  const loaded = await load(deps, call, { kind: 'account', accountId });
  if (!loaded.ok) return loaded;
  const [account] = loaded.value.records;
  return account !== undefined || (await hasHistory(deps, accountId)) ? eventsOf(deps, input) : noAccount();
}

/** Lists what was done to operators, newest first. */
export async function listOperatorEvents(deps: Deps, call: Call, filter: EventFilter): Promise<Outcome<EventPage>> {
  const loaded = await load(deps, call);
  return loaded.ok ? eventsOf(deps, { ...filter, accountId: OPERATORS_TRAIL }) : loaded;
}

/** The next events that match the filter, of an account or of the operators. */
async function eventsOf(deps: Deps, input: AccountTarget & EventFilter): Promise<Outcome<EventPage>> {
  const { accountId, action, since } = input;
  const { items: events, next } = await fill((page) => deps.table.listEvents(accountId, page), input, {
    keep: action === undefined ? undefined : (event) => event.action === action,
    past: since === undefined ? undefined : (event) => event.at < since,
    positionOf: (event) => event.eventId,
  });
  return done({ events, next });
}

async function hasHistory({ table }: Deps, accountId: string): Promise<boolean> {
  const { items } = await table.listEvents(accountId, { limit: 1 });
  return items.length > 0;
}

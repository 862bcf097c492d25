/** Lists what happened to an account, newest first; also after the account itself was deleted. */
import type { Call, Deps } from '../../engine/context';
import { loadAccount } from '../../engine/load';
import { done, type Outcome } from '../../domain/outcome';
import { fill } from '../../engine/paging';
import type { EventPage, ListEventsInput } from './types';
import { ACCOUNT_ID } from '../../domain/ids';

export async function listEvents(deps: Deps, call: Call, input: ListEventsInput): Promise<Outcome<EventPage>> {
  const { accountId } = input;
  const loaded = await loadAccount(deps, call, { action: 'event.list', accountId });
  const wasDeleted = !loaded.ok && loaded.refusal.code === 'account-not-found' && (await hasHistory(deps, accountId));
  return loaded.ok || wasDeleted ? eventsOf(deps, input) : loaded;
}

/** The next events of one trail, an account's or the operators', that the filter keeps. */
export async function eventsOf(deps: Deps, input: ListEventsInput): Promise<Outcome<EventPage>> {
  const { accountId, type, since } = input;
  const { items: events, next } = await fill((page) => deps.table.listEvents(accountId, page), input, {
    keep: type === undefined ? undefined : (event) => event.action === type,
    past: since === undefined ? undefined : (event) => event.at < since,
    positionOf: (event) => event.eventId,
  });
  return done({ events, next });
}

async function hasHistory({ table }: Deps, accountId: string): Promise<boolean> {
  if (!ACCOUNT_ID.test(accountId)) return false;
  const { items } = await table.listEvents(accountId, { limit: 1 });
  return items.length > 0;
}

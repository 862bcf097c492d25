/** Lists what was done to operators, newest first. */
import type { Call, Deps } from '../../../engine/context';
import { load } from '../../../engine/load';
import { OPERATORS_TRAIL } from '../../../domain/model';
import type { Outcome } from '../../../domain/outcome';
import { eventsOf } from '../list-events';
import type { EventPage, ListEventsInput } from '../types';

export async function listOperatorEvents(
  deps: Deps,
  call: Call,
  input: Omit<ListEventsInput, 'accountId'>,
): Promise<Outcome<EventPage>> {
  const loaded = await load(deps, call, { action: 'operator.events', refs: [] });
  return loaded.ok ? eventsOf(deps, { ...input, accountId: OPERATORS_TRAIL }) : loaded;
}

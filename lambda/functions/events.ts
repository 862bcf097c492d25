/** An account's audit trail. */
import { listEvents } from '../management/operations/list-events';
import { listOperatorEvents } from '../management/operations/operators/list-operator-events';
import { eventsReply } from '../management/wire/replies';
import { guarded, serve } from '../management/wire/serve';
import { operatorServing } from './wiring/serving';

export const eventRoutes = [
  guarded(
    'GET /accounts/{accountId}/events',
    (deps, call, { path, query }) => listEvents(deps, call, { ...path, ...query }),
    eventsReply,
  ),
  guarded('GET /operators/events', (deps, call, { query }) => listOperatorEvents(deps, call, query), eventsReply),
];

export const handler = serve(eventRoutes, operatorServing('events'));

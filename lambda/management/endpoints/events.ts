/** The endpoints of the audit trails. */
import * as z from 'zod';
import { EVENT_TYPES } from '../../domain/vocabulary';
import { listEvents, listOperatorEvents } from '../operations/list-events';
import { instant } from '../wire/fields';
import { eventsReply } from '../wire/replies';
import { pathAndQuery } from '../wire/request-shape';
import { endpoint } from './endpoint';
import { accountParams, base62Text, noParams, oneOfQuery, page } from './parts/request-parts';

const listEventsQuery = z.strictObject({
  action: oneOfQuery(EVENT_TYPES),
  since: instant.optional().meta({ description: 'Events at or after this instant.' }),
  ...page,
});

export const eventEndpoints = [
  endpoint({
    route: 'GET /accounts/{accountId}/events',
    function: 'events',
    id: 'listEvents',
    summary: 'List an account’s events',
    description: 'Newest first. The events of a deleted account can still be listed.',
    scopes: ['read:events'],
    people: 'viewer',
    ...pathAndQuery(accountParams, listEventsQuery),
    position: { form: base62Text(20), afterAccountId: false },
    problems: ['account-not-found', 'invalid-cursor'],
    run: (deps, call, { path, query, after }) => listEvents(deps, call, { ...path, ...query, after }),
    reply: eventsReply,
  }),
  endpoint({
    route: 'GET /operators/events',
    function: 'events',
    id: 'listOperatorEvents',
    summary: 'List the events of operators',
    description: 'Newest first.',
    scopes: ['write:operators'],
    ...pathAndQuery(noParams, listEventsQuery),
    position: { form: base62Text(20), afterAccountId: false },
    problems: ['invalid-cursor'],
    run: (deps, call, { query, after }) => listOperatorEvents(deps, call, { ...query, after }),
    reply: eventsReply,
  }),
];

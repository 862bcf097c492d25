/** The verbs that tell what happened and what there is: events, usage, plans, scopes. */
import type { AuditEvent, Usage } from '../../client/index';
import { EVENT_TYPES } from '../../lambda/domain/vocabulary';
import { UsageError } from '../declaration';
import type { Column } from '../output/table';
import { type ApiVerb, apiVerb } from './api-verb';
import { pathOf } from './keys';
import { collected, LIMIT, pageSize } from './lists';
import { asTable, look, orJson, print } from './show';
import { tableLines } from '../output/table';
import { ACCOUNT, DAY, EARLIER, idOf, keyIdOf, oneOf, option } from './values';

const EVENTS: readonly Column<AuditEvent>[] = [
  { head: 'AT', cell: ({ at }) => at, whole: true },
  { head: 'ACTION', cell: ({ action }) => action },
  { head: 'TARGET', cell: ({ target }) => target },
  { head: 'ACTOR', cell: ({ actor }) => actor },
  { head: 'FROM', cell: ({ sourceIp }) => sourceIp },
];
const EVENT_OPTIONS = {
  action: option(oneOf('ACTION', EVENT_TYPES), 'events of this kind, such as key.revoked'),
  since: option(EARLIER, 'events since; 7d is 7 days ago'),
  ...LIMIT,
};

const events = apiVerb({
  name: 'events',
  summary: 'Lists the events of an account',
  arguments: { account: ACCOUNT },
  options: EVENT_OPTIONS,
  call: ({ api, now, signal }, { account: accountId, action, since, limit }) => {
    const query = { action, since: since?.(now), limit: pageSize(limit) };
    return collected(api.items('/accounts/{accountId}/events', { path: { accountId }, query, signal }), limit);
  },
  show: asTable(EVENTS),
});

const operatorEvents = apiVerb({
  name: 'operators events',
  summary: 'Lists the events of operators',
  options: EVENT_OPTIONS,
  call: ({ api, now, signal }, { action, since, limit }) => {
    const query = { action, since: since?.(now), limit: pageSize(limit) };
    return collected(api.items('/operators/events', { query, signal }), limit);
  },
  show: asTable(EVENTS),
});

const DAYS: readonly Column<Usage['total'] & { readonly day: string }>[] = [
  { head: 'DAY', cell: ({ day }) => day, whole: true },
  { head: 'REQUESTS', cell: ({ requests }) => requests },
  { head: 'REFUSALS', cell: ({ refusals }) => refusals },
];

const usage = apiVerb({
  name: 'usage',
  summary: 'Shows the requests of an account by day, or of one key or client',
  arguments: { account: ACCOUNT },
  options: {
    key: option(['KEY', keyIdOf], 'of this key alone'),
    client: option(['CLIENT', idOf('client').read], 'of this client alone'),
    from: option(DAY, 'first day, such as 2027-01-31'),
    to: option(DAY, 'last day'),
  },
  check: ({ key, client }) => {
    if (key !== undefined && client !== undefined) throw new UsageError('--key and --client exclude each other');
  },
  call: ({ api, signal }, { account: accountId, key, client: clientId, from, to }) => {
    const query = { from, to };
    if (key !== undefined) {
      // The account of the path, so that a key of another account is told as such.
      const path = { ...pathOf(key), accountId };
      return api.get('/accounts/{accountId}/keys/{keyId}/usage', { path, query, signal });
    }
    if (clientId !== undefined) {
      const path = { accountId, clientId };
      return api.get('/accounts/{accountId}/clients/{clientId}/usage', { path, query, signal });
    }
    return api.get('/accounts/{accountId}/usage', { path: { accountId }, query, signal });
  },
  show: orJson(({ items, total, quota }: Usage, { world, tell }) => {
    print(world.stdout, tableLines(DAYS, [...items, { day: 'total', ...total }], look(world)));
    if (quota !== undefined) tell(`${quota.used} of ${quota.limit} requests of this ${quota.period} are used`);
    return 0;
  }),
});

const plans = apiVerb({
  name: 'plans',
  summary: 'Lists the plans of the deployment',
  call: ({ api, signal }) => api.get('/plans', { signal }),
  show: asTable<Plan>([
    { head: 'NAME', cell: ({ name }) => name, whole: true },
    { head: 'PER SECOND', cell: ({ ratePerSecond }) => ratePerSecond },
    { head: 'BURST', cell: ({ burst }) => burst },
    { head: 'QUOTA', cell: ({ quota }) => quota && `${quota.limit} a ${quota.period}` },
  ]),
});
interface Plan {
  readonly name: string;
  readonly ratePerSecond: number;
  readonly burst: number;
  readonly quota?: { readonly limit: number; readonly period: string };
}

const scopes = apiVerb({
  name: 'scopes',
  summary: 'Lists the scopes of the guarded API',
  call: ({ api, signal }) => api.get('/scopes', { signal }),
  show: asTable<{ readonly name: string; readonly description?: string }>([
    { head: 'NAME', cell: ({ name }) => name, whole: true },
    { head: 'DESCRIPTION', cell: ({ description }) => description },
  ]),
});

export const INSIGHT_VERBS: readonly ApiVerb[] = [events, operatorEvents, usage, plans, scopes];

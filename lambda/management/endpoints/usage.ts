/** The endpoints that report how much accounts, keys and clients are used. Each is served where its resource is. */
import * as z from 'zod';
import { USAGE_KEPT_DAYS } from '../../domain/records/usage-records';
import { readAccountUsage, readClientUsage, readKeyUsage } from '../operations/read-usage';
import { day } from '../wire/fields';
import { pathAndQuery } from '../wire/request-shape';
import { usageReply } from '../wire/usage-replies';
import { endpoint } from './endpoint';
import { accountParams, clientParams, keyParams, NO_CLIENT, NO_KEY } from './parts/request-parts';

/** The days of a report of usage. */
const daysQuery = z.strictObject({
  from: day.optional().meta({ description: 'First day, UTC. Without it, 29 days before `to`.' }),
  to: day.optional().meta({ description: 'Last day, UTC. Without it, today.' }),
});

/** What all reports of usage say of themselves. */
const COMES_LATE =
  `By UTC day, at most ${USAGE_KEPT_DAYS} days; a day without requests is left out. The counts come from the access log, ` +
  'usually within two minutes, without a bound by AWS, and some may be lost. A deployment that does not count usage ' +
  'answers 409.';

export const accountUsageEndpoints = [
  endpoint({
    route: 'GET /accounts/{accountId}/usage',
    function: 'accounts',
    id: 'readAccountUsage',
    summary: 'Read the usage of an account',
    description: `Requests of all keys and clients of the account, deleted ones too. ${COMES_LATE}`,
    scopes: ['read:accounts'],
    people: 'viewer',
    ...pathAndQuery(accountParams, daysQuery),
    problems: ['account-not-found', 'usage-not-counted'],
    run: (deps, call, { path, query }) => readAccountUsage(deps, call, { ...path, ...query }),
    reply: usageReply,
  }),
];

export const keyUsageEndpoints = [
  endpoint({
    route: 'GET /accounts/{accountId}/keys/{keyId}/usage',
    function: 'keys',
    id: 'readKeyUsage',
    summary: 'Read the usage of a key',
    description: COMES_LATE,
    scopes: ['read:keys'],
    people: 'viewer',
    ...pathAndQuery(keyParams, daysQuery),
    problems: [...NO_KEY, 'usage-not-counted'],
    run: (deps, call, { path, query }) => readKeyUsage(deps, call, { ...path, ...query }),
    reply: usageReply,
  }),
];

export const clientUsageEndpoints = [
  endpoint({
    route: 'GET /accounts/{accountId}/clients/{clientId}/usage',
    function: 'clients',
    id: 'readClientUsage',
    summary: 'Read the usage of a client',
    description: COMES_LATE,
    scopes: ['read:clients'],
    people: 'viewer',
    ...pathAndQuery(clientParams, daysQuery),
    problems: [...NO_CLIENT, 'usage-not-counted'],
    run: (deps, call, { path, query }) => readClientUsage(deps, call, { ...path, ...query }),
    reply: usageReply,
  }),
];

/** `sallyport accounts …`. */
import type { Account } from '../../client/index';
import type { Given } from '../declaration';
import type { Column } from '../output/table';
import { type ApiVerb, apiVerb, type Context } from './api-verb';
import { clearing, METADATA, metadataOf, orCleared, orNothing, refuseBoth } from './changes';
import { collected, LIMIT, pageSize } from './lists';
import { nameOr } from './naming';
import { asDone, asLine, asRecord, asTable } from './show';
import { ACCOUNT, as, NUMBER, option, repeated, textOf } from './values';

const account = { account: ACCOUNT };
const stateOf = ({ id, status }: Pick<Account, 'id' | 'status'>): string => `account ${id} is ${status}`;

const GRANT = {
  scope: as('scopes', repeated(option(textOf('SCOPE'), 'scope that the account is granted'))),
  network: as('networks', repeated(option(textOf('CIDR'), 'network that its credentials may be used from'))),
  plan: option(textOf('PLAN'), 'plan of its rate and quota'),
  'max-active-keys': option(NUMBER, 'most keys that are active at once'),
  'max-key-lifetime-days': option(NUMBER, 'longest life of a key, in days'),
  'default-key-lifetime-days': option(NUMBER, 'life of a key without an end of its own, in days'),
  'inactivity-days': option(NUMBER, 'days after which an unused key ends'),
};

const grantOf = (given: Given<typeof GRANT>) => ({
  scopes: given.scope,
  networks: given.network,
  plan: given.plan,
  maxActiveKeys: given['max-active-keys'],
  maxKeyLifetimeDays: given['max-key-lifetime-days'],
  defaultKeyLifetimeDays: given['default-key-lifetime-days'],
  inactivityDays: given['inactivity-days'],
});

const COLUMNS: readonly Column<Account>[] = [
  { head: 'ID', cell: ({ id }) => id, whole: true },
  { head: 'NAME', cell: ({ name }) => name },
  { head: 'STATUS', cell: ({ status }) => status },
  { head: 'EXTERNAL ID', cell: ({ externalId }) => externalId },
  { head: 'SCOPES', cell: ({ grant }) => grant.scopes.join(' ') },
  { head: 'CREATED', cell: ({ createdAt }) => createdAt },
];

const list = apiVerb({
  name: 'accounts list',
  summary: 'Lists accounts',
  options: {
    name: option(textOf('NAME'), 'accounts with this name'),
    'external-id': option(textOf('ID'), 'the account with this external id'),
    ...LIMIT,
  },
  call: ({ api, signal }, { name, limit, 'external-id': externalId }) =>
    collected(api.items('/accounts', { query: { name, externalId, limit: pageSize(limit) }, signal }), limit),
  show: asTable(COLUMNS),
});

const show = apiVerb({
  name: 'accounts show',
  summary: 'Shows an account',
  arguments: account,
  call: ({ api, signal }, { account: accountId }) => api.get('/accounts/{accountId}', { path: { accountId }, signal }),
  show: asRecord,
});

const create = apiVerb({
  name: 'accounts create',
  summary: 'Creates an account',
  arguments: { name: { help: 'what lists show', read: textOf('NAME')[1] } },
  options: { 'external-id': option(textOf('ID'), 'your own id of the account'), ...GRANT, ...METADATA },
  isIdempotent: true,
  call: ({ api, signal }, { name, 'external-id': externalId, metadata, ...grant }) =>
    api.post('/accounts', {
      body: { name, externalId, grant: grantOf(grant), metadata: metadataOf(metadata) },
      signal,
    }),
  show: asRecord,
});

const CLEARABLE = [
  'external-id',
  'network',
  'plan',
  'max-active-keys',
  'max-key-lifetime-days',
  'default-key-lifetime-days',
  'inactivity-days',
  'metadata',
] as const;

const update = apiVerb({
  name: 'accounts update',
  summary: 'Changes an account; a list that is given replaces the one that is there',
  arguments: account,
  options: {
    name: option(textOf('NAME'), 'new name'),
    'external-id': option(textOf('ID'), 'your own id of the account'),
    ...GRANT,
    ...METADATA,
    clear: clearing(CLEARABLE),
  },
  check: refuseBoth,
  call: ({ api, signal }, given) => {
    const { account: accountId, name, clear } = given;
    const externalId = orCleared(given['external-id'], clear, 'external-id');
    const grant = {
      scopes: given.scope,
      networks: orCleared(given.network, clear, 'network'),
      plan: orCleared(given.plan, clear, 'plan'),
      maxActiveKeys: orCleared(given['max-active-keys'], clear, 'max-active-keys'),
      maxKeyLifetimeDays: orCleared(given['max-key-lifetime-days'], clear, 'max-key-lifetime-days'),
      defaultKeyLifetimeDays: orCleared(given['default-key-lifetime-days'], clear, 'default-key-lifetime-days'),
      inactivityDays: orCleared(given['inactivity-days'], clear, 'inactivity-days'),
    };
    const metadata = orCleared(metadataOf(given.metadata), clear, 'metadata');
    const body = { name, externalId, grant: orNothing(grant), metadata };
    return api.patch('/accounts/{accountId}', { path: { accountId }, body, signal });
  },
  show: asRecord,
});

const suspend = apiVerb({
  name: 'accounts suspend',
  summary: 'Lets no credential of an account in, until it is resumed',
  arguments: account,
  isIdempotent: true,
  goesDirect: true,
  call: ({ api, signal }, { account: accountId }) =>
    api.post('/accounts/{accountId}/suspend', { path: { accountId }, signal }),
  show: asLine(stateOf),
});

const resume = apiVerb({
  name: 'accounts resume',
  summary: 'Ends the suspension of an account',
  arguments: account,
  isIdempotent: true,
  call: ({ api, signal }, { account: accountId }) =>
    api.post('/accounts/{accountId}/resume', { path: { accountId }, signal }),
  show: asLine(stateOf),
});

const nameOf = ({ api, signal }: Context, accountId: string): Promise<string> =>
  nameOr(`account ${accountId}`, async () => {
    const { id, name } = await api.get('/accounts/{accountId}', { path: { accountId }, signal });
    return `account ${id} (${JSON.stringify(name)})`;
  });

const revokeAll = apiVerb({
  name: 'accounts revoke-all',
  summary: 'Ends all keys, clients and tokens of an account, for good',
  arguments: account,
  ends: async (context, { account: accountId }) =>
    `This ends every key, client and token of ${await nameOf(context, accountId)}.`,
  isIdempotent: true,
  goesDirect: true,
  call: ({ api, signal }, { account: accountId }) =>
    api.post('/accounts/{accountId}/revoke-all', { path: { accountId }, signal }),
  show: asLine(({ id }: Pick<Account, 'id'>) => `every key, client and token of account ${id} is revoked`),
});

const remove = apiVerb({
  name: 'accounts delete',
  summary: 'Deletes an account that has no living credential',
  arguments: account,
  ends: async (context, { account: accountId }) =>
    `This deletes ${await nameOf(context, accountId)} with its dead keys and clients.`,
  call: ({ api, signal }, { account: accountId }) =>
    api.delete('/accounts/{accountId}', { path: { accountId }, signal }),
  show: asDone,
});

export const ACCOUNT_VERBS: readonly ApiVerb[] = [list, show, create, update, suspend, resume, revokeAll, remove];

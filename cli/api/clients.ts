/** `sallyport clients …`: the OAuth clients of accounts. */
import type { IssuedClient, OAuthClient } from '../../client/index';
import { CLIENT_STATUSES } from '../../lambda/domain/status';
import type { Column } from '../output/table';
import { UsageError } from '../declaration';
import { type ApiVerb, apiVerb, type Context } from './api-verb';
import { collected, LIMIT, pageSize } from './lists';
import { nameOr } from './naming';
import { REASON } from './reasons';
import { asDone, asLine, asRecord, asSecret, asTable } from './show';
import {
  ACCOUNT,
  ACCOUNT_VALUE,
  as,
  EARLIER,
  idOf,
  LABEL,
  needed,
  NUMBER,
  oneOf,
  option,
  repeated,
  textOf,
} from './values';

export const CLIENT = { account: ACCOUNT, client: idOf('client') };
export const clientPathOf = ({ account, client }: { readonly account: string; readonly client: string }) => ({
  accountId: account,
  clientId: client,
});
const stateOf = ({ id, status }: Pick<OAuthClient, 'id' | 'status'>): string => `client ${id} is ${status}`;

const COLUMNS: readonly Column<OAuthClient>[] = [
  { head: 'ID', cell: ({ id }) => id, whole: true },
  { head: 'ACCOUNT', cell: ({ accountId }) => accountId, whole: true },
  { head: 'LABEL', cell: ({ label }) => label },
  { head: 'STATUS', cell: ({ status }) => status },
  { head: 'SCOPES', cell: ({ effectiveScopes }) => effectiveScopes.join(' ') },
  { head: 'LAST USED', cell: ({ lastUsedAt }) => lastUsedAt },
];

const list = apiVerb({
  name: 'clients list',
  summary: 'Lists the OAuth clients of all accounts, or of one',
  options: {
    account: option(ACCOUNT_VALUE, 'clients of this account'),
    status: option(oneOf('STATUS', CLIENT_STATUSES), CLIENT_STATUSES.join(', ')),
    'unused-since': option(EARLIER, 'clients without a use since; not with --account'),
    ...LIMIT,
  },
  check: ({ account, 'unused-since': since }) => {
    if (account !== undefined && since !== undefined)
      throw new UsageError('--unused-since selects among the clients of all accounts: leave out --account');
  },
  call: ({ api, now, signal }, { account: accountId, status, limit, 'unused-since': since }) => {
    const query = { status, limit: pageSize(limit) };
    return accountId === undefined
      ? collected(api.items('/clients', { query: { ...query, unusedSince: since?.(now) }, signal }), limit)
      : collected(api.items('/accounts/{accountId}/clients', { path: { accountId }, query, signal }), limit);
  },
  show: asTable(COLUMNS),
});

const show = apiVerb({
  name: 'clients show',
  summary: 'Shows an OAuth client',
  arguments: CLIENT,
  call: ({ api, signal }, given) =>
    api.get('/accounts/{accountId}/clients/{clientId}', { path: clientPathOf(given), signal }),
  show: asRecord,
});

const issue = apiVerb({
  name: 'clients issue',
  summary: 'Issues an OAuth client and prints its secret, this once',
  arguments: { account: ACCOUNT },
  options: {
    label: needed(option(LABEL, 'what lists show')),
    scope: needed(as('scopes', repeated(option(textOf('SCOPE'), 'scope of the client')))),
    'token-lifetime-minutes': option(NUMBER, 'life of its access tokens'),
  },
  notes: 'The secret alone is on stdout, the client’s id on stderr; --json prints both.',
  isIdempotent: true,
  call: ({ api, signal }, { account: accountId, label, scope: scopes, 'token-lifetime-minutes': minutes }) =>
    api.post('/accounts/{accountId}/clients', {
      path: { accountId },
      body: { label, scopes, tokenLifetimeMinutes: minutes },
      signal,
    }),
  show: asSecret<IssuedClient>('clientSecret'),
});

const suspend = apiVerb({
  name: 'clients suspend',
  summary: 'Lets a client in nowhere, until it is resumed',
  arguments: CLIENT,
  isIdempotent: true,
  goesDirect: true,
  call: ({ api, signal }, given) =>
    api.post('/accounts/{accountId}/clients/{clientId}/suspend', { path: clientPathOf(given), signal }),
  show: asLine(stateOf),
});

const resume = apiVerb({
  name: 'clients resume',
  summary: 'Ends the suspension of a client',
  arguments: CLIENT,
  isIdempotent: true,
  call: ({ api, signal }, given) =>
    api.post('/accounts/{accountId}/clients/{clientId}/resume', { path: clientPathOf(given), signal }),
  show: asLine(stateOf),
});

const nameOf = ({ api, signal }: Context, given: Parameters<typeof clientPathOf>[0]): Promise<string> =>
  nameOr(`client ${given.client}`, async () => {
    const { label } = await api.get('/accounts/{accountId}/clients/{clientId}', { path: clientPathOf(given), signal });
    return `client ${given.client} (${JSON.stringify(label)}) of account ${given.account}`;
  });

const revoke = apiVerb({
  name: 'clients revoke',
  summary: 'Ends a client and all its tokens, for good',
  arguments: CLIENT,
  options: REASON,
  ends: async (context, given) => `This revokes ${await nameOf(context, given)} and every token that it has.`,
  isIdempotent: true,
  goesDirect: true,
  call: ({ api, signal }, { reason, ...given }) =>
    api.post('/accounts/{accountId}/clients/{clientId}/revoke', {
      path: clientPathOf(given),
      body: { reason },
      signal,
    }),
  show: asLine(stateOf),
});

const revokeTokens = apiVerb({
  name: 'clients revoke-tokens',
  summary: 'Ends all tokens that a client has; it can get new ones',
  arguments: CLIENT,
  ends: async (context, given) => `This ends every token that ${await nameOf(context, given)} has.`,
  isIdempotent: true,
  goesDirect: true,
  call: ({ api, signal }, given) =>
    api.post('/accounts/{accountId}/clients/{clientId}/revoke-tokens', { path: clientPathOf(given), signal }),
  show: asLine(({ id }: Pick<OAuthClient, 'id'>) => `every token that client ${id} had is revoked`),
});

const remove = apiVerb({
  name: 'clients delete',
  summary: 'Deletes a client that is revoked',
  arguments: CLIENT,
  ends: async (context, given) => `This deletes ${await nameOf(context, given)}.`,
  call: ({ api, signal }, given) =>
    api.delete('/accounts/{accountId}/clients/{clientId}', { path: clientPathOf(given), signal }),
  show: asDone,
});

export const CLIENT_VERBS: readonly ApiVerb[] = [list, show, issue, suspend, resume, revoke, revokeTokens, remove];

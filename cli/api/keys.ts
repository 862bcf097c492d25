/** `sallyport keys …`, but for what ends keys (`key-ends.ts`). A key's id tells its account, so a key is named alone. */
import type { ApiKey, IssuedKey } from '../../client/index';
import { accountIdOf } from '../../lambda/domain/key-format';
import { KEY_STATUSES } from '../../lambda/domain/status';
import { type Given, UsageError } from '../declaration';
import type { Column } from '../output/table';
import { type ApiVerb, apiVerb } from './api-verb';
import { clearing, METADATA, metadataOf, orCleared, refuseBoth } from './changes';
import { collected, LIMIT, pageSize } from './lists';
import { asLine, asRecord, asSecret, asTable } from './show';
import {
  ACCOUNT,
  ACCOUNT_VALUE,
  as,
  DURATION_SECONDS,
  EARLIER,
  KEY,
  LABEL,
  LATER,
  needed,
  oneOf,
  option,
  repeated,
  textOf,
} from './values';

const key = { key: KEY };
export const pathOf = (keyId: string) => ({ accountId: accountIdOf(keyId), keyId });
export const keyStateOf = ({ id, status }: Pick<ApiKey, 'id' | 'status'>): string => `key ${id} is ${status}`;

/** The name is there in a list of all accounts, for an operator who may read accounts. */
type Listed = ApiKey & { readonly accountName?: string };

const COLUMNS: readonly Column<Listed>[] = [
  { head: 'ID', cell: ({ id }) => id, whole: true },
  { head: 'ACCOUNT', cell: ({ accountName, accountId }) => accountName ?? accountId },
  { head: 'LABEL', cell: ({ label }) => label },
  { head: 'STATUS', cell: ({ status }) => status },
  { head: 'SCOPES', cell: ({ effectiveScopes }) => effectiveScopes.join(' ') },
  { head: 'EXPIRES', cell: ({ expiresAt }) => expiresAt },
  { head: 'LAST USED', cell: ({ lastUsedAt }) => lastUsedAt },
  { head: 'TAGS', cell: ({ tags }) => tags?.join(' ') },
];

const list = apiVerb({
  name: 'keys list',
  summary: 'Lists the keys of all accounts, or of one',
  options: {
    account: option(ACCOUNT_VALUE, 'keys of this account'),
    status: option(oneOf('STATUS', KEY_STATUSES), KEY_STATUSES.join(', ')),
    tag: option(textOf('TAG'), 'keys with this tag'),
    plan: option(textOf('PLAN'), 'keys with this plan of their own or of their account'),
    'expires-before': option(LATER, 'keys that end before; 30d is in 30 days'),
    'unused-since': option(EARLIER, 'keys without a use since; 90d is 90 days ago'),
    ...LIMIT,
  },
  check: ({ account, plan }) => {
    if (account !== undefined && plan !== undefined)
      throw new UsageError('--plan selects among the keys of all accounts: leave out --account');
  },
  call: ({ api, now, signal }, { account: accountId, status, tag, plan, limit, ...times }) => {
    const query = {
      ...{ status, tag, limit: pageSize(limit) },
      expiresBefore: times['expires-before']?.(now),
      unusedSince: times['unused-since']?.(now),
    };
    return accountId === undefined
      ? collected<Listed>(api.items('/keys', { query: { ...query, plan }, signal }), limit)
      : collected(api.items('/accounts/{accountId}/keys', { path: { accountId }, query, signal }), limit);
  },
  show: asTable(COLUMNS),
});

const show = apiVerb({
  name: 'keys show',
  summary: 'Shows a key',
  arguments: key,
  call: ({ api, signal }, { key: keyId }) =>
    api.get('/accounts/{accountId}/keys/{keyId}', { path: pathOf(keyId), signal }),
  show: asRecord,
});

const find = apiVerb({
  name: 'keys find',
  summary: 'Finds a key and its account by what is seen of the key',
  arguments: key,
  notes: 'Of a whole key, only its id leaves this machine.',
  call: ({ api, signal }, { key: keyId }) => api.get('/keys/{keyId}', { path: { keyId }, signal }),
  show: asRecord,
});

const PARTS = {
  description: option(textOf('TEXT'), 'what the key is for'),
  'expires-in': as('expiresAt', option(LATER, 'the key ends after this time, such as 90d')),
  'expires-at': option(LATER, 'the key ends at this time'),
  'not-before': option(LATER, 'the key begins to work at this time'),
  tag: as('tags', repeated(option(textOf('TAG'), 'tag by which lists select'))),
  network: as('networks', repeated(option(textOf('CIDR'), 'network that the key may be used from'))),
  plan: option(textOf('PLAN'), 'plan of its own rate and quota'),
  ...METADATA,
};

function refuseTwoEnds(given: Pick<Given<typeof PARTS>, 'expires-in' | 'expires-at'>): void {
  if (given['expires-in'] !== undefined && given['expires-at'] !== undefined)
    throw new UsageError('--expires-in and --expires-at exclude each other');
}

const endOf = (given: Given<typeof PARTS>, now: number): string | undefined =>
  (given['expires-in'] ?? given['expires-at'])?.(now);

const issue = apiVerb({
  name: 'keys issue',
  summary: 'Issues a key and prints it, this once',
  arguments: { account: ACCOUNT },
  options: {
    label: needed(option(LABEL, 'what lists show')),
    scope: needed(as('scopes', repeated(option(textOf('SCOPE'), 'scope of the key')))),
    ...PARTS,
    'create-account': as(
      'account/name',
      option(textOf('NAME'), 'makes the account external:<id>, granted the scopes of the key, if it is not there'),
    ),
  },
  notes: 'The key alone is on stdout: KEY=$(sallyport keys issue …).',
  check: (given) => {
    refuseTwoEnds(given);
    if (given['create-account'] !== undefined && !given.account.startsWith('external:'))
      throw new UsageError('--create-account makes an account that is named external:<its external id>');
  },
  isIdempotent: true,
  call: ({ api, now, signal }, given) => {
    const { account: accountId, label, scope: scopes, description, tag, network, plan } = given;
    const name = given['create-account'];
    const body = {
      ...{ label, scopes, description, plan, tags: tag, networks: network },
      metadata: metadataOf(given.metadata),
      expiresAt: endOf(given, now),
      notBefore: given['not-before']?.(now),
      ...(name !== undefined && { account: { name, grant: { scopes } } }),
    };
    return api.post('/accounts/{accountId}/keys', { path: { accountId }, body, signal });
  },
  show: asSecret<IssuedKey>('key'),
});

const update = apiVerb({
  name: 'keys update',
  summary: 'Changes a key; a list that is given replaces the one that is there',
  arguments: key,
  options: {
    label: option(LABEL, 'what lists show'),
    scope: as('scopes', repeated(option(textOf('SCOPE'), 'scope of the key'))),
    ...PARTS,
    clear: clearing(['description', 'expires-at', 'not-before', 'tag', 'network', 'plan', 'metadata']),
  },
  check: (given) => {
    refuseTwoEnds(given);
    const end = given['expires-in'] ?? given['expires-at'];
    const all = { ...given, 'expires-at': end };
    refuseBoth(all);
  },
  call: ({ api, now, signal }, given) => {
    const { key: keyId, label, scope: scopes, clear } = given;
    const body = {
      ...{ label, scopes },
      description: orCleared(given.description, clear, 'description'),
      expiresAt: orCleared(endOf(given, now), clear, 'expires-at'),
      notBefore: orCleared(given['not-before']?.(now), clear, 'not-before'),
      tags: orCleared(given.tag, clear, 'tag'),
      networks: orCleared(given.network, clear, 'network'),
      plan: orCleared(given.plan, clear, 'plan'),
      metadata: orCleared(metadataOf(given.metadata), clear, 'metadata'),
    };
    return api.patch('/accounts/{accountId}/keys/{keyId}', { path: pathOf(keyId), body, signal });
  },
  show: asRecord,
});

const rotate = apiVerb({
  name: 'keys rotate',
  summary: 'Gives a key a new secret and prints the key, this once',
  arguments: key,
  options: {
    grace: as('graceSeconds', option(DURATION_SECONDS, 'time for which the replaced secret still works, such as 1d')),
    'replace-newest': { help: 'while a grace runs: replaces the newest secret' },
  },
  notes:
    'The key alone is on stdout: NEW=$(sallyport keys rotate …). With --grace 0s or\n--replace-newest a secret ends at once, so it asks first.',
  isTrial: ({ grace, 'replace-newest': newest }) => grace !== 0 && !newest,
  ends: (_, { key: keyId, 'replace-newest': newest }) =>
    `This ends the ${newest ? 'newest' : 'present'} secret of key ${keyId} at once.`,
  isIdempotent: true,
  call: ({ api, signal }, { key: keyId, grace: graceSeconds, 'replace-newest': newest }) => {
    const body = { graceSeconds, replace: newest ? ('newest' as const) : undefined };
    return api.post('/accounts/{accountId}/keys/{keyId}/rotate', { path: pathOf(keyId), body, signal });
  },
  show: asSecret<IssuedKey>('key'),
});

const suspend = apiVerb({
  name: 'keys suspend',
  summary: 'Lets a key in nowhere, until it is resumed',
  arguments: key,
  isIdempotent: true,
  goesDirect: true,
  call: ({ api, signal }, { key: keyId }) =>
    api.post('/accounts/{accountId}/keys/{keyId}/suspend', { path: pathOf(keyId), signal }),
  show: asLine(keyStateOf),
});

const resume = apiVerb({
  name: 'keys resume',
  summary: 'Ends the suspension of a key',
  arguments: key,
  isIdempotent: true,
  call: ({ api, signal }, { key: keyId }) =>
    api.post('/accounts/{accountId}/keys/{keyId}/resume', { path: pathOf(keyId), signal }),
  show: asLine(keyStateOf),
});

export const KEY_VERBS: readonly ApiVerb[] = [list, show, find, issue, update, rotate, suspend, resume];

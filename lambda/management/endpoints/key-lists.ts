/** The endpoints that choose among keys: list an account's, find one by its id, revoke those that a filter selects. */
import * as z from 'zod';
import { ACCOUNT_ID_LENGTH, KEY_ID, KEY_ID_LENGTH } from '../../domain/key-format';
import { KEY_STATUSES } from '../../domain/status';
import { listAllKeys } from '../operations/keys/all-keys';
import { findKey, listKeys } from '../operations/keys/key-reads';
import { revokeKeys } from '../operations/keys/revoke-keys';
import { instant, line } from '../wire/fields';
import { allKeysReply, keyFoundReply, keysReply, keysRevokedReply } from '../wire/key-replies';
import { pathAndQuery, pathOnly } from '../wire/request-shape';
import { UNUSED_SINCE, revokeKeysBody } from './parts/key-bodies';
import { endpoint } from './endpoint';
import {
  accountParams,
  base62Text,
  credentialPositions,
  keyIdParams,
  noParams,
  OF_ALL,
  oneOfQuery,
  page,
  plan,
  wholeLabel,
} from './parts/request-parts';
import { THROTTLE_OF_REVOKING } from './parts/throttles';

const listKeysQuery = z.strictObject({
  status: oneOfQuery(KEY_STATUSES),
  label: wholeLabel,
  tag: line(64).optional(),
  expiresBefore: instant.optional(),
  unusedSince: instant.optional().meta({ description: UNUSED_SINCE }),
  ...page,
});

/** The positions of an account's keys. */
const position = { form: base62Text(KEY_ID_LENGTH - ACCOUNT_ID_LENGTH), afterAccountId: true };

const listAllKeysQuery = z.strictObject({
  status: oneOfQuery(KEY_STATUSES),
  tag: line(64).optional(),
  expiresBefore: instant.optional(),
  plan: plan.optional().meta({ description: 'Keys that this plan holds: their own, or else that of their account.' }),
  unusedSince: instant.optional().meta({ description: UNUSED_SINCE }),
  ...page,
});

export const keyListEndpoints = [
  endpoint({
    route: 'GET /keys',
    function: 'keys',
    id: 'listAllKeys',
    summary: 'List the keys of all accounts',
    description: `\`accountName\` is there for an operator that may read or write accounts. ${OF_ALL}`,
    scopes: ['read:keys'],
    people: 'operator',
    ...pathAndQuery(noParams, listAllKeysQuery),
    position: credentialPositions(KEY_ID),
    problems: ['invalid-cursor', 'usage-not-counted'],
    run: (deps, call, { query, after }) => listAllKeys(deps, call, { ...query, after }),
    reply: allKeysReply,
  }),
  endpoint({
    route: 'GET /accounts/{accountId}/keys',
    function: 'keys',
    id: 'listKeys',
    summary: 'List an account’s keys',
    scopes: ['read:keys'],
    people: 'viewer',
    ...pathAndQuery(accountParams, listKeysQuery),
    position,
    problems: ['account-not-found', 'invalid-cursor', 'usage-not-counted'],
    run: (deps, call, { path, query, after }) => listKeys(deps, call, { ...path, ...query, after }),
    reply: keysReply,
  }),
  endpoint({
    route: 'GET /keys/{keyId}',
    function: 'keys',
    id: 'findKey',
    summary: 'Find a key and its account',
    description:
      'By what everybody sees of the key: its id is the 18 characters after `live_` or `test_`. `accountName` is there ' +
      'for an operator that may read or write accounts.',
    scopes: ['read:keys'],
    people: 'operator',
    ...pathOnly(keyIdParams),
    problems: ['key-not-found'],
    run: (deps, call, { path }) => findKey(deps, call, path),
    reply: keyFoundReply,
  }),
  endpoint({
    route: 'POST /accounts/{accountId}/keys/revoke',
    function: 'keys',
    id: 'revokeKeys',
    summary: 'Revoke the keys that a filter selects',
    description:
      'Revokes up to `limit` keys, each with an event of its own, and answers with them; a key that is revoked already ' +
      'is not selected. Repeat with the same body and `cursor`, until there is no `nextCursor`. After a 503 or a lost ' +
      'answer, send the request again: no key is revoked twice. Add `createdBefore` to leave out keys that are issued ' +
      'meanwhile.',
    scopes: ['revoke:keys', 'write:keys'],
    people: 'developer',
    params: accountParams,
    query: z.strictObject(page),
    body: revokeKeysBody,
    position,
    throttle: THROTTLE_OF_REVOKING,
    problems: ['account-not-found', 'invalid-cursor', 'usage-not-counted'],
    run: (deps, call, { path, query, body, after }) => revokeKeys(deps, call, { ...path, ...query, ...body, after }),
    reply: keysRevokedReply,
  }),
];

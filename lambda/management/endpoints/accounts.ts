/** The endpoints of accounts and what they are granted. */
import * as z from 'zod';
import { createAccount, updateAccount } from '../operations/accounts/account-changes';
import { listAccounts, readAccount } from '../operations/accounts/account-reads';
import { deleteAccount, resumeAccount, revokeAll, suspendAccount } from '../operations/accounts/account-verbs';
import { externalId, partOfLine } from '../wire/fields';
import { accountCreatedReply, accountReply, accountsReply, noContent } from '../wire/replies';
import { emptyOrNoBody, pathAndBody, pathAndQuery, pathOnly } from '../wire/request-shape';
import { createAccountBody, grantErrors, updateAccountBody } from './parts/account-bodies';
import { endpoint } from './endpoint';
import { accountParams, MERGE_PATCH, noParams, page } from './parts/request-parts';
import { THROTTLE_OF_REVOKING } from './parts/throttles';

const listAccountsQuery = z.strictObject({
  externalId: externalId.optional(),
  name: partOfLine(80).optional().meta({ description: 'Part of the name. Upper and lower case count as the same.' }),
  ...page,
});

const accountVerb = {
  function: 'accounts',
  ...emptyOrNoBody(accountParams),
  reply: accountReply,
} as const;

export const accountEndpoints = [
  endpoint({
    route: 'POST /accounts',
    function: 'accounts',
    id: 'createAccount',
    summary: 'Create an account',
    description: 'An account without a grant can do nothing. A replay with the same Idempotency-Key answers 200.',
    scopes: ['write:accounts'],
    people: 'operator',
    ...pathAndBody(noParams, createAccountBody),
    check: grantErrors,
    idempotent: true,
    problems: ['account-not-found', 'external-id-taken'],
    run: (deps, call, { body }) => createAccount(deps, call, body),
    reply: accountCreatedReply,
  }),
  endpoint({
    route: 'GET /accounts',
    function: 'accounts',
    id: 'listAccounts',
    summary: 'List accounts',
    description:
      'In order of creation. The list by `name` may be behind by a moment; the answer for an `externalId` is not.',
    scopes: ['read:accounts'],
    people: 'operator',
    ...pathAndQuery(noParams, listAccountsQuery),
    position: { form: /^\d{16}#[0-9A-Za-z]{10}$/, afterAccountId: false },
    problems: ['invalid-cursor'],
    run: (deps, call, { query, after }) => listAccounts(deps, call, { ...query, after }),
    reply: accountsReply,
  }),
  endpoint({
    route: 'GET /accounts/{accountId}',
    function: 'accounts',
    id: 'readAccount',
    summary: 'Read an account',
    scopes: ['read:accounts'],
    people: 'viewer',
    ...pathOnly(accountParams),
    problems: ['account-not-found'],
    run: (deps, call, { path }) => readAccount(deps, call, path),
    reply: accountReply,
  }),
  endpoint({
    route: 'PATCH /accounts/{accountId}',
    function: 'accounts',
    id: 'updateAccount',
    summary: 'Change an account',
    description:
      `${MERGE_PATCH} \`grant\` is merged member by member. A changed grant applies to every credential at its ` +
      `next request. Cognito receives the change client by client; \`pendingClients\` counts the clients that ` +
      'still wait.',
    scopes: ['write:accounts'],
    people: 'operator',
    ...pathAndBody(accountParams, updateAccountBody),
    check: grantErrors,
    conditional: true,
    problems: ['account-not-found', 'external-id-taken', 'version-conflict'],
    run: (deps, call, { path, body, ifMatch }) => updateAccount(deps, call, { ...path, patch: body, ifMatch }),
    reply: accountReply,
  }),
  endpoint({
    route: 'DELETE /accounts/{accountId}',
    function: 'accounts',
    id: 'deleteAccount',
    summary: 'Delete an account',
    description:
      'Refused while a credential of the account is alive. Its dead keys and clients go with it, without events of ' +
      'their own. The events of the account stay.',
    scopes: ['write:accounts'],
    people: 'operator',
    ...pathOnly(accountParams),
    problems: ['account-not-found', 'key-still-active'],
    run: (deps, call, { path }) => deleteAccount(deps, call, path),
    reply: noContent,
  }),
  endpoint({
    route: 'POST /accounts/{accountId}/suspend',
    ...accountVerb,
    id: 'suspendAccount',
    summary: 'Suspend an account',
    description:
      'Until the account is resumed, none of its credentials passes a door that runs a function, and Cognito gives ' +
      'its issued clients no token. Idempotent.',
    scopes: ['revoke:keys', 'write:keys'],
    people: 'operator',
    throttle: THROTTLE_OF_REVOKING,
    problems: ['account-not-found'],
    run: (deps, call, { path }) => suspendAccount(deps, call, path),
  }),
  endpoint({
    route: 'POST /accounts/{accountId}/resume',
    ...accountVerb,
    id: 'resumeAccount',
    summary: 'Resume an account',
    description: 'Ends a suspension. Idempotent.',
    scopes: ['write:accounts'],
    people: 'operator',
    problems: ['account-not-found'],
    run: (deps, call, { path }) => resumeAccount(deps, call, path),
  }),
  endpoint({
    route: 'POST /accounts/{accountId}/revoke-all',
    ...accountVerb,
    id: 'revokeAll',
    summary: 'Revoke every credential of an account',
    description:
      'Ends all keys and clients of the account and all tokens that they were issued, for good. New credentials ' +
      'can be issued at once. Sent again without the same Idempotency-Key, it ends those too.',
    scopes: ['revoke:keys', 'write:keys'],
    people: 'owner',
    throttle: THROTTLE_OF_REVOKING,
    problems: ['account-not-found'],
    run: (deps, call, { path }) => revokeAll(deps, call, path),
  }),
];

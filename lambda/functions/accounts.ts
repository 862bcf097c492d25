/** The accounts and what they are granted. */
import { createAccount } from '../management/operations/accounts/create-account';
import { deleteAccount } from '../management/operations/accounts/delete-account';
import { listAccounts } from '../management/operations/accounts/list-accounts';
import { readAccount } from '../management/operations/accounts/read-account';
import { resumeAccount } from '../management/operations/accounts/resume-account';
import { revokeAll } from '../management/operations/accounts/revoke-all';
import { suspendAccount } from '../management/operations/accounts/suspend-account';
import { updateAccount } from '../management/operations/accounts/update-account';
import { accountCreatedReply, accountReply, accountsReply, noContent } from '../management/wire/replies';
import { guarded, serve } from '../management/wire/serve';
import { operatorServing } from './wiring/serving';

export const accountRoutes = [
  guarded('POST /accounts', (deps, call, { body }) => createAccount(deps, call, body), accountCreatedReply),
  guarded('GET /accounts', (deps, call, { query }) => listAccounts(deps, call, query), accountsReply),
  guarded('GET /accounts/{accountId}', (deps, call, { path }) => readAccount(deps, call, path), accountReply),
  guarded(
    'PATCH /accounts/{accountId}',
    (deps, call, { path, body, ifMatch }) => updateAccount(deps, call, { ...path, patch: body, ifMatch }),
    accountReply,
  ),
  guarded('DELETE /accounts/{accountId}', (deps, call, { path }) => deleteAccount(deps, call, path), noContent),
  guarded(
    'POST /accounts/{accountId}/suspend',
    (deps, call, { path }) => suspendAccount(deps, call, path),
    accountReply,
  ),
  guarded('POST /accounts/{accountId}/resume', (deps, call, { path }) => resumeAccount(deps, call, path), accountReply),
  guarded('POST /accounts/{accountId}/revoke-all', (deps, call, { path }) => revokeAll(deps, call, path), accountReply),
];

export const handler = serve(accountRoutes, operatorServing('accounts'));

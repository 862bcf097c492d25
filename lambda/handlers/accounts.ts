/** The accounts and what they are granted. */
import { createAccount } from '../core/operations/create-account';
import { deleteAccount } from '../core/operations/delete-account';
import { listAccounts } from '../core/operations/list-accounts';
import { readAccount } from '../core/operations/read-account';
import { resumeAccount } from '../core/operations/resume-account';
import { revokeAll } from '../core/operations/revoke-all';
import { suspendAccount } from '../core/operations/suspend-account';
import { updateAccount } from '../core/operations/update-account';
import { accountCreatedReply, accountReply, accountsReply, noContent } from '../http/replies';
import { guarded, serve } from '../http/serve';
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

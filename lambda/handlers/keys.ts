/** An account's API keys, from issue to deletion. */
import { deleteKey } from '../core/operations/delete-key';
import { endGrace } from '../core/operations/end-grace';
import { issueKey } from '../core/operations/issue-key';
import { listKeys } from '../core/operations/list-keys';
import { readKey } from '../core/operations/read-key';
import { resumeKey } from '../core/operations/resume-key';
import { revokeKey } from '../core/operations/revoke-key';
import { rotateKey } from '../core/operations/rotate-key';
import { suspendKey } from '../core/operations/suspend-key';
import { updateKey } from '../core/operations/update-key';
import { keyIssuedReply, keyReply, keyRotatedReply, keysReply, noContent } from '../http/replies';
import { guarded, serve } from '../http/serve';
import { operatorServing } from './wiring/serving';

export const keyRoutes = [
  guarded(
    'POST /accounts/{accountId}/keys',
    (deps, call, { path, body }) => issueKey(deps, call, { ...path, ...body }),
    keyIssuedReply,
  ),
  guarded(
    'GET /accounts/{accountId}/keys',
    (deps, call, { path, query }) => listKeys(deps, call, { ...path, ...query }),
    keysReply,
  ),
  guarded('GET /accounts/{accountId}/keys/{keyId}', (deps, call, { path }) => readKey(deps, call, path), keyReply),
  guarded(
    'PATCH /accounts/{accountId}/keys/{keyId}',
    (deps, call, { path, body, ifMatch }) => updateKey(deps, call, { ...path, patch: body, ifMatch }),
    keyReply,
  ),
  guarded(
    'DELETE /accounts/{accountId}/keys/{keyId}',
    (deps, call, { path }) => deleteKey(deps, call, path),
    noContent,
  ),
  guarded(
    'POST /accounts/{accountId}/keys/{keyId}/rotate',
    (deps, call, { path, body }) => rotateKey(deps, call, { ...path, ...body }),
    keyRotatedReply,
  ),
  guarded(
    'POST /accounts/{accountId}/keys/{keyId}/end-grace',
    (deps, call, { path }) => endGrace(deps, call, path),
    keyReply,
  ),
  guarded(
    'POST /accounts/{accountId}/keys/{keyId}/suspend',
    (deps, call, { path }) => suspendKey(deps, call, path),
    keyReply,
  ),
  guarded(
    'POST /accounts/{accountId}/keys/{keyId}/resume',
    (deps, call, { path }) => resumeKey(deps, call, path),
    keyReply,
  ),
  guarded(
    'POST /accounts/{accountId}/keys/{keyId}/revoke',
    (deps, call, { path, body }) => revokeKey(deps, call, { ...path, ...body }),
    keyReply,
  ),
];

export const handler = serve(keyRoutes, operatorServing('keys'));

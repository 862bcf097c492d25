/** An account's API keys, from issue to deletion. */
import { deleteKey } from '../management/operations/keys/delete-key';
import { endGrace } from '../management/operations/keys/end-grace';
import { issueKey } from '../management/operations/keys/issue-key';
import { listKeys } from '../management/operations/keys/list-keys';
import { readKey } from '../management/operations/keys/read-key';
import { resumeKey } from '../management/operations/keys/resume-key';
import { revokeKey } from '../management/operations/keys/revoke-key';
import { rotateKey } from '../management/operations/keys/rotate-key';
import { suspendKey } from '../management/operations/keys/suspend-key';
import { updateKey } from '../management/operations/keys/update-key';
import { keyIssuedReply, keyReply, keyRotatedReply, keysReply, noContent } from '../management/wire/replies';
import { guarded, serve } from '../management/wire/serve';
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

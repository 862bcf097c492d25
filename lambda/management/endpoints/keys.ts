/** The endpoints of one API key. Those of several keys are in `key-lists.ts`. */
import { loadKey } from '../../engine/load';
import { importKeys } from '../operations/keys/import-keys';
import { issueKeyAndAccount } from '../operations/keys/issue-key-and-account';
import { withLastUse } from '../operations/keys/key-reads';
import { issueKey, rotateKey } from '../operations/keys/key-secrets';
import { deleteKey, endGrace, resumeKey, revokeKey, suspendKey } from '../operations/keys/key-verbs';
import { updateKey } from '../operations/keys/update-key';
import { externalIdOf } from '../wire/account-name';
import { keyIssuedReply, keyReply, keyRotatedReply, keysImportedReply } from '../wire/key-replies';
import { noContent } from '../wire/replies';
import { action, emptyOrNoBody, pathAndBody, pathOnly } from '../wire/request-shape';
import { endpoint } from './endpoint';
import { importKeysBody, issueKeyBody, keyErrors, rotateKeyBody, updateKeyBody } from './parts/key-bodies';
import { accountParams, keyParams, MERGE_PATCH, NO_KEY, optionalReason } from './parts/request-parts';
import { THROTTLE_OF_REVOKING } from './parts/throttles';

const keyVerb = {
  function: 'keys',
  ...emptyOrNoBody(keyParams),
  reply: keyReply,
} as const;

export const keyEndpoints = [
  endpoint({
    route: 'POST /accounts/{accountId}/keys',
    function: 'keys',
    id: 'issueKey',
    summary: 'Issue a key',
    description:
      'The answer holds the presented key, once. A replay with the same Idempotency-Key does not. Without `expiresAt` the ' +
      'key gets the default life of its account, else of the deployment, if there is one, within the longest life. With ' +
      '`account` in the body, and `external:` in the path, the same request makes the account if no account has that ' +
      'external id: both or neither. That needs `write:accounts` too; without it, an unknown external id is 404 as ever. ' +
      'An account that is there stays as it is.',
    scopes: ['write:keys'],
    people: 'developer',
    ...pathAndBody(accountParams, issueKeyBody),
    mayMakeAccount: true,
    check: keyErrors,
    idempotent: true,
    problems: [...NO_KEY, 'grant-exceeded', 'account-suspended', 'key-limit-reached'],
    run: (deps, call, { path, body: { account, ...asked } }) => {
      if (account === undefined) return issueKey(deps, call, { ...path, ...asked });
      const externalId = externalIdOf(path.accountId);
      return issueKeyAndAccount(deps, call, { ...asked, account: { ...account, externalId } });
    },
    reply: keyIssuedReply,
  }),
  endpoint({
    route: 'POST /accounts/{accountId}/keys/import',
    function: 'keys',
    id: 'importKeys',
    summary: 'Import keys that were made elsewhere',
    description:
      'For keys whose holders keep the strings that they have. Each key is imported by itself, and the answer lists what ' +
      'became of each. A key that the account imported before is `exists`, and stays as it is: so send the request again ' +
      'after a 503 or a lost answer. With `nextIndex` in the answer, the time did not suffice: send the keys from there on.',
    scopes: ['write:keys'],
    ...pathAndBody(accountParams, importKeysBody),
    problems: ['account-not-found', 'account-suspended', 'import-not-declared'],
    run: (deps, call, { path, body }) => importKeys(deps, call, { ...path, ...body }),
    reply: keysImportedReply,
  }),
  endpoint({
    route: 'GET /accounts/{accountId}/keys/{keyId}',
    function: 'keys',
    id: 'readKey',
    summary: 'Read a key',
    scopes: ['read:keys'],
    people: 'viewer',
    ...pathOnly(keyParams),
    problems: NO_KEY,
    run: async (deps, call, { path }) => withLastUse(deps, await loadKey(deps, call, path)),
    reply: keyReply,
  }),
  endpoint({
    route: 'PATCH /accounts/{accountId}/keys/{keyId}',
    function: 'keys',
    id: 'updateKey',
    summary: 'Change a key',
    description: `${MERGE_PATCH} A key that is revoked or expired cannot be changed.`,
    scopes: ['write:keys'],
    people: 'developer',
    ...pathAndBody(keyParams, updateKeyBody),
    check: keyErrors,
    conditional: true,
    problems: [...NO_KEY, 'grant-exceeded', 'key-not-active', 'version-conflict'],
    run: (deps, call, { path, body, ifMatch }) => updateKey(deps, call, { ...path, patch: body, ifMatch }),
    reply: keyReply,
  }),
  endpoint({
    route: 'DELETE /accounts/{accountId}/keys/{keyId}',
    function: 'keys',
    id: 'deleteKey',
    summary: 'Delete a revoked or expired key',
    description: 'The events of the key stay.',
    scopes: ['write:keys'],
    people: 'developer',
    ...pathOnly(keyParams),
    problems: [...NO_KEY, 'key-still-active'],
    run: (deps, call, { path }) => deleteKey(deps, call, path),
    reply: noContent,
  }),
  endpoint({
    route: 'POST /accounts/{accountId}/keys/{keyId}/rotate',
    function: 'keys',
    id: 'rotateKey',
    summary: 'Give a key a new secret',
    description:
      'The replaced secret works until its grace ends. While a grace runs, only `replace: "newest"` rotates again: ' +
      'the newest secret ends at once, the older secret keeps its grace, and `graceSeconds` has no effect. While ' +
      'no grace runs, `replace: "newest"` is an ordinary rotation with `graceSeconds`. A replay with the same ' +
      'Idempotency-Key answers without the secret.',
    scopes: ['write:keys'],
    people: 'developer',
    ...action(keyParams, rotateKeyBody),
    problems: [...NO_KEY, 'account-suspended', 'key-not-active', 'rotation-in-progress'],
    run: (deps, call, { path, body }) => rotateKey(deps, call, { ...path, ...body }),
    reply: keyRotatedReply,
  }),
  endpoint({
    route: 'POST /accounts/{accountId}/keys/{keyId}/end-grace',
    ...keyVerb,
    id: 'endGrace',
    summary: 'End the previous secret of a key now',
    description: 'The current secret goes on. Idempotent.',
    scopes: ['revoke:keys', 'write:keys'],
    people: 'developer',
    throttle: THROTTLE_OF_REVOKING,
    problems: [...NO_KEY, 'key-not-active'],
    run: (deps, call, { path }) => endGrace(deps, call, path),
  }),
  endpoint({
    route: 'POST /accounts/{accountId}/keys/{keyId}/suspend',
    ...keyVerb,
    id: 'suspendKey',
    summary: 'Suspend a key',
    description: 'Until the key is resumed, every request with it is refused. Idempotent.',
    scopes: ['revoke:keys', 'write:keys'],
    people: 'developer',
    throttle: THROTTLE_OF_REVOKING,
    problems: [...NO_KEY, 'key-not-active'],
    run: (deps, call, { path }) => suspendKey(deps, call, path),
  }),
  endpoint({
    route: 'POST /accounts/{accountId}/keys/{keyId}/resume',
    ...keyVerb,
    id: 'resumeKey',
    summary: 'Resume a key',
    description: 'Ends a suspension. Idempotent.',
    scopes: ['write:keys'],
    people: 'developer',
    problems: [...NO_KEY, 'key-not-active', 'key-limit-reached'],
    run: (deps, call, { path }) => resumeKey(deps, call, path),
  }),
  endpoint({
    route: 'POST /accounts/{accountId}/keys/{keyId}/revoke',
    function: 'keys',
    id: 'revokeKey',
    summary: 'Revoke a key for good',
    description: 'Idempotent and final: a second revoke does not change the reason.',
    scopes: ['revoke:keys', 'write:keys'],
    people: 'developer',
    ...optionalReason(keyParams),
    throttle: THROTTLE_OF_REVOKING,
    problems: NO_KEY,
    run: (deps, call, { path, body }) => revokeKey(deps, call, { ...path, ...body }),
    reply: keyReply,
  }),
];

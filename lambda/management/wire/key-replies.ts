/** The replies of API keys. Only those of issue and rotate hold a presented key, once. */
import { type ManagementScope, mayCall } from '../../domain/policy';
import type { UsedKey } from '../../engine/last-uses';
import type { LoadedKey } from '../../engine/load';
import { problemMembers } from '../../http/problems';
import type { AllKeysPage } from '../operations/keys/all-keys';
import type { ImportResult, KeysImported } from '../operations/keys/import-keys';
import type { KeyPage } from '../operations/keys/key-reads';
import type { KeyWithSecret } from '../operations/keys/key-secrets';
import type { KeysRevoked } from '../operations/keys/revoke-keys';
import { replayed, rotateWith } from './lost-secret';
import {
  ACCOUNT_READERS,
  type Asked,
  created,
  json,
  pageOf,
  pageReply,
  recordReply,
  type Reply,
  reply,
  shown,
  stateOf,
} from './replies';
import { keyView } from './views';

const KEY_READERS: readonly ManagementScope[] = ['read:keys', 'write:keys'];

export const keyReply = recordReply('Key', KEY_READERS, keyView);

/** With the account's name, for who may read accounts. */
const foundView = (found: LoadedKey & Partial<UsedKey>, asked: Asked) => ({
  ...keyView(found, asked),
  ...(mayCall(asked.sight.scopes, ACCOUNT_READERS) && { accountName: found.account.name }),
});

export const keyFoundReply = reply({ 200: 'KeyFound' }, (found: LoadedKey & UsedKey, asked) =>
  shown(foundView(found, asked)),
);

export const allKeysReply = reply({ 200: 'KeyFoundPage' }, ({ found, next }: AllKeysPage, asked) => {
  const views = found.map((key) => foundView(key, asked));
  return pageReply(views, next, asked);
});

/** As with the revoke of one key: the state alone for an actor that may not read keys. */
export const keysRevokedReply: Reply<KeysRevoked> = {
  schemas: { 200: 'RevokedKeys' },
  readers: KEY_READERS,
  write({ keys, notFound, next }, asked) {
    const views = keys.map((key) => keyView(key, asked));
    const items = mayCall(asked.sight.scopes, KEY_READERS) ? views : views.map(stateOf);
    return json(200, { ...pageOf(items, next, asked), notFound });
  },
};

export const keyIssuedReply = reply({ 200: 'KeyIssued', 201: 'KeyIssued' }, (result: KeyWithSecret, asked) => {
  const view = keyView(result, asked);
  if (!result.secretShown) return shown({ ...view, ...replayed('key', rotateWith('{"graceSeconds": 0}')) });
  return created({ ...view, key: result.presentedKey }, asked);
});

/** The advice has `replace: newest`, because that works also while the grace of the first rotation runs. */
export const keyRotatedReply = reply({ 200: 'KeyIssued' }, (result: KeyWithSecret, asked) => {
  const advice = rotateWith('{"replace": "newest", "graceSeconds": 0}');
  const secret = result.secretShown ? { key: result.presentedKey } : replayed('key', advice);
  return shown({ ...keyView(result, asked), ...secret });
});

export const keysReply = reply({ 200: 'KeyPage' }, ({ keys, lastUses, account, now, next }: KeyPage, asked) => {
  const views = keys.map((key) => keyView({ key, account, now, lastUse: lastUses.get(key.keyId) }, asked));
  return pageReply(views, next, asked);
});

/** Shows no part of a key and no hash. */
export const keysImportedReply = reply({ 200: 'KeysImported' }, ({ results, nextIndex }: KeysImported) =>
  json(200, { items: results.map(importView), nextIndex }),
);

/** The problem of one key has no `instance`, as that names the request as a whole. */
function importView(result: ImportResult) {
  if (result.status !== 'refused') return result;
  const { index, status, refusal } = result;
  return { index, status, problem: { ...problemMembers(refusal), errors: refusal.errors } };
}

/** The replies about keys that were found, whosever they are, and about keys that were imported. */
import { mayCall } from '../../domain/policy';
import type { LoadedKey } from '../../engine/load';
import { problemMembers } from '../../http/problems';
import type { AllKeysPage } from '../operations/keys/all-keys';
import type { ImportResult, KeysImported } from '../operations/keys/import-keys';
import { ACCOUNT_READERS, type Asked, json, pageReply, reply, shown } from './replies';
import { keyView } from './views';

/** With the account's name, for who may read accounts. */
const foundView = (found: LoadedKey, { keyPrefix, actorScopes }: Asked) => ({
  ...keyView(found, keyPrefix),
  ...(mayCall(actorScopes, ACCOUNT_READERS) && { accountName: found.account.name }),
});

export const keyFoundReply = reply({ 200: 'KeyFound' }, (found: LoadedKey, asked) => shown(foundView(found, asked)));

export const allKeysReply = reply({ 200: 'KeyFoundPage' }, ({ found, next }: AllKeysPage, asked) => {
  const views = found.map((key) => foundView(key, asked));
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

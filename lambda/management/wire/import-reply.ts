/** The reply to an import: what became of each key. It shows no part of a key and no hash. */
import { problemMembers } from '../../http/problems';
import type { ImportResult, KeysImported } from '../operations/keys/import-keys';
import { json, reply } from './replies';

export const keysImportedReply = reply({ 200: 'KeysImported' }, ({ results, nextIndex }: KeysImported) =>
  json(200, { items: results.map(importView), nextIndex }),
);

/** The problem of one key has no `instance`, as that names the request as a whole. */
function importView(result: ImportResult) {
  if (result.status !== 'refused') return result;
  const { index, status, refusal } = result;
  return { index, status, problem: { ...problemMembers(refusal), errors: refusal.errors } };
}

/**
 * Finds the record of an imported key, which its presented key does not name: by the hash, and then in the same one read
 * as that of any key. Nothing is decided here: whether the secret matches is for the caller to say.
 */
import { sha256Hex } from '../../domain/hash';
import { accountIdOf, type ImportedKeys } from '../../domain/key-format';
import type { Account, ApiKey } from '../../domain/model';
import type { Forget, Reader } from '../../domain/ports/table';

/** A key and its account, either of which may be missing. */
export interface KeyRecords {
  readonly keyId: string;
  readonly key: ApiKey | undefined;
  readonly account: Account | undefined;
}

export async function readKey(reader: Reader<'key' | 'account'>, keyId: string): Promise<KeyRecords> {
  const [key, account] = await reader.read([
    { kind: 'key', keyId },
    { kind: 'account', accountId: accountIdOf(keyId) },
  ]);
  return { keyId, key, account };
}

/**
 * Undefined if no key was imported with this text. The first text of a key costs a second read. A key that is remembered
 * and gone may have been imported again since, as another key.
 */
export async function readImportedKey(
  reader: Reader<'key' | 'account' | 'importedKey'>,
  { keyIds }: ImportedKeys,
  text: string,
): Promise<KeyRecords | undefined> {
  const hash = sha256Hex(text);
  const known = keyIds.get(hash);
  const remembered = known === undefined ? undefined : await readKey(reader, known);
  if (remembered?.key !== undefined) return remembered;
  const [imported] = await reader.read([{ kind: 'importedKey', hash }]);
  if (imported === undefined) return undefined;
  keyIds.set(hash, imported.keyId);
  return readKey(reader, imported.keyId);
}

/** For a delete of the record: then the same key can be imported again. */
export const forgetImport = ({ importedHash: hash }: ApiKey): Forget[] =>
  hash === undefined ? [] : [{ type: 'forget', ref: { kind: 'importedKey', hash } }];

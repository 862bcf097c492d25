/** Verifies a credential of either kind. The form of the credential decides which door verifies it. */
import type { ImportedKeys } from '../domain/key-format';
import type { Reader } from '../domain/ports/table';
import type { AccessRequest, CredentialVerdict } from './verdict';
import { type KeyDoor, verifyKey } from './verify-key';
import { type TokenDoor, verifyToken } from './verify-token';

/** What both doors need, with one reader for both. */
export interface Doors extends Omit<KeyDoor, 'reader'>, Omit<TokenDoor, 'reader'> {
  readonly reader: Reader<'account' | 'key' | 'importedKey' | 'client' | 'clientOwner'>;
}

/** A token has dots, and of keys only an imported one. No form of imported keys has a token of Cognito. */
export const credentialKind = (text: string, imported?: ImportedKeys): 'key' | 'token' =>
  text.includes('.') && imported?.isForm(text) !== true ? 'token' : 'key';

/**
 * The verdict about a credential without its scheme, such as `sp_live_…`. Rejects with a `DependencyError` if the table
 * or the key set fails: a failure is never a verdict.
 */
export const verify = (doors: Doors, text: string, access: AccessRequest): Promise<CredentialVerdict> =>
  credentialKind(text, doors.imported) === 'key' ? verifyKey(doors, text, access) : verifyToken(doors, text, access);

/** Verifies a credential of either kind. The form of the credential decides which door verifies it. */
import type { AccessRequest, CredentialVerdict } from './verdict';
import { type KeyDoor, verifyKey } from './verify-key';
import { type TokenDoor, verifyToken } from './verify-token';

/** What both doors need. */
export type Doors = KeyDoor & TokenDoor;

/** A token has dots, a key has none. */
export const credentialKind = (text: string): 'key' | 'token' => (text.includes('.') ? 'token' : 'key');

/**
 * The verdict about a credential without its scheme, such as `sp_live_…`. Rejects with a `DependencyError` if the table
 * or the key set fails: a failure is never a verdict.
 */
export const verify = (doors: Doors, text: string, access: AccessRequest): Promise<CredentialVerdict> =>
  credentialKind(text) === 'key' ? verifyKey(doors, text, access) : verifyToken(doors, text, access);

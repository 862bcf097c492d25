/** Both function doors as one. Which of them a credential belongs to is told by its form, and by nothing else. */
import type { CredentialVerdict, Ask } from './verdict';
import { type KeyDoor, verifyKey } from './verify-key';
import { type TokenDoor, verifyToken } from './verify-token';

export type Doors = KeyDoor & TokenDoor;

/** A token has dots, a key has none. */
export const kindOf = (presented: string): 'key' | 'token' => (presented.includes('.') ? 'token' : 'key');

/** Rejects with a `DependencyError` when table or key set cannot tell; no trouble is a verdict. */
export function verify(doors: Doors, presented: string, ask: Ask): Promise<CredentialVerdict> {
  return kindOf(presented) === 'key' ? verifyKey(doors, presented, ask) : verifyToken(doors, presented, ask);
}

/** The key door. It checks the secret first, and only then the key's state. */
import { matchSecret } from '../domain/hash';
import { parseKey } from '../domain/key-format';
import type { Environment } from '../domain/model';
import type { Clock } from '../domain/ports/system';
import type { Reader } from '../domain/ports/table';
import { keyStatus } from '../domain/status';
import { type AccessRequest, type CredentialVerdict, invalidCredential, judge } from './verdict';

export interface KeyDoor {
  readonly reader: Reader;
  readonly now: Clock;
  readonly keyPrefix: string;
  readonly environment: Environment;
}

/** Reads key and account in one round trip; reads nothing if the text cannot be a key of this deployment. */
export async function verifyKey(door: KeyDoor, text: string, access: AccessRequest): Promise<CredentialVerdict> {
  const parsed = parseKey(text);
  if (parsed === undefined) return invalidCredential('malformed');
  const { keyId: credentialId, accountId, prefix, environment } = parsed;
  if (prefix !== door.keyPrefix || environment !== door.environment)
    return invalidCredential('wrong-environment', credentialId);

  const [key, account] = await door.reader.read([
    { kind: 'key', keyId: credentialId },
    { kind: 'account', accountId },
  ]);
  const now = door.now();
  const match = matchSecret(key, text, now);
  if (key === undefined || account === undefined) return invalidCredential('unknown', credentialId);
  if (match === undefined) return invalidCredential('mismatch', credentialId);

  const status = keyStatus(key, account, now);
  return judge({ credentialId, credentialType: 'apiKey', status, account, record: key, environment }, access);
}

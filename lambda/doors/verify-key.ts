/** The key door: parse, find, match, then `judge`. Nothing about a key's state is decided before its secret matched. */
import { parseKey } from '../domain/key-format';
import { matchSecret } from '../domain/match-secret';
import type { Environment } from '../domain/model';
import type { Reader } from '../domain/ports/table';
import { keyStatus } from '../domain/status';
import { type Ask, type CredentialVerdict, invalid, judge } from './verdict';
import type { Clock } from '../domain/ports/system';

export interface KeyDoor {
  readonly reader: Reader;
  readonly now: Clock;
  readonly keyPrefix: string;
  readonly environment: Environment;
}

/** One read a decision, and none for what cannot be a key of this deployment. */
export async function verifyKey(door: KeyDoor, presentedKey: string, ask: Ask): Promise<CredentialVerdict> {
  const parsed = parseKey(presentedKey);
  if (parsed === undefined) return invalid('malformed');
  const { keyId, accountId, environment } = parsed;
  if (parsed.prefix !== door.keyPrefix || environment !== door.environment) return invalid('wrongEnvironment', keyId);

  const [key, account] = await door.reader.read([
    { kind: 'key', keyId },
    { kind: 'account', accountId },
  ]);
  const now = door.now();
  const match = matchSecret(key, presentedKey, now);
  if (key === undefined || account === undefined) return invalid('unknown', keyId);
  if (match === undefined) return invalid('mismatch', keyId);

  const { scopes, networks, metadata } = key;
  const status = keyStatus(key, account, now);
  return judge(
    { credentialId: keyId, credentialType: 'apiKey', status, account, scopes, networks, environment, metadata },
    ask,
  );
}

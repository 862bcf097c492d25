/** The key door. It checks the secret first, and only then the key's state. */
import { matchSecret } from '../domain/hash';
import { type ImportedKeys, parseKey } from '../domain/key-format';
import type { Environment } from '../domain/model';
import { budgetOf, type DeploymentPlans } from '../domain/plans';
import type { Clock } from '../domain/ports/system';
import type { Reader } from '../domain/ports/table';
import { keyStatus } from '../domain/status';
import { type KeyRecords, readImportedKey } from '../engine/indexes/imported-keys';
import { type AccessRequest, type CredentialVerdict, invalidCredential, judge } from './verdict';

export interface KeyDoor {
  readonly reader: Reader<'account' | 'key' | 'importedKey'>;
  readonly now: Clock;
  /** Of keys that are issued now, and of those that were issued under an earlier prefix. */
  readonly keyPrefixes: readonly string[];
  readonly environment: Environment;
  /** Absent: the deployment has no imported keys. */
  readonly imported?: ImportedKeys | undefined;
  /** Only at a door whose verdict API Gateway counts, and only of a deployment with plans. */
  readonly plans?: DeploymentPlans | undefined;
}

/**
 * Reads key and account in one round trip, and nothing if the text cannot be a key of this deployment. The form of our
 * own keys comes first: imported keys cost the others nothing.
 */
export async function verifyKey(door: KeyDoor, text: string, access: AccessRequest): Promise<CredentialVerdict> {
  const parsed = parseKey(text);
  if (parsed === undefined || !door.keyPrefixes.includes(parsed.prefix) || parsed.environment !== door.environment)
    return verifyForeignKey(door, { text, claimed: parsed?.keyId }, access);

  const { keyId, accountId } = parsed;
  const [key, account] = await door.reader.read([
    { kind: 'key', keyId },
    { kind: 'account', accountId },
  ]);
  return judgeKey(door, { keyId, key, account, text }, access);
}

interface ForeignText {
  readonly text: string;
  /** The key id, if the text has the form of our keys, but is none of this deployment. */
  readonly claimed: string | undefined;
}

/** A text with a form of imported keys, or a text that no key can be. */
async function verifyForeignKey(
  { imported, ...door }: KeyDoor,
  { text, claimed }: ForeignText,
  access: AccessRequest,
): Promise<CredentialVerdict> {
  if (imported?.isForm(text)) {
    const found = await readImportedKey(door.reader, imported, text);
    return found === undefined ? invalidCredential('unknown') : judgeKey(door, { ...found, text }, access);
  }
  return claimed === undefined ? invalidCredential('malformed') : invalidCredential('wrong-environment', claimed);
}

function judgeKey(
  { now: clock, environment, plans }: KeyDoor,
  { keyId: credentialId, key, account, text }: KeyRecords & { readonly text: string },
  access: AccessRequest,
): CredentialVerdict {
  const now = clock();
  const match = matchSecret(key, text, now);
  if (key === undefined || account === undefined) return invalidCredential('unknown', credentialId);
  if (match === undefined) return invalidCredential('mismatch', credentialId);

  const status = keyStatus(key, account, now);
  const budget = plans && budgetOf(plans, account, key);
  return judge({ credentialId, credentialType: 'apiKey', status, account, record: key, environment, budget }, access);
}

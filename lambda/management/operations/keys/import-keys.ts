/**
 * Import: keys whose secrets were made elsewhere and go on working. Each key is a transaction of its own, found again by
 * the hash of its presented key: a repeated call does what is left and imports no key twice. A presented key is hashed
 * and forgotten; nothing shows it.
 */
import { importedSecret, sha256Hex } from '../../../domain/hash';
import { accountIdOf, type ImportedKeys } from '../../../domain/key-format';
import { done, type Outcome, type Refusal, type RefusalCode, refused } from '../../../domain/outcome';
import type { Call, Deps } from '../../../engine/context';
import { type KeyStatus, keyStatus } from '../../../domain/status';
import { load, noAccount } from '../../../engine/callers';
import { type AccountTarget, loadAccount } from '../../../engine/load';
import { changed, transact, unchanged } from '../../../engine/transact';
import { invalidRequest } from '../../../engine/validation';
import { decideNewKey, type KeyMembers, newKeyId } from './new-key';

/** A key to import: `key` as its holder presents it, or its hash. */
export interface ForeignKey extends KeyMembers {
  readonly key?: string | undefined;
  /** SHA-256 of the presented key: 64 lower-case hexadecimal digits. */
  readonly hash?: string | undefined;
}

export interface ImportKeysInput extends AccountTarget {
  /** At most 100. */
  readonly keys: readonly ForeignKey[];
}

type Imported =
  | { readonly status: 'imported'; readonly keyId: string }
  /** The account had this key before the call, and it is unchanged: it may be revoked. */
  | { readonly status: 'exists'; readonly keyId: string; readonly keyStatus: KeyStatus };
export type ImportResult = { readonly index: number } & (
  | Imported
  | { readonly status: 'refused'; readonly refusal: Refusal }
);

export interface KeysImported {
  readonly results: readonly ImportResult[];
  /** Index of the first key for which the time did not suffice. */
  readonly nextIndex?: number | undefined;
}

/** Milliseconds after which a call begins with no further key: by default, half of the time of a management function. */
const WORK_TIME = 5_000;
/** Refusals of every key alike, which are the answer to the whole call. */
const OF_THE_CALL: readonly RefusalCode[] = [
  'invalid-credential',
  'insufficient-scope',
  'account-not-found',
  'account-suspended',
];

export async function importKeys(deps: Deps, call: Call, input: ImportKeysInput): Promise<Outcome<KeysImported>> {
  const end = deps.now() + WORK_TIME;
  const { accountId, keys } = input;
  const loaded = await loadAccount(deps, call, { accountId });
  if (!loaded.ok) return loaded;
  const { imported } = deps;
  if (imported === undefined) return noForms();
  const results: ImportResult[] = [];
  for (const [index, asked] of keys.entries()) {
    if (index > 0 && deps.now() >= end) return done({ results, nextIndex: index });
    const outcome = await importKey(deps, call, { accountId, asked, imported });
    if (outcome.ok) results.push({ index, ...outcome.value });
    else if (OF_THE_CALL.includes(outcome.refusal.code)) return outcome;
    else results.push({ index, status: 'refused', refusal: placed(outcome.refusal, index) });
  }
  return done({ results });
}

interface Import extends AccountTarget {
  readonly asked: ForeignKey;
  readonly imported: ImportedKeys;
}

/** Of two imports of one key at once, one inserts its look-up record; the other decides again, and finds it. */
function importKey(deps: Deps, call: Call, { accountId, asked, imported }: Import): Promise<Outcome<Imported>> {
  return transact<Imported>(deps, async () => {
    const { key } = asked;
    if (key !== undefined && !imported.isForm(key)) return invalidRequest([NOT_DECLARED]);
    const hash = key === undefined ? asked.hash : sha256Hex(key);
    if (hash === undefined) return invalidRequest([NEITHER]);
    const loaded = await load(deps, call, { kind: 'account', accountId }, { kind: 'importedKey', hash });
    if (!loaded.ok) return loaded;
    const [account, earlier] = loaded.value.records;
    if (account === undefined) return noAccount();
    const now = deps.now();
    if (earlier !== undefined) {
      if (accountIdOf(earlier.keyId) !== accountId) return importedBefore();
      const [key] = await deps.table.read([{ kind: 'key', keyId: earlier.keyId }]);
      if (key === undefined) return importedBefore();
      return unchanged({ status: 'exists', keyId: key.keyId, keyStatus: keyStatus(key, account, now) });
    }
    const keyId = newKeyId(deps, account);
    const secret = { keyId, currentSecret: importedSecret(hash, now), importedHash: hash };
    const decided = await decideNewKey(deps, call, {
      ...{ account, now, asked, secret, action: 'key.imported' },
      writes: [{ type: 'insert', record: { kind: 'importedKey', hash, keyId } }],
    });
    return decided.ok ? changed({ status: 'imported', keyId }, ...decided.value.writes) : decided;
  });
}

const NEITHER = { pointer: '', detail: 'Must have the member key or the member hash.' };
const NOT_DECLARED = {
  pointer: '/key',
  detail: 'Must have one of the forms of imported keys that the deployment declares.',
};

/** The refusal with its places in the whole body. */
export function placed({ errors, ...refusal }: Refusal, index: number): Refusal {
  if (errors === undefined) return refusal;
  return {
    ...refusal,
    errors: errors.map((error) =>
      'pointer' in error ? { ...error, pointer: `/keys/${index}${error.pointer}` } : error,
    ),
  };
}

const noForms = (): Outcome<never> =>
  refused(
    'import-not-declared',
    'The deployment declares no form of imported keys. Set importedKeys on the Sallyport construct, deploy, and send the request again.',
  );

const importedBefore = (): Outcome<never> =>
  refused(
    'key-already-imported',
    'Another account has the key, or the key is being deleted. It can be imported once it is deleted there; if the account ' +
      'was deleted, some minutes later.',
  );

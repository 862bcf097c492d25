/**
 * Verifies a credential for a service that is not behind API Gateway, with the same functions and the same
 * reasons as the authorizer, but for two: it hides that a secret was wrong, and says that no address was given. Where usage
 * is counted, it notes the last use of a valid credential: the access log knows nothing of it, and a key that is used only
 * so must not end as unused.
 */
import type { BoundedMap } from '../../domain/bounded-map';
import type { Instant } from '../../domain/model';
import { done, type Outcome } from '../../domain/outcome';
import type { LastUse } from '../../domain/records/usage-records';
import type { ScopeRule } from '../../domain/scopes';
import type { RejectionReason } from '../../domain/vocabulary';
import type { CredentialReason, DeniedReason, VerifiedPrincipal } from '../../doors/verdict';
import { verify } from '../../doors/verify-any';
import type { KeyDoor } from '../../doors/verify-key';
import type { TokenDoor } from '../../doors/verify-token';
import type { Call, ReadDeps } from '../../engine/context';
import { load } from '../../engine/callers';
import { invalidRequest, ruleErrors } from '../../engine/validation';

/** What the token door needs besides what every operation has. */
export type TokenTrust = Pick<TokenDoor, 'signatures' | 'owners' | 'issuer' | 'resourceServers'>;

export interface VerifyDeps extends ReadDeps, Pick<KeyDoor, 'keyPrefixes'> {
  readonly trust: TokenTrust;
  /** Absent where usage is not counted. */
  readonly useNotes?: UseNotes | undefined;
}

export interface UseNotes {
  /** When this process last noted the use of a credential, by its id. */
  readonly noted: BoundedMap<string, Instant>;
  readonly note: (use: LastUse) => Promise<void>;
  /** Reports a note that failed. The answer does not depend on it. */
  readonly onFailure: (error: unknown) => void;
}

/** Milliseconds within which a process notes a credential's use once. */
export const NOTED_FOR = 60_000;
/** Milliseconds for which a process notes nothing after a note that failed, so that not every answer waits for the next. */
export const NOTE_PAUSE = 5_000;
/** Stands in `noted` for the last note that failed. */
const FAILED = 'failed';

export interface VerifyInput {
  /** A key or an access token, without a scheme such as `Bearer`. */
  readonly credential: string;
  /** @default - any valid credential is accepted */
  readonly scope?: ScopeRule;
  /** The address of the credential's holder. @default - an address that lies in no network */
  readonly sourceIp?: string;
}
/** For a credential that is not valid, the result has only the reason. */
export type VerifyResult =
  | { readonly valid: true; readonly principal: VerifiedPrincipal }
  | { readonly valid: false; readonly reason: RejectionReason };

export async function verifyCredential(
  deps: VerifyDeps,
  call: Call,
  { credential, scope, sourceIp }: VerifyInput,
): Promise<Outcome<VerifyResult>> {
  const loaded = await load(deps, call);
  if (!loaded.ok) return loaded;
  const errors = scope === undefined ? [] : ruleErrors(scope, deps.catalogue);
  if (errors.length > 0) return invalidRequest(errors);

  const ask = { scope: scope ?? null, sourceIp: sourceIp ?? NO_SOURCE_IP };
  const verdict = await verify({ ...deps, ...deps.trust, reader: deps.table }, credential, ask);
  const proven = verdict.accepted ? verdict.principal : verdict;
  // A refusal with an account is of a credential whose secret was right, as a 403 in the access log.
  if ('accountId' in proven) await noteUse(deps, proven.credentialId);
  if (verdict.accepted) return done({ valid: true, principal: verdict.principal });
  const sourceMissing = sourceIp === undefined && verdict.reason === 'network-not-allowed';
  return done({ valid: false, reason: sourceMissing ? 'source-unknown' : reportedReason(verdict.reason) });
}

async function noteUse({ useNotes, now }: VerifyDeps, credentialId: string): Promise<void> {
  if (useNotes === undefined) return;
  const { noted, note, onFailure } = useNotes;
  const lastUsedAt = now();
  if (lastUsedAt < (noted.get(credentialId) ?? -Infinity) + NOTED_FOR) return;
  if (lastUsedAt < (noted.get(FAILED) ?? -Infinity) + NOTE_PAUSE) return;
  try {
    await note({ kind: 'lastUse', credentialId, lastUsedAt, lastUsedRoute: 'POST /verify' });
    noted.set(credentialId, lastUsedAt);
  } catch (error) {
    noted.set(FAILED, lastUsedAt);
    onFailure(error);
  }
}

/** The `sourceIp` if the caller gave none. It is not an address, so it is in no network. */
const NO_SOURCE_IP = '';

/** An unknown key and a wrong secret get the same reason, so that nobody learns which key ids exist. */
const reportedReason = (reason: CredentialReason | DeniedReason): RejectionReason =>
  reason === 'mismatch' ? 'unknown' : reason;

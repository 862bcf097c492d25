/**
 * What a door decides. After possession is proved (a secret matched, a signature held) keys and clients are
 * judged by one function in one order: state, account, networks, scopes.
 */
import type { Account, Environment, JsonObject } from '../domain/model';
import type { CredentialType } from '../domain/vocabulary';
import { networksAllow } from '../domain/networks';
import { intersect } from '../domain/scopes';
import { accountStatus, type KeyStatus } from '../domain/status';

/** What the call is judged against. */
export interface Ask {
  /** The route's scope; null asks for any valid credential. */
  readonly scope: string | null;
  /** The TCP peer's address; what is no address, such as empty text, lies in no network. */
  readonly sourceIp: string;
}

/** What a door proved. */
export interface Principal {
  readonly accountId: string;
  /** Key id or client id. */
  readonly credentialId: string;
  readonly credentialType: CredentialType;
  /** What the credential may do now: its own scopes within the account's grant. */
  readonly scopes: readonly string[];
  readonly environment: Environment;
  /** The key's metadata; empty for a client. */
  readonly metadata: JsonObject;
}

/** Why a request presents no credential that could be judged. */
export type PresentingReason = 'noneSent' | 'severalSent' | 'inQuery' | 'wrongKind';
/** Why a credential itself is no good. */
export type CredentialReason =
  | 'malformed'
  | 'wrongEnvironment'
  | 'unknown'
  | 'mismatch'
  | 'tokenInvalid'
  | 'tokenExpired'
  | 'tokenRevoked'
  | Exclude<KeyStatus, 'active'>
  | 'accountSuspended';
/** Why a call is turned away as if it had no credential. The caller is not told which; the log is. */
export type InvalidReason = PresentingReason | CredentialReason;

/** What the holder of a good credential is told, by the problem's code. */
export type DeniedReason = 'network-not-allowed' | 'insufficient-scope';

export interface Accepted {
  readonly accepted: true;
  readonly principal: Principal;
}
export interface Invalid<R extends InvalidReason = InvalidReason> {
  readonly accepted: false;
  readonly reason: R;
  /** What the call claims to be; nothing is proved of it. */
  readonly credentialId?: string;
}
export interface Denied {
  readonly accepted: false;
  readonly reason: DeniedReason;
  readonly credentialId: string;
}
export type Verdict = Accepted | Invalid | Denied;
/** The verdict about one credential, however it was presented. */
export type CredentialVerdict = Accepted | Invalid<CredentialReason> | Denied;

export const invalid = <R extends InvalidReason>(reason: R, credentialId?: string): Invalid<R> =>
  credentialId === undefined ? { accepted: false, reason } : { accepted: false, reason, credentialId };

/** A credential whose possession was proved, with all that decides about it. */
export interface Proven {
  readonly credentialId: string;
  readonly credentialType: CredentialType;
  readonly status: KeyStatus | 'tokenRevoked';
  readonly account: Account;
  /** The credential's own scopes, before the grant. */
  readonly scopes: readonly string[];
  readonly networks?: readonly string[];
  readonly environment: Environment;
  readonly metadata?: JsonObject;
}

/** The verdict about a proven credential. A call must come from inside the credential's and the grant's networks. */
export function judge(proven: Proven, ask: Ask): CredentialVerdict {
  const { account, credentialId, credentialType, environment, metadata = {} } = proven;
  const { grant, accountId } = account;
  if (proven.status !== 'active') return invalid(proven.status, credentialId);
  if (accountStatus(account) !== 'active') return invalid('accountSuspended', credentialId);
  if (![proven.networks, grant.networks].every((list) => networksAllow(list, ask.sourceIp))) {
    return { accepted: false, reason: 'network-not-allowed', credentialId };
  }
  const scopes = intersect(proven.scopes, grant.scopes);
  if (ask.scope !== null && !scopes.includes(ask.scope)) {
    return { accepted: false, reason: 'insufficient-scope', credentialId };
  }
  return { accepted: true, principal: { accountId, credentialId, credentialType, scopes, environment, metadata } };
}

/**
 * A door's verdict, and the checks that both doors make after the key's secret matched or the token's signature was
 * valid: state, account, network, scopes. A check returns a refusal, or undefined if it passes.
 */
import type { Account, ApiKey, Environment, JsonObject } from '../domain/model';
import type { CredentialType, RejectionReason } from '../domain/vocabulary';
import { networksAllow } from '../domain/networks';
import type { Budget } from '../domain/plans';
import { intersect, meets, type ScopeRule } from '../domain/scopes';
import { accountStatus, type KeyStatus } from '../domain/status';

/** What a call needs, and where it comes from. */
export interface AccessRequest {
  /** The scopes that the route asks for; null if the route accepts any valid credential. */
  readonly scope: ScopeRule | null;
  /** Address of the TCP peer, or the one sent to `POST /verify`. A non-address such as '' is in no network. */
  readonly sourceIp: string;
}

/** The caller that a door verified. */
export interface VerifiedPrincipal {
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

/** Why a request does not have exactly one credential of a kind that the route's door takes. */
export type PresentingReason = 'none-sent' | 'several-sent' | 'in-query' | 'wrong-kind';
/** Why a call with a valid credential is answered with 403. The reason is also the problem's code. */
export type DeniedReason = 'network-not-allowed' | 'insufficient-scope';
/** Why a credential is not valid, in the words of `POST /verify`, which has no word for a wrong secret (`mismatch`). */
export type CredentialReason = Exclude<RejectionReason, DeniedReason | 'source-unknown'> | 'mismatch';
/** Why a call is answered with 401. Only the log names the reason; every caller gets the same answer. */
export type InvalidReason = PresentingReason | CredentialReason;

export interface Invalid<R extends InvalidReason = InvalidReason> {
  readonly accepted: false;
  readonly reason: R;
  /** The id that the caller claims; nothing about it is proved. */
  readonly credentialId?: string;
}
interface Denied {
  readonly accepted: false;
  readonly reason: DeniedReason;
  readonly credentialId: string;
  readonly accountId: string;
}
interface Accepted {
  readonly accepted: true;
  readonly principal: VerifiedPrincipal;
  /** Absent if neither key nor account has a plan, or the deployment has none. */
  readonly budget?: Budget | undefined;
}
/** The verdict about one credential, however a caller presented it. */
export type CredentialVerdict = Accepted | Invalid<CredentialReason> | Denied;
export type Verdict = CredentialVerdict | Invalid;

export const invalidCredential = <R extends InvalidReason>(reason: R, credentialId?: string): Invalid<R> =>
  credentialId === undefined ? { accepted: false, reason } : { accepted: false, reason, credentialId };

/** A credential whose secret or signature was verified, with the data that the checks need. */
export interface ProvenCredential extends Pick<VerifiedPrincipal, 'credentialId' | 'credentialType' | 'environment'> {
  readonly status: KeyStatus | 'token-revoked';
  readonly account: Account;
  /** The credential's own data, not yet limited by the account's grant. */
  readonly record: Pick<ApiKey, 'scopes' | 'networks' | 'metadata'>;
  readonly budget?: Budget | undefined;
}
type Refused = Invalid<CredentialReason> | Denied | undefined;

/** The verdict about a verified credential: the first refusal of state, account, network and scopes, or none. */
export function judge(proven: ProvenCredential, access: AccessRequest): CredentialVerdict {
  const refusal = refuseState(proven) ?? refuseAccount(proven) ?? refuseNetwork(proven, access);
  if (refusal !== undefined) return refusal;
  const { record, account, credentialId } = proven;
  const effective = intersect(record.scopes, account.grant.scopes);
  if (meets(effective, access.scope)) return accept(proven, effective);
  return { accepted: false, reason: 'insufficient-scope', credentialId, accountId: account.accountId };
}

function refuseState({ status, credentialId }: ProvenCredential): Refused {
  if (status === 'active') return undefined;
  // A key's status is spelled as the management API spells it, and a reason as `POST /verify` does.
  return invalidCredential(status === 'notYetValid' ? 'not-yet-valid' : status, credentialId);
}

const refuseAccount = ({ account, credentialId }: ProvenCredential): Refused =>
  accountStatus(account) === 'active' ? undefined : invalidCredential('account-suspended', credentialId);

/** A call must come from inside the credential's networks and from inside the grant's. */
const refuseNetwork = ({ record, account, credentialId }: ProvenCredential, { sourceIp }: AccessRequest): Refused =>
  networksAllow(record.networks, sourceIp) && networksAllow(account.grant.networks, sourceIp)
    ? undefined
    : { accepted: false, reason: 'network-not-allowed', credentialId, accountId: account.accountId };

function accept(proven: ProvenCredential, scopes: readonly string[]): Accepted {
  const { credentialId, credentialType, environment, account, record, budget } = proven;
  const { metadata = {} } = record;
  const principal = { accountId: account.accountId, credentialId, credentialType, scopes, environment, metadata };
  return { accepted: true, principal, ...(budget && { budget }) };
}

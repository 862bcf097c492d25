/**
 * The token door. A valid signature says that Cognito issued the token; only the client's record says whether the
 * client may still call. So a token can be revoked before it expires.
 */
import type { TokenSignatures } from '../domain/ports/tokens';
import { clientStatus, endedByRevokeTokens } from '../domain/status';
import { parseTokenHeader } from '../domain/token-format';
import { type AccessToken, readClaims } from './token-claims';
import type { AccessRequest, CredentialVerdict, ProvenCredential } from './verdict';
import { accept, invalidCredential, refuseAccount, refuseNetwork, refuseScope, refuseState } from './verdict';
import type { KeyDoor } from './verify-key';

export interface TokenDoor extends Omit<KeyDoor, 'keyPrefix'> {
  readonly signatures: TokenSignatures;
  /** Account id by client id. A client never changes its account, so a warm process keeps what it read. */
  readonly owners: Map<string, string>;
  /** The claim `iss` that a token must have. */
  readonly issuer: string;
  /** Resource servers whose prefix is removed from a token's scopes; scopes of any other are ignored. */
  readonly resourceServers: readonly string[];
}

/** Reads client and account in one round trip. A process reads a client's owner once, before its first token. */
export async function verifyToken(door: TokenDoor, text: string, access: AccessRequest): Promise<CredentialVerdict> {
  const token = await readToken(door, text);
  if (typeof token === 'string') return invalidCredential(token);

  const proven = await findClient(door, token);
  if (proven === undefined) return invalidCredential('unknown', token.clientId);
  const call = { ...access, ...proven };
  return refuseState(call) ?? refuseAccount(call) ?? refuseNetwork(call) ?? refuseScope(call) ?? accept(call);
}

/** What proves that Cognito issued a token, without any record. */
export type TokenProof = Pick<TokenDoor, 'signatures' | 'issuer' | 'now'>;

/** A token that this issuer issued to a client and that is valid now, or why the text is none. */
export async function readToken(
  { signatures, issuer, now }: TokenProof,
  text: string,
): Promise<AccessToken | 'malformed' | 'token-invalid' | 'token-expired'> {
  if (parseTokenHeader(text) === undefined) return 'malformed';
  const claims = await signatures.verify(text);
  return claims === undefined ? 'token-invalid' : readClaims(claims, issuer, now());
}

async function findClient(door: TokenDoor, token: AccessToken): Promise<ProvenCredential | undefined> {
  const { clientId, issuedAt } = token;
  const accountId = await ownerOf(door, clientId);
  if (accountId === undefined) return undefined;
  const [client, account] = await door.reader.read([
    { kind: 'client', accountId, clientId },
    { kind: 'account', accountId },
  ]);
  if (client === undefined || account === undefined) return undefined;
  const status = clientStatus(client, account);
  const hasScope = (scope: string): boolean =>
    door.resourceServers.some((server) => token.scopes.includes(`${server}/${scope}`));
  return {
    credentialId: clientId,
    credentialType: 'client',
    environment: door.environment,
    // Report that the client is suspended or revoked rather than that its tokens were revoked.
    status: status === 'active' && endedByRevokeTokens(issuedAt, client) ? 'token-revoked' : status,
    account,
    record: { scopes: client.scopes.filter(hasScope) },
  };
}

async function ownerOf({ reader, owners }: TokenDoor, clientId: string): Promise<string | undefined> {
  const known = owners.get(clientId);
  if (known !== undefined) return known;
  const [owner] = await reader.read([{ kind: 'clientOwner', clientId }]);
  if (owner !== undefined) owners.set(clientId, owner.accountId);
  return owner?.accountId;
}

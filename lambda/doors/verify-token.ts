/**
 * The token door. A valid signature says that Cognito issued the token; only the client's record says whether the
 * client may still call. So a token can be revoked before it expires.
 */
import type { Account, Client } from '../domain/model';
import { budgetOf } from '../domain/plans';
import type { Reader } from '../domain/ports/table';
import type { TokenSignatures } from '../domain/ports/tokens';
import { clientStatus, endedByRevokeTokens } from '../domain/status';
import { type AccessToken, readClaims } from './token-claims';
import { type AccessRequest, type CredentialVerdict, invalidCredential, judge, type ProvenCredential } from './verdict';
import type { KeyDoor } from './verify-key';

export interface TokenDoor extends Omit<KeyDoor, 'keyPrefixes' | 'reader'> {
  readonly reader: Reader<'account' | 'client' | 'clientOwner'>;
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
  const token = tokenIn(await door.signatures.verify(text), door);
  if (typeof token === 'string') return invalidCredential(token);

  const { clientId } = token;
  const accountId = door.owners.get(clientId) ?? (await readOwner(door, clientId));
  if (accountId === undefined) return invalidCredential('unknown', clientId);
  const [client, account] = await door.reader.read([
    { kind: 'client', accountId, clientId },
    { kind: 'account', accountId },
  ]);
  if (client === undefined || account === undefined) return invalidCredential('unknown', clientId);
  return judge(provenClient(door, token, { client, account }), access);
}

/** What proves that Cognito issued a token, without any record. */
export type TokenProof = Pick<TokenDoor, 'signatures' | 'issuer' | 'now'>;

/** A token that this issuer issued to a client and that is valid now, or why the text is none. */
export const readToken = async (proof: TokenProof, text: string): Promise<AccessToken | TokenFlaw> =>
  tokenIn(await proof.signatures.verify(text), proof);

type TokenFlaw = 'malformed' | 'token-invalid' | 'token-expired';

const tokenIn = (
  claims: Awaited<ReturnType<TokenSignatures['verify']>>,
  { issuer, now }: TokenProof,
): AccessToken | TokenFlaw => (typeof claims === 'string' ? claims : readClaims(claims, issuer, now()));

function provenClient(
  { environment, resourceServers, plans }: TokenDoor,
  token: AccessToken,
  { client, account }: { readonly client: Client; readonly account: Account },
): ProvenCredential {
  const status = clientStatus(client, account);
  const issued = withoutServers(token.scopes, resourceServers);
  return {
    credentialId: client.clientId,
    credentialType: 'client',
    environment,
    // Report that the client is suspended or revoked rather than that its tokens were revoked.
    status: status === 'active' && endedByRevokeTokens(token.issuedAt, client) ? 'token-revoked' : status,
    account,
    record: { scopes: client.scopes.filter((scope) => issued.includes(scope)) },
    budget: plans && budgetOf(plans, account),
  };
}

/** `read:orders` of `orders/read:orders`; nothing of a scope that another resource server defines. */
function withoutServers(scopes: readonly string[], resourceServers: readonly string[]): readonly string[] {
  const names: string[] = [];
  for (const scope of scopes) {
    const slash = scope.lastIndexOf('/');
    if (slash >= 0 && resourceServers.includes(scope.slice(0, slash))) names.push(scope.slice(slash + 1));
  }
  return names;
}

async function readOwner({ reader, owners }: TokenDoor, clientId: string): Promise<string | undefined> {
  const [owner] = await reader.read([{ kind: 'clientOwner', clientId }]);
  if (owner !== undefined) owners.set(clientId, owner.accountId);
  return owner?.accountId;
}

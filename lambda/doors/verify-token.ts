/**
 * The token door: form, signature, claims, then the client's record and `judge`. A good signature says who
 * asked the issuer; only the record says whether the client may still call, so a token can be cut off at once.
 */
import type { Account, Client, Environment, Instant } from '../domain/model';
import type { Reader } from '../domain/ports/table';
import { clientStatus, endedByRevokeAll, endedByRevokeTokens } from '../domain/status';
import { type AccessToken, readClaims } from './token-claims';
import { parseTokenHeader } from '../domain/token-format';
import { type Ask, type CredentialVerdict, invalid, judge, type Proven } from './verdict';
import type { TokenSignatures } from '../domain/ports/tokens';
import type { Clock } from '../domain/ports/system';

export interface TokenDoor {
  readonly reader: Reader;
  readonly signatures: TokenSignatures;
  /** Which account owns a client: never changes once it is known, so a warm process keeps it. */
  readonly owners: Map<string, string>;
  readonly now: Clock;
  readonly environment: Environment;
  readonly issuer: string;
  /** Resource servers whose prefix is stripped from a token's scopes; all other scopes are ignored. */
  readonly resourceServers: readonly string[];
}

/** One read a decision, and one more at a client's first token in this process. */
export async function verifyToken(door: TokenDoor, token: string, ask: Ask): Promise<CredentialVerdict> {
  if (parseTokenHeader(token) === undefined) return invalid('malformed');
  const claims = await door.signatures.verify(token);
  if (claims === undefined) return invalid('tokenInvalid');
  const read = readClaims(claims, door.issuer, door.now());
  return typeof read === 'string' ? invalid(read) : judgeToken(door, read, ask);
}

async function judgeToken(door: TokenDoor, token: AccessToken, ask: Ask): Promise<CredentialVerdict> {
  const { clientId, issuedAt } = token;
  const accountId = await ownerOf(door, clientId);
  if (accountId === undefined) return invalid('unknown', clientId);
  const [client, account] = await door.reader.read([
    { kind: 'client', accountId, clientId },
    { kind: 'account', accountId },
  ]);
  if (client === undefined || account === undefined) return invalid('unknown', clientId);

  const status = statusOf(issuedAt, client, account);
  const scopes = client.scopes.filter((scope) => isIn(token, scope, door.resourceServers));
  const { environment } = door;
  return judge({ credentialId: clientId, credentialType: 'client', status, account, scopes, environment }, ask);
}

/** The client's state; of an active one, whether this token was ended before it: with the client's, or all the account's. */
function statusOf(issuedAt: Instant, client: Client, account: Account): Proven['status'] {
  const status = clientStatus(client, account);
  if (status !== 'active') return status;
  return endedByRevokeAll(issuedAt, account) || endedByRevokeTokens(issuedAt, client) ? 'tokenRevoked' : 'active';
}

async function ownerOf({ reader, owners }: TokenDoor, clientId: string): Promise<string | undefined> {
  const known = owners.get(clientId);
  if (known !== undefined) return known;
  const [owner] = await reader.read([{ kind: 'clientOwner', clientId }]);
  if (owner !== undefined) owners.set(clientId, owner.accountId);
  return owner?.accountId;
}

const isIn = (token: AccessToken, scope: string, servers: readonly string[]): boolean =>
  servers.some((server) => token.scopes.includes(`${server}/${scope}`));

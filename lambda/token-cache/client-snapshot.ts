/**
 * What the table says of a client. The cache reads it, strongly consistent, before it gives out a token, so that every
 * change of the client or its account takes effect at the next request.
 */
import type { Account, Client } from '../domain/model';
import { accountStatus, clientStatus } from '../domain/status';
import type { Reader } from '../domain/ports/table';
import type { TokenDoor } from '../doors/verify-token';

export interface ClientSnapshot {
  /** Changes when the client, its account, or the client's settings at Cognito change. */
  readonly versions: string;
  /** Absent if no account owns the client: only Cognito knows the client. */
  readonly records?: { readonly client: Client; readonly account: Account };
}

export interface SnapshotReader extends Pick<TokenDoor, 'owners'> {
  readonly reader: Reader<'client' | 'account' | 'clientOwner' | 'operator'>;
  /** Client id of the operator that the stack makes. It may have no record. */
  readonly bootstrapOperator: string;
}

/**
 * Undefined for a client whose tokens are not cached: a client that is not active, whose account is suspended or whose
 * record was deleted; and every operator, because an operator's record does not show when a secret was deleted.
 */
export async function readClientSnapshot(
  { reader, owners, bootstrapOperator }: SnapshotReader,
  clientId: string,
): Promise<ClientSnapshot | undefined> {
  if (clientId === bootstrapOperator) return undefined;
  let accountId = owners.get(clientId);
  if (accountId === undefined) {
    const [owner, operator] = await reader.read([
      { kind: 'clientOwner', clientId },
      { kind: 'operator', clientId },
    ]);
    if (operator !== undefined) return undefined;
    if (owner === undefined) return { versions: 'none' };
    accountId = owner.accountId;
    owners.set(clientId, accountId);
  }
  const [client, account] = await reader.read([
    { kind: 'client', accountId, clientId },
    { kind: 'account', accountId },
  ]);
  if (client === undefined || account === undefined) return undefined;
  if (clientStatus(client, account) !== 'active' || accountStatus(account) !== 'active') return undefined;
  const { version, issuerState, tellingSince } = client;
  const versions = [version, account.version, issuerState, tellingSince].join('/');
  return { versions, records: { client, account } };
}

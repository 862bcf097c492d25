/**
 * What the table says of a client. The cache reads it, strongly consistent, before it gives out a token, so that every
 * change of the client or its account takes effect at the next request.
 */
import type { Account, Client } from '../domain/model';
import type { Reader } from '../domain/ports/table';
import { accountStatus, clientStatus } from '../domain/status';

export interface ClientSnapshot {
  /** Changes with every change of the client, of its account, and of what Cognito has of the client. */
  readonly versions: string;
  /** Absent if no account owns the client, so only Cognito knows it. */
  readonly records?: { readonly client: Client; readonly account: Account };
}

export interface SnapshotReader {
  readonly reader: Reader;
  /** Account id by client id. A client never changes its account, so a warm process keeps what it read. */
  readonly owners: Map<string, string>;
  /** Client id of the operator that the stack makes. It has no record until it first calls the management API. */
  readonly bootstrapOperator: string;
}

const WITHOUT_RECORD: ClientSnapshot = { versions: 'none' };

/**
 * Undefined for a client whose tokens are not cached: a client that is not active, whose account is suspended or whose
 * record was deleted; and every operator, because an operator's record does not show when a secret was deleted.
 */
export async function readClientSnapshot(
  { reader, owners, bootstrapOperator }: SnapshotReader,
  clientId: string,
): Promise<ClientSnapshot | undefined> {
  if (clientId === bootstrapOperator) return undefined;
  const known = owners.get(clientId);
  if (known !== undefined) return readOwned(reader, known, clientId);
  const [owner, operator] = await reader.read([
    { kind: 'clientOwner', clientId },
    { kind: 'operator', clientId },
  ]);
  if (operator !== undefined) return undefined;
  if (owner === undefined) return WITHOUT_RECORD;
  owners.set(clientId, owner.accountId);
  return readOwned(reader, owner.accountId, clientId);
}

async function readOwned(reader: Reader, accountId: string, clientId: string): Promise<ClientSnapshot | undefined> {
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

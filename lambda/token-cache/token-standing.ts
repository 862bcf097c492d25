/**
 * How a client stands for the token cache: read, strongly consistent, before every token that is given from it, so
 * no change of a client or its account is overlooked.
 */
import type { Account, Client } from '../domain/model';
import type { Reader } from '../domain/ports/table';
import { accountStatus, clientStatus } from '../domain/status';

export interface Standing {
  /** Another text whenever the client, its account, or what the issuer has of the client changed. */
  readonly seen: string;
  /** Absent, with its account, when nobody adopted the client: the issuer alone knows it. */
  readonly records?: { readonly client: Client; readonly account: Account };
}

export interface StandingReader {
  readonly reader: Reader;
  /** Which account owns a client: never changes once it is known, so a warm process keeps it. */
  readonly owners: Map<string, string>;
  /** Client id of the operator that the stack makes, which has no record before the management API is asked for it. */
  readonly bootstrapOperator: string;
}

const WITHOUT_RECORD: Standing = { seen: 'none' };

/**
 * Undefined for a client whose tokens are not kept: one that is not active, whose account is suspended, whose record
 * is gone, and every operator, whose record does not tell when a secret was deleted.
 */
export async function standingOf(
  { reader, owners, bootstrapOperator }: StandingReader,
  clientId: string,
): Promise<Standing | undefined> {
  if (clientId === bootstrapOperator) return undefined;
  const known = owners.get(clientId);
  if (known !== undefined) return standingIn(reader, known, clientId);
  const [owner, operator] = await reader.read([
    { kind: 'clientOwner', clientId },
    { kind: 'operator', clientId },
  ]);
  if (operator !== undefined) return undefined;
  if (owner === undefined) return WITHOUT_RECORD;
  owners.set(clientId, owner.accountId);
  return standingIn(reader, owner.accountId, clientId);
}

async function standingIn(reader: Reader, accountId: string, clientId: string): Promise<Standing | undefined> {
  const [client, account] = await reader.read([
    { kind: 'client', accountId, clientId },
    { kind: 'account', accountId },
  ]);
  if (client === undefined || account === undefined) return undefined;
  if (clientStatus(client, account) !== 'active' || accountStatus(account) !== 'active') return undefined;
  const { version, issuerState, tellingSince } = client;
  return { seen: [version, account.version, issuerState, tellingSince].join('/'), records: { client, account } };
}

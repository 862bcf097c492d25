/**
 * The name of an app client that we make: resource server, whose it is, and when it was asked for. By it a sweep
 * tells ours from the deployer's, and one without a record from one that is being made.
 */
import type { Instant } from '../domain/model';

export interface AppClientName {
  /** Resource server of its scopes: accounts' or operators'. */
  readonly server: string;
  /** The account; absent: an operator's. */
  readonly accountId?: string;
  readonly askedAt: Instant;
}

/** Within what Cognito takes (`[\w\s+=,.@-]+`, at most 128 characters). */
export const appClientName = ({ server, accountId = 'operator', askedAt }: AppClientName): string =>
  `${server}.${accountId}.${askedAt}`;

const NAME = /^([a-z0-9-]+)\.([0-9A-Za-z]{10}|operator)\.(\d{1,16})$/;

/** Undefined for a name that we gave to none. */
export function readAppClientName(name: string): AppClientName | undefined {
  const [, server, owner, time] = NAME.exec(name) ?? [];
  if (server === undefined || owner === undefined || time === undefined) return undefined;
  return { server, ...(owner !== 'operator' && { accountId: owner }), askedAt: Number(time) };
}

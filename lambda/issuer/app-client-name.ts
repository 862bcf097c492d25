/**
 * How app clients and scopes are named at Cognito. From its name a sweep knows whether we made an app client, and whether
 * one without a record is old enough to be deleted.
 */
import type { Instant } from '../domain/model';

export interface AppClientName {
  /** Resource server of the scopes: the accounts' or the operators'. */
  readonly server: string;
  /** Absent: an operator's app client. */
  readonly accountId?: string;
  /** When the request to make the client came. */
  readonly askedAt: Instant;
}

/** For example `orders-accounts.Acc0000001.1763899200000`. Cognito allows `[\w\s+=,.@-]+`, at most 128 characters. */
export const appClientName = ({ server, accountId = 'operator', askedAt }: AppClientName): string =>
  `${server}.${accountId}.${askedAt}`;

const NAME = /^([a-z0-9-]+)\.([0-9A-Za-z]{10}|operator)\.(\d{1,16})$/;

/** Undefined if we did not make the name. */
export function readAppClientName(name: string): AppClientName | undefined {
  const [, server, owner, time] = NAME.exec(name) ?? [];
  if (server === undefined || owner === undefined || time === undefined) return undefined;
  return { server, ...(owner !== 'operator' && { accountId: owner }), askedAt: Number(time) };
}

/** Full names of scopes, for example `orders-accounts/read:orders`. */
export const scopesAt = (server: string, scopes: readonly string[]): string[] =>
  scopes.map((scope) => `${server}/${scope}`);

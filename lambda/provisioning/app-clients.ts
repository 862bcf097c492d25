/**
 * Makes and deletes app clients at Cognito, for clients and operators alike. An app client is made before its record.
 * If the record is not written, the app client is deleted. If that fails, a sweep finds the app client by its name.
 */
import { type Change, transact, unchanged } from '../engine/transact';
import type { Issuer, IssuerDeps } from '../engine/context';
import type { Instant } from '../domain/model';
import { done, type Outcome, type RefusalCode, refused } from '../domain/outcome';
import type { PoolAnswer, PoolRefusal } from '../domain/ports/pool';

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

/** Undefined if the name does not have the format of `appClientName`. */
export function readAppClientName(name: string): AppClientName | undefined {
  const [, server, owner, time] = NAME.exec(name) ?? [];
  if (server === undefined || owner === undefined || time === undefined) return undefined;
  return { server, ...(owner !== 'operator' && { accountId: owner }), askedAt: Number(time) };
}

/** Full names of scopes, for example `orders-accounts/read:orders`. */
export const scopesAt = (server: string, scopes: readonly string[]): string[] =>
  scopes.map((scope) => `${server}/${scope}`);

/** The app client that Cognito made. */
export interface Made {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Only the first reply has the secret; the reply to a repeat of the same request does not. */
export type ShownOnce = Readonly<{ secretShown: true; clientSecret: string } | { secretShown: false }>;

/** What is needed to make the app client, or what an earlier request with the same `Idempotency-Key` issued. */
export type Checked<Ready, Issued> = { readonly ready: Ready } | { readonly earlier: Issued };

interface Allowed {
  /** Wildcards expanded. */
  readonly scopes: readonly string[];
  readonly now: Instant;
}

interface Issuing<Ready, Issued> extends Omit<AppClientName, 'askedAt'> {
  readonly tokenLifetimeMinutes: number;
  /** Reads the records and may refuse. Runs before the app client is made, and at every attempt to write its record. */
  readonly check: () => Promise<Outcome<Checked<Ready, Issued>>>;
  readonly record: (ready: Ready, made: Made) => Outcome<Change<Issued>>;
}

export async function issueAppClient<Ready extends Allowed, Issued extends ShownOnce>(
  deps: IssuerDeps,
  { check, record, tokenLifetimeMinutes, ...owner }: Issuing<Ready, Issued>,
): Promise<Outcome<Issued>> {
  const checked = await check();
  if (!checked.ok) return checked;
  if ('earlier' in checked.value) return done(checked.value.earlier);
  const { now, scopes } = checked.value.ready;
  const name = appClientName({ ...owner, askedAt: now });
  const settings = { name, scopes: scopesAt(owner.server, scopes), tokenLifetimeMinutes };
  const made = await deps.issuer.pool.createClient(settings);
  if (!made.ok) return poolRefusal(made.refusal);
  const outcome = await transact(deps, async () => {
    const again = await check();
    if (!again.ok) return again;
    return 'earlier' in again.value ? unchanged(again.value.earlier) : record(again.value.ready, made.value);
  });
  const isRecorded = outcome.ok && outcome.value.secretShown;
  if (!isRecorded) await deleteAppClient(deps, made.value.clientId);
  return outcome;
}

/** Deletes the app client; true if Cognito did it. If not, a sweep repeats it; meanwhile no door accepts its tokens. */
export const deleteAppClient = ({ issuer }: IssuerDeps, clientId: string): Promise<boolean> =>
  attempt(issuer, () => issuer.pool.deleteClient(clientId));

/** Makes the call; true if the service carried it out. A failure is logged and does not change the answer to the caller. */
export async function attempt({ onFailure }: Issuer, call: () => Promise<Pick<PoolAnswer<undefined>, 'ok'>>) {
  try {
    return (await call()).ok;
  } catch (error) {
    onFailure(error);
    return false;
  }
}

/**
 * The refusal of an operation because Cognito refused a call. Source: Quotas in Amazon Cognito: 5 requests a second for
 * each pool and operation, 1,000 app clients a pool (adjustable up to 10,000), 2 secrets a client.
 */
export const poolRefusal = (reason: PoolRefusal): Outcome<never> => refused(...REFUSALS[reason]);

const REFUSALS: Readonly<Record<PoolRefusal, readonly [RefusalCode, string]>> = {
  rate: [
    'too-many-requests',
    'Amazon Cognito allows 5 requests a second of one kind for a user pool, and this limit is reached. Try again in a second.',
  ],
  clients: [
    'client-limit-reached',
    'The user pool has reached its limit of app clients: 1,000, or up to 10,000 if AWS raised the limit. ' +
      'Revoke clients that nobody uses, or issue API keys, which have no such limit.',
  ],
  secrets: [
    'secret-limit-reached',
    'A client or operator can have at most two secrets. Delete the secret that is not in use first.',
  ],
  'last-secret': [
    'last-secret',
    'A client or operator must keep one secret. Add another secret first, or revoke the client or operator.',
  ],
  absent: ['secret-not-found', 'There is no secret with this id. GET …/secrets lists the secrets.'],
};

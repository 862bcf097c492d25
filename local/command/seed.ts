/**
 * Seeds a local run with an account, its API key and its OAuth client, made through the management API by its operator,
 * as a user would make them. What the stack makes stays as a deployment leaves it: no account owns a first-party client
 * until somebody adopts it. A run with kept data finds the seeded parts again and repairs them, and says so: the operator
 * may act, the account is active, with every scope and no limit, so that there is always a key that works.
 */
import { StartRefusal } from '../refusal';
import type { AppClient, PoolServer } from '../types';
import { allowAgain } from './kept-operator';
import { type ManagementApi, signIn, type Tell } from './management-api';
import { type SeededPerson, seedPeople } from './seed-people';

/** The run to seed. Addresses have no slash at their end. */
export interface SeedTarget {
  readonly managementUrl: string;
  readonly tokenUrl: string;
  readonly pool: PoolServer;
  readonly table: { readonly url: string; readonly name: string };
  /** The pool of the people who sign in to the portal; absent when the stack has no portal. */
  readonly people?: PoolServer | undefined;
  /** The stack's outputs, among them the client ids of the operator and of first-party clients. */
  readonly outputs: Readonly<Record<string, string>>;
}

export interface OAuthCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
  /** In the form of the token endpoint's `scope` parameter. */
  readonly scope: string;
}

export interface Seeded {
  readonly operator: { readonly clientId: string; readonly clientSecret: string; readonly scopes: string };
  readonly account: { readonly id: string };
  /** The account's. */
  readonly client: OAuthCredentials;
  /** No account owns it. Absent when the stack makes no first-party client. */
  readonly firstParty?: OAuthCredentials | undefined;
  readonly key: { readonly id: string; readonly key: string };
  /** Whom to sign in as at the portal; absent when the stack has none. */
  readonly people?: readonly SeededPerson[] | undefined;
  /** What was done to kept data so that the run can be used, a sentence each. Absent when there was nothing to do. */
  readonly repairs?: readonly string[];
}

interface Account {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly grant: { readonly scopes: readonly string[] } & Readonly<Record<keyof typeof NO_LIMITS, unknown>>;
}
interface Key {
  readonly id: string;
  readonly key: string;
  readonly effectiveScopes: readonly string[];
  readonly networks?: readonly string[];
}
interface Page<Item> {
  readonly items: readonly Item[];
}
type Catalogue = Page<{ readonly name: string }>;

/** A merge patch (RFC 7396) that removes every limit from a grant. */
const NO_LIMITS = {
  maxActiveKeys: null,
  maxKeyLifetimeDays: null,
  defaultKeyLifetimeDays: null,
  inactivityDays: null,
  networks: null,
};
/** Its members. The cast holds, as the object has exactly these names. */
const LIMITS = Object.keys(NO_LIMITS) as (keyof typeof NO_LIMITS)[];
const NAME = 'Local run';
const FIRST = { name: NAME, externalId: 'local-run' };
const SECOND = { name: 'Second account', externalId: 'local-run-2' };

/** Seeds the run, or repairs what an earlier run seeded. The key gets a new secret every time. */
export async function seed(place: SeedTarget): Promise<Seeded> {
  const operator = place.pool.describeClient(place.outputs.OperatorClientId ?? '');
  if (operator === undefined) throw new StartRefusal("the stack's output OperatorClientId names no app client of it");
  const repairs: string[] = [];
  const isKept = place.pool.findClient(NAME) !== undefined;
  const tell: Tell = (repair) => {
    if (isKept) repairs.push(repair);
  };
  const api = await signIn(place, operator);
  let catalogue = await api.getIfOperator<Catalogue>('/scopes');
  if (catalogue === undefined) {
    await allowAgain(place.table, operator, tell);
    catalogue = await api.get<Catalogue>('/scopes');
  }
  const scopes = catalogue.items.map(({ name }) => name);
  const account = await seedAccount(api, FIRST, { scopes, tell });
  const people = place.people && (await seedPortal(api, place.people, { account, scopes, tell }));
  const server = operator.scopes[0]?.split('-management/')[0] ?? '';
  const firstParty = firstPartyClient(place, `${server}/`);
  const [key, client] = await Promise.all([
    seedKey(api, account.id, { scopes, tell }),
    seedClient(api, account.id, { pool: place.pool, server: `${server}-accounts`, scopes, tell }),
  ]);
  return {
    operator: { clientId: operator.clientId, clientSecret: operator.clientSecret, scopes: operator.scopes.join(' ') },
    account: { id: account.id },
    client: credentialsOf(client),
    ...(firstParty && { firstParty: credentialsOf(firstParty) }),
    key: { id: key.id, key: key.key },
    ...(people && { people }),
    ...(repairs.length > 0 && { repairs }),
  };
}

interface Wanted {
  /** All scopes of the deployment. */
  readonly scopes: readonly string[];
  readonly tell: Tell;
}

/** People of two accounts, so that there is an account to switch to. */
async function seedPortal(
  api: ManagementApi,
  pool: PoolServer,
  { account, ...wanted }: Wanted & { readonly account: Account },
): Promise<readonly SeededPerson[]> {
  const second = await seedAccount(api, SECOND, wanted);
  return seedPeople(api, { pool, accountIds: [account.id, second.id], tell: wanted.tell });
}

async function seedAccount(api: ManagementApi, named: typeof FIRST, { scopes, tell }: Wanted): Promise<Account> {
  const { items } = await api.get<Page<Account>>(`/accounts?externalId=${named.externalId}`);
  const [found] = items;
  if (found === undefined) {
    tell(`made the account ${named.name} anew`);
    return api.send<Account>('POST', '/accounts', { ...named, grant: { scopes } });
  }
  if (found.status === 'suspended') {
    await api.send('POST', `/accounts/${found.id}/resume`, {});
    tell(`resumed the account ${named.name}`);
  }
  const limits = LIMITS.map((limit) => found.grant[limit]);
  if (sameMembers(found.grant.scopes, scopes) && limits.every((limit) => limit === undefined)) return found;
  tell(`gave the account ${named.name} all scopes, without limits`);
  return api.send<Account>('PATCH', `/accounts/${found.id}`, { grant: { scopes, ...NO_LIMITS } });
}

async function seedKey(api: ManagementApi, accountId: string, { scopes, tell }: Wanted): Promise<Key> {
  const keys = `/accounts/${accountId}/keys`;
  const { items } = await api.get<Page<Key>>(`${keys}?status=active&label=${encodeURIComponent(NAME)}`);
  const found = items.find((key) => key.networks === undefined && sameMembers(key.effectiveScopes, scopes));
  if (found === undefined) {
    tell(`issued a key, as no active key ${NAME} had all scopes`);
    return api.send<Key>('POST', keys, { label: NAME, scopes });
  }
  await api.send('POST', `${keys}/${found.id}/end-grace`, {});
  return api.send<Key>('POST', `${keys}/${found.id}/rotate`, { graceSeconds: 0 });
}

/** The account's app client. When the earlier one was revoked, a new one is made. */
async function seedClient(
  api: ManagementApi,
  accountId: string,
  { pool, server, scopes, tell }: Wanted & { readonly pool: PoolServer; readonly server: string },
): Promise<AppClient> {
  const full = scopes.map((scope) => `${server}/${scope}`);
  const found = pool.findClient(NAME);
  if (found !== undefined && (await api.adopt(accountId, found))) return found;
  tell(`made an app client ${NAME}, as the earlier one was revoked`);
  const made = pool.createClient(NAME, full);
  await api.adopt(accountId, made);
  return made;
}

function firstPartyClient({ pool, outputs }: SeedTarget, server: string): AppClient | undefined {
  const clients = Object.values(outputs).map((value) => pool.describeClient(value));
  return clients.find((client) => client?.scopes.some((scope) => scope.startsWith(server)));
}

const credentialsOf = ({ clientId, clientSecret, scopes }: AppClient): OAuthCredentials => ({
  clientId,
  clientSecret,
  scope: scopes.join(' '),
});

const sameMembers = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && other.every((member) => one.includes(member));

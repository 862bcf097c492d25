/**
 * Everyone who calls in the proofs: one seeded data directory with a key and a client of every kind, made once
 * through the management API, and copied for each run so that no run sees what another did.
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { GUARDED_ROUTES } from '../support/endpoints';
import { MANAGEMENT_SCOPES } from '../../lambda/domain/policy';
import type { Template } from '../../local/assembly/template';
import type { PoolServer } from '../../local/types';
import { type TestRun, withLocalRun } from '../support/local-run';
import { gatherPeople, letTokensLast, type PeopleVisitors } from './people-visitors';

/** What a caller sends, and what is known of it. */
export interface Visitor {
  readonly headers: Readonly<Record<string, string>>;
  readonly kind: 'none' | 'key' | 'token';
  /** Of the guarded API; absent when the credential is no good at the function's doors. */
  readonly scopes?: readonly string[];
  /** Scopes of the stack's own resource server, which the `cognito` door looks at. */
  readonly firstParty?: readonly string[];
  readonly elsewhere?: boolean;
}

export interface Visitors {
  readonly accountId: string;
  readonly guarded: Readonly<Record<string, Visitor>>;
  /** Presented keys that a proof may spend: an issued and an imported one. */
  readonly leaked: readonly [string, string];
  /** An app client nobody has adopted, and a token of it. */
  readonly unadopted: { readonly clientId: string; readonly token: string };
  /** Each client's id and secret, for the token endpoint. */
  readonly clients: Readonly<Record<'firstParty' | 'client' | 'issued' | 'operator', Client>>;
  /** An access token of the operator with exactly these management scopes. */
  operator(scopes: readonly string[]): string;
  /** An access token of an operator that was issued with exactly this scope. */
  issued(scope: string): string;
  /** Access tokens with every management scope that no operator holds. */
  readonly strangers: Readonly<Record<'a client that is no operator' | 'a revoked operator', string>>;
  /** The client id of the former. */
  readonly strangerId: string;
  readonly people: PeopleVisitors;
  /** A copy of the data directory. */
  copy(): string;
  forget(): void;
}

interface Client {
  readonly clientId: string;
  readonly clientSecret: string;
}

export const BOTH = ['read:orders', 'write:orders'];
const READ = ['read:orders'];
const WRITE = ['write:orders'];
export const ALL_MANAGEMENT = Object.keys(MANAGEMENT_SCOPES);
/** A resource server that has nothing to do with the doors, as a deployer's pool may have. */
export const FOREIGN_SERVER = 'partners';

export async function gather(assembly: string): Promise<Visitors> {
  const folder = mkdtempSync(path.join(tmpdir(), 'proofs-'));
  const home = path.join(folder, 'home');
  const edit = (template: Template): void => {
    addForeignServer(template);
    letTokensLast(template);
  };
  const run = await withLocalRun({ assembly, dataDirectory: home, edit });
  try {
    const known = await everyone(run);
    await makeOld(run);
    return { ...known, ...copies(folder, home) };
  } finally {
    await run.close();
  }
}

/** Sets the table's first use, which a task notes, back by a day: a sweep believes no table that is younger than an app client. */
async function makeOld(run: TestRun): Promise<void> {
  const { facts, table, tableName } = run;
  await run.fire('reconcile');
  const credentials = { accessKeyId: 'developer', secretAccessKey: 'developer' };
  const database = new DynamoDBClient({ endpoint: table?.url ?? '', region: 'us-east-1', credentials });
  await database.send(
    new UpdateItemCommand({
      TableName: tableName,
      Key: { PK: { S: `O#${facts.operator.clientId}` }, SK: { S: 'O' } },
      UpdateExpression: 'SET createdAt = createdAt - :day',
      ExpressionAttributeValues: { ':day': { N: '86400000' } },
    }),
  );
  database.destroy();
}

function copies(folder: string, home: string): Pick<Visitors, 'copy' | 'forget'> {
  return {
    copy: () => {
      const copy = mkdtempSync(path.join(folder, 'copy-'));
      cpSync(home, copy, { recursive: true });
      return copy;
    },
    forget: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function addForeignServer({ Resources }: Template): void {
  const pool = Object.entries(Resources).find(([, { Type }]) => Type === 'AWS::Cognito::UserPool')?.[0];
  Resources.ForeignServer = {
    Type: 'AWS::Cognito::UserPoolResourceServer',
    Properties: {
      Identifier: FOREIGN_SERVER,
      Name: FOREIGN_SERVER,
      Scopes: [{ ScopeName: 'read:orders', ScopeDescription: 'Read orders' }],
      UserPoolId: { Ref: pool },
    },
  };
}

async function everyone(run: TestRun): Promise<Omit<Visitors, 'copy' | 'forget'>> {
  const { facts, pool } = run;
  if (pool === undefined || facts.firstParty === undefined) throw new Error('the sample has a pool and a client');
  const [keys, clients, issued] = [await keysOf(run), makeClients(pool), await issuedClients(run)];
  const adopt = async (client: Client, scopes: readonly string[]): Promise<unknown> => {
    const body = { label: 'Proof', scopes, token: await run.token(client) };
    return run.manage('PUT', `/accounts/${facts.account.id}/clients/${client.clientId}`, { body });
  };
  await adopt(clients.foreign, READ);
  await adopt(facts.firstParty, BOTH);
  const [operator, operators] = [await operatorTokens(run), await issuedOperators(run)];
  return {
    accountId: facts.account.id,
    guarded: {
      ...keys.visitors,
      ...(await tokensOf(run, clients)),
      ...issued.visitors,
      'an issued operator': byToken(operators.issued('read:accounts')),
      ...(await onesOfOurOwn(run, facts.firstParty)),
    },
    leaked: keys.leaked,
    unadopted: { clientId: clients.unadopted.clientId, token: await run.token(clients.unadopted) },
    clients: { ...facts, firstParty: facts.firstParty, issued: issued.client },
    operator,
    issued: operators.issued,
    strangers: {
      'a client that is no operator': await run.token(clients.stranger),
      'a revoked operator': operators.revoked,
    },
    strangerId: clients.stranger.clientId,
    people: await gatherPeople(run),
  };
}

const makeClients = (pool: PoolServer) => ({
  foreign: pool.createClient('Foreign', [`${FOREIGN_SERVER}/read:orders`]),
  unadopted: pool.createClient('Unadopted', ['orders-accounts/read:orders', 'orders-accounts/write:orders']),
  stranger: pool.createClient('Stranger', ALL_MANAGEMENT.map(managementScope)),
});

const managementScope = (scope: string): string => `orders-management/${scope}`;

async function keysOf(run: TestRun): Promise<{ visitors: Record<string, Visitor>; leaked: Visitors['leaked'] }> {
  const keys = `/accounts/${run.facts.account.id}/keys`;
  const issue = async (scopes: readonly string[], fields: object = {}) => {
    const { body } = await run.manage('POST', keys, { body: { label: 'Proof', scopes, ...fields } });
    return { key: String(body.key), end: (verb: string) => run.manage('POST', `${keys}/${body.id}/${verb}`) };
  };
  const [revoked, suspended] = [await issue(BOTH), await issue(BOTH)];
  const imported = ['unkey_9TnQwKt8mW2pXyN4bRcHdG', 'unkey_8cJt4mW2pXyN5bRcHdF7ZkQv'] as const;
  const each = imported.map((key) => ({ key, label: 'Proof', scopes: BOTH }));
  await run.manage('POST', `${keys}/import`, { body: { keys: each } });
  await revoked.end('revoke');
  await suspended.end('suspend');
  return {
    visitors: {
      'a key of both scopes': byKey((await issue(BOTH)).key, BOTH),
      'an imported key of both scopes': byKey(imported[0], BOTH),
      'a key that reads': byKey((await issue(READ)).key, READ),
      'a key that writes': byKey((await issue(WRITE)).key, WRITE),
      'a key without scopes': byKey((await issue([])).key, []),
      'a key of another network': {
        ...byKey((await issue(BOTH, { networks: ['192.0.2.0/24'] })).key, BOTH),
        elsewhere: true,
      },
      'a key of this address': byKey((await issue(BOTH, { networks: ['127.0.0.1/32'] })).key, BOTH),
      'a revoked key': byKey(revoked.key),
      'a suspended key': byKey(suspended.key),
    },
    leaked: [(await issue(READ)).key, imported[1]],
  };
}

async function tokensOf(run: TestRun, clients: ReturnType<typeof makeClients>): Promise<Record<string, Visitor>> {
  const { client, operator } = run.facts;
  return {
    nobody: { headers: {}, kind: 'none' },
    'a client of both scopes': byToken(await run.token(client), BOTH),
    'a client that reads': byToken(await run.token(client, 'orders-accounts/read:orders'), READ),
    'a client that writes': byToken(await run.token(client, 'orders-accounts/write:orders'), WRITE),
    'a client of a foreign resource server': byToken(await run.token(clients.foreign), []),
    'a client nobody adopted': byToken(await run.token(clients.unadopted)),
    'the operator': byToken(await run.token(operator)),
  };
}

/** Clients that the API made, each with a token that was good when it was taken. */
async function issuedClients(run: TestRun): Promise<{ visitors: Record<string, Visitor>; client: Client }> {
  const clients = `/accounts/${run.facts.account.id}/clients`;
  const issue = async (scopes: readonly string[], verb?: string) => {
    const { body } = await run.manage('POST', clients, { body: { label: 'Proof', scopes } });
    const client: Client = { clientId: body.id, clientSecret: body.clientSecret };
    const token = await run.token(client);
    if (verb !== undefined) await run.manage('POST', `${clients}/${client.clientId}/${verb}`);
    return { client, token };
  };
  const { client, token } = await issue(BOTH);
  return {
    client,
    visitors: {
      'an issued client of both scopes': byToken(token, BOTH),
      'an issued client that reads': byToken((await issue(READ)).token, READ),
      'a suspended issued client': byToken((await issue(BOTH, 'suspend')).token),
      'an issued client whose tokens were revoked': byToken((await issue(BOTH, 'revoke-tokens')).token),
    },
  };
}

/** An operator for each scope, with that scope alone, and a revoked operator with all scopes. */
async function issuedOperators(run: TestRun): Promise<{ issued: Visitors['issued']; revoked: string }> {
  const issue = async (scopes: readonly string[]) => {
    const { body } = await run.manage('POST', '/operators', { body: { label: 'Proof', scopes } });
    return { id: String(body.id), token: await run.token({ clientId: body.id, clientSecret: body.clientSecret }) };
  };
  const tokens = new Map<string, string>();
  for (const scope of ALL_MANAGEMENT) tokens.set(scope, (await issue([scope])).token);
  const { id, token: revoked } = await issue(ALL_MANAGEMENT);
  await run.manage('POST', `/operators/${id}/revoke`);
  return { issued: (scope) => tokens.get(scope) ?? '', revoked };
}

async function onesOfOurOwn(run: TestRun, client: Client): Promise<Record<string, Visitor>> {
  const own = async (scopes: readonly string[]) => ({
    ...byToken(await run.token(client, scopes.map((scope) => `orders/${scope}`).join(' ')), scopes),
    firstParty: scopes,
  });
  return {
    'a first-party client of both scopes': await own(BOTH),
    'a first-party client that reads': await own(READ),
    'a first-party client that writes': await own(WRITE),
  };
}

/** Every set of scopes that a proof may want: each alone, and each left out. */
async function operatorTokens(run: TestRun): Promise<Visitors['operator']> {
  const tokens = new Map<string, string>();
  const nameOf = (scopes: readonly string[]): string => [...scopes].sort().join(' ');
  for (const scopes of wantedSets()) {
    if (tokens.has(nameOf(scopes))) continue;
    tokens.set(nameOf(scopes), await run.token(run.facts.operator, scopes.map(managementScope).join(' ')));
  }
  return (scopes) => {
    const token = tokens.get(nameOf(scopes));
    if (token === undefined) throw new Error(`no token was taken with ${nameOf(scopes)}`);
    return token;
  };
}

/** The scopes that are not in the list. */
export const allBut = (scopes: readonly string[]): string[] => ALL_MANAGEMENT.filter((name) => !scopes.includes(name));

function wantedSets(): string[][] {
  const alone = ALL_MANAGEMENT.map((scope) => [scope]);
  const others = [...alone, ...GUARDED_ROUTES.map(({ scopes }) => [scopes].flat())]
    .map(allBut)
    .filter((scopes) => scopes.length > 0);
  return [...alone, ...others];
}

const byKey = (key: string, scopes?: readonly string[]): Visitor => ({
  headers: { 'X-API-Key': key },
  kind: 'key',
  ...(scopes && { scopes }),
});

const byToken = (token: string, scopes?: readonly string[]): Visitor => ({
  headers: { Authorization: `Bearer ${token}` },
  kind: 'token',
  ...(scopes && { scopes }),
});

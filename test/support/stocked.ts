/** A deployment in which each route of the management API has something to do, and a good request for each. */
import document from '../../docs/openapi.json';
import type { TableRecord } from '../../lambda/domain/records/table-records';
import { noBody } from '../../lambda/management/wire/request-shape';
import type { Route } from './endpoints';
import { issuedClient, stock } from './issued';
import type { Sent } from './management';
import { issued as issuedOperator, roster } from './operators';
import { account, ACCOUNT_ID, apiKey, CLIENT_ID, KEY_ID, NOW } from './records';
import { FULL_MEMBER } from './table-samples';
import { type World, world } from './world';

export const nameOf = ({ route }: Route) => route;
export const takesBody = ({ shape }: Route) => !Object.is(shape.body, noBody);
const OPERATOR_ID = '7u2operatorof26characters0';
const IDS: Readonly<Record<string, string>> = {
  accountId: ACCOUNT_ID,
  keyId: KEY_ID,
  clientId: CLIENT_ID,
  operatorId: OPERATOR_ID,
  subject: FULL_MEMBER.subject,
};
/** `accountId` may be any text that stands for the account. */
export const pathOf = ({ method, path }: Route, accountId = ACCOUNT_ID) => {
  const ids = { ...IDS, accountId };
  const secretId = `${path.startsWith('/operators') ? OPERATOR_ID : CLIENT_ID}--${NOW}`;
  return `${method} ${path.replace(/\{(\w+)\}/g, (_, name: string) => new Map(Object.entries(ids)).get(name) ?? secretId)}`;
};

/** The document's example of each route's body. */
export const bodyOf = ({ path, method }: Route): unknown =>
  Object(document.paths)[path][method.toLowerCase()].requestBody?.content['application/json'].example;
/** What takes the place of the example: an operator can give only scopes that it has itself; a key must be there. */
const OWN: Readonly<Record<string, object>> = {
  issueOperator: { scopes: ['write:operators'] },
  revokeKeys: { filter: { ids: [KEY_ID] } },
};
export const good = (route: Route): Sent =>
  takesBody(route) ? { body: { ...Object(bodyOf(route)), ...OWN[route.id] } } : {};

const OWNER = { kind: 'clientOwner', clientId: CLIENT_ID, accountId: ACCOUNT_ID } as const;
const OPERATORS = [issuedOperator(OPERATOR_ID), roster('op', OPERATOR_ID)];
/** A secret that is deleted is one of two. */
export function stocked(route?: Route, owner: readonly TableRecord[] = [account()]): World {
  const made = world(...owner, apiKey(), issuedClient(), OWNER, FULL_MEMBER, ...OPERATORS);
  const secrets = route?.path.includes('{secretId}') ? 2 : 1;
  for (const clientId of [CLIENT_ID, OPERATOR_ID]) stock(made.pool, clientId, secrets);
  return made;
}

const KINDS = [
  'account',
  'key',
  'client',
  'clientOwner',
  'importedKey',
  'operator',
  'operatorRoster',
  'member',
  'membership',
  'memberTally',
  'invitation',
  'event',
  'externalId',
  'idempotency',
  'pendingMark',
  'planMark',
  'deletedAccount',
  'backfill',
  'liveKey',
  'liveClient',
] as const;
/** Every record, app client and secret, as one text. */
export const everything = ({ table, pool }: Pick<World, 'table' | 'pool'>): string =>
  JSON.stringify([
    ...KINDS.map((kind) => table.all(kind)),
    pool.all(),
    [CLIENT_ID, OPERATOR_ID].map((id) => pool.secretsOf(id)),
  ]);

/**
 * Trouble of the table under the management API: a 503 problem with `Retry-After`, nothing half done, and the
 * same request works once the trouble is over. Every route of the table is tried, so a new one cannot be left out.
 */
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { ROUTES, type RouteKey } from '../../lambda/http/routes';
import type { FaultKind } from '../../local/types';
import { type Answer, send, type Sent, type TestRun, withLocalRun } from '../support/local-run';

jest.setTimeout(300_000);

let run: TestRun;
let database: DynamoDBClient;

beforeAll(async () => {
  run = await withLocalRun();
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  database = new DynamoDBClient({ endpoint: run.facts.tableEndpoint, region: 'us-east-1', credentials });
});
afterAll(async () => {
  database.destroy();
  await run.close();
});

interface Subject {
  readonly accountId: string;
  readonly clientId: string;
  readonly keyId: string;
  readonly presentedKey: string;
}

/** An account of its own with a key in its grace and a client, so that every action has something to do. */
async function subject(): Promise<Subject> {
  const grant = { scopes: ['read:orders'] };
  const account = await run.manage('POST', '/accounts', { body: { name: 'Trouble', grant } });
  const keys = `/accounts/${account.body.id}/keys`;
  const key = await run.manage('POST', keys, { body: { label: 'trouble', scopes: ['read:orders'] } });
  const clientId = `client${account.body.id}`;
  const client = { label: 'trouble', scopes: ['read:orders'] };
  await run.manage('PUT', `/accounts/${account.body.id}/clients/${clientId}`, { body: client });
  return { accountId: account.body.id, clientId, keyId: key.body.id, presentedKey: key.body.key };
}

interface Try {
  /** Brings the subject to where the action is allowed. */
  readonly before?: string;
  readonly body?: (subject: Subject) => unknown;
  readonly writes: boolean;
  /** How many events the whole change writes. @default 1 */
  readonly events?: number;
}

const GRANT = { scopes: ['read:orders'] };
/** One way of calling each route. Total over the route table: a route without a row does not compile. */
const TRIES: Readonly<Record<RouteKey, Try | 'no table'>> = {
  'POST /accounts': { body: () => ({ name: 'Another', grant: GRANT }), writes: true },
  'GET /accounts': { writes: false },
  'GET /accounts/{accountId}': { writes: false },
  'PATCH /accounts/{accountId}': { body: () => ({ name: 'Renamed' }), writes: true },
  // The account's dead key and client go with it, each with an event of its own.
  'DELETE /accounts/{accountId}': { before: 'POST /accounts/{accountId}/revoke-all', writes: true, events: 3 },
  'POST /accounts/{accountId}/suspend': { writes: true },
  'POST /accounts/{accountId}/resume': { before: 'POST /accounts/{accountId}/suspend', writes: true },
  'POST /accounts/{accountId}/revoke-all': { writes: true },
  'POST /accounts/{accountId}/keys': { body: () => ({ label: 'second', scopes: [] }), writes: true },
  'GET /accounts/{accountId}/keys': { writes: false },
  'GET /accounts/{accountId}/keys/{keyId}': { writes: false },
  'PATCH /accounts/{accountId}/keys/{keyId}': { body: () => ({ label: 'renamed' }), writes: true },
  'DELETE /accounts/{accountId}/keys/{keyId}': {
    before: 'POST /accounts/{accountId}/keys/{keyId}/revoke',
    writes: true,
  },
  'POST /accounts/{accountId}/keys/{keyId}/rotate': { writes: true },
  'POST /accounts/{accountId}/keys/{keyId}/end-grace': {
    before: 'POST /accounts/{accountId}/keys/{keyId}/rotate',
    writes: true,
  },
  'POST /accounts/{accountId}/keys/{keyId}/suspend': { writes: true },
  'POST /accounts/{accountId}/keys/{keyId}/resume': {
    before: 'POST /accounts/{accountId}/keys/{keyId}/suspend',
    writes: true,
  },
  'POST /accounts/{accountId}/keys/{keyId}/revoke': { writes: true },
  'PUT /accounts/{accountId}/clients/{clientId}': { body: () => ({ label: 'renamed', scopes: [] }), writes: true },
  'GET /accounts/{accountId}/events': { writes: false },
  'POST /revocations': { body: ({ presentedKey }) => ({ key: presentedKey }), writes: true },
  'GET /scopes': { writes: false },
  'GET /openapi.json': 'no table',
};

const FAULTS: readonly FaultKind[] = ['refuse', 'reset', 'lost', 'hang', 'throttle', 'error', 'malformed', 'partial'];
/** Trouble after the work was done: what was asked for may stand, whole, although the answer was lost. */
const AFTER_THE_FACT: readonly FaultKind[] = ['lost', 'malformed'];

function call(route: string, on: Subject, body?: unknown): Promise<Answer> {
  const [method = '', path = ''] = route.split(' ');
  const filled = path.replace(/\{(\w+)\}/g, (_, name: keyof Subject) => on[name]);
  const sent: Sent = body === undefined ? {} : { body };
  return route === 'POST /revocations'
    ? send(method, run.facts.managementUrl + filled, sent)
    : run.manage(method, filled, sent);
}

/** Everything the table holds of one account, events apart. */
async function stateOf({ accountId }: Subject): Promise<{ items: string; events: number }> {
  const { Items = [] } = await database.send(new ScanCommand({ TableName: run.facts.tableName }));
  const ours = Items.filter((item) => JSON.stringify(item).includes(accountId));
  const events = ours.filter((item) => item.PK?.S?.startsWith('E#'));
  const others = ours.filter((item) => !events.includes(item));
  return {
    items: others
      .map((item) => JSON.stringify(item))
      .sort()
      .join('\n'),
    events: events.length,
  };
}

/** The operation of DynamoDB that trouble is put on: the first call of any kind, or the write alone. */
const places = (writes: boolean): (string | undefined)[] => (writes ? [undefined, 'TransactWriteItems'] : [undefined]);

const routes = ROUTES.map(({ method, path }) => `${method} ${path}` as RouteKey).filter(
  (route) => TRIES[route] !== 'no table',
);

describe.each(routes)('%s', (route) => {
  const tried = TRIES[route] as Try;
  const cases = FAULTS.flatMap((fault) =>
    places(tried.writes)
      .filter((operation) => fault !== 'partial' || operation === undefined)
      .map((operation) => [fault, operation] as const),
  );

  it.each(cases)('under %s (%s): 503, nothing half done, and works afterwards', async (fault, operation) => {
    const on = await subject();
    if (tried.before !== undefined) await call(tried.before, on);
    const before = await stateOf(on);

    run.table?.fail(fault, operation === undefined ? {} : { operation });
    const troubled = await call(route, on, tried.body?.(on));
    run.table?.fail('none');
    const between = await stateOf(on);
    const after = await call(route, on, tried.body?.(on));

    expect([troubled.status, troubled.body.type.split('/').at(-1)]).toEqual([503, 'dependency-unavailable']);
    expect(Number(troubled.headers['retry-after'])).toBeGreaterThan(0);
    const stands = AFTER_THE_FACT.includes(fault) && between.items !== before.items;
    expect(between.events - before.events).toBe(stands ? (tried.events ?? 1) : 0);
    if (!stands) expect(between.items).toBe(before.items);
    expect(after.status).toBeLessThan(stands ? 500 : 300);
  });
});

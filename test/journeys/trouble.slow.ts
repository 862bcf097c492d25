/**
 * Trouble of the table under the management API: a 503 problem with `Retry-After`, nothing half done, and the
 * same request works once the trouble is over. Every route of the table is tried, so a new one cannot be left out.
 */
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { ROUTES, type RouteKey } from '../../lambda/http/routes';
import type { FaultKind } from '../../local/types';
import { type TestRun, withLocalRun } from '../support/local-run';
import { callRoute, makeSubject, type Management, type Subject, TRIES, type Try } from '../support/one-call-a-route';

jest.setTimeout(300_000);

let run: TestRun;
let at: Management;
let database: DynamoDBClient;

beforeAll(async () => {
  run = await withLocalRun();
  at = { ...run, url: run.facts.managementUrl };
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  database = new DynamoDBClient({ endpoint: run.facts.tableEndpoint, region: 'us-east-1', credentials });
});
afterAll(async () => {
  database.destroy();
  await run.close();
});

const FAULTS: readonly FaultKind[] = ['refuse', 'reset', 'lost', 'hang', 'throttle', 'error', 'malformed', 'partial'];
/** Trouble after the work was done: what was asked for may stand, whole, although the answer was lost. */
const AFTER_THE_FACT: readonly FaultKind[] = ['lost', 'malformed'];

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
    const on = await makeSubject(at, tried);
    const before = await stateOf(on);

    run.table?.fail(fault, operation === undefined ? {} : { operation });
    const troubled = await callRoute(at, route, { on, tried });
    run.table?.fail('none');
    const between = await stateOf(on);
    const after = await callRoute(at, route, { on, tried });

    expect([troubled.status, troubled.body.type.split('/').at(-1)]).toEqual([503, 'dependency-unavailable']);
    expect(Number(troubled.headers['retry-after'])).toBeGreaterThan(0);
    const stands = AFTER_THE_FACT.includes(fault) && between.items !== before.items;
    expect(between.events - before.events).toBe(stands ? (tried.events ?? 1) : 0);
    if (!stands) expect(between.items).toBe(before.items);
    expect(after.status).toBeLessThan(stands ? 500 : 300);
  });
});

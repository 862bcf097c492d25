/**
 * Trouble of the table under the management API: a 503 problem with `Retry-After`, nothing half done, and the
 * same request works once the trouble is over. Every route of the table is tried, so a new one cannot be left out.
 */
import { ensureAssembly } from '../support/assembly';
import { ROUTES } from '../support/endpoints';
import type { ManagementRoute } from '../../lambda/management/all-endpoints';
import type { FailureKind } from '../../local/types';
import { settleAndCompare } from '../support/issuer-agreement';
import { type TestRun, withLocalRun } from '../support/local-run';
import { callRoute, makeSubject, type Management, TRIES, type Try } from '../support/one-call-a-route';
import { itemsOf } from '../support/table-items';

const FAULTS: readonly FailureKind[] = ['refuse', 'reset', 'lost', 'hang', 'throttle', 'error', 'malformed', 'partial'];
/** Trouble after the work was done: what was asked for may stand, whole, although the answer was lost. */
const AFTER_THE_FACT: readonly FailureKind[] = ['lost', 'malformed'];

/** Of secrets, which are the issuer's, the table holds nothing but the event, except where a client's own changes too. */
const EVENT_ALONE: readonly ManagementRoute[] = [
  'POST /accounts/{accountId}/clients/{clientId}/secrets',
  'POST /operators/{operatorId}/secrets',
  'DELETE /operators/{operatorId}/secrets/{secretId}',
];
const isHeard = (route: ManagementRoute): boolean =>
  ROUTES.find((known) => known.route === route)?.shape.idempotent === true;

/** Everything the table holds, events apart. The fence of a delete that did not come to its end is no change. */
async function stateOf({ facts }: TestRun): Promise<{ items: string; events: number }> {
  const items = await itemsOf(facts.tableEndpoint, facts.tableName);
  const events = items.filter((item) => item.PK?.S?.startsWith('E#'));
  const others = items.filter((item) => !events.includes(item));
  return {
    items: others
      .map((item) => JSON.stringify({ ...item, fence: undefined }))
      .sort()
      .join('\n'),
    events: events.length,
  };
}

/** The operation of DynamoDB that trouble is put on: the first call of any kind, or the write alone. */
const places = (writes: boolean): (string | undefined)[] => (writes ? [undefined, 'TransactWriteItems'] : [undefined]);

const routes = ROUTES.map(({ route }) => route).filter((route) => typeof TRIES[route] === 'object');

describe.each(routes)('%s', (route) => {
  const tried = TRIES[route] as Try;
  const cases = FAULTS.flatMap((fault) =>
    places(tried.writes)
      .filter((operation) => fault !== 'partial' || operation === undefined)
      .map((operation) => [fault, operation] as const),
  );
  /** Its own, so that a table holds little and is compared whole. */
  let run: TestRun;
  let at: Management;

  beforeAll(async () => {
    run = await withLocalRun({ assembly: await ensureAssembly({ usage: 'true' }) });
    at = { ...run, url: run.facts.managementUrl };
    // Within a minute of a deployment, its first task notes that the table is in use.
    await run.fire('reconcile');
  });

  /** The same request each time. */
  const again = (key: string): Management => ({
    ...at,
    manage: (method, path, sent) =>
      run.manage(method, path, { ...sent, headers: { ...sent?.headers, 'Idempotency-Key': key } }),
  });
  afterAll(() => run.close());

  it.each(cases)('under %s (%s): 503, nothing half done, and works afterwards', async (fault, operation) => {
    const on = await makeSubject(at, tried);
    const same = again(`under-${fault}-${operation ?? 'any'}`);
    const before = await stateOf(run);

    run.table?.fail(fault, operation === undefined ? {} : { operation });
    const troubled = await callRoute(same, route, { on, tried });
    run.table?.fail('none');
    const between = await stateOf(run);
    const after = await callRoute(same, route, { on, tried });

    expect([troubled.status, troubled.body.type.split('/').at(-1)]).toEqual([503, 'dependency-unavailable']);
    expect(Number(troubled.headers['retry-after'])).toBeGreaterThan(0);
    const changed = EVENT_ALONE.includes(route) ? between.events !== before.events : between.items !== before.items;
    const stands = AFTER_THE_FACT.includes(fault) && changed;
    expect(between.events - before.events).toBe(stands ? 1 : 0);
    if (!stands) expect(between.items).toBe(before.items);
    if (stands && isHeard(route)) expect(after.status).toBe(EVENT_ALONE.includes(route) ? 404 : 200);
    else expect(after.status).toBeLessThan(stands ? 500 : 300);
    if (isHeard(route)) expect((await stateOf(run)).events - before.events).toBe(1);
    if (route === 'POST /accounts/{accountId}/clients') {
      const { body } = await run.manage('GET', `/accounts/${on.accountId}/clients?status=active`);
      expect(body.items).toHaveLength(2);
    }
  });

  it('leaves nothing at the issuer that differs from the records, once the tasks have run', async () => {
    expect(await settleAndCompare(run)).toEqual([]);
  });
});

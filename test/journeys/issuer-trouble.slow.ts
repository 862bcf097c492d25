/**
 * Trouble of the user pool under the management API: what needs an answer of the pool's says so and can be tried
 * again, what does not is done at once and told to the pool later, and nothing else notices. Whatever was half done,
 * pool and records agree once it is over.
 */
import { ensureAssembly } from '../support/assembly';
import { ROUTES } from '../support/endpoints';
import type { ManagementRoute } from '../../lambda/management/all-endpoints';
import type { FailureKind } from '../../local/types';
import { LEASE_MS, settleAndCompare } from '../support/issuer-agreement';
import { type Answer, type TestRun, withLocalRun } from '../support/local-run';
import { callRoute, makeSubject, type Management, type Subject, TRIES, type Try } from '../support/one-call-a-route';

const FAULTS: readonly FailureKind[] = ['refuse', 'reset', 'lost', 'hang', 'throttle', 'error', 'malformed'];
/** Trouble after the work was done. */
const AFTER_THE_FACT: readonly FailureKind[] = ['lost', 'malformed'];

/** Routes that can do nothing without the pool's answer. */
const ASKING: readonly ManagementRoute[] = [
  'POST /accounts/{accountId}/clients',
  'POST /accounts/{accountId}/clients/{clientId}/secrets',
  'GET /accounts/{accountId}/clients/{clientId}/secrets',
  'DELETE /accounts/{accountId}/clients/{clientId}/secrets/{secretId}',
  'POST /operators',
  'POST /operators/{operatorId}/secrets',
  'GET /operators/{operatorId}/secrets',
  'DELETE /operators/{operatorId}/secrets/{secretId}',
];
/** Routes that send their change to the pool after the record changed; with a body that changes something there. */
const TELLING: Readonly<Partial<Record<ManagementRoute, Try['body']>>> = {
  'PUT /accounts/{accountId}/clients/{clientId}': () => ({ label: 'renamed', scopes: [] }),
  'PATCH /accounts/{accountId}/clients/{clientId}': () => ({ scopes: [], tokenLifetimeMinutes: 5 }),
  'POST /accounts/{accountId}/clients/{clientId}/suspend': undefined,
  'POST /accounts/{accountId}/clients/{clientId}/resume': undefined,
  'POST /accounts/{accountId}/clients/{clientId}/revoke': undefined,
};
const telling = Object.keys(TELLING) as ManagementRoute[];
const REVOKES_AN_OPERATOR: ManagementRoute = 'POST /operators/{operatorId}/revoke';
const others = ROUTES.map(({ route }) => route).filter(
  (route) => ![...ASKING, ...telling, REVOKES_AN_OPERATOR].includes(route) && typeof TRIES[route] === 'object',
);

let run: TestRun;
let at: Management;

/** Each block has a run of its own, as a pool has room for so many app clients. */
function onItsOwn(): void {
  beforeAll(async () => {
    run = await withLocalRun({ assembly: await ensureAssembly({ usage: 'true' }) });
    at = { ...run, url: run.facts.managementUrl };
    // Within a minute of a deployment, its first task notes that the table is in use.
    await run.fire('reconcile');
  });
  afterAll(() => run.close());
  afterEach(() => run.pool?.fail('none', { target: 'pool' }));
}

const triedAt = (route: ManagementRoute): Try => {
  const tried = TRIES[route] as Try;
  return { ...tried, body: TELLING[route] ?? tried.body };
};
const problemOf = ({ body }: Answer): string | undefined => body?.type?.split('/').at(-1);
const broken = (fault: FailureKind): void => run.pool?.fail(fault, { target: 'pool' });
const mended = (): void => run.pool?.fail('none', { target: 'pool' });

/** The same request each time, as far as an `Idempotency-Key` says so. */
const again = (key: string): Management => ({
  ...at,
  manage: (method, path, sent) =>
    run.manage(method, path, { ...sent, headers: { ...sent?.headers, 'Idempotency-Key': key } }),
});

async function liveClients({ accountId }: Subject): Promise<number> {
  const { body } = await run.manage('GET', `/accounts/${accountId}/clients?status=active`);
  return body.items.length;
}

describe.each(ASKING)('%s', (route) => {
  onItsOwn();
  const tried = triedAt(route);
  const isNew = route.startsWith('POST');
  const addsSecret = isNew && route.endsWith('/secrets');

  it.each(FAULTS)('under %s: says whose trouble it is, and the same request is good afterwards', async (fault) => {
    const on = await makeSubject(at, tried);
    const same = isNew ? again(`under-${fault}`) : at;

    broken(fault);
    const troubled = await callRoute(same, route, { on, tried });
    mended();
    const after = await callRoute(same, route, { on, tried });
    const replayed = await callRoute(same, route, { on, tried });

    const [status, problem] = fault === 'throttle' ? [429, 'too-many-requests'] : [503, 'dependency-unavailable'];
    expect([troubled.status, problemOf(troubled)]).toEqual([status, problem]);
    expect(Number(troubled.headers['retry-after'])).toBeGreaterThan(0);
    if (fault === 'throttle') expect(troubled.body.detail).toMatch(/5 requests a second/);
    // A secret that was made although nobody was told of it takes the second place.
    if (addsSecret && AFTER_THE_FACT.includes(fault)) expect(problemOf(after)).toBe('secret-limit-reached');
    else expect(after.status).toBeLessThan(300);
    if (isNew && after.status < 300)
      expect([after.status, replayed.status, replayed.body.id]).toEqual([201, 200, after.body.id]);
    if (route === 'POST /accounts/{accountId}/clients') expect(await liveClients(on)).toBe(2);
  });

  it('leaves nothing at the issuer that differs from the records, once the tasks have run', async () => {
    expect(await settleAndCompare(run)).toEqual([]);
  });
});

describe.each(telling)('%s', (route) => {
  onItsOwn();
  const tried = triedAt(route);
  // The answer to a deletion is empty, so there is nothing of it to be malformed.
  const faults = FAULTS.filter((fault) => fault !== 'malformed' || !route.endsWith('/revoke'));

  it.each(faults)('under %s: done, and pending until the issuer could be told', async (fault) => {
    const on = await makeSubject(at, tried);
    const client = `/accounts/${on.accountId}/clients/${on.clientId}`;

    broken(fault);
    const troubled = await callRoute(at, route, { on, tried });
    mended();
    const waiting = await run.manage('GET', client);
    run.clock.advance(LEASE_MS);
    const [ran] = await run.fire('reconcile');
    const after = await run.manage('GET', client);

    expect([troubled.status, troubled.body.pending]).toEqual([200, true]);
    expect([waiting.body.pending, waiting.body.status, waiting.body.version]).toEqual([
      true,
      troubled.body.status,
      troubled.body.version,
    ]);
    expect(ran?.ok).toBe(true);
    expect([after.body.pending, after.body.status, after.body.scopes]).toEqual([
      undefined,
      troubled.body.status,
      troubled.body.scopes,
    ]);
  });

  it('leaves nothing at the issuer that differs from the records, once the tasks have run', async () => {
    expect(await settleAndCompare(run)).toEqual([]);
  });
});

describe(REVOKES_AN_OPERATOR, () => {
  onItsOwn();

  it.each(FAULTS)('under %s: ends the operator all the same', async (fault) => {
    const on = await makeSubject(at, triedAt(REVOKES_AN_OPERATOR));

    broken(fault);
    const { status, body } = await callRoute(at, REVOKES_AN_OPERATOR, { on });

    expect([status, body.status]).toEqual([200, 'revoked']);
  });

  it('leaves nothing at the issuer that differs from the records, once the tasks have run', async () => {
    expect(await settleAndCompare(run)).toEqual([]);
  });
});

describe('every other route', () => {
  onItsOwn();

  it.each(others)('%s does not notice', async (route) => {
    const tried = triedAt(route);
    const on = await makeSubject(at, tried);

    broken('error');
    const { status } = await callRoute(at, route, { on, tried });

    expect(status).toBeLessThan(300);
  });

  it('leaves nothing at the issuer that differs from the records, once the tasks have run', async () => {
    expect(await settleAndCompare(run)).toEqual([]);
  });
});

/** A task that Cognito throttles does not fail. All calls to the table fail, or its writes alone. */
const TASK_CASES = [
  ...FAULTS.filter((fault) => fault !== 'throttle').map((fault) => ['pool', fault, undefined] as const),
  ...[...FAULTS, 'partial' as const].map((fault) => ['table', fault, undefined] as const),
  ...FAULTS.map((fault) => ['table', fault, 'TransactWriteItems'] as const),
];

describe.each(['reconcile', 'sweep'] as const)('the task %s', (task) => {
  onItsOwn();
  afterEach(() => run.table?.fail('none'));
  const cases = TASK_CASES.filter(([, , operation]) => operation === undefined || task === 'reconcile');

  it.each(cases)(
    'fails when the %s is in trouble (%s %s), and the next one does its work',
    async (where, fault, operation) => {
      const { accountId } = await makeSubject(at, { writes: true });
      await run.manage('POST', `/accounts/${accountId}/suspend`);

      if (where === 'pool') broken(fault);
      else run.table?.fail(fault, operation === undefined ? {} : { operation });
      const troubled = await run.fire(task);
      mended();
      run.table?.fail('none');
      run.clock.advance(LEASE_MS);
      const after = await run.fire(task);
      const { body } = await run.manage('GET', `/accounts/${accountId}`);

      // The daily task is the second target of the sweep's rule.
      expect([troubled[0], ...after].map((one) => one?.ok)).toEqual([false, ...after.map(() => true)]);
      if (task === 'reconcile') expect(body.pendingClients).toBe(0);
    },
  );

  it('leaves nothing at the issuer that differs from the records, once the tasks have run', async () => {
    expect(await settleAndCompare(run)).toEqual([]);
  });
});

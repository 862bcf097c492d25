/** What holds on every route, generated from the route table: bodies and trouble. Rights: `every-right.slow.ts`. */
import { DependencyError } from '../../../lambda/domain/outcome';
import { BODY_MAX_BYTES } from '../../../lambda/management/wire/read-body';
import type { ProxyEvent } from '../../../lambda/http/event';
import type { Response } from '../../../lambda/http/problems';
import { MANAGEMENT_FUNCTIONS } from '../../../lambda/management/management-functions';
import { coldStart } from '../../support/cold-start';
import { type Route, ROUTES } from '../../support/endpoints';
import { eventOf, managementApi, type Sent } from '../../support/management';
import { bodyOf, everything, good, nameOf, pathOf, stocked, takesBody } from '../../support/stocked';

const deployment = (route?: Route) => {
  const made = stocked(route);
  return { ...made, before: everything(made), send: managementApi(made.deps) };
};

test('no two endpoints have one route or one id', () => {
  for (const names of [ROUTES.map(nameOf), ROUTES.map(({ id }) => id)]) expect(new Set(names).size).toBe(names.length);
});

test.each(MANAGEMENT_FUNCTIONS)(
  'the %s function serves the endpoints that are declared for it, and no other',
  async (name) => {
    const handler = coldStart(name, { kept: process.env }, {}) as (event: ProxyEvent) => Promise<Response>;
    const written = jest.spyOn(process.stdout, 'write').mockImplementation(() => true);
    const served: string[] = [];

    for (const route of ROUTES) {
      const { statusCode } = await handler(eventOf(pathOf(route), { claims: null }));
      if (statusCode !== 404) served.push(nameOf(route));
    }
    written.mockRestore();

    expect(served).toEqual(ROUTES.filter((route) => route.function === name).map(nameOf));
  },
);

describe('bodies', () => {
  const taking = ROUTES.filter(takesBody);
  const others = ROUTES.filter((route) => !takesBody(route));
  const rows = (some: readonly Route[]) => some.map((route) => [nameOf(route), route] as const);

  test.each(rows(taking))(
    '%s refuses what is no good body, each with its status, and changes nothing',
    async (_, route) => {
      const { before, send, ...made } = deployment(route);
      const own = JSON.stringify(bodyOf(route));
      const padded = own + ' '.repeat(BODY_MAX_BYTES + 1 - Buffer.byteLength(own));
      const cases: readonly [number, Sent][] = [
        [413, { body: padded }],
        [415, { body: own, headers: { 'Content-Type': 'text/plain' } }],
        [415, { body: own, headers: { 'Content-Type': 'application/json; charset=latin1' } }],
        [415, { body: own, headers: { 'Content-Type': ['application/json', 'application/json'] } }],
        [400, { body: '{' }],
        [400, { body: '[]' }],
        [400, { body: 'null' }],
        [400, { body: '"text"' }],
        [400, { body: '{"unknown":1}' }],
        [400, { body: '{"__proto__":{"admin":true}}' }],
        [400, { body: `${'['.repeat(16_000)}${']'.repeat(16_000)}` }],
        [400, { body: own, query: { unknown: '1' } }],
      ];

      for (const [status, sent] of cases) {
        const answer = await send(pathOf(route), sent);
        expect({ sent: JSON.stringify(sent).slice(0, 60), status: answer.status }).toMatchObject({ status });
      }
      expect(everything(made)).toBe(before);
      expect(Object.keys(Object.prototype)).toEqual([]);
    },
  );

  test.each(rows(taking))('%s takes a body of exactly 32,768 bytes', async (_, route) => {
    const { send } = deployment();
    const own = JSON.stringify(bodyOf(route));

    const answer = await send(pathOf(route), { body: own + ' '.repeat(BODY_MAX_BYTES - Buffer.byteLength(own)) });

    expect(answer.status).not.toBe(413);
    expect(answer.status).toBeLessThan(300);
  });

  test.each(rows(taking))('%s takes no body for {} where it may, and asks for one where it must', async (_, route) => {
    const { send } = deployment();

    const { status } = await send(pathOf(route), { event: { body: null } });

    if (route.shape.bodyOptional) expect(status).toBeLessThan(300);
    else expect(status).toBe(400);
  });

  test.each(rows(others))('%s refuses a body', async (_, route) => {
    const { send } = deployment();

    const refused = await send(pathOf(route), { body: {} });

    expect(refused.body.errors).toEqual([{ pointer: '', detail: 'This route takes no body.' }]);
  });
});

describe('trouble', () => {
  const thrown = [new DependencyError('outside', 'gone'), new Error('defect with words'), 'a text', undefined];
  const tableCalls = [
    ...(['read', 'commit', 'listKeys', 'listClients', 'listEvents', 'listAccounts'] as const),
    ...(['listLiveKeys', 'listLiveClients'] as const),
  ];
  /** Calls without which there is no answer; the others only tell the issuer what the records say already. */
  const poolCalls = ['createClient', 'addSecret', 'listSecrets', 'deleteSecret'] as const;
  const faults = thrown.flatMap((error) => [
    ...tableCalls.flatMap((call) => [true, false].map((late) => ({ port: 'table', call, error, late }) as const)),
    ...poolCalls.flatMap((call) => [true, false].map((late) => ({ port: 'pool', call, error, late }) as const)),
    ...(['now', 'random'] as const).map((call) => ({ port: 'deps', call, error, late: false }) as const),
  ]);

  /** Whose clients are counted for the answer only; a change is not undone because that fails. */
  const isOnlyCounted = ({ function: own, method }: Route, { call, error }: (typeof faults)[number]): boolean =>
    own === 'accounts' && method !== 'DELETE' && call === 'listLiveClients' && error instanceof DependencyError;

  /** A deployment of which one port fails, and whether it was called. */
  function broken(route: Route, { port, call, error, late }: (typeof faults)[number]) {
    const made = stocked(route);
    const seen = { called: false };
    const fail = () => {
      seen.called = true;
      if (!late) throw error as Error;
      return new Promise((_resolve, reject) => setImmediate(() => reject(error as Error)));
    };
    Object.assign(port === 'deps' ? made.deps : made[port], { [call]: fail });
    return { seen, deps: made.deps };
  }

  test.each(ROUTES.filter(({ path }) => path !== '/openapi.json').map((route) => [nameOf(route), route] as const))(
    '%s answers 5xx to whatever any port throws, at once or late, and says nothing of it',
    async (_, route) => {
      for (const fault of faults) {
        const { seen, deps } = broken(route, fault);
        const lines: unknown[] = [];

        const { status, text } = await managementApi(deps, lines)(pathOf(route), good(route));

        if (!seen.called || isOnlyCounted(route, fault)) continue;
        expect({ ...fault, status }).toEqual({ ...fault, status: fault.error instanceof DependencyError ? 503 : 500 });
        expect(text).not.toMatch(/gone|defect|words|a text/);
        expect(lines).toHaveLength(2);
      }
    },
  );

  test('a route that is none of this function’s is 404', async () => {
    const { send } = deployment();

    const missing = await send('GET /nothing');

    expect(missing.body).toMatchObject({ status: 404, type: expect.stringMatching(/route-not-found$/) });
  });
});

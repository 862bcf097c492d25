/** What holds on every route, generated from the route table: bodies. Rights: `every-right.slow.ts`; trouble: `every-trouble.slow.ts`. */
import { DependencyError } from '../../../lambda/domain/outcome';
import { BODY_MAX_BYTES } from '../../../lambda/management/wire/read-body';
import type { ProxyEvent } from '../../../lambda/http/event';
import type { Response } from '../../../lambda/http/problems';
import { MANAGEMENT_FUNCTIONS } from '../../../lambda/management/management-functions';
import { coldStart } from '../../support/cold-start';
import { type Route, ROUTES } from '../../support/endpoints';
import { eventOf, managementApi, type Sent } from '../../support/management';
import { bodyOf, everything, nameOf, pathOf, stocked, takesBody } from '../../support/stocked';

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

test('a route that is none of this function’s is 404', async () => {
  const { send } = deployment();

  const missing = await send('GET /nothing');

  expect(missing.body).toMatchObject({ status: 404, type: expect.stringMatching(/route-not-found$/) });
});

test.each([
  ['read', new DependencyError('outside', 'gone'), 503],
  ['read', new Error('a defect'), 500],
  // The account is suspended already; only the number of its clients is missing then.
  ['listLiveClients', new DependencyError('outside', 'gone'), 200],
  ['listLiveClients', new Error('a defect'), 500],
] as const)('a table whose %s throws %s makes a suspension answer %d', async (call, error, expected) => {
  const route = ROUTES.find((one) => nameOf(one) === 'POST /accounts/{accountId}/suspend');
  const made = stocked(route);
  Object.assign(made.table, { [call]: () => Promise.reject(error) });

  const { status } = await managementApi(made.deps)(pathOf(route as Route), {});

  expect(status).toBe(expected);
});

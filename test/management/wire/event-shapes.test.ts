/** A part of an event that is null, missing or of another type counts as not sent. It causes no defect and no change. */
import fc from 'fast-check';
import { deployment, eventOf } from '../../support/management';
import { emptyContext, emptyMap, oddContext, oddMap } from '../../support/event-shapes';
import { account, ACCOUNT_ID } from '../../support/records';

const ROUTES = [
  'GET /accounts',
  `PATCH /accounts/${ACCOUNT_ID}`,
  'POST /revocations',
  `POST /accounts/${ACCOUNT_ID}/keys`,
];
const BODY = { name: 'Renamed', label: 'New', scopes: [], key: 'x' };
const REFUSED = [400, 401, 404, 415];

test('an event in another shape is refused: never a 5xx, and never done', async () => {
  const maps = fc.record({
    multiValueHeaders: oddMap,
    multiValueQueryStringParameters: oddMap,
    pathParameters: oddMap,
  });
  const context = fc.oneof(oddContext, fc.constantFrom(null, undefined));
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...ROUTES), maps, context, async (route, parts, requestContext) => {
      const { send } = deployment(account());
      const event: object = { ...parts, requestContext };

      expect(REFUSED).toContain((await send(route, { body: BODY, event })).status);
    }),
    { numRuns: 500 },
  );
});

test('an operator’s request is answered beside parts that are null or missing, also without an address', async () => {
  const query = emptyMap.map((map) => map && Object.fromEntries(Object.entries(map)));
  await fc.assert(
    fc.asyncProperty(query, emptyMap, emptyContext, async (multiValueQueryStringParameters, headers, given) => {
      const { send } = deployment(account());
      const { requestContext } = eventOf('GET /accounts');
      const parts = { multiValueQueryStringParameters, multiValueHeaders: headers };
      const event: object = { ...parts, requestContext: { ...requestContext, ...given } };

      expect((await send('GET /accounts', { event })).status).toBe(200);
    }),
  );
});

test('a change without an address is made, and its event has an empty one', async () => {
  const { send } = deployment(account());
  const { requestContext } = eventOf('GET /accounts');
  const event: object = { requestContext: { ...requestContext, identity: null } };

  const { status } = await send(`POST /accounts/${ACCOUNT_ID}/suspend`, { event });

  const { body } = await send(`GET /accounts/${ACCOUNT_ID}/events`);
  expect([status, body.items[0]]).toMatchObject([200, { action: 'account.suspended', sourceIp: '' }]);
});

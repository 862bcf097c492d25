/** A part of an event that is null, missing or of another type counts as not sent. It causes no defect and lets nobody in. */
import fc from 'fast-check';
import { InvariantError } from '../../../lambda/domain/outcome';
import { type AuthorizerEvent, authorize } from '../../../lambda/doors/authorizer/authorize';
import { Unauthorized } from '../../../lambda/doors/authorizer/authorizer-answer';
import { goodRecords, memoryDoors, requestOf } from '../../support/doors';
import { emptyContext, emptyMap, oddContext, oddMap } from '../../support/event-shapes';
import { apiKey, presentedKey } from '../../support/records';

const KEY = { 'x-api-key': presentedKey() };
const GOOD = requestOf('GET /orders', KEY);
const NETWORK = { networks: ['203.0.113.0/24'] };

async function effectOf(event: unknown, records = goodRecords()): Promise<string> {
  const { deps } = memoryDoors(records);
  const answer = await authorize(deps, event as AuthorizerEvent);
  return answer.policyDocument.Statement[0].Effect;
}
const inContext = (given: object) => ({ ...GOOD, requestContext: { ...GOOD.requestContext, ...given } });

test('an event without a credential is a 401 whatever the shape of its parts, and reads nothing', async () => {
  const parts = fc.record({ headers: oddMap, multiValueHeaders: oddMap, queryStringParameters: oddMap });
  await fc.assert(
    fc.asyncProperty(parts, oddMap, oddContext, async (maps, multiValueQueryStringParameters, context) => {
      const { deps, reader, lines } = memoryDoors();
      const event = { ...inContext(context), ...maps, multiValueQueryStringParameters };

      await expect(authorize(deps, event as never)).rejects.toBeInstanceOf(Unauthorized);
      expect([reader.reads, lines.map(({ kind }) => kind)]).toEqual([[], ['verdict']]);
    }),
    { numRuns: 500 },
  );
});

test('a good credential is judged as ever beside parts that are null or missing', async () => {
  const parts = fc.record({ headers: emptyMap, queryStringParameters: emptyMap });
  await fc.assert(
    fc.asyncProperty(parts, emptyMap, emptyContext, async (maps, others, context) => {
      const named = Object.entries(others ?? {}).filter(([name]) => !/^(?:x-api-key|api_key)$/i.test(name));
      const queryStringParameters = Object.fromEntries(
        Object.entries(maps.queryStringParameters ?? {}).filter(([name]) => name !== 'api_key'),
      );
      const multiValueHeaders = { ...Object.fromEntries(named), ...GOOD.multiValueHeaders };

      const event = { ...inContext(context), ...maps, queryStringParameters, multiValueHeaders };

      expect(await effectOf(event)).toBe('Allow');
    }),
  );
});

test.each<[string, object]>([
  ['no identity', { identity: undefined }],
  ['an identity that is null', { identity: null }],
  ['no address', { identity: {} }],
  ['an address that is null', { identity: { sourceIp: null } }],
  ['a list as address', { identity: { sourceIp: ['203.0.113.7'] } }],
])('a request with %s is in no network, and needs none where there are none', async (_, context) => {
  expect(await effectOf(inContext(context))).toBe('Allow');
  expect(await effectOf(inContext(context), [...goodRecords(), apiKey(NETWORK)])).toBe('Deny');
  expect(await effectOf(GOOD, [...goodRecords(), apiKey(NETWORK)])).toBe('Allow');
});

test.each([
  ['null', null],
  ['nothing', undefined],
  ['an empty list', []],
  ['a list of null', [null]],
])('a header with %s was not sent: the credential in the other one is taken', async (_, value) => {
  const multiValueHeaders = { ...GOOD.multiValueHeaders, Authorization: value };

  expect(await effectOf({ ...GOOD, multiValueHeaders })).toBe('Allow');
});

test('null beside a second value of a header leaves one value', async () => {
  const twice = (...values: unknown[]) => effectOf({ ...GOOD, multiValueHeaders: { 'X-API-Key': values } });

  expect(await twice(KEY['x-api-key'], null)).toBe('Allow');
  await expect(twice(KEY['x-api-key'], '')).rejects.toBeInstanceOf(Unauthorized);
});

test.each([
  ['null', null],
  ['nothing', undefined],
  ['a text', 'GET /orders'],
  ['no method', { resourcePath: '/orders' }],
  ['a template that is null', { httpMethod: 'GET', resourcePath: null }],
])('a request context of %s names no route: a defect that is logged, as no rule can be found', async (_, given) => {
  const { deps, lines } = memoryDoors();

  await expect(authorize(deps, { ...GOOD, requestContext: given } as never)).rejects.toBeInstanceOf(InvariantError);
  expect(lines.map(({ kind }) => kind)).toEqual(['failure']);
});

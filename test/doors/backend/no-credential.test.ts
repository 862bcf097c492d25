/** What a wrapped handler sees of a credential that stood somewhere in headers or query: nothing. */
import fc from 'fast-check';
import {
  type BackendEvent,
  withFirstPartyPrincipal,
  withPrincipal,
} from '../../../lambda/doors/backend/with-principal';
import { presentedCredential } from '../../../lambda/doors/authorizer/presented-credential';
import { oddContext, oddMap } from '../../support/event-shapes';
import { presentedKey } from '../../support/records';

const KEY = presentedKey();
const FUNCTION_DOOR = {
  accountId: 'Acc0000001',
  credentialId: 'Acc0000001Key00001',
  credentialType: 'apiKey',
  scopes: '',
  environment: 'live',
  metadata: '{}',
  scope: '',
  route: '/orders',
};
const COGNITO = { claims: { client_id: 'firstparty', token_use: 'access', scope: '' } };

type Parts = Omit<BackendEvent, 'requestContext'> & { readonly identity?: unknown };

/** What the handlers of both kinds are given for these parts. */
async function seenOf({ identity, ...parts }: Parts): Promise<readonly BackendEvent[]> {
  const seen: BackendEvent[] = [];
  const keep = (event: BackendEvent) => ({ statusCode: seen.push(event) });
  await withPrincipal(keep)({ ...parts, requestContext: { identity, authorizer: FUNCTION_DOOR } }, {});
  await withFirstPartyPrincipal(keep)({ ...parts, requestContext: { identity, authorizer: COGNITO } }, {});
  expect(seen).toHaveLength(2);
  return seen;
}

test.each([
  ['access_token', 'x'],
  ['ACCESS_TOKEN', ''],
  ['api_key', 'x'],
  ['Api_Key', 'x'],
  ['apikey', 'x'],
  ['next', KEY],
  ['next', `https://example.com/?k=${KEY}&x=1`],
  [KEY, ''],
])('a credential in the query, which a kept decision let through, is gone: %#', async (name, value) => {
  const single = { [name]: value, page: '2' };
  const multi = { [name]: ['a', value], page: ['1', '2'] };

  for (const event of await seenOf({ queryStringParameters: single, multiValueQueryStringParameters: multi })) {
    expect(event.queryStringParameters).toEqual({ page: '2' });
    expect(event.multiValueQueryStringParameters).toEqual({ page: ['1', '2'] });
  }
});

test.each([
  ['Authorization', 'Bearer x'],
  ['x-api-KEY', 'x'],
  ['Cookie', `theme=dark; key=${KEY}`],
  ['Referer', `https://example.com/?api_key=${KEY}`],
  [`X-${KEY}`, ''],
])('a header that is a credential’s, or has the form of a key in it, is gone: %#', async (name, value) => {
  const single = { [name]: value, Accept: '*/*' };
  const multi = { [name]: ['a', value], Accept: ['*/*'] };

  for (const event of await seenOf({ headers: single, multiValueHeaders: multi })) {
    expect(event.headers).toEqual({ Accept: '*/*' });
    expect(event.multiValueHeaders).toEqual({ Accept: ['*/*'] });
  }
});

test('what API Gateway copies of headers has no key either', async () => {
  const identity = { sourceIp: '203.0.113.7', userAgent: `curl ${KEY}`, apiKey: KEY, user: null };

  for (const { requestContext } of await seenOf({ identity }))
    expect(requestContext.identity).toEqual({ sourceIp: '203.0.113.7', user: null });
});

test('whatever else headers and query hold is the handler’s', async () => {
  const query = { token: 'x', 'api-key': 'y', key: 'sp_live_z', none: null };
  const headers = { Cookie: 'theme=dark', 'X-Api-Key-Id': 'public', 'Proxy-Authorization': 'Basic eDp5' };

  for (const event of await seenOf({ queryStringParameters: query, headers }))
    expect([event.queryStringParameters, event.headers]).toEqual([query, headers]);
});

test('maps that are null or missing are null', async () => {
  for (const parts of [{}, { headers: null, queryStringParameters: null }])
    for (const event of await seenOf(parts))
      expect(event).toMatchObject({
        headers: null,
        multiValueHeaders: null,
        queryStringParameters: null,
        multiValueQueryStringParameters: null,
      });
});

test('what the authorizer refuses in a query is what is taken out, and no more', async () => {
  const name = fc.constantFrom('access_token', 'apikey', 'API_KEY', 'api-key', 'q', KEY);
  const value = fc.oneof(fc.string(), fc.constantFrom(KEY, `a${KEY}b`, KEY.slice(1), KEY.slice(0, -1)));
  await fc.assert(
    fc.asyncProperty(fc.dictionary(name, value), async (queryStringParameters) => {
      const refused = presentedCredential({ queryStringParameters }, 'any');
      const [event] = await seenOf({ queryStringParameters });

      const isWhole = JSON.stringify(event?.queryStringParameters) === JSON.stringify(queryStringParameters);
      expect(isWhole).toBe(!('text' in refused) && refused.reason === 'none-sent');
    }),
  );
});

test('an event of any shape at all is answered: without a principal with a 500, never with a throw', async () => {
  jest.spyOn(console, 'error').mockReturnValue();
  const parts = fc.record({ headers: oddMap, multiValueHeaders: oddMap, queryStringParameters: oddMap });
  const answer = withPrincipal<BackendEvent, { statusCode: number }>(() => ({ statusCode: 204 }));
  await fc.assert(
    fc.asyncProperty(parts, oddContext, fc.anything(), async (maps, context, anything) => {
      const authorizer = FUNCTION_DOOR;
      const statuses = [
        (await answer({ ...maps, requestContext: { ...context, authorizer } } as never, {})).statusCode,
        (await answer({ ...maps, requestContext: context } as never, {})).statusCode,
        (await answer({ ...maps, requestContext: anything } as never, {})).statusCode,
        (await answer(anything as never, {})).statusCode,
      ];

      expect(statuses).toEqual([204, 500, 500, 500]);
    }),
  );
});

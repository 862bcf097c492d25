/** Which of the issuer's replies are cached: only an access token of that client in the known form. */
import { NOW } from '../support/records';
import { encode } from '../support/tokens';
import { issuedWorld, requestOf } from '../support/token-world';

describe('an answer that is no token of this client in the known form', () => {
  const body = (token: unknown, more: object = {}) => ({ access_token: token, token_type: 'Bearer', ...more });
  const tokenOf = (claims: unknown) => `${encode({ alg: 'RS256' })}.${encode(claims)}.c2ln`;
  const times = { iat: NOW / 1000, exp: NOW / 1000 + 3600 };

  it.each<[string, (clientId: string) => unknown]>([
    ['nothing', () => ({})],
    ['a list', () => []],
    ['a number for a token', () => body(1)],
    ['a text that is no JWT', () => body('opaque')],
    ['a JWT of a text', () => body(tokenOf('text'))],
    ['a token without a client', () => body(tokenOf(times))],
    ['a token of another client', () => body(tokenOf({ ...times, client_id: 'other' }))],
    ['a token without times', (id) => body(tokenOf({ client_id: id }))],
    ['a token without an end', (id) => body(tokenOf({ client_id: id, iat: times.iat }))],
    ['an end before the beginning', (id) => body(tokenOf({ client_id: id, iat: times.exp, exp: times.iat }))],
    [
      'an end in the past, before a beginning to come',
      (id) => body(tokenOf({ client_id: id, iat: times.iat + 60, exp: times.iat - 19 })),
    ],
    ['no life at all', (id) => body(tokenOf({ client_id: id, iat: times.iat, exp: times.iat }))],
    ['an end in the past', (id) => body(tokenOf({ client_id: id, iat: times.iat - 9, exp: times.iat - 1 }))],
    ['a beginning in the far future', (id) => body(tokenOf({ client_id: id, iat: times.iat + 61, exp: times.exp }))],
    ['another type', (id) => ({ ...body(tokenOf({ ...times, client_id: id })), token_type: 'DPoP' })],
    ['something beside the token', (id) => body(tokenOf({ ...times, client_id: id }), { id_token: 'x' })],
  ])('(%s) is handed on as it is and not kept', async (_, made) => {
    const { give, ask, cache, store } = await issuedWorld();
    const reply = { status: 200, body: JSON.stringify(made(ask.clientId)) };

    const given = await give(ask, { ...cache, endpoint: { send: () => Promise.resolve(reply) } });

    expect(given).toEqual({ outcome: 'miss', reply });
    expect(store.items.size).toBe(0);
  });

  it('(a text that is no JSON) is handed on as it is and not kept', async () => {
    const { give, ask, cache, store } = await issuedWorld();
    const reply = { status: 200, body: '{' };

    expect(await give(ask, { ...cache, endpoint: { send: () => Promise.resolve(reply) } })).toEqual({
      outcome: 'miss',
      reply,
    });
    expect(store.items.size).toBe(0);
  });

  it.each([400, 401, 403, 429])('(status %d) is handed on as it is and not kept', async (status) => {
    const { give, ask, cache, endpoint, store } = await issuedWorld();
    const { body: good } = await endpoint.send(requestOf(ask));
    const reply = { status, body: good, retryAfter: '2' };

    const given = await give(ask, { ...cache, endpoint: { send: () => Promise.resolve(reply) } });

    expect(given).toEqual({ outcome: 'miss', reply });
    expect(store.items.size).toBe(0);
  });
});

/** The token endpoint's answers, and what is logged of them. */
import { InvariantError } from '../../lambda/domain/outcome';
import type { TokenCache } from '../../lambda/token-cache/token-cache';
import type { ProxyEvent } from '../../lambda/http/event';
import { serveToken } from '../../lambda/token-cache/serve-token';
import { REQUEST_ID } from '../support/management';
import { basicEvent, postEvent, tokenEvent } from '../support/token-events';
import { issuedWorld, failing } from '../support/token-world';

async function served(change: Partial<TokenCache> = {}) {
  const here = await issuedWorld();
  const lines: Record<string, unknown>[] = [];
  const log = {
    token: (line: object) => void lines.push({ ...line }),
    failure: ({ error, ...line }: { error: unknown }) => void lines.push({ ...line, error: String(error) }),
  };
  const send = serveToken({ cache: { ...here.cache, ...change }, log });
  return { ...here, lines, send };
}
const HEADERS = {
  'Content-Type': 'application/json;charset=UTF-8',
  'Cache-Control': 'no-store',
  Pragma: 'no-cache',
};
const answering = (reply: Awaited<ReturnType<TokenCache['endpoint']['send']>>) => ({
  endpoint: { send: () => Promise.resolve(reply) },
});

describe('200', () => {
  test('is the token, which no cache on its way may store, and is logged without it', async () => {
    const { send, ask, lines, endpoint } = await served();

    const first = await send(postEvent(ask));
    const second = await send(postEvent(ask));

    expect([first, second]).toEqual(
      [first.body, second.body].map((body) => ({ statusCode: 200, headers: HEADERS, body })),
    );
    expect(JSON.parse(second.body)).toEqual(JSON.parse(first.body));
    expect(endpoint.asked).toHaveLength(1);
    const line = { status: 200, requestId: REQUEST_ID, credentialId: ask.clientId };
    expect(lines).toEqual([
      { outcome: 'miss', ...line },
      { outcome: 'hit', ...line },
    ]);
  });

  test('is the same token for the same credential in the header', async () => {
    const { send, ask, lines, endpoint } = await served();
    await send(postEvent(ask));

    await send(basicEvent(ask, 'grant_type=client_credentials'));

    expect([lines.at(-1)?.outcome, endpoint.asked.length]).toEqual(['hit', 1]);
  });

  test('of a request that was handed on names no client, as nobody read one from it', async () => {
    const { send, ask, lines } = await served();

    await send({ ...postEvent(ask), multiValueQueryStringParameters: { a: ['b'] } });

    expect(lines).toEqual([{ outcome: 'passed', status: 200, requestId: REQUEST_ID }]);
  });
});

describe('the issuer’s refusal', () => {
  test('is handed back, and no client is logged for it', async () => {
    const { send, ask, lines } = await served();

    const answer = await send(postEvent({ ...ask, secret: 'wrong' }));

    expect(answer).toEqual({ statusCode: 400, headers: HEADERS, body: '{"error":"invalid_client"}' });
    expect(lines).toEqual([{ outcome: 'miss', status: 400, requestId: REQUEST_ID }]);
  });

  test('keeps the time after which to try again', async () => {
    const { send, ask } = await served(answering({ status: 429, body: '{"error":"slow"}', retryAfter: '7' }));

    expect(await send(postEvent(ask))).toEqual({
      statusCode: 429,
      headers: { ...HEADERS, 'Retry-After': '7' },
      body: '{"error":"slow"}',
    });
  });
});

describe('ours', () => {
  test.each<[string, ProxyEvent]>([
    ['is too long', tokenEvent('x'.repeat(16_385))],
    ['is no form', tokenEvent('{}', { multiValueHeaders: { 'content-type': ['application/json'] } })],
  ])('is 400 when a request %s, without asking anybody', async (_, event) => {
    const { send, endpoint, reader, lines } = await served();

    const { statusCode, headers, body } = await send(event);

    expect([statusCode, headers]).toEqual([400, HEADERS]);
    expect(JSON.parse(body)).toEqual({ error: 'invalid_request', error_description: expect.any(String) });
    expect([endpoint.asked, reader.reads]).toEqual([[], []]);
    expect(lines).toEqual([{ outcome: 'refused', status: 400, requestId: REQUEST_ID }]);
  });

  test('is 503 when the issuer does not decide: nothing is held against the credential', async () => {
    const { send, ask, lines } = await served({ endpoint: { send: failing } });

    expect(await send(postEvent(ask))).toEqual({
      statusCode: 503,
      headers: { ...HEADERS, 'Retry-After': '1' },
      body: '{"error":"temporarily_unavailable"}',
    });
    expect(lines).toEqual([{ requestId: REQUEST_ID, at: 'POST /oauth2/token', error: 'DependencyError: down' }]);
  });

  test('is 500 for a defect', async () => {
    const defect = () => Promise.reject(new InvariantError('defect'));
    const { send, ask } = await served({ endpoint: { send: defect } });

    expect(await send(postEvent(ask))).toEqual({
      statusCode: 500,
      headers: HEADERS,
      body: '{"error":"server_error"}',
    });
  });

  test('is the issuer’s while the cache itself fails, which is logged', async () => {
    const { send, ask, lines } = await served({ reader: { read: failing } });

    const { statusCode } = await send(postEvent(ask));

    expect(statusCode).toBe(200);
    expect(lines).toEqual([
      { requestId: REQUEST_ID, at: 'token cache, reading', error: 'DependencyError: down' },
      { outcome: 'passed', status: 200, requestId: REQUEST_ID, credentialId: ask.clientId },
    ]);
  });
});

test('no line has anything of secret or token, whatever happens', async () => {
  const here = await served();
  const { send, ask, lines } = here;
  const token = JSON.parse((await send(postEvent(ask))).body).access_token as string;
  await send(postEvent(ask));
  await send(basicEvent(ask, 'grant_type=client_credentials'));
  await send(postEvent({ ...ask, secret: `${ask.secret}x` }));
  await send(tokenEvent('x'.repeat(16_385), { multiValueHeaders: { authorization: [ask.secret] } }));

  const written = JSON.stringify(lines);
  const parts = [ask.secret, ...token.split('.')].flatMap((text) =>
    Array.from({ length: text.length - 7 }, (_, at) => text.slice(at, at + 8)),
  );
  expect(lines).toHaveLength(5);
  expect(parts.filter((part) => written.includes(part))).toEqual([]);
});

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HttpTokenEndpoint } from '../../../lambda/aws/cognito/token-endpoint';
import { DependencyError } from '../../../lambda/domain/outcome';
import { ManualTimers } from '../../support/manual-timers';
import { endlessBudget } from '../../support/time-budgets';
import { FORM } from '../../support/token-events';

interface Asked {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}
let server: Server;
let asked: Asked[];
let reply: (response: ServerResponse) => void;
let sockets: number;
let timers: ManualTimers;

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method, url, headers } = request;
      asked.push({ method, url, headers, body: Buffer.concat(chunks) });
      reply(response);
    });
  });
  server.on('connection', () => (sockets += 1));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
beforeEach(() => {
  asked = [];
  sockets = 0;
  timers = new ManualTimers();
  reply = answer(200, '{"access_token":"t"}');
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const answer =
  (status: number, body: string, headers: Record<string, string> = {}) =>
  (response: ServerResponse) => {
    response.writeHead(status, { 'Content-Type': 'application/json;charset=UTF-8', ...headers });
    response.end(body);
  };
const urlOf = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/oauth2/token`;
const endpoint = (url = urlOf()) => new HttpTokenEndpoint({ url, budget: endlessBudget(timers) });
const request = { contentType: FORM, query: '', body: Buffer.from('grant_type=client_credentials') };
const PRIVATE = 'Basic c2VjcmV0LXNlY3JldC1zZWNyZXQ=';

describe('the endpoint is sent', () => {
  it('the request unchanged, and nothing else of the caller', async () => {
    const body = Buffer.from([0x61, 0xff, 0x00]);

    await endpoint().send({
      authorization: PRIVATE,
      contentType: `${FORM}; charset=utf-8`,
      query: 'a=%C3%A4&b=',
      body,
    });

    const [{ method, url, headers, body: sent } = {}] = asked;
    expect([method, url, sent]).toEqual(['POST', '/oauth2/token?a=%C3%A4&b=', body]);
    expect([headers?.authorization, headers?.['content-type']]).toEqual([PRIVATE, `${FORM}; charset=utf-8`]);
    expect(headers).not.toHaveProperty('cookie');
  });

  it('no header that the caller did not send', async () => {
    await endpoint().send({ query: '', body: Buffer.of() });

    expect(asked[0]?.url).toBe('/oauth2/token');
    expect(asked[0]?.headers).not.toHaveProperty('authorization');
    expect(asked[0]?.headers).not.toHaveProperty('content-type');
  });

  it('each request over a connection of its own, as an old one may be dead', async () => {
    await endpoint().send(request);
    await endpoint().send(request);

    expect([sockets, asked.map(({ headers }) => headers.connection)]).toEqual([2, ['close', 'close']]);
  });
});

describe('an answer of the endpoint', () => {
  it.each([200, 400, 401, 403, 404, 429])('with status %d is returned unchanged', async (status) => {
    const body = status === 200 ? '{ "access_token":  "t" }' : '{ "error":  "invalid_client" }';
    reply = answer(status, body);

    expect(await endpoint().send(request)).toEqual({ status, body, retryAfter: undefined });
    expect(asked).toHaveLength(1);
  });

  it.each([
    ['5', '5'],
    ['Wed, 21 Oct 2026 07:28:00 GMT', undefined],
    ['123456', undefined],
  ])('tells when to try again in seconds (%s)', async (given, retryAfter) => {
    reply = answer(429, '{"error":"x"}', { 'Retry-After': given });

    expect(await endpoint().send(request)).toEqual({ status: 429, body: '{"error":"x"}', retryAfter });
  });

  it('with status 429 and another JSON object is returned as well', async () => {
    const body = '{"message":"Too Many Requests"}';
    reply = answer(429, body);

    expect(await endpoint().send(request)).toEqual({ status: 429, body, retryAfter: undefined });
  });

  it('with status 429 is a 429, whatever its body', async () => {
    reply = answer(429, '<html>', { 'Retry-After': '2' });

    const body = '{"error":"temporarily_unavailable"}';
    expect(await endpoint().send(request)).toEqual({ status: 429, body, retryAfter: '2' });
  });
});

const failureOf = async (of = endpoint()) => {
  const error: unknown = await of.send({ ...request, authorization: PRIVATE }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(DependencyError);
  return error as DependencyError;
};

describe('a failure is', () => {
  it.each<[string, (response: ServerResponse) => void]>([
    ['an error of the server', answer(500, '{"error":"x"}')],
    ['a server that is overloaded', answer(503, '{}')],
    ['another success', answer(201, '{}')],
    ['no content', answer(204, '')],
    [
      'a redirection, wherever it leads',
      (response) => answer(asked.length > 1 ? 200 : 302, '{}', { Location: '/elsewhere' })(response),
    ],
    ['a redirection that keeps the body', answer(307, '{}', { Location: '/elsewhere' })],
    ['a refusal in HTML', answer(403, '<html>')],
    ['a refusal without words', answer(400, '')],
    ['a refusal by a firewall', answer(403, '{"message":"Forbidden"}')],
    ['a refusal of the address', answer(404, '{}')],
    ['a refusal that took too long', answer(408, '{"message":"x"}')],
    ['a refusal in another form', answer(400, '[{"error":"invalid_client"}]')],
    ['a refusal whose reason is no text', answer(401, '{"error":{"code":"invalid_client"}}')],
    ['a token without words', answer(200, '')],
    ['a success without a token', answer(200, '{"error":"invalid_client"}')],
    ['half a token', answer(200, '{"access_token":"')],
    ['a text', answer(200, '"x"')],
    ['null', answer(200, 'null')],
    ['a long answer', answer(200, JSON.stringify({ access_token: 'x'.repeat(32_768) }))],
    [
      'an answer that breaks off',
      (response) => {
        response.writeHead(200, { 'Content-Length': '100' });
        response.write('{');
        setImmediate(() => response.destroy());
      },
    ],
    ['a connection that breaks off', (response) => response.socket?.resetAndDestroy()],
  ])('%s, after one attempt', async (_, given) => {
    reply = given;

    const error = await failureOf();

    expect(error.dependency).toBe('token-endpoint');
    expect(asked).toHaveLength(1);
    expect(JSON.stringify([error.message, error.cause instanceof Error && error.cause.message])).not.toContain(
      'c2VjcmV0',
    );
  });

  it.each(['nothing', 'half an answer'])('%s within three seconds', async (what) => {
    let arrive = (): void => undefined;
    const arrived = new Promise<void>((resolve) => (arrive = resolve));
    reply = (response) => (what === 'nothing' ? arrive() : void response.writeHead(200).write('{', arrive));

    const ended = failureOf();
    await arrived;
    timers.advance(2_999);
    const before = timers.pending;
    timers.advance(1);

    expect((await ended).dependency).toBe('token-endpoint');
    expect([before, timers.pending, asked.length]).toEqual([1, 0, 1]);
  });

  it('an address where nothing listens', async () => {
    await failureOf(endpoint('http://127.0.0.1:1/oauth2/token'));
  });
});

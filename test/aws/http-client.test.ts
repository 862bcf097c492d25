/** Over real sockets on loopback. Time limits run on timers that the test moves. */
import { once } from 'node:events';
import { Agent } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { HttpClient, type HttpClientOptions } from '../../lambda/aws/http-client';
import { DependencyError } from '../../lambda/domain/outcome';
import { ManualTimers } from '../support/manual-timers';

/** What the server does with a request that has arrived whole. */
type Behaviour = (socket: Socket) => void;

let server: Server;
let sockets: Socket[];
let asked: string[];
let behaviours: Behaviour[];
let timers: ManualTimers;
let client: HttpClient;

const head = (length: number, status = '200 OK') => `HTTP/1.1 ${status}\r\ncontent-length: ${length}\r\n\r\n`;
const answers =
  (text: string, status?: string): Behaviour =>
  (socket) =>
    void socket.write(head(Buffer.byteLength(text), status) + text);
const nothing: Behaviour = () => undefined;
const resets: Behaviour = (socket) => void socket.resetAndDestroy();

beforeEach(async () => {
  sockets = [];
  asked = [];
  behaviours = [];
  timers = new ManualTimers();
  server = createServer((socket) => {
    sockets.push(socket);
    let text = '';
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      text += chunk.toString();
      if (!text.endsWith('\r\n\r\n') && !text.endsWith('end')) return;
      asked.push(text);
      text = '';
      const behaviour = behaviours.length > 1 ? behaviours.shift() : behaviours[0];
      behaviour?.(socket);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  client = clientWith();
});
afterEach(async () => {
  client.close();
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
});

const clientWith = (more: Partial<HttpClientOptions> = {}) =>
  new HttpClient({
    dependency: 'table',
    maxBytes: 1_000,
    keepAlive: true,
    connectTime: 200,
    requestTime: 400,
    timers,
    ...more,
  });
const url = () => new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
const send = (signal = new AbortController().signal, of = client) =>
  of.send({ method: 'POST', url: url(), headers: { 'x-name': 'value' }, body: '{} end' }, signal);
const outcome = (sent: Promise<unknown>) => sent.catch((error: unknown) => error);

describe('a request', () => {
  it('goes to an IPv6 address as well, which only a URL has in brackets', async () => {
    const free = (server.address() as AddressInfo).port;
    const sent = client.send({ method: 'GET', url: new URL(`http://[::1]:${free}/`) }, new AbortController().signal);

    // The server listens on the IPv4 address alone, and the error says where the connection was tried.
    await expect(sent).rejects.toMatchObject({ syscall: 'connect', address: '::1', port: free });
  });

  it('names its path with the query, and never sends credentials of the URL', async () => {
    behaviours = [answers('ok')];
    const at = new URL('/key/set?version=2', url());
    at.username = 'reader';
    at.password = 'p@ss';

    await client.send({ method: 'GET', url: at }, new AbortController().signal);

    expect(asked[0]).toContain('GET /key/set?version=2 HTTP/1.1\r\n');
    expect(asked[0]).not.toMatch(/authorization/i);
  });

  it('arrives whole, and its answer too', async () => {
    behaviours = [answers('ä'.repeat(400), '503 Busy')];

    const { status, text } = await send();

    expect([status, text]).toEqual([503, 'ä'.repeat(400)]);
    expect(asked[0]).toMatch(/^POST \/ HTTP\/1\.1\r\nx-name: value\r\n[^]*content-length: 6\r\n\r\n\{\} end$/i);
    expect(timers.pending).toBe(0);
  });

  it('follows no redirection', async () => {
    behaviours = [(socket) => void socket.write(`HTTP/1.1 307 Moved\r\nlocation: /x\r\ncontent-length: 0\r\n\r\n`)];

    expect((await send()).status).toBe(307);
    expect(asked).toHaveLength(1);
  });

  it('is not taken for answered by a 1xx answer', async () => {
    behaviours = [(socket) => void socket.write(`HTTP/1.1 103 Early Hints\r\n\r\n${head(2)}ok`)];

    expect(await send()).toMatchObject({ status: 200, text: 'ok' });
  });
});

describe('a failure', () => {
  it.each<[string, Behaviour]>([
    ['a reset', resets],
    ['a close without an answer', (socket) => socket.end()],
    ['half an answer', (socket) => socket.end(`${head(100)}half`)],
    ['a reset in the middle of an answer', (socket) => socket.write(`${head(100)}half`, () => resets(socket))],
    ['something that is not HTTP', (socket) => socket.end('SSH-2.0-OpenSSH\r\n\r\n')],
    ['a negative length', (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n')],
    ['two lengths', (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab')],
    ['half a chunk', (socket) => socket.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n9\r\nhalf')],
    ['more bytes than may be read', answers('x'.repeat(1_001))],
  ])('rejects the request once, and the next one works: %s', async (_, behaviour) => {
    behaviours = [behaviour, answers('ok')];

    const failed = await outcome(send());
    const next = await send();

    expect(failed).toHaveProperty('message');
    expect([asked.length, next.text, timers.pending]).toEqual([2, 'ok', 0]);
  });

  it('of a connection that nobody accepts rejects', async () => {
    const at = url();
    await new Promise((resolve) => server.close(resolve));

    await expect(client.send({ method: 'GET', url: at }, new AbortController().signal)).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    });
    server.listen(0);
  });

  it('leaves a longer body than its length unread, and its connection unused', async () => {
    behaviours = [
      (socket) => void socket.write(`${head(2)}okHTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nother`),
      answers('mine'),
    ];

    const first = await outcome(send());
    await nextTurn();
    const second = await send();

    expect(first).toMatchObject({ text: 'ok' });
    expect(second.text).toBe('mine');
  });
});

describe('a limit', () => {
  const late: readonly [string, Behaviour][] = [
    ['before the first byte', nothing],
    ['in the middle of the answer', (socket) => void socket.write(`${head(100)}half`)],
  ];

  it.each(late)('of 400 ms ends a request %s', async (_, behaviour) => {
    behaviours = [behaviour, answers('ok')];
    const ended = outcome(send());
    while (asked.length === 0) await nextTurn();

    timers.advance(400);

    expect(await ended).toMatchObject({ dependency: 'table', message: 'no answer within 400 ms' });
    expect(timers.pending).toBe(0);
    expect((await send()).text).toBe('ok');
  });

  it.each(late)('that the caller sets ends a request %s', async (_, behaviour) => {
    behaviours = [behaviour];
    const abort = new AbortController();
    const ended = outcome(send(abort.signal));
    while (asked.length === 0) await nextTurn();

    abort.abort();

    expect(await ended).toBeInstanceOf(DependencyError);
    expect(timers.pending).toBe(0);
  });

  it.each<[string, (abort: AbortController) => void]>([
    ['of 400 ms', () => timers.advance(400)],
    ['that the caller sets', (abort) => abort.abort()],
  ])('%s ends a request that is answered with another protocol', async (_, end) => {
    // Node closes the connection then, and the request has neither an answer nor an error.
    const upgrade = 'HTTP/1.1 101 Switching Protocols\r\nupgrade: h2c\r\nconnection: upgrade\r\n\r\n';
    const closed = new Promise((resolve) => {
      behaviours = [(socket) => socket.on('close', resolve).write(upgrade), answers('ok')];
    });
    const abort = new AbortController();
    const ended = outcome(send(abort.signal));
    await closed;

    end(abort);

    expect(await Promise.race([ended, nextTurn('pending')])).toMatchObject({ dependency: 'table' });
    expect(timers.pending).toBe(0);
    expect((await send()).text).toBe('ok');
  });

  it('that is over sends nothing', async () => {
    expect(await outcome(send(AbortSignal.abort()))).toBeInstanceOf(DependencyError);
    expect([timers.pending, asked]).toEqual([0, []]);
    behaviours = [answers('ok')];
    await send();
    // The server accepts connections in their order, so another one would have come first.
    expect([asked.length, sockets.length]).toEqual([1, 1]);
  });

  it('of 200 ms ends a connection that does not come about', async () => {
    const ended = outcome(send());
    // The event loop goes no further than this queue, so the connection cannot come about.
    while (timers.pending < 2) await new Promise((resolve) => process.nextTick(resolve));

    timers.advance(200);

    expect(await ended).toMatchObject({ dependency: 'table', message: 'no connection within 200 ms' });
    expect(timers.pending).toBe(0);
  });

  it.each([
    [200, 100],
    [201, 101],
    [undefined, undefined],
  ])('of %s ms for a connection leaves half for each family of addresses', async (connectTime, half) => {
    behaviours = [answers('ok')];
    const made = jest.spyOn(Agent.prototype, 'createConnection');
    const limited = clientWith({ connectTime });

    await send(undefined, limited);
    limited.close();

    expect(made.mock.calls.map(([options]) => Object(options).autoSelectFamilyAttemptTimeout)).toEqual([half]);
    made.mockRestore();
  });

  it('leaves no listener on the caller’s signal', async () => {
    behaviours = [answers('ok')];
    const { signal } = new AbortController();
    const added = jest.spyOn(signal, 'addEventListener');
    const removed = jest.spyOn(signal, 'removeEventListener');

    for (let count = 0; count < 20; count += 1) await send(signal);

    expect(removed.mock.calls).toEqual(added.mock.calls);
    expect(added.mock.calls).toHaveLength(20);
  });
});

describe('a kept connection', () => {
  it('serves one request after another', async () => {
    behaviours = [answers('ok')];

    for (let count = 0; count < 20; count += 1) await send();

    expect(sockets).toHaveLength(1);
  });

  it('is not kept where that is not wanted', async () => {
    const each = clientWith({ keepAlive: false });
    behaviours = [answers('ok')];

    await send(undefined, each);
    await send(undefined, each);
    each.close();

    expect([sockets.length, /^connection: close\r$/im.test(asked[0] ?? '')]).toEqual([2, true]);
  });

  it.each<[string, Behaviour]>([
    ['reset', resets],
    ['closed', (socket) => socket.destroy()],
  ])('that was %s when the next request arrives is replaced at once, without a pause', async (_, behaviour) => {
    behaviours = [answers('ok'), behaviour, answers('again')];

    await send();
    const { text } = await send();

    expect([text, sockets.length, asked.length, timers.pauses]).toEqual(['again', 2, 3, []]);
  });

  it('is replaced also if several of them are closed', async () => {
    const held: Socket[] = [];
    behaviours = [(socket) => held.push(socket), (socket) => held.push(socket), resets, resets, answers('again')];
    const both = [send(), send()];
    while (held.length < 2) await nextTurn();
    for (const socket of held) answers('ok')(socket);
    await Promise.all(both);

    const { text } = await send();

    expect([text, sockets.length, asked.length]).toEqual(['again', 3, 5]);
  });

  it('that the server ended while nobody used it is not used', async () => {
    behaviours = [answers('ok')];
    await send();
    const [first] = sockets;
    first?.end();
    if (first !== undefined) await once(first, 'close');

    expect((await send()).text).toBe('ok');
    expect(sockets).toHaveLength(2);
  });

  it('that breaks off in the middle of an answer is a failure like any other', async () => {
    behaviours = [answers('ok'), (socket) => socket.write(`${head(100)}half`, () => resets(socket))];
    await send();

    expect(await outcome(send())).toHaveProperty('message');
    expect(asked).toHaveLength(2);
  });
});

test('fifty requests at once each get their own answer', async () => {
  behaviours = [(socket) => answers(asked.at(-1)?.match(/x-name: (\d+)/)?.[1] ?? '')(socket)];
  const signal = new AbortController().signal;

  const texts = await Promise.all(
    Array.from({ length: 50 }, async (_, at) => {
      const { text } = await client.send({ method: 'GET', url: url(), headers: { 'x-name': String(at) } }, signal);
      return text;
    }),
  );

  expect(texts).toEqual(Array.from({ length: 50 }, (_, at) => String(at)));
});

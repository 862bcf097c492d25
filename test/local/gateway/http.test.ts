import { connect } from 'node:net';
import { judged, open, serve, stopServing, templateOf } from '../rest-api';

afterEach(stopServing);

const routes = templateOf({ 'GET /orders': judged, 'ANY /open': open, 'GET /any/{id}': open });
const served = (more = {}) =>
  serve(routes, {
    answers: {
      JudgeFunction: () => {
        throw new Error('Unauthorized');
      },
    },
    ...more,
  });
const request = (line: string, ...fields: string[]) =>
  `${[line, 'Host: h', 'Connection: close', ...fields].join('\r\n')}\r\n\r\n`;
const statusOf = (answer: string) => Number(answer.slice(9, 12));

describe('hostile HTTP', () => {
  it.each([
    ['a header of 1 MB', request('GET /prod/open HTTP/1.1', `X: ${'a'.repeat(1_048_576)}`), 431],
    ['a header one byte over the limit', request('GET /prod/open HTTP/1.1', `X: ${'a'.repeat(10_240 - 32)}`), 431],
    ['ten thousand headers', request('GET /prod/open HTTP/1.1', ...Array<string>(10_000).fill('X: a')), 431],
    ['a request line over the limit', request(`GET /prod/open?${'a'.repeat(10_240)} HTTP/1.1`), 414],
    ['a NUL in a header', request('GET /prod/open HTTP/1.1', 'X: a\0b'), 400],
    ['a bell in a header', request('GET /prod/open HTTP/1.1', 'X: a\x07b'), 400],
    ['a control character in a name', request('GET /prod/open HTTP/1.1', 'X\x01: a'), 400],
    ['a space in the path', request('GET /prod/open x HTTP/1.1'), 400],
    ['a path that cannot be decoded', request('GET /prod/any/%zz HTTP/1.1'), 400],
    ['a path that is no UTF-8', request('GET /prod/any/%ff HTTP/1.1'), 400],
    ['an asterisk for a path', request('OPTIONS * HTTP/1.1'), 400],
    ['no HTTP at all', 'hello\r\n\r\n', 400],
    ['no host', 'GET /prod/open HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
    ['two lengths', request('POST /prod/open HTTP/1.1', 'Content-Length: 1', 'Content-Length: 2'), 400],
    [
      'length and chunks together',
      request('POST /prod/open HTTP/1.1', 'Content-Length: 1', 'Transfer-Encoding: chunked'),
      400,
    ],
    ['a folded header', request('GET /prod/open HTTP/1.1', 'X: a\r\n b'), 400],
    ['an unknown verb', request('BREW /prod/open HTTP/1.1'), 400],
    ['a verb API Gateway does not know', request('PROPFIND /prod/open HTTP/1.1'), 403],
    ['a declared body over 10 MB', request('POST /prod/open HTTP/1.1', 'Content-Length: 10485761'), 413],
  ])('%s is refused, and the next request is served', async (_, text, status) => {
    const { raw, call, functions } = await served();

    const answer = await raw(text);

    expect([statusOf(answer), functions.events.length]).toEqual([status, 0]);
    expect((await call('GET /open')).status).toBe(200);
  });

  it('of exactly the header limit is served', async () => {
    const { raw } = await served();

    expect(statusOf(await raw(request('GET /prod/open HTTP/1.1', `X: ${'a'.repeat(10_240 - 33)}`)))).toBe(200);
  });

  it('keeps NUL and line breaks that are escaped in a path', async () => {
    const { call, functions } = await served();

    await call('GET /any/a%00%0d%0ab');

    expect(functions.events[0]?.event.pathParameters).toEqual({ id: 'a\0\r\nb' });
  });

  it.each([
    'GET /prod/orders',
    'GET /prod/orders/',
    'GET http://h/prod/orders',
    'GET /prod/orders?x',
    'GET /prod/orders/?',
    'HEAD /prod/orders',
    'GET //prod/orders',
    'GET /prod//orders',
    'GET /prod/./orders',
    'GET /prod/x/../orders',
    'GET /prod/orders%2f',
    'GET /PROD/orders',
    'GET /prod/orders%00',
    'GET /prod/orders;a=b',
    'GET /prod/%2e/orders',
  ])('as the path spelling %s never reaches the function behind the guard', async (line) => {
    const { raw, functions } = await served();

    const answer = await raw(request(`${line} HTTP/1.1`));

    expect([401, 403]).toContain(statusOf(answer));
    expect(functions.eventsOf('Backend')).toEqual([]);
  });

  it('in the form of __proto__ headers stays a header', async () => {
    const { raw, functions } = await served();

    await raw(request('GET /prod/open HTTP/1.1', '__proto__: x', 'constructor: y'));

    expect(JSON.stringify(functions.events[0]?.event.headers)).toContain('"__proto__":"x","constructor":"y"');
  });
});

describe('a body', () => {
  it('may come in chunks', async () => {
    const { raw, functions } = await served();

    await raw(`${request('POST /prod/open HTTP/1.1', 'Transfer-Encoding: chunked')}3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n`);

    expect(functions.events[0]?.event).toMatchObject({ body: 'abcde' });
  });

  it('of 10 MB is taken, and of one byte more in chunks is not', async () => {
    const { call, functions } = await served();
    const chunks = (size: number) =>
      new ReadableStream({
        start: (controller) => {
          for (let sent = 0; sent < size; sent += 1_048_576)
            controller.enqueue(Buffer.alloc(Math.min(1_048_576, size - sent), 'a'));
          controller.close();
        },
      });

    const full = await call('POST /open', { body: chunks(10_485_760), duplex: 'half' });
    const over = await call('POST /open', { body: chunks(10_485_761), duplex: 'half' });

    expect([full.status, over.status]).toEqual([200, 413]);
    expect(functions.events.length).toBe(1);
  });

  it('that never arrives ends the request after its time limit, without a call', async () => {
    const { raw, functions } = await served({ requestTimeoutMs: 100 });

    const answer = await raw('POST /prod/open HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc');

    expect([statusOf(answer), functions.events]).toEqual([408, []]);
  });
});

describe('a client that goes away', () => {
  it('in the middle of its body leaves the server standing', async () => {
    const { call, gateway, functions } = await served();
    const socket = connect(Number(new URL(gateway.origin).port), '127.0.0.1');
    await new Promise((resolve) =>
      socket.write('POST /prod/open HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc', resolve),
    );

    socket.resetAndDestroy();

    expect((await call('GET /open')).status).toBe(200);
    expect(functions.events.length).toBe(1);
  });

  it('while its answer is made leaves the server standing', async () => {
    let answerNow = (): void => undefined;
    const asked = new Promise<void>((resolve) => {
      answerNow = resolve;
    });
    let begun = (): void => undefined;
    const started = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const { call, gateway } = await serve(templateOf({ 'GET /slow': open, 'GET /open': open }), {
      answers: {
        Backend: async ({ resource }: { resource: string }) => {
          if (resource === '/slow') {
            begun();
            await asked;
          }
          return { statusCode: 200, body: 'x'.repeat(100_000) };
        },
      },
    });
    const socket = connect(Number(new URL(gateway.origin).port), '127.0.0.1');
    socket.write('GET /prod/slow HTTP/1.1\r\nHost: h\r\n\r\n');
    await started;

    socket.resetAndDestroy();
    answerNow();

    expect((await call('GET /open')).status).toBe(200);
  });
});

describe('two APIs', () => {
  it('have an origin each', async () => {
    const [one, two] = [await served(), await served()];

    expect(one.gateway.origin).not.toBe(two.gateway.origin);
    expect(one.gateway.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/prod$/);
  });
});

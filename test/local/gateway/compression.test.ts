/** Answers that are compressed for callers that take it, and those that are not. */
import { change, open, serve, stopServing, templateOf } from '../rest-api';

afterEach(stopServing);

const BODY = 'x'.repeat(100);
const answers = {
  Backend: ({ path }: { path: string }) => ({
    statusCode: 200,
    headers: path === '/encoded' ? { 'content-encoding': 'identity' } : {},
    body: path === '/small' ? BODY.slice(1) : path === '/empty' ? '' : BODY,
  }),
};
const api = (size: number | null) =>
  change(templateOf({ 'GET /{file}': open }), 'Api', size === null ? {} : { MinimumCompressionSize: size });

interface Asked {
  readonly at?: string;
  readonly size?: number | null;
}

/** The coding of the answer, and its body once that is undone. */
async function ask(accept: string | undefined, { at = '/large', size = 100 }: Asked = {}) {
  const { raw, call } = await serve(api(size), { answers });
  if (accept === undefined) {
    // `fetch` always sends the header.
    const text = await raw(`GET /prod${at} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    return [/content-encoding: (\S+)/i.exec(text)?.[1] ?? null, text.split('\r\n\r\n')[1]];
  }
  const response = await call(`GET ${at}`, { headers: { 'Accept-Encoding': accept } });
  return [response.headers.get('content-encoding'), await response.text()];
}

it.each([
  ['gzip', 'gzip'],
  ['deflate', 'deflate'],
  ['gzip, deflate, br, zstd', 'gzip'],
  ['deflate;q=0.5, gzip;q=0.9', 'gzip'],
  ['GZIP;q=1.0', 'gzip'],
])('for "%s" it is %s', async (accept, coding) => {
  expect(await ask(accept)).toEqual([coding, BODY]);
});

it.each(['br', 'br, gzip;q=0.5', '*', 'identity', 'gzip;q=0', ''])('for "%s" it is not', async (accept) => {
  expect(await ask(accept)).toEqual([null, BODY]);
});

it('without the header it is not', async () => {
  expect(await ask(undefined)).toEqual([null, BODY]);
});

it.each([
  ['smaller than the API says', { at: '/small' }, [null, BODY.slice(1)]],
  ['empty', { at: '/empty', size: 0 }, [null, '']],
  ['encoded already', { at: '/encoded' }, ['identity', BODY]],
  ['of an API that does not compress', { size: null }, [null, BODY]],
])('a body that is %s is left alone', async (_, options, expected) => {
  expect(await ask('gzip', options)).toEqual(expected);
});

it('an answer of API Gateway itself is left alone', async () => {
  const { call } = await serve(api(1), { answers });

  const response = await call('GET /a/b', { headers: { 'Accept-Encoding': 'gzip' } });

  expect([response.status, response.headers.get('content-encoding')]).toEqual([403, null]);
});

import { type Client, NoAnswerError } from '../../client';
import { apiOf, tokenOf } from '../../portal/element/given';
import { type FailedCall, failedCallOf, reported } from '../../portal/element/reported';

const failing = (error: Error): Client => {
  const call = () => Promise.reject(error);
  async function* items() {
    yield* [];
    throw error;
  }
  return { get: call, post: call, put: call, patch: call, delete: call, items };
};
const NO_ANSWER = new NoAnswerError('No connection.');

test('a call that the element gave up is no failure', () => {
  expect(failedCallOf(new DOMException('Left.', 'AbortError'))).toBeUndefined();
});

test.each(['get', 'post', 'put', 'patch', 'delete', 'items'] as const)(
  'the page hears of a failed %s, and the screen still gets the failure',
  async (name) => {
    const told: FailedCall[] = [];
    const client = reported(failing(NO_ANSWER), (error) => told.push(error));

    const call =
      name === 'items' ? client.items('/keys').next() : (client[name] as unknown as () => Promise<unknown>)();

    await expect(call).rejects.toBe(NO_ANSWER);
    expect(told).toEqual([{ code: 'no-answer', message: expect.stringContaining('The service did not answer') }]);
  },
);

describe('the address of the API', () => {
  const page = (baseURI = 'https://example.com/keys/', origin = 'https://example.com') => ({
    baseURI,
    location: { origin },
  });

  it.each([
    ['/v1', 'https://example.com/v1'],
    ['/v1/', 'https://example.com/v1'],
    ['../v1', 'https://example.com/v1'],
    ['https://example.com/a/v1//', 'https://example.com/a/v1'],
    ['/v1?to=https://evil.example#x', 'https://example.com/v1'],
  ])('%s is %s in a page of that origin', (api, url) => {
    expect(apiOf(api, page())).toBe(url);
  });

  it.each([
    'https://evil.example/v1',
    '//evil.example/v1',
    'http://example.com/v1',
    'https://example.com:8443/v1',
    'https://user@evil.example/v1',
    'javascript:alert(1)',
    'data:text/html,x',
    'https://',
  ])('is refused if it is of another origin: %s', (api) => {
    expect(() => apiOf(api, page())).toThrow('has to be an address of this page’s own origin, https://example.com');
  });

  it('is refused if the base of the page leads elsewhere', () => {
    expect(() => apiOf('/v1', page('https://evil.example/'))).toThrow('https://example.com');
  });

  it.each(['data:text/html,x', 'javascript:alert(1)'])('is refused in a page without an origin: %s', (api) => {
    expect(() => apiOf(api, page('https://example.com/', 'null'))).toThrow('own origin');
  });
});

describe('the token function of the page around', () => {
  const request = { signal: new AbortController().signal };
  const sourceOf = (given: unknown) => tokenOf(() => given as Promise<string>);

  it.each(['a.b-c', Promise.resolve('a.b-c')])('may give a token at once or later', async (given) => {
    expect(await sourceOf(given)(request)).toBe('a.b-c');
  });

  it.each([undefined, null, '', 42, {}, '<html>\n', 'tökén', 'a b'])('gives a clear error for %p', async (given) => {
    await expect(sourceOf(given)(request)).rejects.toThrow('The function `token` gave no access token');
  });
});

import fc from 'fast-check';
import { SignatureV4 } from '@smithy/signature-v4';
import { createHash, createHmac } from 'node:crypto';
import { encoded, queryText, signerOf } from '../../lambda/aws/signature';

const CREDENTIALS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
/** Of AWS's test suite for Signature Version 4. */
const TOKEN =
  'AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA==';
const AT = Date.UTC(2015, 7, 30, 12, 36);
const host = 'example.amazonaws.com';
const UNRESERVED = '-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

interface Vector {
  readonly name: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly sessionToken?: string;
  readonly signature: string;
}
const VECTORS: readonly Vector[] = [
  { name: 'post-vanilla', signature: '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b' },
  {
    name: 'post-header-key-sort',
    headers: { 'my-header1': 'value1' },
    signature: 'c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c',
  },
  {
    name: 'post-header-value-case',
    headers: { 'my-header1': 'VALUE1' },
    signature: 'cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d',
  },
  {
    name: 'post-x-www-form-urlencoded',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'Param1=value1',
    signature: 'ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a',
  },
  {
    name: 'post-sts-header-before',
    sessionToken: TOKEN,
    signature: '85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead',
  },
];

test.each(VECTORS)('AWS’s own test vector $name', ({ headers = {}, body = '', sessionToken, signature }) => {
  const operation = { region: 'us-east-1', service: 'service', headers: { host, ...headers } };
  const sign = signerOf({ ...CREDENTIALS, sessionToken }, operation);

  const { authorization = '' } = sign(body, AT);

  expect(authorization).toContain('Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, ');
  expect(/Signature=(.+)$/.exec(authorization)?.[1]).toBe(signature);
});

/** What the SDK's signer hashes with. */
class Sha256 {
  readonly #hash;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret as Buffer);
  }
  update(chunk: string | Uint8Array): void {
    this.#hash.update(chunk);
  }
  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest());
  }
  reset(): void {
    throw new TypeError('the signer resets no hash');
  }
}

describe('the AWS SDK’s own signer', () => {
  const text = fc.string({
    minLength: 1,
    maxLength: 40,
    unit: fc.constantFrom('a', 'Z', '0', '+', '/', '=', '_', '-', '.'),
  });
  /** Two days, in any order. */
  const instants = fc.array(fc.integer({ min: AT, max: AT + 2 * 86_400_000 }), { minLength: 1, maxLength: 6 });

  it('makes the same signature of every request, on every day', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({ accessKeyId: text, secretAccessKey: text, sessionToken: fc.option(text, { nil: undefined }) }),
        fc.string({ unit: 'grapheme' }),
        instants,
        async ({ sessionToken, ...given }, body, times) => {
          const credentials = sessionToken === undefined ? given : { ...given, sessionToken };
          const headers = { host, 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'D.BatchGetItem' };
          const sign = signerOf(credentials, { region: 'eu-west-1', service: 'dynamodb', headers });
          const theirs = new SignatureV4({
            credentials,
            region: 'eu-west-1',
            service: 'dynamodb',
            sha256: Sha256,
            applyChecksum: false,
          });
          for (const at of times) {
            const request = { method: 'POST', protocol: 'https:', hostname: host, path: '/', headers, body };
            const expected = await theirs.sign(request, { signingDate: new Date(at) });
            expect(sign(body, at)['authorization']).toBe(expected.headers['authorization']);
          }
        },
      ),
    );
  });
});

describe('of a request with a method, a path and a query', () => {
  const GET = { region: 'us-east-1', service: 'service', headers: { host }, method: 'GET' };

  it.each([
    ['get-vanilla', {}, '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
    [
      'get-vanilla-query-order-key-case',
      { query: { Param1: 'value1', Param2: 'value2' } },
      'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
    ],
    [
      'get-vanilla-query-unreserved',
      { query: { [UNRESERVED]: UNRESERVED } },
      '9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197',
    ],
    ['get-unreserved', { path: `/${UNRESERVED}` }, '07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f'],
  ])('AWS’s own test vector %s', (_, more, signature) => {
    const { authorization = '' } = signerOf(CREDENTIALS, { ...GET, ...more })('', AT);

    expect(/Signature=(.+)$/.exec(authorization)?.[1]).toBe(signature);
  });

  it('is the AWS SDK’s own, whatever stands in path and query', async () => {
    const unit = fc.constantFrom(
      'a',
      'Z',
      '9',
      '-',
      '.',
      '_',
      '~',
      '/',
      '+',
      ' ',
      '=',
      '%',
      '*',
      "'",
      '(',
      'é',
      '&',
      '?',
    );
    const word = fc.string({ minLength: 1, maxLength: 8, unit });
    const theirs = new SignatureV4({
      credentials: CREDENTIALS,
      region: 'us-east-1',
      service: 'apigateway',
      sha256: Sha256,
      applyChecksum: false,
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          word.filter((segment) => !/^\.\.?$/.test(segment)),
          { minLength: 1, maxLength: 3 },
        ),
        word,
        async (segments, value) => {
          const path = segments.map((segment) => `/${encoded(segment)}`).join('');
          const query = { limit: '500', name: value };
          const operation = { ...GET, service: 'apigateway', method: 'DELETE', path, query };
          const request = { method: 'DELETE', protocol: 'https:', hostname: host, path, query, headers: { host } };
          const expected = await theirs.sign(request, { signingDate: new Date(AT) });

          expect(signerOf(CREDENTIALS, operation)('', AT)['authorization']).toBe(expected.headers['authorization']);
        },
      ),
    );
  });

  it('sends the query that it signs', () => {
    const query = { limit: '500', name: "a b/ü='(" };

    expect([...new URLSearchParams(queryText(query))]).toEqual(Object.entries(query));
  });
});

test('no header holds the secret', () => {
  const operation = { region: 'us-east-1', service: 'dynamodb', headers: { host } };
  const sign = signerOf({ ...CREDENTIALS, sessionToken: TOKEN }, operation);

  expect(JSON.stringify(sign('{}', AT))).not.toContain(CREDENTIALS.secretAccessKey);
});

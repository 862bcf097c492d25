/** What a foreign error's message may tell the log: plain words, and nothing that could be a part of a credential. */
import { createHash } from 'node:crypto';
import { redacted } from '../../../lambda/aws/log/redaction';
import { mintKey } from '../../../lambda/domain/key-format';
import { found, needlesOf, secretsOfClient, secretsOfKey, secretsOfToken } from '../../proofs/needles';
import { bytesFrom, KEY_ID } from '../../support/records';
import { accessToken, signingKey } from '../../support/tokens';

describe('a message', () => {
  test.each([
    "Cannot read properties of undefined (reading 'accountId')",
    'deps.table.commit is not a function',
    'Invalid array length',
    'connect ECONNREFUSED',
    'The "options.signal" property must be an instance of AbortSignal, not 503',
    'Converting circular structure to JSON --> starting at object with constructor',
  ])('of plain words stays as it is: %s', (message) => {
    expect(redacted(message)).toBe(message);
  });

  test.each([
    ['Unexpected token in {"key":"sp_live_Acc"}', 'Unexpected token in {"key":"***"}'],
    ['x is 4h57bb1e6jqp', 'x is ***'],
    ['<Buffer 73 70 5f 6c 69 76 65 5f>', '<Buffer 73 70 *** *** 69 76 *** ***>'.replace('69 76', '*** ***')],
    ['bytes 115,112,95,108', 'bytes ***'],
    ['115 112 95 108 105', '115 112 *** *** ***'],
    ['%73%70%5f', '***'],
    ['n4bQgYhMfWWaL+qgxVrQ=', '***'],
    ['zwölf', '***'],
    ['first\nsecond\tthird', 'first second third'],
  ])('%j becomes %j', (message, expected) => {
    expect(redacted(message)).toBe(expected);
  });

  test('is cut after it was redacted, so that half a credential is never taken for a word', () => {
    const word = 'abcdefgh';
    const message = `${'word '.repeat(38)}${word.repeat(7)}`;

    expect(redacted(message)).toBe(`${'word '.repeat(38)}***`);
    expect(redacted('word '.repeat(1_000))).toHaveLength(200);
  });

  test('is read in linear time, however long it is', () => {
    expect(redacted('aB'.repeat(2_000_000))).toBe('***');
    expect(redacted('a.'.repeat(2_000_000))).toBe('***');
  });
});

describe('no credential is left in a message', () => {
  const random = bytesFrom('redaction');
  const signer = signingKey('kid');
  const base36 = (length: number) => [...random(length)].map((byte) => (byte % 36).toString(36)).join('');
  const secrets = Array.from({ length: 300 }, (_, at) => {
    const key = mintKey({ prefix: 'sp', environment: 'live', keyId: KEY_ID }, random);
    const client = { clientId: base36(26), clientSecret: base36(52) };
    return [
      ...secretsOfKey(`key ${at}`, key),
      ...secretsOfClient(`client ${at}`, client),
      { name: `hash ${at}`, text: createHash('sha256').update(key).digest('base64url') },
      { name: `hex ${at}`, text: createHash('sha256').update(key).digest('hex') },
    ];
  })
    .flat()
    .concat(secretsOfToken('token', accessToken(signer)));
  const needles = needlesOf(secrets);

  test.each<[string, (text: string) => string]>([
    ['quoted', (text) => `Unexpected token in {"key":"${text}"}`],
    ['in a header', (text) => `Invalid header value: Bearer ${text}`],
    ['in a URL', (text) => `Invalid URL https://x.example/a?key=${text}&b=1`],
    ['in base64', (text) => Buffer.from(text).toString('base64')],
    ['in hex', (text) => Buffer.from(text).toString('hex')],
    ['URL-encoded', (text) => encodeURIComponent(`"${text}"`)],
    ['without its beginning', (text) => `... ${text.slice(-22)} is no JSON`],
    ['where the message is cut', (text) => `${'word '.repeat(36)}${text}`],
  ])('%s', (_, quote) => {
    expect(
      found(
        needles,
        secrets.map(({ text }) => redacted(quote(text))),
      ),
    ).toEqual([]);
  });

  test('of random bytes in any common encoding', () => {
    const texts = Array.from({ length: 2_000 }, () => Buffer.from(random(16))).flatMap((bytes) =>
      (['base64', 'base64url', 'hex', 'latin1'] as const).map((encoding) => bytes.toString(encoding)),
    );
    const kept = texts.filter((text) => /[\w+/=-]{12,}/.test(redacted(text)));

    expect(kept).toEqual([]);
  });
});

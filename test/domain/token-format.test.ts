import fc from 'fast-check';
import { parseTokenHeader, TOKEN_MAX_LENGTH } from '../../lambda/domain/token-format';
import { accessToken, encode, KID, signed, signingKey } from '../support/tokens';

const key = signingKey(KID);
const GOOD = accessToken(key);
const withHeader = (header: unknown) => signed(key, {}, header);
const [head = '', body = '', signature = ''] = GOOD.split('.');

describe('the form of a token', () => {
  test('tells which key is said to have signed it', () => {
    expect(parseTokenHeader(GOOD)).toEqual({ kid: KID });
    expect(parseTokenHeader(withHeader({ alg: 'RS256', kid: 'a', typ: 'at+jwt', jku: 'https://evil' }))).toEqual({
      kid: 'a',
    });
    expect(parseTokenHeader(withHeader({ alg: 'RS256', kid: 'k'.repeat(128) }))).toBeDefined();
  });

  test.each(['at+jwt', 'application/at+jwt', 'AT+JWT', 'Application/at+JWT'])(
    'may say that it is an access token: typ %s (RFC 9068 section 2.1)',
    (typ) => {
      expect(parseTokenHeader(withHeader({ alg: 'RS256', kid: KID, typ }))).toEqual({ kid: KID });
    },
  );

  test.each<[string, unknown]>([
    ['the typ of a JWT of any kind', { alg: 'RS256', kid: KID, typ: 'JWT' }],
    ['the typ of a logout token', { alg: 'RS256', kid: KID, typ: 'logout+jwt' }],
    ['the typ of an event', { alg: 'RS256', kid: KID, typ: 'secevent+jwt' }],
    ['the typ of a proof of possession', { alg: 'RS256', kid: KID, typ: 'dpop+jwt' }],
    ['a typ that only begins as an access token’s', { alg: 'RS256', kid: KID, typ: 'at+jwt+x' }],
    ['a typ that only ends as an access token’s', { alg: 'RS256', kid: KID, typ: 'x/at+jwt' }],
    ['a typ with a line end', { alg: 'RS256', kid: KID, typ: 'at+jwt\n' }],
    ['an empty typ', { alg: 'RS256', kid: KID, typ: '' }],
    ['a typ that is null', { alg: 'RS256', kid: KID, typ: null }],
    ['a list of typs', { alg: 'RS256', kid: KID, typ: ['at+jwt'] }],
    ['alg none', { alg: 'none', kid: KID }],
    ['alg None', { alg: 'None', kid: KID }],
    ['no alg', { kid: KID }],
    ['a list of algs', { alg: ['RS256'], kid: KID }],
    ['HS256', { alg: 'HS256', kid: KID }],
    ['RS512', { alg: 'RS512', kid: KID }],
    ['alg in lower case', { alg: 'rs256', kid: KID }],
    ['crit', { alg: 'RS256', kid: KID, crit: ['exp'] }],
    ['empty crit', { alg: 'RS256', kid: KID, crit: [] }],
    ['crit that is null', { alg: 'RS256', kid: KID, crit: null }],
    ['b64', { alg: 'RS256', kid: KID, b64: true }],
    ['no kid', { alg: 'RS256' }],
    ['a number as kid', { alg: 'RS256', kid: 1 }],
    ['an empty kid', { alg: 'RS256', kid: '' }],
    ['a kid of 129 characters', { alg: 'RS256', kid: 'k'.repeat(129) }],
    ['a kid with a path', { alg: 'RS256', kid: '../../etc/passwd' }],
    ['a kid with a quote', { alg: 'RS256', kid: "' OR 1=1" }],
    ['a kid with a line end', { alg: 'RS256', kid: 'a\n' }],
    ['a list as header', ['RS256']],
    ['null as header', 'null'],
    ['a string as header', '"RS256"'],
    ['no JSON as header', '{'],
    ['nothing as header', ''],
  ])('is refused with %s', (_, header) => {
    expect(parseTokenHeader(withHeader(header))).toBeUndefined();
  });

  test.each([
    ['padding', `${head}.${body}.${signature}==`],
    ['padding inside', `${head}=.${body}.${signature}`],
    ['white space inside', `${head}. ${body}.${signature}`],
    ['a line end behind', `${GOOD}\n`],
    ['a tab before', `\t${GOOD}`],
    ['base64 in place of base64url', `${head}.${body}.${signature.replace(/[-_]/g, '+')}+`],
    ['two parts', `${head}.${body}`],
    ['an empty signature', `${head}.${body}.`],
    ['four parts', `${GOOD}.${signature}`],
    ['five parts, as an encrypted token has', `${GOOD}.${body}.${signature}`],
    ['the JSON form of RFC 7515', JSON.stringify({ protected: head, payload: body, signature })],
    ['nothing', ''],
    ['a megabyte', `${head}.${'A'.repeat(1_000_000)}.${signature}`],
  ])('is refused with %s', (_, text) => {
    expect(parseTokenHeader(text)).toBeUndefined();
  });

  test('is one spelling a token: bits that say nothing must be zero', () => {
    const part = encode('{"alg":"RS256","kid":"a"}x').slice(0, -1);
    const spellings = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_')
      .map((last) => signature.slice(0, -1) + last)
      .filter((spelled) => Buffer.from(spelled, 'base64url').equals(Buffer.from(signature, 'base64url')));

    const read = spellings.filter((spelled) => parseTokenHeader(`${head}.${body}.${spelled}`) !== undefined);

    expect(spellings.length).toBeGreaterThan(1);
    expect(read).toEqual([signature]);
    expect(parseTokenHeader(`${part}.${body}.${signature}`)).toBeUndefined();
  });

  test('has parts that decode and encode again to themselves, whatever their lengths and last characters', () => {
    const characters = fc.constantFrom(
      ...Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'),
    );
    const part = fc.string({ unit: characters, minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(part, part, (payload, last) => {
        const isSame = [payload, last].every((one) => Buffer.from(one, 'base64url').toString('base64url') === one);

        expect(parseTokenHeader(`${head}.${payload}.${last}`) !== undefined).toBe(isSame);
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([
    [TOKEN_MAX_LENGTH, true],
    [TOKEN_MAX_LENGTH + 4, false],
  ])('of %d characters is read: %s', (length, isRead) => {
    const padding = 'A'.repeat(length - head.length - signature.length - 2);
    const fitting = padding.slice(padding.length % 4 === 1 ? 1 : 0);

    expect(parseTokenHeader(`${head}.${fitting}.${signature}`) !== undefined).toBe(isRead);
  });

  test('is read of any string at all without a throw, and of a nested header too', () => {
    const part = fc.oneof(fc.base64String(), fc.json().map(encode), fc.string());
    fc.assert(
      fc.property(fc.tuple(part, part, part), (parts) => {
        expect(parseTokenHeader(parts.join('.'))).toBeUndefined();
      }),
    );
    expect(parseTokenHeader(withHeader('['.repeat(3000)))).toBeUndefined();
    expect(parseTokenHeader(withHeader(`{"alg":"RS256","kid":${'['.repeat(900)}${']'.repeat(900)}}`))).toBeUndefined();
  });
});

import fc from 'fast-check';
import { presentedCredential, type RequestParts } from '../../../lambda/doors/authorizer/presented-credential';
import { presentedKey } from '../../support/records';
import { accessToken, KID, signingKey } from '../../support/tokens';

const KEY = presentedKey();
const TOKEN = accessToken(signingKey(KID));

const withHeaders = (multiValueHeaders: RequestParts['multiValueHeaders']) =>
  presentedCredential({ multiValueHeaders }, 'any');
const authorization = (...values: string[]) => withHeaders({ Authorization: values });
const keyHeader = (...values: string[]) => withHeaders({ 'X-API-Key': values });
const none = (reason: string) => ({ accepted: false, reason });

describe('a credential', () => {
  test('is found as Bearer in Authorization, in any case of scheme and name, and its form says its kind', () => {
    for (const name of ['Authorization', 'authorization', 'AUTHORIZATION', 'aUTHORIZATION']) {
      for (const scheme of ['Bearer ', 'bearer ', 'BEARER ', 'Bearer   ']) {
        expect(withHeaders({ [name]: [scheme + KEY] })).toEqual({ kind: 'key', text: KEY });
        expect(withHeaders({ [name]: [scheme + TOKEN] })).toEqual({ kind: 'token', text: TOKEN });
      }
    }
  });

  test('is found in X-API-Key, the name without case', () => {
    for (const name of ['X-API-Key', 'x-api-key', 'X-API-KEY', 'x-Api-Key'])
      expect(withHeaders({ [name]: [KEY], Host: ['api.example'], Accept: undefined })).toEqual({
        kind: 'key',
        text: KEY,
      });
  });

  test('is found in an event that has single values alone', () => {
    const headers = { host: 'api.example', authorization: `Bearer ${KEY}`, accept: undefined };

    expect(presentedCredential({ headers }, 'any')).toEqual({ kind: 'key', text: KEY });
    expect(presentedCredential({ headers, multiValueHeaders: null }, 'any')).toEqual({ kind: 'key', text: KEY });
  });

  test('that was not sent has another reason than one that is malformed', () => {
    expect(presentedCredential({}, 'any')).toEqual(none('none-sent'));
    expect(presentedCredential({ headers: null, multiValueHeaders: null }, 'any')).toEqual(none('none-sent'));
    expect(withHeaders({ Authorization: [], 'X-API-Key': undefined, Cookie: [`key=${KEY}`] })).toEqual(
      none('none-sent'),
    );
  });

  test.each([
    '',
    ' ',
    'Bearer',
    'Bearer ',
    KEY,
    `Bearer${KEY}`,
    `Bearer\t${KEY}`,
    `Bearer ${KEY} `,
    ` Bearer ${KEY}`,
    `Bearer ${KEY}\r\nX: y`,
    `Bearer ${KEY}\u0000`,
    `Bearer ${KEY}\u00a0`,
    `Bearer "${KEY}"`,
    `Bearer ${KEY}, Bearer ${KEY}`,
    `Bearer ${KEY},${KEY}`,
    `Bearer Bearer ${KEY}`,
    `Bearer: ${KEY}`,
    `Bearer realm="x" ${KEY}`,
    `Basic ${KEY}`,
    `ApiKey ${KEY}`,
    `Token ${KEY}`,
    `Bearer ключ`,
    `Bearer =a`,
    `Bearer a=b`,
    `ＢearerBearer ${KEY}`,
    `Bearer ${'a'.repeat(8193)}`,
    `Bearer ${'a'.repeat(1_000_000)}`,
    `Bearer${' '.repeat(1_000_000)}a`,
  ])('is refused in Authorization: %#', (value) => {
    expect(authorization(value)).toEqual(none('malformed'));
  });

  test.each([
    '',
    ' ',
    ` ${KEY}`,
    `${KEY} `,
    `${KEY}\n`,
    `${KEY}\u0000`,
    `Bearer ${KEY}`,
    `${KEY},${KEY}`,
    `"${KEY}"`,
    TOKEN,
    'a'.repeat(1_000_000),
  ])('is refused in X-API-Key: %#', (value) => {
    expect(keyHeader(value)).toEqual(none('malformed'));
  });

  test('is refused when it was sent twice, in one header or two, alike or not, good or not', () => {
    const other = presentedKey('second');
    const twice: RequestParts['multiValueHeaders'][] = [
      { Authorization: [`Bearer ${KEY}`, `Bearer ${KEY}`] },
      { Authorization: [`Bearer ${KEY}`, `Bearer ${other}`] },
      { Authorization: [`Bearer ${KEY}`], authorization: [`Bearer ${KEY}`] },
      { Authorization: [`Bearer ${KEY}`, ''] },
      { Authorization: ['', `Bearer ${KEY}`] },
      { 'X-API-Key': [KEY, KEY] },
      { 'X-API-Key': [KEY], 'x-api-key': [other] },
      { Authorization: [`Bearer ${TOKEN}`], 'X-API-Key': [KEY] },
      { Authorization: [`Bearer ${KEY}`], 'X-API-Key': [KEY] },
      { Authorization: ['Basic eDp5'], 'X-API-Key': [KEY] },
      { Authorization: [''], 'X-API-Key': [KEY] },
      { Authorization: [`Bearer ${KEY}`], 'X-API-Key': [''] },
    ];

    for (const headers of twice) expect(withHeaders(headers)).toEqual(none('several-sent'));
  });

  test('is refused beside a header that would make two layers see two methods', () => {
    const headers = { 'X-API-Key': [KEY], 'x-http-method-OVERRIDE': ['DELETE'] };

    expect(withHeaders(headers)).toEqual(none('malformed'));
  });

  test.each([
    { access_token: 'x' },
    { ACCESS_TOKEN: '' },
    { api_key: 'x' },
    { Api_Key: 'x' },
    { apikey: 'x' },
    { apiKey: 'x' },
    { next: KEY },
    { next: `https://example.com/?k=${KEY}&x=1` },
    { next: KEY.replace('sp_', 'other_') },
    { [KEY]: '' },
  ])('in the query is refused, also beside a good one: %#', (queryStringParameters) => {
    const multiValueHeaders = { 'X-API-Key': [KEY] };
    const multi = Object.fromEntries(
      Object.entries(queryStringParameters).map(([name, value]) => [name, ['a', value]]),
    );

    expect(presentedCredential({ multiValueHeaders, queryStringParameters }, 'any')).toEqual(none('in-query'));
    expect(presentedCredential({ multiValueHeaders, multiValueQueryStringParameters: multi }, 'any')).toEqual(
      none('in-query'),
    );
  });

  test.each([
    ['any', KEY, undefined],
    ['any', TOKEN, undefined],
    ['key', KEY, undefined],
    ['key', TOKEN, 'wrong-kind'],
    ['token', KEY, 'wrong-kind'],
    ['token', TOKEN, undefined],
    ['key', 'a b', 'malformed'],
  ] as const)('is taken by the door %s only if it is of its kind: %s', (door, text, reason) => {
    const request = { headers: { authorization: `Bearer ${text}` } };
    const found = presentedCredential(request, door);

    expect(found).toEqual(reason ? none(reason) : { kind: text === KEY ? 'key' : 'token', text });
  });

  test('is not looked for in other query parameters', () => {
    const request = {
      headers: { 'x-api-key': KEY },
      queryStringParameters: { token: 'x', 'api-key': 'y', key: 'sp_live_z' },
    };

    expect(presentedCredential(request, 'any')).toEqual({ kind: 'key', text: KEY });
  });

  test('is never found twice or half: any headers at all give one whole value or a reason', () => {
    const value = fc.oneof(fc.constantFrom(KEY, TOKEN, `Bearer ${KEY}`, `Bearer ${TOKEN}`, 'Basic x', ''), fc.string());
    const name = fc.constantFrom('Authorization', 'authorization', 'X-API-Key', 'x-api-key', 'Host');
    fc.assert(
      fc.property(fc.dictionary(name, fc.array(value, { maxLength: 3 })), (headers) => {
        const found = withHeaders(headers);
        const sent = Object.entries(headers).flatMap(([header, values]) => (header === 'Host' ? [] : values));

        if (!('text' in found)) expect(found.reason === 'none-sent').toBe(sent.length === 0);
        else expect(sent.map((text) => text.replace(/^bearer +/i, ''))).toEqual([found.text]);
      }),
    );
  });
});

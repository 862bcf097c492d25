import fc from 'fast-check';
import type { ProxyEvent } from '../../lambda/http/event';
import { readTokenRequest, TOKEN_REQUEST_MAX_BYTES } from '../../lambda/token-cache/token-request';
import { oddMap } from '../support/event-shapes';
import { CLIENT_ID } from '../support/records';
import { basic, basicEvent, FORM, postEvent, tokenEvent } from '../support/token-events';

const SECRET = '1oql0a8h9t4d6d2tcmv8r3f3r5qn8i0jq8f5q5m7n8s9c0d1e2f3';
const client = { clientId: CLIENT_ID, secret: SECRET };
const GRANT = 'grant_type=client_credentials';
const CREDENTIAL = `client_id=${CLIENT_ID}&client_secret=${SECRET}`;
const PLAIN = `${GRANT}&${CREDENTIAL}`;

function read(event: ProxyEvent) {
  const answer = readTokenRequest(event);
  if (!answer.ok) throw new Error(answer.detail);
  return answer;
}
const askOf = (event: ProxyEvent) => read(event).cacheable;
const withHeaders = (multiValueHeaders: ProxyEvent['multiValueHeaders'], body: string | null = PLAIN) =>
  tokenEvent(body, { multiValueHeaders });

describe('a request that may be answered from the cache', () => {
  it('is the same whether its credential is in the body or in the header', () => {
    const expected = { ...client, scopes: [] };

    expect(askOf(postEvent({ ...client, scopes: [] }))).toEqual(expected);
    expect(askOf(basicEvent(client, GRANT))).toEqual(expected);
    expect(askOf(basicEvent(client, `${GRANT}&client_id=${CLIENT_ID}`))).toEqual(expected);
    expect(
      askOf(
        withHeaders(
          { 'content-type': [FORM], authorization: [basic(CLIENT_ID, SECRET).replace('Basic', 'bASIC ')] },
          GRANT,
        ),
      ),
    ).toEqual(expected);
  });

  it('asks for a set of scopes: their order and how often each is named do not matter', () => {
    const scopes = ['orders/read:orders', 'orders/write:orders'];

    expect(askOf(postEvent({ ...client, scopes }))?.scopes).toEqual(scopes);
    expect(askOf(postEvent({ ...client, scopes: [...scopes].reverse() }))?.scopes).toEqual(scopes);
    expect(askOf(postEvent({ ...client, scopes: [...scopes, ...scopes] }))?.scopes).toEqual(scopes);
  });

  it.each(['', '&scope='])('asks for no scope where none is named (%j)', (scope) => {
    expect(askOf(tokenEvent(PLAIN + scope))?.scopes).toEqual([]);
  });

  it.each([FORM, FORM.toUpperCase(), `${FORM};charset=UTF-8`, `${FORM}; charset="utf-8"`])(
    'may be a form of type %s',
    (type) => {
      expect(askOf(withHeaders({ 'CONTENT-TYPE': [type] }))).toBeDefined();
    },
  );

  it('may come in base64, as the gateway hands on what it takes for bytes', () => {
    const body = Buffer.from(PLAIN).toString('base64');

    expect(askOf(tokenEvent(body, { isBase64Encoded: true }))).toEqual({ ...client, scopes: [] });
  });

  it('has the secret that was encoded, whatever visible characters it has', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[!-~]{1,64}$/), (secret) => {
        expect(askOf(postEvent({ clientId: CLIENT_ID, secret, scopes: [] }))).toEqual({
          clientId: CLIENT_ID,
          secret,
          scopes: [],
        });
      }),
    );
  });

  it('never has another credential in the header than a reader who decodes it further, or not', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (clientId, secret) => {
        const ask = askOf(basicEvent({ clientId, secret }, GRANT));

        if (ask !== undefined) expect([ask.clientId, ask.secret]).toEqual([clientId, secret]);
        if (ask !== undefined) expect(decodeURIComponent(ask.secret.replaceAll('+', ' '))).toBe(secret);
      }),
    );
  });
});

describe('a part of an event that is null, missing or of another type', () => {
  it('was not sent: beside it a request is as plain as without it', () => {
    const nothing = { api_key: null, none: undefined, empty: [], half: [null] };
    const headers = { 'content-type': [FORM, null], Authorization: null, authorization: [null] };
    const given = { multiValueQueryStringParameters: nothing, multiValueHeaders: headers, requestContext: null };

    expect(askOf(tokenEvent(PLAIN, given))).toEqual({ ...client, scopes: [] });
  });

  it('is refused or handed on, never a throw', () => {
    fc.assert(
      fc.property(oddMap, oddMap, fc.oneof(fc.anything(), fc.constant(PLAIN)), (headers, query, body) => {
        const maps = { multiValueHeaders: headers, multiValueQueryStringParameters: query };
        const event: object = { ...tokenEvent(null), ...maps, body };

        const answer = readTokenRequest(event as ProxyEvent);

        expect(answer.ok ? typeof answer.request.query : typeof answer.detail).toBe('string');
      }),
    );
  });
});

describe('a request that is handed on as it is', () => {
  it.each<[string, ProxyEvent]>([
    ['no body', tokenEvent(null)],
    ['no grant type', tokenEvent(CREDENTIAL)],
    ['another grant type', tokenEvent(`grant_type=authorization_code&${CREDENTIAL}`)],
    ['a grant type in capitals', tokenEvent(`grant_type=CLIENT_CREDENTIALS&${CREDENTIAL}`)],
    ['a parameter that is given twice', tokenEvent(`${PLAIN}&${GRANT}`)],
    ['a secret that is given twice', tokenEvent(`${PLAIN}&client_secret=${SECRET}`)],
    ['a parameter that we do not know', tokenEvent(`${PLAIN}&aws_client_metadata=%7B%7D`)],
    ['a question mark before everything', tokenEvent(`?${PLAIN}`)],
    ['a question mark alone', tokenEvent('?')],
    ['another character set', withHeaders({ 'content-type': [`${FORM}; charset=ISO-8859-1`] })],
    ['a character set without a name', withHeaders({ 'content-type': [`${FORM};charset=`] })],
    ['two character sets', withHeaders({ 'content-type': [`${FORM};charset=utf-8;charset=utf-8`] })],
    ['a type with a semicolon and nothing behind it', withHeaders({ 'content-type': [`${FORM} ;`] })],
    ['a type with another parameter', withHeaders({ 'content-type': [`${FORM};\tboundary=x`] })],
    ['a nameless parameter', tokenEvent(`${PLAIN}&=x`)],
    ['the name of a prototype', tokenEvent(`${PLAIN}&__proto__=x`)],
    ['no credential', tokenEvent(GRANT)],
    ['no secret', tokenEvent(`${GRANT}&client_id=${CLIENT_ID}`)],
    ['no client', tokenEvent(`${GRANT}&client_secret=${SECRET}`)],
    ['an empty secret', tokenEvent(`${GRANT}&client_id=${CLIENT_ID}&client_secret=`)],
    ['a client id that Cognito makes none of', tokenEvent(`${GRANT}&client_id=a-b&client_secret=${SECRET}`)],
    ['a secret with a space', tokenEvent(`${PLAIN}+x`)],
    ['a secret that is no ASCII', tokenEvent(`${PLAIN}%C3%A4`)],
    ['a secret that is no UTF-8', tokenEvent(`${PLAIN}%FF`)],
    ['a secret of two lines', tokenEvent(`${PLAIN}%0A`)],
    ['two spaces between scopes', tokenEvent(`${PLAIN}&scope=a++b`)],
    ['a space before the scopes', tokenEvent(`${PLAIN}&scope=+a`)],
    ['a quote in a scope', tokenEvent(`${PLAIN}&scope=a%22b`)],
    ['a query', tokenEvent(PLAIN, { multiValueQueryStringParameters: { scope: ['a'] } })],
    ['credentials in both places', basicEvent(client, PLAIN)],
    ['another client in the body', basicEvent(client, `${GRANT}&client_id=other`)],
    ['an empty client in the body', basicEvent(client, `${GRANT}&client_id=`)],
    [
      'a header without a secret',
      withHeaders({ 'content-type': [FORM], authorization: [`Basic ${btoa(CLIENT_ID)}`] }, GRANT),
    ],
    ['a header with two colons', basicEvent({ ...client, secret: 'a:b' }, GRANT)],
    ['a header with a percent sign', basicEvent({ ...client, secret: 'a%62' }, GRANT)],
    ['a header with a plus sign', basicEvent({ ...client, secret: 'a+b' }, GRANT)],
    ['a header that is no ASCII', basicEvent({ ...client, secret: 'ä' }, GRANT)],
    ['a header that is no base64', withHeaders({ 'content-type': [FORM], authorization: ['Basic ~'] }, GRANT)],
    ['a header without padding', basicWithout('=')],
    ['a bearer token', withHeaders({ 'content-type': [FORM], authorization: ['Bearer a.b.c'] })],
    ['an empty header', withHeaders({ 'content-type': [FORM], authorization: [''] })],
  ])('has %s', (_, event) => {
    const { request, cacheable } = read(event);

    expect(cacheable).toBeUndefined();
    expect(Buffer.from(request.body).toString()).toBe(event.body ?? '');
  });

  it('keeps its header, its type, its query and each byte of its body', () => {
    const bytes = Buffer.from([0x67, 0xff, 0x00, 0xfe]);

    const { request } = read({
      ...withHeaders(
        { 'content-type': [`${FORM};  charset=utf-8`], authorization: ['Odd  scheme'] },
        bytes.toString('base64'),
      ),
      isBase64Encoded: true,
      multiValueQueryStringParameters: { a: ['1', 'ä &'], b: [''] },
    });

    expect(request).toEqual({
      authorization: 'Odd  scheme',
      contentType: `${FORM};  charset=utf-8`,
      query: 'a=1&a=%C3%A4+%26&b=',
      body: bytes,
    });
  });
});

/** A Basic header whose base64 lacks its `=` at the end. */
function basicWithout(padding: string): ProxyEvent {
  const whole = basic('ab', 'c');
  if (!whole.endsWith(padding)) throw new Error('no padding to leave out');
  return withHeaders({ 'content-type': [FORM], authorization: [whole.replaceAll(padding, '')] }, GRANT);
}

describe('a request that cannot be handed on', () => {
  const long = (length: number) => 'x'.repeat(length);

  it.each<[string, ProxyEvent]>([
    ['too long a body', tokenEvent(long(TOKEN_REQUEST_MAX_BYTES + 1))],
    ['too many bytes in its body', tokenEvent('ä'.repeat(TOKEN_REQUEST_MAX_BYTES / 2 + 1))],
    ['too long a header', withHeaders({ 'content-type': [FORM], authorization: [long(TOKEN_REQUEST_MAX_BYTES + 1)] })],
    ['two credentials', withHeaders({ 'content-type': [FORM], authorization: ['Basic a', 'Basic b'] })],
    [
      'two spellings of one header',
      withHeaders({ 'content-type': [FORM], authorization: ['a'], Authorization: ['b'] }),
    ],
    ['two types', withHeaders({ 'content-type': [FORM, FORM] })],
    ['no type', withHeaders({})],
    ['no headers', withHeaders(null)],
    ['another type', withHeaders({ 'content-type': ['application/json'] })],
    ['a type that only begins alike', withHeaders({ 'content-type': [`${FORM}-other`] })],
    ['a type of two lines', withHeaders({ 'content-type': [`${FORM};\r\nX: y`] })],
    ['a type that is no ASCII', withHeaders({ 'content-type': [`${FORM};charset=ä`] })],
    ['a header of two lines', withHeaders({ 'content-type': [FORM], authorization: ['Basic a\r\nX: y'] })],
    ['a header that is no ASCII', withHeaders({ 'content-type': [FORM], authorization: ['Basic ä'] })],
  ])('has %s', (_, event) => {
    const answer = readTokenRequest(event);

    expect(answer).toEqual({ ok: false, detail: expect.any(String) });
    expect(JSON.stringify(answer)).not.toContain('xxxx');
  });

  it('may be as long as the limit', () => {
    expect(readTokenRequest(tokenEvent(long(TOKEN_REQUEST_MAX_BYTES))).ok).toBe(true);
    expect(
      readTokenRequest(withHeaders({ 'content-type': [FORM], authorization: [long(TOKEN_REQUEST_MAX_BYTES)] })).ok,
    ).toBe(true);
  });
});

import { change, open, serve, stopServing, templateOf } from '../rest-api';

afterEach(stopServing);

const routes = { 'ANY /echo': open, 'GET /plain': open };
const head = (line: string, ...fields: string[]) =>
  `${[line, 'Host: h', 'Connection: close', ...fields].join('\r\n')}\r\n\r\n`;

describe('the event of a proxy integration', () => {
  it('has header names as sent, with the last value of each and with all values of each', async () => {
    const { raw, functions } = await serve(templateOf(routes));

    await raw(head('GET /prod/echo HTTP/1.1', 'x-ONE: a', 'x-ONE: b', 'X-One: c', 'X-Two: d,e'));

    expect(functions.events[0]?.event).toMatchObject({
      headers: { 'x-ONE': 'b', 'X-One': 'c', 'X-Two': 'd,e' },
      multiValueHeaders: { 'x-ONE': ['a', 'b'], 'X-One': ['c'], 'X-Two': ['d,e'] },
    });
  });

  it('keeps the order of a repeated header', async () => {
    const { raw, functions } = await serve(templateOf(routes));

    await raw(head('GET /prod/echo HTTP/1.1', 'Authorization: first', 'Authorization: second'));
    await raw(head('GET /prod/echo HTTP/1.1', 'Authorization: second', 'Authorization: first'));

    expect(functions.events.map(({ event }) => [event.headers, event.multiValueHeaders])).toMatchObject([
      [{ Authorization: 'second' }, { Authorization: ['first', 'second'] }],
      [{ Authorization: 'first' }, { Authorization: ['second', 'first'] }],
    ]);
  });

  it('has the path with the slash at its end, which the route does not', async () => {
    const { call, functions } = await serve(templateOf(routes));

    await call('GET /plain/');

    expect(functions.events[0]?.event).toMatchObject({
      resource: '/plain',
      path: '/plain/',
      requestContext: { path: '/prod/plain/', resourcePath: '/plain' },
    });
  });

  it('forwards credentials as AWS does', async () => {
    const { call, functions } = await serve(templateOf(routes));

    await call('GET /echo', { headers: { Authorization: 'Bearer x', 'X-API-Key': 'y' } });

    expect(functions.events[0]?.event.headers).toMatchObject({ Authorization: 'Bearer x', 'X-API-Key': 'y' });
  });

  it('has the TCP peer as source address, and passes X-Forwarded-For on', async () => {
    const { raw, functions } = await serve(templateOf(routes));

    await raw(
      head(
        'GET /prod/echo HTTP/1.1',
        'X-Forwarded-For: 203.0.113.9',
        'x-forwarded-for: 10.0.0.1',
        'X-Forwarded-Proto: http',
      ),
    );

    expect(functions.events[0]?.event).toMatchObject({
      headers: {
        'X-Forwarded-For': '203.0.113.9, 10.0.0.1, 127.0.0.1',
        'X-Forwarded-Proto': 'https',
        'X-Forwarded-Port': '443',
      },
      requestContext: { identity: { sourceIp: '127.0.0.1' } },
    });
  });

  it('has a requestId of the caller’s choice, in any form, and an extendedRequestId that no caller can choose', async () => {
    const { call, functions } = await serve(templateOf(routes));
    const chosen = ['x","title":"hi', '0b3c1f9e-9f0c-4c55-8b2e-6a0f5a6f2b10'];

    const answers = await Promise.all(
      chosen.map((id) => call('GET /echo', { headers: { 'X-Amzn-RequestId': id, 'x-amz-apigw-id': id } })),
    );

    const own = answers.map(({ headers }) => headers.get('x-amz-apigw-id'));
    const seen = functions.events.map(({ event }) => event.requestContext);
    expect(answers.map(({ headers }) => headers.get('x-amzn-requestid'))).toEqual(chosen);
    expect(seen).toEqual(
      expect.arrayContaining(
        chosen.map((requestId, at) => expect.objectContaining({ requestId, extendedRequestId: own[at] })),
      ),
    );
    for (const id of own) expect(id).toMatch(/^[\w-]{15}=$/);
  });

  it('has null where there is nothing', async () => {
    const { call, functions } = await serve(templateOf(routes));

    await call('GET /echo');

    expect(functions.events[0]?.event).toMatchObject({
      resource: '/echo',
      path: '/echo',
      httpMethod: 'GET',
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
      pathParameters: null,
      stageVariables: null,
      body: null,
      isBase64Encoded: false,
      requestContext: {
        stage: 'prod',
        protocol: 'HTTP/1.1',
        requestTimeEpoch: Date.UTC(2026, 10, 24, 12),
        requestTime: '24/Nov/2026:12:00:00 +0000',
      },
    });
  });

  it('has decoded query parameters, with the last value of each and with all values of each', async () => {
    const { call, functions } = await serve(templateOf(routes));

    await call('GET /echo?a=1&a=%C3%A9&b&__proto__=x');

    const event = functions.events[0]?.event ?? {};
    expect(JSON.stringify(event.queryStringParameters)).toBe('{"a":"é","b":"","__proto__":"x"}');
    expect(event.multiValueQueryStringParameters).toMatchObject({ a: ['1', 'é'], b: [''] });
  });

  it.each([
    [['*/*'], 'text/plain', 'aGk='],
    [['text/plain'], 'Text/Plain; charset=utf-8', 'aGk='],
    [['image/png'], 'text/plain', 'hi'],
  ])(
    'has the body in base64 when a binary type of %j is that of the body, %s',
    async (BinaryMediaTypes, type, body) => {
      const { call, functions } = await serve(change(templateOf(routes), 'Api', { BinaryMediaTypes }));

      await call('POST /echo', { body: 'hi', headers: { 'Content-Type': type } });

      expect(functions.events[0]?.event).toMatchObject({ body, isBase64Encoded: body !== 'hi' });
    },
  );

  it('has stage variables', async () => {
    const template = change(templateOf(routes), 'Stage', { Variables: { colour: 'red' } });
    const { call, functions } = await serve(template);

    await call('GET /echo');

    expect(functions.events[0]?.event.stageVariables).toEqual({ colour: 'red' });
  });

  it.each([
    ['text', Buffer.from('{"é":1}'), { body: '{"é":1}', isBase64Encoded: false }],
    ['bytes that are no text', Buffer.from([0xff, 0x00, 0xfe]), { body: '/wD+', isBase64Encoded: true }],
  ])('carries a body of %s', async (_, body, expected) => {
    const { call, functions } = await serve(templateOf(routes));

    await call('POST /echo', { body });

    expect(functions.events[0]?.event).toMatchObject(expected);
  });
});

describe('what a function answers', () => {
  const answering = (answer: unknown) => serve(templateOf(routes), { answers: { Backend: () => answer } });

  it('is sent with its headers, and as JSON unless it names another media type', async () => {
    const { call } = await answering({
      statusCode: '201',
      headers: { 'X-One': 1, 'Set-Cookie': 'lost' },
      multiValueHeaders: { 'Set-Cookie': ['a=1', 'b=2'] },
      body: 'é',
    });

    const response = await call('GET /echo');

    expect([response.status, await response.text()]).toEqual([201, 'é']);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/json',
      'x-one': '1',
      'x-amzn-requestid': expect.stringMatching(/^[0-9a-f-]{36}$/),
      'x-amz-apigw-id': expect.stringMatching(/^[\w-]{15}=$/),
      date: expect.any(String),
    });
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  });

  it.each([
    [['*/*'], 'text/html', [0xff, 0, 0xfe]],
    [['image/x'], 'image/x;q=0.9, text/html', [0xff, 0, 0xfe]],
    [['image~1x'], 'image/x', [0xff, 0, 0xfe]],
    [['image/x'], 'text/html, image/x', [...Buffer.from('/wD+')]],
    [['image/x'], '*/*', [...Buffer.from('/wD+')]],
    [[], 'image/x', [...Buffer.from('/wD+')]],
  ])('is bytes where an API with the binary types %j is asked for %s', async (BinaryMediaTypes, Accept, bytes) => {
    const answer = { statusCode: 200, body: '/wD+', isBase64Encoded: true, headers: { 'content-type': 'image/x' } };
    const template = change(templateOf(routes), 'Api', { BinaryMediaTypes });
    const { call } = await serve(template, { answers: { Backend: () => answer } });

    const response = await call('GET /echo', { headers: { Accept } });

    expect([...new Uint8Array(await response.arrayBuffer())]).toEqual(bytes);
    expect(response.headers.get('content-type')).toBe('image/x');
  });

  it('cannot set the headers that the gateway renames', async () => {
    const { call } = await answering({
      statusCode: 401,
      headers: {
        'WWW-Authenticate': 'Bearer',
        Date: 'then',
        'Content-Length': '1',
        Connection: 'x',
        'Transfer-Encoding': 'y',
        Server: 's',
      },
      body: 'abc',
    });

    const response = await call('GET /echo');

    expect(await response.text()).toBe('abc');
    expect(response.headers.has('www-authenticate')).toBe(false);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'x-amzn-remapped-www-authenticate': 'Bearer',
      'x-amzn-remapped-date': 'then',
      'x-amzn-remapped-content-length': '1',
      'x-amzn-remapped-server': 's',
    });
  });

  it('has no body for HEAD, and a method for GET does not serve HEAD', async () => {
    const { call } = await answering({ statusCode: 200, body: 'abc' });

    const any = await call('HEAD /echo');
    const none = await call('HEAD /plain');

    expect([any.status, await any.text(), none.status]).toEqual([200, '', 403]);
  });
});

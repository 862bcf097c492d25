import { change, open, serve, stopServing, templateOf } from '../rest-api';

afterEach(stopServing);

const echo = [
  '#set($origin = $input.params().header.get("Origin"))',
  '#if($origin == "")',
  '  #set($origin = $input.params().header.get("origin"))',
  '#end',
  '#if($origin == "https://b.example" || $origin == "https://c.example")',
  '  #set($context.responseOverride.header.Access-Control-Allow-Origin = $origin)',
  '#end',
].join('\n');
const response = (more = {}) => ({
  StatusCode: '204',
  ResponseParameters: {
    'method.response.header.Access-Control-Allow-Origin': `'https://a.example'`,
    'method.response.header.Vary': `'Origin'`,
  },
  ...more,
});
const mock = (more = {}) => ({
  ...open,
  Integration: {
    Type: 'MOCK',
    RequestTemplates: { 'application/json': '{ statusCode: 200 }' },
    IntegrationResponses: [response()],
    ...more,
  },
});
const preflight = (more = {}) => serve(templateOf({ 'OPTIONS /orders': mock(more) }));

describe('a preflight', () => {
  it.each([
    [204, { ContentHandling: 'CONVERT_TO_TEXT' }],
    [500, {}],
  ])('is answered %i where its API takes every type as binary and its integration has %j', async (status, more) => {
    const template = templateOf({ 'OPTIONS /orders': mock(more) });
    const { call } = await serve(change(template, 'Api', { BinaryMediaTypes: ['*/*'] }));

    expect((await call('OPTIONS /orders')).status).toBe(status);
  });

  it('is answered by the gateway alone', async () => {
    const { call, functions } = await preflight();

    const answer = await call('OPTIONS /orders', { headers: { Origin: 'https://a.example' } });

    expect([answer.status, await answer.text(), functions.events]).toEqual([204, '', []]);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'access-control-allow-origin': 'https://a.example',
      vary: 'Origin',
    });
  });

  it.each([
    ['https://a.example', 'https://a.example'],
    ['https://b.example', 'https://b.example'],
    ['https://c.example', 'https://c.example'],
    ['https://evil.example', 'https://a.example'],
    ['https://b.example.evil', 'https://a.example'],
  ])('with several allowed origins answers the origin %s with %s', async (origin, allowed) => {
    const { call } = await preflight({
      IntegrationResponses: [response({ ResponseTemplates: { 'application/json': echo } })],
    });

    const answer = await call('OPTIONS /orders', { headers: { Origin: origin } });

    expect(answer.headers.get('access-control-allow-origin')).toBe(allowed);
  });
});

describe('a mock', () => {
  it('selects its response by the status in its request template', async () => {
    const { call } = await preflight({
      RequestTemplates: { 'application/json': '{"statusCode": 503}' },
      IntegrationResponses: [response(), response({ StatusCode: '503', SelectionPattern: '5\\d\\d' })],
    });

    expect((await call('OPTIONS /orders')).status).toBe(503);
  });

  it.each([
    ['WHEN_NO_MATCH', 500],
    ['WHEN_NO_TEMPLATES', 415],
    ['NEVER', 415],
  ])('without a template for the media type, and with %s, answers %i', async (PassthroughBehavior, status) => {
    const { call } = await preflight({ PassthroughBehavior });

    expect((await call('OPTIONS /orders', { headers: { 'Content-Type': 'text/plain' } })).status).toBe(status);
  });

  it.each([
    [{ RequestTemplates: { 'application/json': '#set($a = 1)' } }, 'RequestTemplates'],
    [
      { IntegrationResponses: [response({ ResponseTemplates: { 'application/json': '$input.body' } })] },
      'IntegrationResponses.ResponseTemplates',
    ],
    [
      {
        IntegrationResponses: [
          { StatusCode: '200', ResponseParameters: { 'method.response.header.A': 'integration.response.header.B' } },
        ],
      },
      'IntegrationResponses',
    ],
  ])('that needs a template engine stops the start', async (more, property) => {
    await expect(preflight(more)).rejects.toThrow(
      `Root_orders_OPTIONS (AWS::ApiGateway::Method): Integration.${property}`,
    );
  });
});

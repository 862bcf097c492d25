import type { Resource } from '../../../local/assembly/template';
import { judged, open, serve, stopServing, templateOf } from '../rest-api';

afterEach(stopServing);

const validator = (body: boolean, parameters: boolean): Resource => ({
  Type: 'AWS::ApiGateway::RequestValidator',
  Properties: { RestApiId: { Ref: 'Api' }, ValidateRequestBody: body, ValidateRequestParameters: parameters },
});
const model = (schema: unknown): Resource => ({
  Type: 'AWS::ApiGateway::Model',
  Properties: { RestApiId: { Ref: 'Api' }, ContentType: 'application/json', Schema: schema },
});
const schema = {
  $schema: 'http://json-schema.org/draft-04/schema#',
  type: 'object',
  required: ['label'],
  additionalProperties: false,
  properties: { label: { type: 'string' }, count: { type: 'number', minimum: 0, exclusiveMinimum: true } },
};
const checked = {
  RequestValidatorId: { Ref: 'Validator' },
  RequestParameters: {
    'method.request.header.X-Needed': true,
    'method.request.querystring.needed': true,
    'method.request.path.id': true,
    'method.request.header.X-Free': false,
  },
  RequestModels: { 'application/json': { Ref: 'Model' } },
};
const template = (properties = {}, parts = { body: true, parameters: true }) =>
  templateOf(
    { 'POST /orders/{id}': { ...open, ...checked, ...properties } },
    { Validator: validator(parts.body, parts.parameters), Model: model(schema) },
  );
const good = (body: string, type = 'application/json') => ({
  body,
  headers: { 'x-needed': 'x', 'content-type': type },
});

describe('required parameters', () => {
  it.each([
    ['POST /orders/1?needed=x', { 'X-NEEDED': 'y' }, undefined],
    ['POST /orders/1?needed=x', {}, 'Missing required request parameters: [X-Needed]'],
    ['POST /orders/1?needed=x', { 'X-Needed': '' }, 'Missing required request parameters: [X-Needed]'],
    ['POST /orders/1?needed=', {}, 'Missing required request parameters: [X-Needed, needed]'],
  ])('%s with %j is answered with %p', async (route, headers, message) => {
    const { call } = await serve(template({}, { body: false, parameters: true }));

    const response = await call(route, { headers });

    expect(response.status).toBe(message === undefined ? 200 : 400);
    if (message !== undefined) expect(await response.json()).toEqual({ message });
  });

  it('are not asked for by a validator of bodies alone', async () => {
    const { call } = await serve(template({}, { body: true, parameters: false }));

    expect((await call('POST /orders/1', good('{"label":"a"}'))).status).toBe(200);
  });
});

describe('a body with a model', () => {
  it.each([
    ['{"label":"a"}', 200],
    ['{"label":"a","count":1}', 200],
    ['{"label":"a","count":0}', 400],
    ['{"label":1}', 400],
    ['{}', 400],
    ['{"label":"a","more":1}', 400],
    ['{"label":', 400],
    ['', 400],
    ['[]', 400],
  ])('%s is %i', async (body, status) => {
    const { call, functions } = await serve(template());

    const response = await call('POST /orders/1?needed=x', good(body));

    expect([response.status, functions.events.length]).toEqual([status, status === 200 ? 1 : 0]);
    if (status === 400) expect(response.headers.get('x-amzn-errortype')).toBe('BadRequestException');
  });

  it('is checked for any spelling and parameters of its media type', async () => {
    const { call } = await serve(template());

    expect((await call('POST /orders/1?needed=x', good('{}', 'Application/JSON; charset=utf-8'))).status).toBe(400);
  });

  it('is not checked for a media type without a model', async () => {
    const { call } = await serve(template());

    expect((await call('POST /orders/1?needed=x', good('{}', 'text/plain'))).status).toBe(200);
  });

  it('is checked against $default in every other media type', async () => {
    const { call } = await serve(template({ RequestModels: { $default: { Ref: 'Model' } } }));

    expect((await call('POST /orders/1?needed=x', good('{}', 'text/plain'))).status).toBe(400);
  });

  it('is checked after the guard, never before it', async () => {
    const { call } = await serve(template(judged), {
      answers: {
        JudgeFunction: () => {
          throw new Error('Unauthorized');
        },
      },
    });

    expect((await call('POST /orders/1', good('{}'))).status).toBe(401);
  });
});

describe('the start is refused for', () => {
  it.each([
    [
      'a model that is not there',
      { RequestModels: { 'application/json': 'Missing' } },
      'RequestModels: the API has no model Missing',
    ],
    [
      'a validator that is not there',
      { RequestValidatorId: 'Missing' },
      'RequestValidatorId: the API has no validator Missing',
    ],
    [
      'a parameter that is no header, querystring or path parameter',
      { RequestParameters: { 'method.request.body.x': true } },
      'RequestParameters.method.request.body.x: must name a header, querystring or path parameter',
    ],
  ])('%s', async (_, properties, message) => {
    await expect(serve(template(properties))).rejects.toThrow(message);
  });

  it('a schema that is no draft-04 schema', async () => {
    const broken = template();
    broken.Resources.Model = model({ type: 'nonsense' });

    await expect(serve(broken)).rejects.toThrow('Model (AWS::ApiGateway::Model): Schema');
  });
});

import type { ProxyEvent } from '../../../lambda/http/event';
import { readRequest } from '../../../lambda/management/wire/read-request';
import type { ManagementRoute } from '../../../lambda/management/all-endpoints';
import { ROUTES } from '../../support/endpoints';
import { eventOf, type Sent } from '../../support/management';
import { ACCOUNT_ID, KEY_ID, NOW } from '../../support/records';

const KEYS = `/accounts/${ACCOUNT_ID}/keys`;
const deployment = { now: () => NOW, catalogue: ['read:orders'] };
const ISSUE = 'POST /accounts/{accountId}/keys' as const;

const shapeOf = (route: ManagementRoute) => {
  const found = ROUTES.find((known) => known.route === route);
  if (found === undefined) throw new Error(`no endpoint ${route}`);
  return found.shape;
};
const reading = (route: ManagementRoute, request: string, sent: Sent) =>
  readRequest(eventOf(request, sent), shapeOf(route), deployment);

async function read(route: ManagementRoute, request: string, sent: Sent = {}) {
  const answer = await reading(route, request, sent);
  if (!answer.ok) throw new Error(JSON.stringify(answer.problem));
  return { ...answer.request, idempotency: answer.idempotency };
}
async function problem(route: ManagementRoute, request: string, sent: Sent = {}) {
  const answer = await reading(route, request, sent);
  if (answer.ok) throw new Error('was read');
  return answer.problem;
}

describe('a request that is read', () => {
  it('has the path parameters that the template names, and no other', async () => {
    const pathParameters = { accountId: ACCOUNT_ID, keyId: KEY_ID, proxy: 'x' };

    expect(
      (await read('GET /accounts/{accountId}/keys/{keyId}', `GET ${KEYS}/${KEY_ID}`, { event: { pathParameters } }))
        .path,
    ).toEqual({ accountId: ACCOUNT_ID, keyId: KEY_ID });
  });

  it('has empty path parameters if the event has none; an empty id names no record', async () => {
    const event: Partial<ProxyEvent> = { pathParameters: null };

    expect((await read('GET /accounts/{accountId}', `GET /accounts/${ACCOUNT_ID}`, { event })).path).toEqual({
      accountId: '',
    });
  });

  it('has a body of defaults if its optional body is absent', async () => {
    const { body } = await read('POST /accounts/{accountId}/keys/{keyId}/rotate', `POST ${KEYS}/${KEY_ID}/rotate`);

    expect(body).toEqual({ graceSeconds: 86_400 });
  });

  it('has the same body if the event has it in base64', async () => {
    const body = Buffer.from('{"label":"é","scopes":[]}').toString('base64');

    expect((await read(ISSUE, `POST ${KEYS}`, { body, event: { isBase64Encoded: true } })).body).toEqual({
      label: 'é',
      scopes: [],
    });
  });

  it.each(['application/json', 'Application/JSON ; charset=utf-8', 'application/json;charset="UTF-8"'])(
    'takes the media type %s in any spelling of its header',
    async (type) => {
      const headers = { 'Content-Type': [], 'cOnTeNt-TyPe': type };

      expect((await read(ISSUE, `POST ${KEYS}`, { body: { label: 'x', scopes: [] }, headers })).body).toMatchObject({
        label: 'x',
      });
    },
  );

  it('has a fingerprint of the content of path and body, not of their spelling', async () => {
    const print = async (body: string, path = KEYS) =>
      (await read(ISSUE, `POST ${path}`, { body, headers: { 'idempotency-key': 'k' } })).idempotency;
    const first = await print('{"label":"x","scopes":[]}');

    expect(first).toMatchObject({ key: 'k', route: ISSUE });
    expect(await print(' {"scopes":[ ],"label":"\\u0078"}')).toEqual(first);
    expect(await print('{"label":"y","scopes":[]}')).not.toEqual(first);
    expect(await print('{"label":"x","scopes":[]}', '/accounts/Acc0000002/keys')).not.toEqual(first);
  });

  it.each([
    ['"12"', 12],
    ['*', undefined],
    ['W/"12"', 0],
    ['"012"', 0],
    ['"9999999999999999"', 0],
    ['"x"', 0],
  ])('with If-Match %s requires version %s', async (tag, version) => {
    const patch = await read('PATCH /accounts/{accountId}', `PATCH /accounts/${ACCOUNT_ID}`, {
      body: {},
      headers: { 'If-Match': tag },
    });

    expect(patch.ifMatch).toBe(version);
  });

  it.each([
    ['1', 1],
    ['99', 99],
    ['100', 100],
  ])('with limit %s lists as many items at most', async (limit, expected) => {
    expect((await read('GET /accounts', 'GET /accounts', { query: { limit } })).query).toEqual({ limit: expected });
  });

  it('lists 50 items at most without a limit', async () => {
    expect((await read('GET /accounts', 'GET /accounts')).query).toEqual({ limit: 50 });
  });
});

describe('a request that is refused', () => {
  it('reports the errors of query, headers and body at once', async () => {
    const refused = await problem(ISSUE, `POST ${KEYS}`, {
      query: { expand: 'all' },
      headers: { 'Idempotency-Key': '' },
      body: { scopes: ['read:orders', 'fly:moon'], expiresAt: '2020-01-01T00:00:00Z' },
    });

    expect(refused.code).toBe('invalid-request');
    expect(refused.errors?.map((error) => ({ ...error, detail: undefined }))).toEqual([
      { parameter: 'expand' },
      { header: 'Idempotency-Key' },
      { pointer: '/label' },
      { pointer: '/expiresAt' },
      { pointer: '/scopes/1' },
    ]);
  });

  it.each([
    [{ expiresAt: 7, scopes: 'x' }, ['/label', '/scopes', '/expiresAt']],
    [{ scopes: [1] }, ['/label', '/scopes/0']],
    [null, ['']],
  ])('reports one error for each place: %j', async (body, pointers) => {
    const refused = await problem(ISSUE, `POST ${KEYS}`, { body });

    expect(refused.errors?.map((error) => 'pointer' in error && error.pointer)).toEqual(pointers);
  });

  it('has a body that is not UTF-8', async () => {
    const event = { isBase64Encoded: true };

    expect(
      (await problem(ISSUE, `POST ${KEYS}`, { body: Buffer.from([0x22, 0xff, 0x22]).toString('base64'), event }))
        .errors,
    ).toEqual([{ pointer: '', detail: 'The body is not UTF-8.' }]);
  });

  it('has a body too large in bytes, whatever its media type', async () => {
    const headers = { 'Content-Type': 'text/plain' };
    const codeOf = async (body: string) => (await problem(ISSUE, `POST ${KEYS}`, { body, headers })).code;

    expect(await codeOf('é'.repeat(16_385))).toBe('body-too-large');
    expect(await codeOf('é'.repeat(16_384))).toBe('unsupported-media-type');
    expect(await codeOf('x'.repeat(32_769))).toBe('body-too-large');
  });

  it.each([
    ['POST', 'application/merge-patch+json'],
    ['POST', 'multipart/form-data'],
    ['POST', 'application/x-www-form-urlencoded'],
    ['POST', 'application/jsonp'],
    ['POST', 'application/json, text/plain'],
    ['POST', ''],
    ['PATCH', 'application/json-patch+json'],
  ])('is a %s with the media type %j', async (method, type) => {
    const [route, path] =
      method === 'POST'
        ? ([ISSUE, KEYS] as const)
        : (['PATCH /accounts/{accountId}', `/accounts/${ACCOUNT_ID}`] as const);

    expect((await problem(route, `${method} ${path}`, { body: '{}', headers: { 'Content-Type': type } })).code).toBe(
      'unsupported-media-type',
    );
  });

  it('has a body without a media type', async () => {
    expect((await problem(ISSUE, `POST ${KEYS}`, { body: '{}', event: { multiValueHeaders: null } })).code).toBe(
      'unsupported-media-type',
    );
  });

  it.each(['"1", "2"', '1', '"1', 'W/1', '', ' "1"'])('has the If-Match %j', async (tag) => {
    const refused = await problem('PATCH /accounts/{accountId}', `PATCH /accounts/${ACCOUNT_ID}`, {
      body: {},
      headers: { 'If-Match': tag },
    });

    expect(refused.errors).toMatchObject([{ header: 'If-Match' }]);
  });

  it('has a cursor although its endpoint is no list, or an unknown cursor', async () => {
    expect((await problem('GET /scopes', 'GET /scopes', { query: { cursor: 'x' } })).errors).toMatchObject([
      { parameter: 'cursor' },
    ]);
    expect((await problem('GET /accounts', 'GET /accounts', { query: { cursor: 'x' } })).code).toBe('invalid-cursor');
    expect((await problem('GET /accounts', 'GET /accounts', { query: { cursor: '' } })).code).toBe('invalid-cursor');
  });
});

/** The gateway tells of each request what it knows itself, and why it refused, without any access log. */
import type { Routes } from '../rest-api';
import { authorizer, change, judged, open, pooled, serve, stopServing, templateOf } from '../rest-api';

afterEach(stopServing);

const ROUTES: Routes = { 'GET /orders/{id}': judged, 'POST /open': open, 'GET /team': pooled('o/read') };
const sent = (...headers: [string, string][]) => ({ headers: Object.fromEntries(headers) });
const deny = () => ({
  principalId: 'p',
  context: { accountId: 'acme' },
  policyDocument: { Statement: { Effect: 'Deny', Action: '*', Resource: '*' } },
});

test('a request that is served is told with its route and what the guard found of the caller', async () => {
  const { call, answered } = await serve(templateOf(ROUTES), {
    tokens: { t: { token_use: 'access', scope: 'o/read' } },
  });

  const response = await call('GET /team', sent(['Authorization', 't']));

  expect(answered).toEqual([
    {
      api: 'Api',
      requestId: response.headers.get('x-amz-apigw-id'),
      status: 200,
      method: 'GET',
      resourcePath: '/team',
      authorizer: { claims: { token_use: 'access', scope: 'o/read' } },
    },
  ]);
});

test('a refusal is told with its status, its type and the caller whom the guard knows', async () => {
  const { call, answered } = await serve(templateOf(ROUTES), { answers: { JudgeFunction: deny } });

  await call('GET /orders/7');

  expect(answered).toMatchObject([
    {
      status: 403,
      resourcePath: '/orders/{id}',
      authorizer: { accountId: 'acme' },
      refusal: { type: 'ACCESS_DENIED' },
    },
  ]);
});

/** As Sallyport's authorizer is with a `revocationDelay`. */
const cached = () => change(templateOf(ROUTES), 'Judge', { AuthorizerResultTtlInSeconds: 300 });

test.each([
  ['no identity source of a Lambda authorizer', cached, 'GET /orders/7', 'no identity source Authorization was sent'],
  ['no token at a Cognito authorizer', cached, 'GET /team', 'no identity source Authorization was sent'],
  ['no such route', cached, 'GET /nowhere', 'the API has no such route'],
  [
    'a token that the authorizer does not look at',
    () => {
      const template = templateOf(ROUTES);
      const type = { Type: 'TOKEN', IdentityValidationExpression: '^Key .*' };
      template.Resources.Judge = authorizer({ ...template.Resources.Judge?.Properties, ...type });
      return template;
    },
    'GET /orders/7',
    'the token does not fit the authorizer’s validation expression',
    ['Authorization', 'secret'] as [string, string],
  ],
  [
    'an authorizer that may not be invoked',
    () => change(templateOf(ROUTES), 'JudgePermission', { SourceArn: 'arn:aws:execute-api:us-east-1:1:other/*' }),
    'GET /orders/7',
    'no permission lets API Gateway invoke the authorizer’s function',
  ],
  [
    'a function that may not be invoked',
    () => change(templateOf(ROUTES), 'BackendPermission', { SourceArn: 'arn:aws:execute-api:us-east-1:1:other/*' }),
    'POST /open',
    'no permission lets API Gateway invoke the function',
  ],
  [
    'an authorizer’s result that is none',
    () => templateOf(ROUTES),
    'GET /orders/7',
    'the authorizer’s result is not valid',
  ],
])('the reason is told of %s', async (...[, template, route, why, header]) => {
  const { call, answered } = await serve(template(), { answers: { JudgeFunction: () => ({ odd: true }) } });

  await call(route, header && sent(header));

  expect(answered.map(({ refusal }) => refusal?.why)).toEqual([why]);
});

test.each([
  ['that throws', () => Promise.reject(new Error('oh')), 'the function failed'],
  ['with a result of another form', () => 'text', 'the function’s result is not what a proxy integration takes'],
])('the reason is told of a function %s', async (_, backend, why) => {
  const { call, answered } = await serve(templateOf(ROUTES), { answers: { Backend: backend } });

  await call('POST /open');

  expect(answered).toMatchObject([{ status: 502, refusal: { type: 'DEFAULT_5XX', why } }]);
});

test('a path outside of the stage is told of, and what stands in it is not', async () => {
  const { gateway, answered } = await serve(templateOf(ROUTES));

  const { status } = await fetch(`${gateway.origin}/secret`);

  const refusal = { type: 'FORBIDDEN', why: 'the path is not below the stage /prod' };
  expect(status).toBe(403);
  expect(answered).toMatchObject([{ api: 'Api', status: 403, method: 'GET', refusal }]);
  expect(JSON.stringify(answered)).not.toContain('secret');
});

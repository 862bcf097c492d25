/** Native keys and usage plans as a caller of the API sees them: who is let through, and how often. */
import type { Resource, Template } from '../../../local/assembly/template';
import { change, judged, open, serve, stopServing, templateOf } from '../rest-api';

afterEach(stopServing);

const VALUE = 'native-key-of-the-first-customer';
const OTHER = 'native-key-of-the-other-customer';

const STAGE = { ApiId: { Ref: 'Api' }, Stage: { Ref: 'Stage' } };
const ofStage = { StageKeys: [{ RestApiId: { Ref: 'Api' }, StageName: { Ref: 'Stage' } }] };
const plan = (properties: object): Resource => ({
  Type: 'AWS::ApiGateway::UsagePlan',
  Properties: { ApiStages: [STAGE], ...properties },
});
const key = (properties: object): Resource => ({
  Type: 'AWS::ApiGateway::ApiKey',
  Properties: { Enabled: true, ...properties },
});
const inPlan = (KeyId: string, UsagePlanId = 'Plan'): Resource => ({
  Type: 'AWS::ApiGateway::UsagePlanKey',
  Properties: { KeyId: { Ref: KeyId }, KeyType: 'API_KEY', UsagePlanId: { Ref: UsagePlanId } },
});

const required = { ...open, ApiKeyRequired: true };
/** `GET /orders` needs a native key; `Key` is in `Plan`, which has these properties. */
const planned = (properties: object, extra: Record<string, Resource> = {}): Template =>
  templateOf(
    { 'GET /orders': required, 'GET /free': open },
    { Plan: plan(properties), Key: key({ Value: VALUE }), InPlan: inPlan('Key'), ...extra },
  );
const withKey = (value: string) => ({ headers: { 'X-API-Key': value } });

/** The statuses of so many calls with this key. */
async function statuses(call: (route: string, init: RequestInit) => Promise<Response>, times: number, value = VALUE) {
  const found: number[] = [];
  for (let n = 0; n < times; n++) found.push((await call('GET /orders', withKey(value))).status);
  return found;
}

describe('a method that requires a key', () => {
  it('lets a request with an enabled key of a plan of the stage through', async () => {
    const { call } = await serve(planned({}));

    expect((await call('GET /orders', withKey(VALUE))).status).toBe(200);
  });

  it('serves a plan and a key as the CDK writes them: with an empty throttle of methods, and the stage of the key', async () => {
    const { call } = await serve(
      planned({ ApiStages: [{ ...STAGE, Throttle: {} }] }, { Key: key({ ...ofStage, Value: VALUE }) }),
    );

    expect((await call('GET /orders', withKey(VALUE))).status).toBe(200);
  });

  it.each<[string, Template]>([
    [
      'of the stage and in no plan',
      planned({}, { InPlan: key({ Value: OTHER }), Key: key({ ...ofStage, Value: VALUE }) }),
    ],
    ['unknown', planned({}, { Key: key({ Value: OTHER }) })],
    ['disabled', planned({}, { Key: key({ Value: VALUE, Enabled: false }) })],
    ['in no plan', planned({}, { InPlan: key({ Value: OTHER }) })],
    ['in the plan of another stage', planned({ ApiStages: [{ ApiId: { Ref: 'Api' }, Stage: 'other' }] })],
    ['in the plan of another API', planned({ ApiStages: [{ ApiId: 'x', Stage: 'prod' }] })],
    ['of no plan at all', templateOf({ 'GET /orders': required })],
  ])('answers 403 for a key that is %s', async (_, template) => {
    const { call, functions, answered } = await serve(template);

    const response = await call('GET /orders', withKey(VALUE));

    expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([403, 'ForbiddenException']);
    expect(await response.json()).toEqual({ message: 'Forbidden' });
    expect(answered[0]?.refusal?.type).toBe('INVALID_API_KEY');
    expect(functions.events).toEqual([]);
  });

  it('answers 501 where a plan cannot be read, with any key and without one', async () => {
    const { call } = await serve(planned({ Rates: 'unknown' }), { lenient: true });

    const statuses = [(await call('GET /orders', withKey(VALUE))).status, (await call('GET /orders')).status];

    expect(statuses).toEqual([501, 501]);
  });

  it('answers 403 without a key, and a method that requires none asks for none', async () => {
    const { call } = await serve(planned({}));

    expect([(await call('GET /orders')).status, (await call('GET /free')).status]).toEqual([403, 200]);
  });

  it('tells the function, and the access log, which key it was', async () => {
    const template = change(planned({}), 'Stage', {
      AccessLogSetting: { DestinationArn: { 'Fn::GetAtt': ['Log', 'Arn'] }, Format: '$context.identity.apiKeyId' },
    });
    template.Resources.Log = { Type: 'AWS::Logs::LogGroup' };
    const { call, functions, logs } = await serve(template);

    await call('GET /orders', withKey(VALUE));
    await call('GET /free', withKey(VALUE));

    const identities = functions.eventsOf('Backend').map(({ requestContext }) => Object(requestContext).identity);
    expect(identities[0]).toMatchObject({ apiKey: VALUE, apiKeyId: expect.stringMatching(/^[a-z0-9]{10}$/) });
    expect(identities[1]).not.toHaveProperty('apiKey');
    expect(logs.map(({ text }) => text)).toEqual([identities[0].apiKeyId, '-']);
  });
});

describe('with the authorizer as source of keys', () => {
  const judgedPlan = (properties: object = {}): Template => {
    const template = change(planned(properties), 'Api', { ApiKeySourceType: 'AUTHORIZER' });
    return change(template, 'Root_orders_GET', { ...judged, ApiKeyRequired: true });
  };
  const allow = (usageIdentifierKey?: string) => ({
    principalId: 'p',
    policyDocument: { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
    ...(usageIdentifierKey && { usageIdentifierKey }),
  });
  const named = (event: { headers: Record<string, string> }) => allow(event.headers.Authorization);
  const as = (credential: string, more: Record<string, string> = {}) => ({
    headers: { Authorization: credential, ...more },
  });

  it('the key that the function names counts, and no header', async () => {
    const { call } = await serve(judgedPlan(), { answers: { JudgeFunction: named } });

    const known = await call('GET /orders', as(VALUE));
    const unknown = await call('GET /orders', as('none', { 'X-API-Key': VALUE }));

    expect([known.status, unknown.status]).toEqual([200, 403]);
  });

  it('the authorizer refuses before the plan, and takes nothing of the budget', async () => {
    const judge = (event: { headers: Record<string, string> }) => {
      if (event.headers.Authorization === 'bad') throw new Error('Unauthorized');
      return allow(VALUE);
    };
    const { call } = await serve(judgedPlan({ Quota: { Limit: 1, Period: 'DAY' } }), {
      answers: { JudgeFunction: judge },
    });

    const refused = [await call('GET /orders', as('bad')), await call('GET /orders', as('bad'))];
    const passed = await call('GET /orders', as('good'));

    expect([...refused, passed].map(({ status }) => status)).toEqual([401, 401, 200]);
  });

  it('a method that requires no key is not counted, whichever key the function names', async () => {
    const template = judgedPlan({ Quota: { Limit: 1, Period: 'DAY' } });
    const { call } = await serve(change(template, 'Root_orders_GET', { ApiKeyRequired: false }), {
      answers: { JudgeFunction: named },
    });

    const found = [];
    for (const value of [VALUE, VALUE, 'none']) found.push((await call('GET /orders', as(value))).status);

    expect(found).toEqual([200, 200, 200]);
  });

  it('a cached result keeps the key that came with it until the TTL is over', async () => {
    const values = [VALUE, OTHER];
    const template = change(judgedPlan(), 'Judge', { AuthorizerResultTtlInSeconds: 60 });
    const { call, clock } = await serve(template, { answers: { JudgeFunction: () => allow(values.shift()) } });

    const found = [(await call('GET /orders', as('a'))).status, (await call('GET /orders', as('a'))).status];
    clock.advance(60_000);
    found.push((await call('GET /orders', as('a'))).status);

    expect(found).toEqual([200, 200, 403]);
  });
});

describe('the throttle of a plan', () => {
  const TWO_A_SECOND = { Throttle: { RateLimit: 2, BurstLimit: 3 } };

  it('lets a burst through, then so many requests a second, and answers 429', async () => {
    const { call, clock } = await serve(planned(TWO_A_SECOND));

    const first = await statuses(call, 4);
    clock.advance(499);
    const early = await statuses(call, 1);
    clock.advance(1);
    const later = await statuses(call, 2);

    expect([first, early, later]).toEqual([[200, 200, 200, 429], [429], [200, 429]]);
  });

  it('is for each key by itself', async () => {
    const { call, answered } = await serve(
      planned(TWO_A_SECOND, { Second: key({ Value: OTHER }), SecondInPlan: inPlan('Second') }),
    );

    await statuses(call, 4);

    expect(await statuses(call, 1, OTHER)).toEqual([200]);
    expect(answered[3]?.refusal).toEqual({ type: 'THROTTLED', why: 'over the rate of its usage plan' });
  });
});

describe('the quota of a plan', () => {
  it.each([
    ['DAY', '2026-11-24T23:59:59.999Z'],
    ['WEEK', '2026-11-28T23:59:59.999Z'],
    ['MONTH', '2026-11-30T23:59:59.999Z'],
  ])('of a %s ends with it in UTC, and not before', async (Period, last) => {
    const { call, clock } = await serve(planned({ Quota: { Limit: 2, Period } }));

    const first = await statuses(call, 3);
    clock.advance(Date.parse(last) - clock.now());
    const atTheEnd = await statuses(call, 1);
    clock.advance(1);
    const next = await statuses(call, 3);

    expect([first, atTheEnd, next]).toEqual([[200, 200, 429], [429], [200, 200, 429]]);
  });

  it('is less by its offset in the first period', async () => {
    const { call, clock } = await serve(planned({ Quota: { Limit: 3, Offset: 1, Period: 'DAY' } }));

    const first = await statuses(call, 3);
    clock.advance(86_400_000);

    expect([first, await statuses(call, 4)]).toEqual([
      [200, 200, 429],
      [200, 200, 200, 429],
    ]);
  });

  it('has an answer of its own, and is not touched by what the throttle refuses', async () => {
    const { call, clock } = await serve(
      planned({ Throttle: { RateLimit: 1, BurstLimit: 1 }, Quota: { Limit: 2, Period: 'DAY' } }),
    );

    const first = await statuses(call, 3);
    clock.advance(1000);
    const second = await statuses(call, 1);
    clock.advance(1000);
    const over = await call('GET /orders', withKey(VALUE));

    expect([first, second, over.status]).toEqual([[200, 429, 429], [200], 429]);
    expect([over.headers.get('x-amzn-errortype'), await over.json()]).toEqual([
      'LimitExceededException',
      { message: 'Limit Exceeded' },
    ]);
  });
});

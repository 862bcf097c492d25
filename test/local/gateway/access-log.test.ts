import { change, judged, open, serve, stopServing, templateOf } from '../rest-api';

afterEach(stopServing);

const format = JSON.stringify({
  id: '$context.requestId',
  ownId: '$context.extendedRequestId',
  status: '$context.status',
  route: '$context.resourcePath',
  account: '$context.authorizer.accountId',
  type: '$context.error.responseType',
  length: '$context.responseLength',
  path: '$context.path',
  agent: '$context.identity.userAgent',
  latency: '$context.responseLatency',
});
const logged = (answers = {}) => {
  const template = templateOf(
    { 'GET /orders/{id}': judged, 'GET /open': open },
    { Log: { Type: 'AWS::Logs::LogGroup', Properties: {} } },
  );
  change(template, 'Stage', {
    AccessLogSetting: { DestinationArn: { 'Fn::GetAtt': ['Log', 'Arn'] }, Format: format },
  });
  return serve(template, { answers });
};

describe('the access log', () => {
  it('has one line for each request, with a dash for a variable without a value', async () => {
    const { call, logs } = await logged();

    const response = await call('GET /open', { headers: { 'User-Agent': 'me' } });

    expect(logs.map(({ source }) => source)).toEqual(['Log']);
    expect(JSON.parse(logs[0]?.text ?? '')).toEqual({
      id: response.headers.get('x-amzn-requestid'),
      ownId: response.headers.get('x-amz-apigw-id'),
      status: '200',
      route: '/open',
      account: '-',
      type: '-',
      length: '6',
      path: '/prod/open',
      agent: 'me',
      latency: expect.stringMatching(/^\d+$/),
    });
  });

  it('names the account from the guard, and the type of the refusal', async () => {
    const { call, logs } = await logged({
      JudgeFunction: () => ({
        principalId: 'p',
        context: { accountId: 'acme' },
        policyDocument: { Statement: { Effect: 'Deny', Action: '*', Resource: '*' } },
      }),
    });

    await call('GET /orders/7');
    await call('GET /nowhere');

    expect(logs.map(({ text }) => JSON.parse(text) as unknown)).toMatchObject([
      { account: 'acme', type: 'ACCESS_DENIED', status: '403', route: '/orders/{id}' },
      { account: '-', type: 'MISSING_AUTHENTICATION_TOKEN', status: '403', route: '-' },
    ]);
  });

  it('cannot be forged by a caller', async () => {
    const { raw, logs } = await logged();

    await raw('GET /prod/open HTTP/1.1\r\nHost: h\r\nUser-Agent: x","account":"forged\\\r\nConnection: close\r\n\r\n');

    expect(JSON.parse(logs[0]?.text ?? '')).toMatchObject({ account: '-', agent: 'x","account":"forged\\' });
  });

  it('shows a request id that the caller chose only when it is a UUID', async () => {
    const { call, logs } = await logged();
    const uuid = '0B3c1f9e-9f0c-4c55-8b2e-6a0f5a6f2b10';

    await call('GET /open', { headers: { 'X-Amzn-RequestId': uuid } });
    await call('GET /open', { headers: { 'X-Amzn-RequestId': `${uuid}","account":"forged` } });

    expect(logs.map(({ text }) => JSON.parse(text).id as unknown)).toEqual([
      uuid,
      expect.stringMatching(/^[0-9a-f-]{36}_REPLACED_INVALID_REQUEST_ID$/),
    ]);
  });

  it('is not written for a stage without an access log', async () => {
    const { call, logs } = await serve(templateOf({ 'GET /open': open }));

    await call('GET /open');

    expect(logs).toEqual([]);
  });
});

import { CfnGatewayResponse, ResponseType, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Template } from 'aws-cdk-lib/assertions';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Sallyport } from 'sallyport';
import { PROBLEMS, problemType, type ProblemCode } from '../../../lambda/http/problems';
import { anIntegration, aStack, type Json, PROPS, resourcesOf, sampleTemplate, templateWith } from '../support';

interface Answer {
  readonly type: string;
  readonly status: string | undefined;
  readonly template: string;
  readonly headers: Readonly<Record<string, string>>;
}

const answersOf = (template: Template, api: string): Answer[] =>
  resourcesOf(template, 'AWS::ApiGateway::GatewayResponse')
    .filter(([id]) => id.includes(api))
    .map(([, { Properties }]) => ({
      type: Properties.ResponseType,
      status: Properties.StatusCode,
      template: Properties.ResponseTemplates['application/json'],
      headers: Properties.ResponseParameters,
    }));

const header = (answer: Answer | undefined, name: string): string | undefined =>
  answer?.headers[`gatewayresponse.header.${name}`];
/** What the gateway makes of a template when the values it names are these, or empty. */
const filled = (template: string, values: Record<string, string> = {}): Json =>
  JSON.parse(template.replace(/\$context(?:\.\w+)+/g, (name) => values[name] ?? ''));

const APIS = ['Guarded', 'Management', 'TokenCache'] as const;
let answers: Readonly<Record<(typeof APIS)[number], readonly Answer[]>>;
beforeAll(() => {
  const template = sampleTemplate();
  answers = {
    Guarded: answersOf(template, 'Guarded'),
    Management: answersOf(template, 'Management'),
    TokenCache: answersOf(template, 'TokenCache'),
  };
});
const all = (): Answer[] => APIS.flatMap((api) => answers[api]);
const guarded = (type: string): Answer | undefined => answers.Guarded.find((one) => one.type === type);

const STATUS = {
  ACCESS_DENIED: '403',
  API_CONFIGURATION_ERROR: '500',
  AUTHORIZER_CONFIGURATION_ERROR: '500',
  AUTHORIZER_FAILURE: '503',
  BAD_REQUEST_BODY: '400',
  BAD_REQUEST_PARAMETERS: '400',
  DEFAULT_4XX: undefined,
  DEFAULT_5XX: undefined,
  EXPIRED_TOKEN: '401',
  INTEGRATION_FAILURE: '504',
  INTEGRATION_TIMEOUT: '504',
  INVALID_API_KEY: '403',
  INVALID_SIGNATURE: '401',
  MISSING_AUTHENTICATION_TOKEN: '404',
  QUOTA_EXCEEDED: '429',
  REQUEST_TOO_LARGE: '413',
  RESOURCE_NOT_FOUND: '404',
  THROTTLED: '429',
  UNAUTHORIZED: '401',
  UNSUPPORTED_MEDIA_TYPE: '415',
  WAF_FILTERED: '403',
};

test.each(APIS)('the %s API declares every answer by itself and no status on a default', (api) => {
  expect(Object.fromEntries(answers[api].map(({ type, status }) => [type, status]))).toEqual(STATUS);
});

test('every body is a problem that stays valid JSON when all values put into it are empty', () => {
  for (const { template, status, type } of all()) {
    const body = filled(template);

    expect([type, typeof body.type, typeof body.title, body.status]).toEqual([
      type,
      'string',
      'string',
      status && Number(status),
    ]);
  }
});

test('no body holds anything of the request but the id that no caller can choose', () => {
  const named = new Set(all().flatMap(({ template }) => template.match(/\$context(?:\.\w+)+/g) ?? []));

  expect([...named].sort()).toEqual([
    '$context.authorizer.problem',
    '$context.authorizer.requiredScope',
    '$context.extendedRequestId',
  ]);
});

test('a missing or wrong native key is trouble of ours with plans, and else the caller’s to mend, without a second try', () => {
  const answerTo = (template: Template) =>
    answersOf(template, 'Guarded').find(({ type }) => type === 'INVALID_API_KEY')?.template ?? '';

  const [own, ours] = [templateWith(), templateWith({ plans: { free: { ratePerSecond: 5, burst: 10 } } })];

  expect(filled(answerTo(own))).toEqual({
    type: 'about:blank',
    title: 'Forbidden',
    status: 403,
    detail: 'The route asks for an API key of API Gateway; there is none, or it is not valid here.',
    instance: '/requests/',
  });
  expect(filled(answerTo(ours))).toMatchObject({ type: problemType('dependency-unavailable'), status: 503 });
});

test('a denial by an authorizer that fills nothing in says nothing untrue, and its type is the index of problems', () => {
  const body = filled(guarded('ACCESS_DENIED')?.template ?? '');

  expect(body).toMatchObject({
    type: 'https://sallyport.github.io/sallyport/problems/',
    title: 'The credential does not allow this request',
    detail: 'It lacks what requiredScope asks for or, if that is empty, may not be used here, as from another network.',
    requiredScope: '',
  });
});

test.each<ProblemCode>(['insufficient-scope', 'network-not-allowed'])(
  'a denial for %s has the type of its page',
  (code) => {
    const values = { '$context.authorizer.problem': code, '$context.authorizer.requiredScope': 'read:orders' };

    const body = filled(guarded('ACCESS_DENIED')?.template ?? '', values);

    expect(body).toMatchObject({
      type: problemType(code),
      status: PROBLEMS[code].status,
      requiredScope: 'read:orders',
    });
  },
);

test('every answer with a code has the title of its page, but the 403, whose title the index of problems tells', () => {
  const titles = new Map(
    Object.entries(PROBLEMS).map(([code, { title }]) => [problemType(code as ProblemCode), title]),
  );
  const index = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'problems', 'README.md'), 'utf8').replace(
    /\s+/g,
    ' ',
  );

  for (const { template, type } of all()) {
    const { type: problem, title } = filled(template);

    if (type === 'ACCESS_DENIED') expect(index).toContain(`"${title}"`);
    else expect([type, title]).toEqual([type, problem === 'about:blank' ? title : titles.get(problem)]);
  }
});

test('all 401s of an API are alike in status, headers and body', () => {
  for (const api of APIS) {
    const [first, ...others] = answers[api].filter(({ status }) => status === '401');

    expect(others).toHaveLength(2);
    for (const other of others) expect({ ...other, type: '' }).toEqual({ ...first, type: '' });
  }
});

test.each([
  ['Guarded', 'orders'],
  ['Management', 'management'],
  ['TokenCache', 'tokens'],
] as const)('every answer of the %s API about a credential asks for a bearer credential of realm %s', (api, realm) => {
  const asking = answers[api].filter((one) => header(one, 'WWW-Authenticate') !== undefined);

  expect(asking.map(({ type }) => type).sort()).toEqual([
    'ACCESS_DENIED',
    'EXPIRED_TOKEN',
    'INVALID_SIGNATURE',
    'UNAUTHORIZED',
  ]);
  expect(new Set(asking.map((one) => header(one, 'WWW-Authenticate')))).toEqual(new Set([`'Bearer realm="${realm}"'`]));
});

test('every header is a constant: no mapping that API Gateway might refuse fails a deployment', () => {
  const values = all().flatMap(({ headers }) => Object.values(headers));

  expect(values.filter((value) => !/^'[^']*'$/.test(value))).toEqual([]);
});

test('every answer is a problem by its media type, nothing is kept on the way, and trouble and throttling say when to try again, and a quota does not', () => {
  for (const answer of all()) {
    const again = answer.status === '503' || answer.type === 'THROTTLED';

    expect(header(answer, 'Content-Type')).toBe(`'application/problem+json'`);
    expect(header(answer, 'Cache-Control')).toBe(`'no-store'`);
    expect([answer.type, header(answer, 'Retry-After')]).toEqual([answer.type, again ? `'1'` : undefined]);
  }
});

test('CORS headers name the one origin that is set, and are absent without or with several', () => {
  const origin = (origins: readonly string[]) =>
    answersOf(templateWith({ corsOrigins: origins }), 'Guarded').map((one) =>
      header(one, 'Access-Control-Allow-Origin'),
    );

  expect(new Set(origin(['https://app.example.com']))).toEqual(new Set([`'https://app.example.com'`]));
  expect(new Set(origin(['https://a.example', 'https://b.example']))).toEqual(new Set([undefined]));
  expect(new Set(all().map((one) => header(one, 'Access-Control-Allow-Origin')))).toEqual(new Set([undefined]));
});

describe('an API of the deployer’s own', () => {
  function withResponse(declare: (api: RestApi) => void, when: 'after' | 'before'): () => Template {
    const stack = aStack();
    const api = new RestApi(stack, 'Passed');
    if (when === 'before') declare(api);
    const sallyport = new Sallyport(stack, 'Sallyport', { ...PROPS, api });
    sallyport.protect(api.root, 'GET', anIntegration(), { scope: null });
    if (when === 'after') declare(api);
    return () => Template.fromStack(stack);
  }
  const declaredAt = (path: string) =>
    `Sallyport declares the gateway response ACCESS_DENIED of Orders/Passed; remove the one at Orders/${path}. ` +
    'Its CORS headers come from corsOrigins; docs/in-your-app.md shows how to add another header to those of Sallyport.';

  test.each(['before', 'after'] as const)(
    'stops the synth when it declares, %s Sallyport, a type that it declares',
    (when) => {
      const construct = withResponse((api) => {
        api.addGatewayResponse('ACCESS_DENIED', { type: ResponseType.ACCESS_DENIED });
      }, when);
      const resource = withResponse((api) => {
        new CfnGatewayResponse(api.stack, 'Raw', { restApiId: api.restApiId, responseType: 'ACCESS_DENIED' });
      }, when);

      expect(construct).toThrow(declaredAt('Passed/ACCESS_DENIED/Resource'));
      expect(resource).toThrow(declaredAt('Raw'));
    },
  );

  test('may stand beside another API with responses of its own', () => {
    const synth = withResponse(({ stack }) => {
      const other = new RestApi(stack, 'Other');
      other.root.addMethod('GET');
      other.addGatewayResponse('Denied', { type: ResponseType.ACCESS_DENIED });
    }, 'after');

    expect(synth).not.toThrow();
  });
});

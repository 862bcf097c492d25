/** `--direct`: what is handed to a function past the API, and how its answer and AWS’s refusals are told. */
import type { Stacks } from '../../../cli/connection/stack';
import { ENDPOINTS } from '../../../lambda/management/all-endpoints';
import { fakeWorld } from '../../support/fake-world';

const ACCOUNT = '0123456789';
const KEY = `${ACCOUNT}ABCDEFGH`;
const NESTED = 'SallyportManagementNestedStackManagementNestedStackResource1A2B';
const VARIABLES = {
  ISSUER: 'https://issuer.test/pool',
  MANAGEMENT_RESOURCE_SERVER: 'orders-management',
  BOOTSTRAP_OPERATOR: 'op',
};

interface Called {
  readonly name: string;
  readonly event: Readonly<Record<string, unknown>>;
}

const answerWith = (statusCode: number, body: object) => ({
  payload: JSON.stringify({ statusCode, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
});
const REVOKED = answerWith(200, { id: KEY, status: 'revoked', label: 'Night', accountId: ACCOUNT });
const named = (name: string): Error => Object.assign(new Error('AWS says no'), { name });

const resource = (logicalId: string, type = 'AWS::Lambda::Function') => ({
  ...{ logicalId, type },
  physicalId: `name-of-${logicalId}`,
});
const OUTER = [resource('Other1', 'AWS::S3::Bucket'), resource(NESTED, 'AWS::CloudFormation::Stack')];
const INNER = [
  ...['Keys1', 'Accounts2', 'Clients3'].map((one) => resource(one)),
  resource('KeysRole4', 'AWS::IAM::Role'),
];

/** The stack, whose addresses and secret nobody may ask for: what gives them may be out. */
function stackWith(given: Partial<Stacks> = {}, outer = OUTER) {
  const called: Called[] = [];
  const out = (): Promise<never> => Promise.reject(new Error('Cognito is out'));
  const stacks: Stacks = {
    ...{ outputsOf: out, secretOf: out },
    resourcesOf: (stack) => Promise.resolve(stack === 'Orders' ? outer : INNER),
    environmentOf: () => Promise.resolve(VARIABLES),
    invoke: (name, event) => {
      called.push({ name, event: { ...event } });
      return Promise.resolve(REVOKED);
    },
    ...given,
  };
  return { called, world: { environment: {}, stacks: () => stacks } };
}
const DIRECT = ['--stack', 'Orders', '--direct'];

test('the event is that of the stack’s own operator, and says that it came past the API', async () => {
  const { called, world } = stackWith();
  const { run, wrote, here } = fakeWorld([], world);

  const code = await run('keys', 'revoke', KEY, '--reason', 'leaked', '--yes', ...DIRECT);

  expect([code, wrote.stdout, wrote.stderr]).toEqual([0, `key ${KEY} is revoked\n`, 'on stack Orders, past its API\n']);
  expect([here.seen, here.tokens]).toEqual([[], 0]);
  expect(called).toEqual([
    {
      name: 'name-of-Keys1',
      event: {
        httpMethod: 'POST',
        resource: '/accounts/{accountId}/keys/{keyId}/revoke',
        pathParameters: { accountId: ACCOUNT, keyId: KEY },
        multiValueQueryStringParameters: null,
        multiValueHeaders: { 'content-type': ['application/json'], 'idempotency-key': ['new-key'] },
        body: '{"reason":"leaked"}',
        isBase64Encoded: false,
        requestContext: {
          extendedRequestId: expect.stringMatching(/^direct-[\da-f-]{36}$/),
          path: '/direct',
          identity: { sourceIp: 'direct' },
          authorizer: {
            claims: {
              iss: VARIABLES.ISSUER,
              token_use: 'access',
              client_id: 'op',
              scope: ['revoke:keys', 'read:accounts', 'read:keys', 'read:clients']
                .map((scope) => `orders-management/${scope}`)
                .join(' '),
            },
          },
        },
      },
    },
  ]);
});

test.each([
  `keys revoke ${KEY} --yes`,
  `keys suspend ${KEY}`,
  `keys end-grace ${KEY} --yes`,
  `accounts suspend external:a%2Fb`,
  `accounts revoke-all ${ACCOUNT} --yes`,
  `clients suspend ${ACCOUNT} c1`,
  `clients revoke ${ACCOUNT} c1 --yes`,
  `clients revoke-tokens ${ACCOUNT} c1 --yes`,
])('%s goes to the function that has its route', async (line) => {
  const { called, world } = stackWith();
  const { run } = fakeWorld([], world);

  const code = await run(...line.split(' '), ...DIRECT);

  const [{ name, event } = { name: '', event: {} }] = called;
  const endpoint = ENDPOINTS.find(({ route }) => route === `POST ${String(event.resource)}`);
  expect([code, name.toLowerCase().replace(/\d$/, '')]).toEqual([0, `name-of-${endpoint?.function ?? 'none'}`]);
  if (line.includes('external')) expect(event.pathParameters).toEqual({ accountId: 'external:a%2Fb' });
});

test('the question names the key, and the stack without its API', async () => {
  const questions: string[] = [];
  const { called, world } = stackWith();
  const ask = (question: string): Promise<string> => Promise.resolve(void questions.push(question)).then(() => 'no');
  const { run } = fakeWorld([], { ...world, canAsk: true, ask });

  expect(await run('keys', 'revoke', KEY, ...DIRECT)).toBe(1);
  expect(questions).toEqual([
    expect.stringMatching(/^This revokes key \w+ \("Night"\)[^]*\nThis is on stack Orders, past its API and cannot/),
  ]);
  expect(called.map(({ event }) => event.httpMethod)).toEqual(['GET']);
});

test('a refusal of the function is told as one of the API', async () => {
  const problem = { type: 'https://docs.test/problems/key-not-found', title: 'There is no such key', status: 404 };
  const { world } = stackWith({ invoke: () => Promise.resolve(answerWith(404, problem)) });
  const { run, wrote } = fakeWorld([], world);

  expect(await run('keys', 'suspend', KEY, ...DIRECT)).toBe(1);
  expect(wrote.stderr).toMatch(/^There is no such key\n/);
});

test.each<[string, Partial<Stacks>, number, RegExp]>([
  [
    'a function that fails',
    { invoke: () => Promise.resolve({ payload: '{}', functionError: 'Unhandled' }) },
    3,
    /^on .*\nfunction name-of-Keys1: it failed \(Unhandled\); the reason is in its log\n {2}It may have been done .* --idempotency-key new-key /,
  ],
  [
    'a function that answers something else',
    { invoke: () => Promise.resolve({ payload: '[]' }) },
    3,
    /its answer is none of the API/,
  ],
  [
    'a right to invoke that is not given',
    { invoke: () => Promise.reject(named('AccessDeniedException')) },
    7,
    /^on .*\nfunction name-of-Keys1 may not be used with these AWS credentials: AccessDeniedException: AWS says no\n$/,
  ],
  [
    'too many invocations',
    { invoke: () => Promise.reject(named('TooManyRequestsException')) },
    3,
    /cannot be reached now/,
  ],
  [
    'a stack that is not there',
    { resourcesOf: () => Promise.reject(named('AccessDenied')) },
    7,
    /^stack Orders may not/,
  ],
])('%s is told, with its exit code', async (...[, given, exitCode, line]) => {
  const { world } = stackWith(given);
  const { run, wrote } = fakeWorld([], world);

  expect([await run('keys', 'revoke', KEY, '--yes', ...DIRECT), wrote.stdout]).toEqual([exitCode, '']);
  expect(wrote.stderr).toMatch(line);
});

test.each([
  ['no', []],
  ['more than one', [...OUTER, resource(`Second${NESTED}`, 'AWS::CloudFormation::Stack')]],
])('a stack with %s management API is not guessed about', async (count, outer) => {
  const { called, world } = stackWith({}, outer);
  const { run, wrote } = fakeWorld([], world);

  expect([await run('keys', 'suspend', KEY, ...DIRECT), called]).toEqual([5, []]);
  expect(wrote.stderr).toBe(`there is ${count} nested stack of a management API in stack Orders\n`);
});

/** What is read of an AWS account, over HTTP of the AWS SDK, from a server that answers as AWS does. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { awsStacks } from '../../../cli/connection/aws-stacks';
import { stackAddresses } from '../../../cli/connection/stack';
import { answerAsAws, type AwsFailure } from '../../support/aws-answers';
import { fakeWorld } from '../../support/fake-world';

let server: Server;
let failure: AwsFailure | undefined;
const before = { ...process.env };
const RESOURCES = [{ logicalId: 'Keys1', physicalId: 'keys-1', type: 'AWS::Lambda::Function' }];

const VARIABLES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'keys-1': { ISSUER: 'https://issuer.test' },
  sealed: { error: 'AccessDeniedException' },
};

beforeAll(async () => {
  const account = {
    resources: { Nested: RESOURCES },
    environmentOf: (name: string) => VARIABLES[name],
    invoke: (name: string, event: unknown) => Promise.resolve(name === 'keys-1' ? { event } : undefined),
    failing: () => failure,
  };
  server = createServer(
    answerAsAws({ ManagementUrl: 'https://x.test/v1/', TokenUrl: 'https://t.test/token' }, account),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
beforeEach(() => {
  failure = undefined;
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret' };
  // Nothing of the machine that the test runs on is looked at, and a failure is not repeated.
  const own = { AWS_EC2_METADATA_DISABLED: 'true', AWS_CONFIG_FILE: '/dev/null', AWS_MAX_ATTEMPTS: '1' };
  delete process.env.AWS_REGION;
  delete process.env.AWS_PROFILE;
  Object.assign(process.env, own, credentials, {
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_ENDPOINT_URL: endpoint,
  });
});
afterAll(async () => {
  process.env = before;
  await new Promise((resolve) => server.close(resolve));
});

test('the addresses and the operator’s secret of a stack', async () => {
  expect(await stackAddresses(awsStacks('eu-west-1'), 'Orders')).toEqual({
    url: 'https://x.test/v1',
    tokenUrl: 'https://t.test/token',
    clientId: 'op',
    clientSecret: 'from Cognito',
  });
});

test('the resources of a stack, and variables and answers of a function', async () => {
  const stacks = awsStacks('eu-west-1');
  const { signal } = new AbortController();

  expect(await stacks.resourcesOf('Nested')).toEqual(RESOURCES);
  expect(await stacks.environmentOf('keys-1')).toEqual({ ISSUER: 'https://issuer.test' });
  expect(await stacks.invoke('keys-1', { a: 1 }, signal)).toEqual({ payload: '{"event":{"a":1}}' });
  expect(await stacks.invoke('broken', {}, signal)).toMatchObject({ functionError: 'Unhandled' });
});

test('variables that the caller may not decrypt are a refusal, and not a function without any', async () => {
  await expect(awsStacks('eu-west-1').environmentOf('sealed')).rejects.toMatchObject({ name: 'AccessDeniedException' });
  await expect(awsStacks('eu-west-1').environmentOf('none')).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
});

test('a stack that is not there is told in one line', async () => {
  await expect(stackAddresses(awsStacks('eu-west-1'), 'Other')).rejects.toThrow(
    /^stack Other cannot be found: ValidationError: Stack with id Other does not exist$/,
  );
});

describe('a script can tell by the exit code why AWS gave no stack', () => {
  const run = async (stack = 'Orders', more = ['--region', 'eu-west-1']) => {
    const { run: command, wrote } = fakeWorld([], { environment: {}, stacks: awsStacks });
    const code = await command('accounts', 'list', '--stack', stack, ...more);
    return { code, ...wrote };
  };

  test.each<[string, AwsFailure, number, RegExp]>([
    [
      'credentials that are over',
      { status: 403, code: 'ExpiredToken' },
      6,
      /^stack Orders cannot be reached without AWS credentials that are valid: ExpiredToken: AWS says no\n$/,
    ],
    ['credentials that nobody has', { status: 403, code: 'InvalidClientTokenId' }, 6, /InvalidClientTokenId/],
    [
      'a right that is not given',
      { status: 403, code: 'AccessDenied' },
      7,
      /^stack Orders may not be used with these AWS credentials: AccessDenied: AWS says no\n$/,
    ],
    [
      'a right at Cognito',
      { status: 400, code: 'NotAuthorizedException' },
      7,
      /NotAuthorizedException: AWS says no\n$/,
    ],
    ['too many requests', { status: 400, code: 'Throttling' }, 3, /^stack Orders cannot be reached now: Throttling: /],
    ['a failure', { status: 500, code: 'InternalFailure' }, 3, /^stack Orders cannot be reached now: /],
  ])('%s', async (...[, given, exitCode, line]) => {
    failure = given;

    expect(await run()).toEqual({ code: exitCode, stdout: '', stderr: expect.stringMatching(line) });
  });

  test('no such stack', async () => {
    expect(await run('Other')).toMatchObject({ code: 5, stderr: expect.stringContaining('does not exist') });
  });

  test('no Region, which is a mistake of the command line', async () => {
    const error = jest.spyOn(console, 'error').mockImplementation(() => undefined);

    expect(await run('Orders', [])).toMatchObject({ code: 2 });
    expect(error.mock.calls).toEqual([['stack Orders needs a Region: --region, or AWS_REGION']]);
    error.mockRestore();
  });

  test('no credentials', async () => {
    delete process.env.AWS_ACCESS_KEY_ID;

    expect(await run()).toMatchObject({ code: 6, stderr: expect.stringContaining('CredentialsProviderError') });
  });

  test('no connection', async () => {
    process.env.AWS_ENDPOINT_URL = 'http://127.0.0.1:9';

    expect(await run()).toMatchObject({ code: 3, stderr: expect.stringContaining('cannot be reached now') });
  });
});

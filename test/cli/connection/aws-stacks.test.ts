/** What is read of an AWS account, over HTTP of the AWS SDK, from a server that answers as AWS does. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { awsStacks } from '../../../cli/connection/aws-stacks';
import { stackAddresses } from '../../../cli/connection/stack';
import { answerAsAws } from '../../support/aws-answers';

let server: Server;
const before = { ...process.env };
beforeAll(async () => {
  server = createServer(answerAsAws({ ManagementUrl: 'https://x.test/v1/', TokenUrl: 'https://t.test/token' }));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  Object.assign(process.env, { AWS_ENDPOINT_URL: endpoint, AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret' });
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

test('a stack that is not there is told in one line', async () => {
  await expect(stackAddresses(awsStacks('eu-west-1'), 'Other')).rejects.toThrow(
    /^stack Other cannot be read: ValidationError: Stack with id Other does not exist$/,
  );
});

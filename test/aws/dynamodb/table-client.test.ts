import { NodeHttpHandler } from '@smithy/node-http-handler';
import { tableClient } from '../../../lambda/aws/dynamodb/table-client';
import { CONNECT_MS } from '../../../lambda/aws/dynamodb/table-retry';

test('the time for a connection is enough to try IPv4 after IPv6, whose packets may be lost', async () => {
  const client = tableClient({ region: 'eu-west-1' });
  const { requestHandler } = client.config;
  const agent = requestHandler instanceof NodeHttpHandler && (await requestHandler['configProvider']).httpsAgent;

  expect(Object(agent).options).toMatchObject({ autoSelectFamilyAttemptTimeout: CONNECT_MS / 2, keepAlive: true });
  client.destroy();
});

/** What CloudWatch Logs delivers of the access log: lines as API Gateway writes them, packed into an event. */
import { gzipSync } from 'node:zlib';
import type { LogDelivery } from '../../lambda/usage/log-delivery';
import { ACCOUNT_ID, KEY_ID, NOW } from './records';

let requests = 0;

/** A line of an accepted request with its own id, at `NOW`. */
export const accessLine = (given: Readonly<Record<string, string>> = {}): string =>
  JSON.stringify({
    requestId: `Req${(requests += 1)}=`,
    amznRequestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
    time: String(NOW),
    sourceIp: '203.0.113.7',
    method: 'GET',
    resourcePath: '/orders/{orderId}',
    status: '200',
    responseType: '-',
    accountId: ACCOUNT_ID,
    credentialId: KEY_ID,
    budgetId: '-',
    clientId: '-',
    authorizerLatency: '9',
    integrationLatency: '20',
    latency: '31',
    ...given,
  });

export const packed = (content: unknown): LogDelivery => ({
  awslogs: { data: gzipSync(typeof content === 'string' ? content : JSON.stringify(content)).toString('base64') },
});

export const delivery = (...lines: readonly unknown[]): LogDelivery =>
  packed({
    messageType: 'DATA_MESSAGE',
    owner: '123456789012',
    logGroup: 'AccessLog',
    logStream: 'stream',
    subscriptionFilters: ['Usage'],
    logEvents: lines.map((message, at) => ({ id: String(at).padStart(56, '0'), timestamp: NOW, message })),
  });

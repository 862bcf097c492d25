import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { busClient, EventBus } from '../../../lambda/aws/change-feed/event-bus';
import { TimeBudget } from '../../../lambda/aws/time-budget';
import { systemTimers } from '../../../lambda/aws/timers';
import type { AuditEvent } from '../../../lambda/domain/model';
import { DependencyError } from '../../../lambda/domain/outcome';
import { ACCOUNT_ID, KEY_ID, NOW } from '../../support/records';

const event = (given: Partial<AuditEvent> = {}): AuditEvent => ({
  kind: 'event',
  eventId: '0'.repeat(20),
  accountId: ACCOUNT_ID,
  at: NOW,
  action: 'key.expiring',
  actor: 'task:daily',
  sourceIp: 'none',
  requestId: 'none',
  target: `key:${KEY_ID}`,
  after: { label: 'Nightly import' },
  ...given,
});

interface Canned {
  readonly status?: number;
  readonly body: unknown;
}
const requests: { target: unknown; body: Record<string, unknown>[] }[] = [];
let answers: Canned[] = [];
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const { Entries } = JSON.parse(Buffer.concat(chunks).toString()) as { Entries: Record<string, unknown>[] };
    requests.push({ target: request.headers['x-amz-target'], body: Entries });
    const { status = 200, body } = answers.shift() ?? { body: taken(Entries.length) };
    response.writeHead(status, { 'Content-Type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify(body));
  });
});
const taken = (count: number) => ({ FailedEntryCount: 0, Entries: Array(count).fill({ EventId: 'e' }) });

beforeAll(() => new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve)));
afterAll(() => new Promise((resolve) => void server.close(resolve)));
beforeEach(() => {
  requests.length = 0;
  answers = [];
});

function bus(): EventBus {
  const client = busClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 's' },
  });
  const budget = new TimeBudget(60_000, { elapsed: () => 0, timers: systemTimers });
  return new EventBus({ busName: 'orders-bus', eventSource: 'sallyport.orders' }, client, budget);
}

it('puts an event as the audit trail shows it, with its account, its type and its own time', async () => {
  expect(await bus().put([event()])).toBe(1);

  expect(requests[0]?.target).toBe('AWSEvents.PutEvents');
  expect(requests[0]?.body).toEqual([
    {
      EventBusName: 'orders-bus',
      Source: 'sallyport.orders',
      DetailType: 'key.expiring',
      Time: NOW / 1000,
      Detail: JSON.stringify({
        id: '0'.repeat(20),
        at: '2026-11-23T12:00:00.000Z',
        action: 'key.expiring',
        actor: 'task:daily',
        sourceIp: 'none',
        requestId: 'none',
        target: `key:${KEY_ID}`,
        after: { label: 'Nightly import' },
        accountId: ACCOUNT_ID,
      }),
    },
  ]);
});

it('says how many were taken before the first that was not', async () => {
  const mixed = [{ EventId: 'e' }, { ErrorCode: 'InternalFailure' }, { EventId: 'e' }];
  answers = [{ body: { FailedEntryCount: 1, Entries: mixed } }];

  expect(await bus().put([event(), event(), event()])).toBe(1);
});

it.each<[string, Canned]>([
  ['throttled it', { status: 400, body: { __type: 'ThrottlingException' } }],
  ['failed', { status: 500, body: { __type: 'InternalException' } }],
  ['answered with fewer results', { body: taken(0) }],
])('tries again when EventBridge %s', async (_, answer) => {
  answers = [answer];

  expect(await bus().put([event()])).toBe(1);
  expect(requests).toHaveLength(2);
});

it.each<[string, Canned[], number]>([
  ['at once when the call is not allowed', [{ status: 400, body: { __type: 'AccessDeniedException' } }], 1],
  ['after three attempts', Array<Canned>(3).fill({ status: 500, body: {} }), 3],
])('rejects with a failure of the bus %s', async (_, given, attempts) => {
  answers = [...given];

  const failure: unknown = await bus()
    .put([event()])
    .catch((error: unknown) => error);

  expect(failure).toBeInstanceOf(DependencyError);
  expect(failure).toMatchObject({ dependency: 'event-bus' });
  expect(requests).toHaveLength(attempts);
});

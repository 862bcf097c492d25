import { marshall } from '@aws-sdk/util-dynamodb';
import { relay } from '../../../lambda/aws/change-feed/relay';
import type { StreamRecord } from '../../../lambda/aws/change-feed/stream-records';
import { toItem } from '../../../lambda/aws/dynamodb/table-items';
import type { AuditEvent } from '../../../lambda/domain/model';
import { DependencyError } from '../../../lambda/domain/outcome';
import { ACCOUNT_ID, apiKey, KEY_ID, NOW } from '../../support/records';

const event = (n: number): AuditEvent => ({
  kind: 'event',
  eventId: String(n).padStart(20, '0'),
  accountId: ACCOUNT_ID,
  at: NOW + n,
  action: 'key.revoked',
  actor: 'operator:op',
  sourceIp: '203.0.113.7',
  requestId: 'r',
  target: `key:${KEY_ID}`,
});
const record = (n: number, item = toItem(event(n))): StreamRecord => ({
  dynamodb: { SequenceNumber: `s${n}`, NewImage: marshall(item, { removeUndefinedValues: true }) },
});
const records = (count: number) => Array.from({ length: count }, (_, n) => record(n));

/** A bus that takes so many of each batch; a thrown error is its failure. */
function feed(...answers: (number | Error)[]) {
  const batches: string[][] = [];
  const failures: unknown[] = [];
  const bus = {
    put: async (events: readonly AuditEvent[]) => {
      batches.push(events.map(({ eventId }) => String(Number(eventId))));
      const answer = answers.shift() ?? events.length;
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
  const log = { failure: ({ error }: { error: unknown }) => void failures.push(error) };
  return { batches, failures, run: (Records: readonly StreamRecord[]) => relay({ bus, log }, { Records }) };
}
const failedAt = (n: number) => ({ batchItemFailures: [{ itemIdentifier: `s${n}` }] });

it('puts events in their order, at most 10 in a request', async () => {
  const { run, batches } = feed();

  expect(await run(records(23))).toEqual({ batchItemFailures: [] });
  expect(batches.map(({ length }) => length)).toEqual([10, 10, 3]);
  expect(batches.flat()).toEqual(Array.from({ length: 23 }, (_, n) => String(n)));
});

it.each([
  ['that the bus did not take', [10, 4], 14],
  ['of the request that failed', [10, new DependencyError('event-bus', 'no answer')], 10],
])('goes on at the first event %s', async (_, answers, at) => {
  const { run, batches, failures } = feed(...answers);

  expect(await run(records(30))).toEqual(failedAt(at));
  expect(batches).toHaveLength(2);
  expect(failures).toEqual([expect.any(DependencyError)]);
});

it('logs an item that is no event, without what is in it, and passes over it', async () => {
  const { run, batches, failures } = feed();
  const odd = [record(7, toItem(apiKey())), { dynamodb: { SequenceNumber: 's8' } }];

  expect(await run([record(0), ...odd, record(1)])).toEqual({ batchItemFailures: [] });
  expect(batches).toEqual([['0', '1']]);
  expect(failures).toHaveLength(2);
  expect(String(failures)).not.toContain(apiKey().currentSecret.hash);
});

it('has nothing to do for an empty batch', async () => {
  const { run, batches } = feed();

  expect(await run([])).toEqual({ batchItemFailures: [] });
  expect(batches).toEqual([]);
});

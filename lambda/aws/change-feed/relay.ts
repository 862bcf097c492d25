/**
 * Passes new audit events from the table's stream on to the bus, in the order of the stream. Every event is passed on at
 * least once. If EventBridge fails, the mapping sends the batch again from that event on, for as long as the deployment says.
 * An item that is no event would fail each time and hold up all behind it, so it is logged and passed over.
 */
import type { Log } from '../../domain/ports/log';
import type { AuditEvent } from '../../domain/model';
import { DependencyError } from '../../domain/outcome';
import { type EventBus, MOST_EVENTS } from './event-bus';
import { auditEventIn, type BatchResult, type StreamEvent, type StreamRecord } from './stream-records';

export interface RelayDeps {
  readonly bus: Pick<EventBus, 'put'>;
  readonly log: Pick<Log, 'failure'>;
}

interface Passing {
  readonly event: AuditEvent;
  readonly sequenceNumber: string;
}

export async function relay({ bus, log }: RelayDeps, { Records }: StreamEvent): Promise<BatchResult> {
  const failed = (error: unknown): void => log.failure({ requestId: 'none', at: 'change feed', error });
  const passing = Records.flatMap((record) => passingOf(record, failed));
  for (let at = 0; at < passing.length; at += MOST_EVENTS) {
    const part = passing.slice(at, at + MOST_EVENTS);
    const left = part[await taken(bus, part, failed)];
    if (left !== undefined) return { batchItemFailures: [{ itemIdentifier: left.sequenceNumber }] };
  }
  return { batchItemFailures: [] };
}

/** How many of the first events the bus took. Says why it did not take all. */
async function taken(
  bus: RelayDeps['bus'],
  part: readonly Passing[],
  failed: (error: unknown) => void,
): Promise<number> {
  try {
    const count = await bus.put(part.map(({ event }) => event));
    if (count < part.length) failed(new DependencyError('event-bus', 'EventBridge did not take an event'));
    return count;
  } catch (error) {
    failed(error);
    return 0;
  }
}

function passingOf(record: StreamRecord, failed: (error: unknown) => void): readonly Passing[] {
  try {
    return [{ event: auditEventIn(record), sequenceNumber: record.dynamodb.SequenceNumber }];
  } catch (error) {
    failed(error);
    return [];
  }
}

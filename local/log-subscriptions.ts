/**
 * Delivers lines of log groups to the functions that are subscribed to them, as CloudWatch Logs does: late, in batches,
 * and at least once. A batch that a function failed is sent again, twice at most, as Lambda does with an asynchronous event
 * (Developer Guide, Asynchronous invocation). By real time a batch goes out each second; on a clock that stands still, and
 * in a test, when `deliver` is called.
 */
import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { LogSubscription } from './model/log-filters';
import type { FunctionHost, Invocation, LocalClock, LogLine } from './types';

export interface Delivering {
  /** Also delivers the events again that were delivered before, each in another batch. @default false */
  readonly again?: boolean;
}

export interface LogSubscriptions {
  /** Told of each line that is written. */
  take(line: LogLine): void;
  /** Delivers what is waiting now, and gives how each batch ended. */
  deliver(options?: Delivering): Promise<Invocation[]>;
  close(): Promise<void>;
}

interface LogEvent {
  readonly id: string;
  readonly timestamp: number;
  readonly message: string;
}
interface Batch {
  readonly to: LogSubscription;
  readonly events: readonly LogEvent[];
  readonly attempts: number;
}

const PERIOD_MS = 1_000;
const MOST_ATTEMPTS = 3;
/** Events in a batch, and events that can be delivered again. */
const MOST_EVENTS = 1_000;

export function startLogSubscriptions(
  models: readonly LogSubscription[],
  { functions, clock }: { readonly functions: Pick<FunctionHost, 'invoke'>; readonly clock: LocalClock },
): LogSubscriptions {
  const queues = models.map((to) => ({ to, waiting: [] as LogEvent[], delivered: [] as LogEvent[] }));
  let failed: Batch[] = [];

  const send = async ({ to, events, attempts }: Batch): Promise<Invocation> => {
    const result = await functions.invoke(to.functionArn, packed(to, events));
    if (!result.ok && attempts + 1 < MOST_ATTEMPTS) failed.push({ to, events, attempts: attempts + 1 });
    return result;
  };
  const deliver = async ({ again = false }: Delivering = {}): Promise<Invocation[]> => {
    const repeated = failed;
    failed = [];
    const batches = queues.flatMap(({ to, waiting, delivered }): Batch[] => {
      const fresh = waiting.splice(0);
      const events = again ? [...delivered, ...fresh] : fresh;
      delivered.push(...fresh);
      delivered.splice(0, Math.max(0, delivered.length - MOST_EVENTS));
      return parts(events).map((part) => ({ to, events: part, attempts: 0 }));
    });
    return Promise.all([...repeated, ...batches].map(send));
  };
  const timer =
    models.length > 0 && clock.onMove === undefined ? setInterval(() => void deliver(), PERIOD_MS).unref() : undefined;
  return {
    take: ({ source, text }) => {
      for (const { to, waiting } of queues)
        if (to.source === source && to.matches(text))
          waiting.push({ id: randomUUID(), timestamp: clock.now(), message: text });
    },
    deliver,
    close: () => {
      clearInterval(timer);
      return Promise.resolve();
    },
  };
}

const parts = (events: readonly LogEvent[]): (readonly LogEvent[])[] =>
  Array.from({ length: Math.ceil(events.length / MOST_EVENTS) }, (_, at) =>
    events.slice(at * MOST_EVENTS, (at + 1) * MOST_EVENTS),
  );

/** Source: CloudWatch Logs User Guide, "Log group-level subscription filters", the example with AWS Lambda. */
function packed({ source, logicalId }: LogSubscription, logEvents: readonly LogEvent[]): object {
  const content = {
    messageType: 'DATA_MESSAGE',
    owner: '123456789012',
    logGroup: source,
    logStream: source,
    subscriptionFilters: [logicalId],
    logEvents,
  };
  return { awslogs: { data: gzipSync(JSON.stringify(content)).toString('base64') } };
}

/**
 * The streams of the local tables, and the event source mappings that pass their records to functions: in order, in
 * batches, and again from the first record that failed.
 *
 * Source: Amazon DynamoDB Streams API reference, Record; AWS Lambda Developer Guide, Using AWS Lambda with Amazon DynamoDB.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { JsonObject } from '../json';
import type { Item } from '../table/dynalite';
import type { FunctionHost, Invocation, LocalClock, LogSink, StreamSpec } from '../types';
import { type EventPattern, matches } from './event-pattern';

/** An event source mapping of a table's stream. */
export interface StreamMapping {
  readonly logicalId: string;
  readonly streamArn: string;
  readonly functionArn: string;
  /** A record must match one of them. Empty: every record is passed on. */
  readonly patterns: readonly EventPattern[];
  readonly batchSize: number;
  /** Whether the function says which records failed. */
  readonly reportsFailures: boolean;
  /** Seconds for which a record is tried again; undefined: as long as the run lasts. */
  readonly longestTrial?: number | undefined;
  readonly mostRetries?: number | undefined;
}

/** What happened to one item. */
export interface ItemChange {
  readonly stream: StreamSpec;
  readonly key: Item;
  readonly before: Item | undefined;
  readonly after: Item | undefined;
}

interface StreamParts {
  readonly mappings: readonly StreamMapping[];
  readonly functions: Pick<FunctionHost, 'invoke'>;
  readonly clock: LocalClock;
  readonly log: LogSink;
  readonly region: string;
}

/** Milliseconds before a failed batch is sent again; it doubles up to the longest. */
const SHORTEST_PAUSE = 20;
const LONGEST_PAUSE = 1_000;

export class TableStreams {
  readonly #readers: readonly StreamReader[];
  #sequence = 0;

  constructor(private readonly parts: StreamParts) {
    this.#readers = parts.mappings.map((mapping) => new StreamReader(mapping, parts));
  }

  /** Adds the changes of one operation to the streams of their tables. An item that stays the same makes no record. */
  add(changes: readonly ItemChange[]): void {
    for (const change of changes) {
      if (isDeepStrictEqual(change.before, change.after)) continue;
      this.#sequence += 1;
      const record = this.#recordOf(change);
      for (const reader of this.#readers)
        if (reader.reads(change.stream.arn)) reader.add(record, this.parts.clock.now());
    }
  }

  #recordOf({ stream: { arn, viewType }, key, before, after }: ItemChange): JsonObject {
    const [hasNew, hasOld] = [viewType.includes('NEW'), viewType.includes('OLD')];
    return {
      eventID: String(this.#sequence).padStart(32, '0'),
      eventName: before === undefined ? 'INSERT' : after === undefined ? 'REMOVE' : 'MODIFY',
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: this.parts.region,
      eventSourceARN: arn,
      dynamodb: {
        ApproximateCreationDateTime: Math.floor(this.parts.clock.now() / 1000),
        Keys: key,
        ...(hasNew && after && { NewImage: after }),
        ...(hasOld && before && { OldImage: before }),
        SequenceNumber: String(this.#sequence).padStart(21, '0'),
        StreamViewType: viewType,
      },
    };
  }

  /** Resolves once no record waits. */
  async settled(): Promise<void> {
    await Promise.all(this.#readers.map((reader) => reader.settled()));
  }

  close(): Promise<void> {
    for (const reader of this.#readers) reader.stop();
    return Promise.resolve();
  }
}

interface Waiting {
  readonly record: JsonObject;
  readonly since: number;
}

/** Passes the records of one mapping on, one batch after the other. */
class StreamReader {
  #waiting: Waiting[] = [];
  #running: Promise<void> | undefined;
  #attempts = 0;
  readonly #stopped = new AbortController();

  constructor(
    private readonly mapping: StreamMapping,
    private readonly parts: StreamParts,
  ) {}

  reads(streamArn: string): boolean {
    return this.mapping.streamArn === streamArn;
  }

  add(record: JsonObject, since: number): void {
    const { patterns } = this.mapping;
    if (patterns.length > 0 && !patterns.some((pattern) => matches(pattern, record))) return;
    this.#waiting.push({ record, since });
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
  }

  async settled(): Promise<void> {
    await this.#running;
  }

  stop(): void {
    this.#stopped.abort();
  }

  async #run(): Promise<void> {
    // The operation that made the record is answered first.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0 && !this.#stopped.signal.aborted) {
      const batch = this.#waiting.slice(0, this.mapping.batchSize);
      const passed = this.#passed(batch, await this.#invoke(batch));
      this.#waiting = this.#waiting.slice(passed);
      this.#attempts = passed > 0 ? 0 : this.#attempts + 1;
      if (passed < batch.length) await this.#afterFailure();
    }
  }

  #invoke(batch: readonly Waiting[]): Promise<Invocation> {
    return this.parts.functions.invoke(this.mapping.functionArn, { Records: batch.map(({ record }) => record) });
  }

  /** How many of the first records need not be sent again. */
  #passed(batch: readonly Waiting[], result: Invocation): number {
    if (!result.ok) return 0;
    if (!this.mapping.reportsFailures) return batch.length;
    const { batchItemFailures = [] } = (result.payload ?? {}) as { batchItemFailures?: { itemIdentifier?: unknown }[] };
    const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    const first = batch.findIndex(({ record }) => failed.has((record.dynamodb as JsonObject).SequenceNumber));
    if (first >= 0) return first;
    // An identifier of no record fails the whole batch.
    return failed.size > 0 ? 0 : batch.length;
  }

  /** Gives the first record up when it was tried for too long, or waits. */
  async #afterFailure(): Promise<void> {
    const { longestTrial = Infinity, mostRetries = Infinity, logicalId } = this.mapping;
    const [first] = this.#waiting;
    if (first === undefined) return;
    if (this.#attempts > mostRetries || this.parts.clock.now() - first.since > longestTrial * 1000) {
      this.#waiting.shift();
      this.#attempts = 0;
      this.parts.log({
        source: logicalId,
        text: 'a record of the stream was given up, as if it went to the dead letters',
      });
      return;
    }
    const pause = Math.min(LONGEST_PAUSE, SHORTEST_PAUSE * 2 ** this.#attempts);
    await wait(pause, undefined, { signal: this.#stopped.signal, ref: false }).catch(() => undefined);
  }
}

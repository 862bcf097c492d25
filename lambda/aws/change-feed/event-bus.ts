/** Puts audit events on an Amazon EventBridge bus. */
import { EventBridgeClient, type EventBridgeClientConfig, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { AuditEvent } from '../../domain/model';
import { eventFields } from '../../engine/audit-events';
import { DependencyError } from '../../domain/outcome';
import { isFinalRefusal, retry } from '../retry';
import type { TimeBudget } from '../time-budget';
import { sdkHandler } from '../sdk-handler';

/** Most events in one request. Source: EventBridge API reference, PutEvents. */
export const MOST_EVENTS = 10;

const CONNECT_MS = 500;
const REQUEST_MS = 3_000;
const TRANSIENT: ReadonlySet<string> = new Set(['ThrottlingException', 'LimitExceededException']);
const RETRY_POLICY = {
  dependency: 'event-bus',
  attempts: 3,
  firstPause: 100,
  longestPause: 400,
  isFinal: (error: unknown) => isFinalRefusal(error, TRANSIENT),
} as const;

export interface BusSettings {
  readonly busName: string;
  /** The `source` of the events, for example `sallyport.orders`. */
  readonly eventSource: string;
}

/** A client with the function's own Region and credentials. The SDK's own retries are off: they do not know the budget. */
export const busClient = (config: EventBridgeClientConfig = {}): EventBridgeClient =>
  new EventBridgeClient({
    maxAttempts: 1,
    requestHandler: sdkHandler({ connect: CONNECT_MS, request: REQUEST_MS }),
    ...config,
  });

export class EventBus {
  constructor(
    private readonly settings: BusSettings,
    private readonly client: EventBridgeClient,
    private readonly budget: TimeBudget,
  ) {}

  /**
   * Puts up to `MOST_EVENTS` events. Returns how many of the first ones EventBridge took: those behind may have been taken
   * too, and then they come twice, with the same `id`. Rejects with a `DependencyError` if the call failed.
   */
  async put(events: readonly AuditEvent[]): Promise<number> {
    const Entries = events.map((event) => this.#entryOf(event));
    const results = await retry(RETRY_POLICY, { budget: this.budget }, async (abortSignal) => {
      const answer = await this.client.send(new PutEventsCommand({ Entries }), { abortSignal });
      if (answer.Entries?.length !== events.length)
        throw new DependencyError('event-bus', 'EventBridge answered in an unknown format');
      return answer.Entries;
    });
    const refused = results.findIndex(({ EventId }) => EventId === undefined);
    return refused === -1 ? events.length : refused;
  }

  #entryOf(event: AuditEvent) {
    return {
      EventBusName: this.settings.busName,
      Source: this.settings.eventSource,
      DetailType: event.action,
      Time: new Date(event.at),
      Detail: JSON.stringify({ ...eventFields(event), accountId: event.accountId }),
    };
  }
}

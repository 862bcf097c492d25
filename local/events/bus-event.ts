/** The event buses of a run, as its other parts see them. */
import type { FailureKind, FailureOptions } from '../types';

/** An event as EventBridge passes it to the targets of its rules (EventBridge User Guide, Events). */
export interface BusEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  readonly region: string;
  readonly time: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

/** EventBridge, for the event buses of the template. The AWS SDK calls it over HTTP. */
export interface EventBusServer {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** Injects a failure into the next calls. It replaces the earlier one; `none` ends it. `partial`: no event is taken. */
  fail(kind: FailureKind, options?: FailureOptions): void;
  close(): Promise<void>;
}

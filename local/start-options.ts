/** What a local run is started with. */
import type { Template } from './assembly/template';
import type { BusEvent } from './events/bus-event';
import type { AnswerSink, LocalClock, LogSink } from './types';

export interface StartOptions {
  /** Folder of the cloud assembly. */
  readonly assembly: string;
  /** The name of the one stack to serve; without it all stacks of the assembly are served. */
  readonly stack?: string;
  /** The port of the API that the output `ApiUrl` names, or else of the first API; 0, the default, is any free port. */
  readonly port?: number;
  /** Where tables and user pool are kept from one run to the next; without it they are kept in memory. */
  readonly dataDirectory?: string;
  /** Refuses the start for whatever is not served, which is passed over without it. */
  readonly strict?: boolean;
  readonly clock?: LocalClock;
  readonly log?: LogSink;
  /** Told of each request that an API answered. */
  readonly answered?: AnswerSink;
  /** Milliseconds after which an association of a native key with a usage plan takes effect. @default 0 */
  readonly associationDelay?: number;
  /** The most native keys. @default 10,000 */
  readonly maxNativeKeys?: number;
  /** Told of each event that an event bus took. */
  readonly busEvent?: (event: BusEvent) => void;
  /** Starts the test control as well. */
  readonly testControl?: boolean;
  /** Changes a template before it is served. Tests remove an authorizer with it and expect the journeys to fail. */
  readonly edit?: (template: Template, stackName: string) => void;
}

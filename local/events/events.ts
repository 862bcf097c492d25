/** The streams of the tables and the event buses of one run. Each needs parts of the run that start before or after it. */
import type { LocalModel } from '../model/model';
import type { Changed } from '../table/item-changes';
import type { FunctionHost, LocalClock, LogSink } from '../types';
import type { BusEvent, EventBusServer } from './bus-event';
import { startEventBuses } from './event-bus';
import { TableStreams } from './table-streams';

export interface EventOptions {
  readonly clock: LocalClock;
  readonly log: LogSink;
  /** Told of each event that a bus took. */
  readonly busEvent?: (event: BusEvent) => void;
}

export class Events {
  #functions: Pick<FunctionHost, 'invoke'> | undefined;
  #streams: TableStreams | undefined;

  constructor(
    private readonly model: LocalModel,
    private readonly options: EventOptions,
  ) {}

  /** For the tables. */
  readonly changed: Changed = (changes) => this.#streams?.add(changes);

  /** Resolves once every change was passed on. */
  readonly settled = async (): Promise<void> => this.#streams?.settled();

  /** Before the functions, which get the address. */
  openBuses(): Promise<EventBusServer | undefined> {
    const { buses, busRules: rules, callers } = this.model;
    const { clock, busEvent: taken = () => undefined } = this.options;
    const invoke: FunctionHost['invoke'] = (arn, event) => this.#started().invoke(arn, event);
    return startEventBuses({ buses, rules, callers, functions: { invoke }, clock, taken });
  }

  /** After the functions, which get the records. */
  startStreams(functions: Pick<FunctionHost, 'invoke'>): TableStreams {
    this.#functions = functions;
    const { streamMappings: mappings, region } = this.model;
    this.#streams = new TableStreams({ mappings, functions, region, ...this.options });
    return this.#streams;
  }

  #started(): Pick<FunctionHost, 'invoke'> {
    if (this.#functions === undefined) throw new Error('an event came before the functions were started');
    return this.#functions;
  }
}

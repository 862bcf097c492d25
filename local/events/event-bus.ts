/**
 * The event buses of a run: EventBridge's PutEvents over HTTP (AWS JSON 1.1), and the rules with an event pattern, each of
 * which invokes its functions with every event that matches.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type Callers, denial } from '../callers';
import { type Endpoint, serveEndpoint, type ServiceAnswer } from '../endpoint';
import { InjectedFailures } from '../injected-failures';
import { type JsonObject, parseJsonObject } from '../json';
import { listen } from '../server';
import type { FunctionHost, LocalClock } from '../types';
import type { BusEvent, EventBusServer } from './bus-event';
import { type EventPattern, matches } from './event-pattern';

export interface BusSpec {
  /** The value of `Ref`. */
  readonly name: string;
  readonly region: string;
  readonly account: string;
}
export interface BusRule {
  readonly logicalId: string;
  readonly busName: string;
  readonly pattern: EventPattern;
  /** `input` takes the place of the event. */
  readonly targets: readonly { readonly functionArn: string; readonly input?: unknown }[];
}

interface BusParts {
  readonly buses: readonly BusSpec[];
  readonly rules: readonly BusRule[];
  readonly callers: Callers;
  readonly functions: Pick<FunctionHost, 'invoke'>;
  readonly clock: LocalClock;
  /** Told of each event that a bus takes. */
  readonly taken: (event: BusEvent) => void;
}

/** Most bytes of the entries of one request, as EventBridge has it (PutEvents: 1 MB), and room for what is around them. */
const MAX_BYTES = 2_000_000;
const MOST_ENTRIES = 10;

const inputSchema = z.object({
  Entries: z
    .array(
      z.object({
        EventBusName: z.string().default('default'),
        Source: z.string().min(1),
        DetailType: z.string().min(1),
        Detail: z.string(),
        Time: z.number().optional(),
        Resources: z.array(z.string()).default([]),
      }),
    )
    .min(1)
    .max(MOST_ENTRIES),
});
type Entry = z.infer<typeof inputSchema>['Entries'][number];

/** Serves the buses; undefined for a template without any. */
export async function startEventBuses(parts: BusParts): Promise<EventBusServer | undefined> {
  if (parts.buses.length === 0) return undefined;
  const failures = new InjectedFailures();
  const buses = new EventBuses(parts);
  const server = await listen((request, response) => {
    const endpoint: Endpoint = {
      maxBytes: MAX_BYTES,
      answer: (body = '') => buses.answer(String(request.headers['x-amz-target']), request.headers.authorization, body),
      throttled: busError(400, 'ThrottlingException', 'Rate exceeded'),
      failed: busError(500, 'InternalException', 'An internal error occurred'),
      partial: { status: 200, body: { FailedEntryCount: 1, Entries: [{ ErrorCode: 'InternalFailure' }] } },
    };
    return serveEndpoint(endpoint, failures.take().kind, { request, response });
  });
  return { url: server.url, fail: (kind, options) => failures.inject(kind, options), close: () => server.close() };
}

const busError = (status: number, type: string, message: string): ServiceAnswer => ({
  status,
  body: { __type: type, message },
});

class EventBuses {
  #count = 0;

  constructor(private readonly parts: BusParts) {}

  answer(target: string, authorization: string | undefined, body: string): ServiceAnswer {
    if (target !== 'AWSEvents.PutEvents')
      return busError(400, 'UnknownOperationException', `the local run serves PutEvents, not ${target}`);
    const input = inputSchema.safeParse(parseJsonObject(body));
    if (!input.success) return busError(400, 'ValidationException', input.error.issues[0]?.message ?? 'not valid');
    const { Entries } = input.data;
    const names = [...new Set(Entries.map(({ EventBusName }) => EventBusName.split('/').at(-1) ?? ''))];
    const accesses = names.map((name) => ({ action: 'events:PutEvents', resource: `event-bus/${name}` }));
    const denied = denial(this.parts.callers, authorization, accesses);
    if (denied !== undefined) return busError(400, 'AccessDeniedException', denied);
    const results = Entries.map((entry) => this.#put(entry));
    const FailedEntryCount = results.filter((result) => 'ErrorCode' in result).length;
    return { status: 200, body: { FailedEntryCount, Entries: results } };
  }

  #put(entry: Entry): JsonObject {
    const name = entry.EventBusName.split('/').at(-1) ?? '';
    const bus = this.parts.buses.find((one) => one.name === name);
    if (bus === undefined) return { ErrorCode: 'ResourceNotFoundException', ErrorMessage: `no event bus ${name}` };
    const detail = parseJsonObject(entry.Detail);
    if (detail === undefined) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
    const id = this.#newId();
    const event: BusEvent = {
      version: '0',
      id,
      'detail-type': entry.DetailType,
      source: entry.Source,
      account: bus.account,
      region: bus.region,
      time: new Date(entry.Time === undefined ? this.parts.clock.now() : entry.Time * 1000).toISOString(),
      resources: entry.Resources,
      detail,
    };
    this.parts.taken(event);
    for (const rule of this.parts.rules)
      if (rule.busName === name && matches(rule.pattern, { ...event }))
        // A failed invocation is in the function's log.
        for (const { functionArn, input } of rule.targets)
          void this.parts.functions.invoke(functionArn, input ?? event);
    return { EventId: id };
  }

  #newId(): string {
    this.#count += 1;
    return createHash('sha256').update(`event ${this.#count}`).digest('hex').slice(0, 32);
  }
}

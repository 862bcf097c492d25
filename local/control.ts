/**
 * The test control of a local run, served with `--test-control` only: it moves the run's clock, injects failures into
 * table, user pool and API Gateway’s control plane, and fires schedules. It takes `application/json` only, because a browser does not let a
 * page of another origin send that.
 *
 *     POST   /clock   {"advanceSeconds": 60}
 *     POST   /failures  {"target": "table", "failure": "throttle", "operation": "BatchGetItem", "times": 2}
 *     POST   /failures  {"target": "keySet", "failure": "hang"}
 *     POST   /failures  {"target": "tokenEndpoint", "failure": "error", "times": 1}
 *     POST   /failures  {"target": "pool", "failure": "lost", "operation": "CreateUserPoolClient"}
 *     POST   /failures  {"target": "apiGateway", "failure": "lost", "operation": "CreateApiKey"}
 *     DELETE /failures
 *     POST   /log-deliveries  {"again": true}
 *     POST   /schedules  {"rule": "<logical id of a scheduled rule, or the task in its input>"}
 *
 * `failure` is a `FailureKind`. Without `times` the failure stays until the next POST for the same target, or the
 * DELETE. Only table, pool and `apiGateway` take `operation`, only table and key set take `partial`, and only the table takes
 * `unprocessedIndex` (with `partial`: the key of a batch that stays unread).
 * `/failures` answers 204; `/clock` answers 200 with the new time, `/schedules` 200 with the results of the rule's
 * functions, and `/log-deliveries` 200 with those of the functions that are subscribed to a log; with `again` they get the
 * lines once more that they had before. A wrong request is answered 400 with one line that says what is wrong, an unknown rule 404.
 */
import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import type { LogSubscriptions } from './log-subscriptions';
import type { Schedules } from './schedules';
import { listen, mediaTypeOf, readBody, type RunningServer, sendJson } from './server';
import type { ApiGatewayServer, LocalClock, TableServer, PoolServer } from './types';

const MAX_CONTROL_BYTES = 4096;
const TEN_YEARS_SECONDS = 315_360_000;

const clockSchema = z.strictObject({ advanceSeconds: z.number().min(0).max(TEN_YEARS_SECONDS) });
const deliverySchema = z.strictObject({ again: z.boolean().default(false) });
const scheduleSchema = z.strictObject({ rule: z.string() });
const anyKind = z.enum(['none', 'refuse', 'reset', 'lost', 'hang', 'throttle', 'error', 'malformed', 'partial']);
const wholeKind = anyKind.exclude(['partial']);
const times = z.int().min(1).exactOptional();
const operationName = z.string().exactOptional();
const failureSchema = z.discriminatedUnion('target', [
  z.strictObject({
    target: z.literal('table'),
    failure: anyKind,
    times,
    operation: operationName,
    unprocessedIndex: z.int().min(0).exactOptional(),
  }),
  z.strictObject({ target: z.literal('keySet'), failure: anyKind, times }),
  z.strictObject({ target: z.literal('tokenEndpoint'), failure: wholeKind, times }),
  z.strictObject({ target: z.literal('pool'), failure: wholeKind, times, operation: operationName }),
  z.strictObject({ target: z.literal('apiGateway'), failure: wholeKind, times, operation: operationName }),
]);

const POOL_TARGETS = ['keySet', 'tokenEndpoint', 'pool'] as const;

/** What is controlled. A template without tables, pool or usage plans has no such target. */
export interface Controlled {
  readonly clock: LocalClock;
  readonly table: Pick<TableServer, 'fail'> | undefined;
  readonly pool: Pick<PoolServer, 'fail'> | undefined;
  readonly apiGateway: Pick<ApiGatewayServer, 'fail'> | undefined;
  readonly schedules: Pick<Schedules, 'fire' | 'names'>;
  readonly subscriptions: Pick<LogSubscriptions, 'deliver'>;
}

interface ControlReply {
  readonly status: number;
  readonly body?: object;
}

/** Starts the control on a free port. */
export function startControl(controlled: Controlled): Promise<RunningServer> {
  return listen(async (request, response) => {
    const { status, body } = await answerControl(request, controlled);
    sendJson(response, status, body);
  });
}

async function answerControl(request: IncomingMessage, controlled: Controlled): Promise<ControlReply> {
  switch (`${request.method ?? ''} ${request.url ?? ''}`) {
    case 'POST /clock':
      return moveClock(await readJsonBody(request), controlled);
    case 'POST /failures':
      return injectFailure(await readJsonBody(request), controlled);
    case 'DELETE /failures':
      controlled.table?.fail('none');
      controlled.apiGateway?.fail('none');
      for (const target of POOL_TARGETS) controlled.pool?.fail('none', { target });
      return { status: 204 };
    case 'POST /log-deliveries':
      return deliverLogs(await readJsonBody(request), controlled);
    case 'POST /schedules':
      return fireRule(await readJsonBody(request), controlled);
    default:
      return {
        status: 404,
        body: {
          error: 'there is POST /clock, POST /failures, DELETE /failures, POST /log-deliveries and POST /schedules',
        },
      };
  }
}

function moveClock(body: unknown, { clock }: Controlled): ControlReply {
  const parsed = clockSchema.safeParse(body);
  if (!parsed.success) return badRequest(parsed.error);
  clock.advance(parsed.data.advanceSeconds * 1000);
  return { status: 200, body: { now: new Date(clock.now()).toISOString() } };
}

function injectFailure(body: unknown, { table, pool, apiGateway }: Controlled): ControlReply {
  const parsed = failureSchema.safeParse(body);
  if (!parsed.success) return badRequest(parsed.error);
  const { target, failure: kind, ...options } = parsed.data;
  if (target === 'table' || target === 'apiGateway') {
    const service = { table, apiGateway }[target];
    service?.fail(kind, options);
    return service ? { status: 204 } : absent(target);
  }
  pool?.fail(kind, { target, ...options });
  return pool ? { status: 204 } : absent(target);
}

const absent = (target: string): ControlReply => ({
  status: 400,
  body: { error: `this template has no ${target}` },
});

async function fireRule(body: unknown, { schedules }: Controlled): Promise<ControlReply> {
  const parsed = scheduleSchema.safeParse(body);
  if (!parsed.success) return badRequest(parsed.error);
  const invocations = await schedules.fire(parsed.data.rule);
  if (invocations === undefined) {
    const error = `there is no rule ${parsed.data.rule}; there are: ${schedules.names.join(', ') || 'none'}`;
    return { status: 404, body: { error } };
  }
  return { status: 200, body: { invocations } };
}

async function deliverLogs(body: unknown, { subscriptions }: Controlled): Promise<ControlReply> {
  const parsed = deliverySchema.safeParse(body);
  if (!parsed.success) return badRequest(parsed.error);
  return { status: 200, body: { invocations: await subscriptions.deliver(parsed.data) } };
}

/** Undefined for anything but a JSON body of that media type. */
async function readJsonBody(request: IncomingMessage): Promise<unknown> {
  const body = await readBody(request, MAX_CONTROL_BYTES);
  if (mediaTypeOf(request.headers) !== 'application/json') return undefined;
  try {
    return JSON.parse(body?.toString() ?? '');
  } catch {
    return undefined;
  }
}

function badRequest(error: z.ZodError): ControlReply {
  const errors = error.issues.map(({ path, message }) => `${path.join('.') || 'body (application/json)'}: ${message}`);
  return { status: 400, body: { error: errors.join('; ') } };
}

/** The steps of a request through an API: route, throttle, guard, validation, integration, access log. */
import type { LocalClock, LogSink } from '../types';
import { logAccess } from './access-log';
import type { ApiModel } from './api-model';
import { authorize, type GuardParts } from './authorize';
import type { ReceivedRequest } from './received-request';
import type { Exchange } from './exchange';
import { gatewayReply } from './gateway-response';
import { integrate } from './integrate';
import { type GatewayRefusal, NO_ROUTE, THROTTLED } from './refusals';
import type { Reply } from './reply';
import { findRoute } from './routing';
import type { Throttle } from './throttle';
import { validate } from './validation';

export interface PipelineParts extends GuardParts {
  readonly clock: LocalClock;
  readonly log: LogSink;
  readonly throttle: Throttle;
}

/** Undefined when the path is outside the API's stage. API Gateway answers that without a gateway response. */
export async function answerRequest(
  api: ApiModel,
  request: ReceivedRequest,
  parts: PipelineParts,
): Promise<Reply | undefined> {
  const stage = `/${api.stage.name}`;
  if (request.path !== stage && !request.path.startsWith(`${stage}/`)) return undefined;
  const exchange: Exchange = { api, request, path: request.path.slice(stage.length), variables: {} };
  const begun = performance.now();
  const outcome = await runPipeline(exchange, parts);
  const reply = 'type' in outcome ? gatewayReply(exchange, outcome) : outcome;
  logAccess(exchange, reply, { sink: parts.log, latency: Math.round(performance.now() - begun) });
  return reply;
}

async function runPipeline(exchange: Exchange, parts: PipelineParts): Promise<Reply | GatewayRefusal> {
  const { api, request, path } = exchange;
  const route = findRoute(api.root, request.method, path);
  if (route === undefined) return NO_ROUTE;
  exchange.route = route;
  /** `$context.authorizer.latency` and `$context.integration.latency`, in milliseconds. */
  const timed = async <T>(step: string, run: () => Promise<T>): Promise<T> => {
    const begun = performance.now();
    const result = await run();
    exchange.variables[step] = { latency: Math.round(performance.now() - begun) };
    return result;
  };
  if (!parts.throttle(request.method, route.resource.path)) return THROTTLED;
  const { guard, validation, integration } = route.method;
  return (
    (await timed('authorizer', () => authorize(exchange, guard, parts))) ??
    validate(exchange, validation) ??
    timed('integration', async () => integrate(exchange, integration, parts))
  );
}

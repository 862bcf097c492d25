/** The steps of a request through an API: route, throttle, guard, usage plan, validation, integration, access log. */
import type { AnswerSink, LocalClock, LogSink } from '../types';
import { logAccess } from './access-log';
import { answeredOutside, answeredRequest } from './answered';
import type { ApiModel } from './api-model';
import { admitKey, type KeyCheck } from './admit-key';
import { authorize, type GuardParts } from './authorize';
import { compressed } from './compression';
import type { ReceivedRequest } from './received-request';
import type { Exchange } from './exchange';
import { gatewayReply } from './gateway-response';
import { integrate } from './integrate';
import { type GatewayRefusal, NO_ROUTE, THROTTLED } from './refusals';
import { earlyReply, type Reply } from './reply';
import { findRoute } from './routing';
import type { Throttle } from './throttle';
import { validate } from './validation';

export interface PipelineParts extends GuardParts {
  readonly clock: LocalClock;
  readonly log: LogSink;
  readonly answered: AnswerSink;
  readonly throttle: Throttle;
  readonly keys: KeyCheck;
}

/** What API Gateway answers, without a gateway response, to a path outside of the API's stage. */
const FORBIDDEN = earlyReply({ status: 403, message: 'Forbidden' });

export async function answerRequest(api: ApiModel, request: ReceivedRequest, parts: PipelineParts): Promise<Reply> {
  const stage = `/${api.stage.name}`;
  if (request.path !== stage && !request.path.startsWith(`${stage}/`)) {
    parts.answered(answeredOutside(api, request, FORBIDDEN.status));
    return FORBIDDEN;
  }
  const exchange: Exchange = { api, request, path: request.path.slice(stage.length), variables: {} };
  const begun = performance.now();
  const outcome = await runPipeline(exchange, parts);
  const refusal = 'type' in outcome ? outcome : undefined;
  const reply = 'type' in outcome ? gatewayReply(exchange, outcome) : outcome;
  logAccess(exchange, reply, { sink: parts.log, latency: Math.round(performance.now() - begun) });
  parts.answered(answeredRequest(exchange, reply, refusal));
  return refusal === undefined ? compressed(reply, api, request.headers) : reply;
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
  const { guard, keyRequired, validation, integration } = route.method;
  return (
    (await timed('authorizer', () => authorize(exchange, guard, parts))) ??
    admitKey(exchange, keyRequired && integration.kind !== 'unserved', parts.keys) ??
    validate(exchange, validation) ??
    timed('integration', async () => integrate(exchange, integration, parts))
  );
}

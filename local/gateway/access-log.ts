/**
 * Writes one access log line for each answered request, in the stage's format (Developer Guide, access logging for
 * REST APIs). A variable without a value is written as `-` (assumed).
 */
import { randomUUID } from 'node:crypto';
import type { LogSink } from '../types';
import type { Exchange } from './exchange';
import type { Reply } from './reply';
import { expand } from './variables';

export function logAccess(exchange: Exchange, reply: Reply, log: { sink: LogSink; latency: number }): void {
  const { accessLog } = exchange.api.stage;
  const { requestId } = exchange.request;
  if (accessLog === undefined) return;
  Object.assign(exchange.variables, {
    status: reply.status,
    responseLength: reply.body.length,
    responseLatency: log.latency,
    requestId: UUID.test(requestId) ? requestId : `${randomUUID()}_REPLACED_INVALID_REQUEST_ID`,
  });
  const text = expand(accessLog.format, exchange, (value) => (value === undefined ? '-' : escaped(value)));
  log.sink({ source: accessLog.source, text });
}

/** "API Gateway replaces overridden request IDs that aren't in the format of a UUID" (access logging for REST APIs). */
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Escapes a value so that a caller cannot end the JSON string or the line that it stands in (assumed of AWS). */
const escaped = (value: string): string => JSON.stringify(value).slice(1, -1);

/**
 * Turns a refusal into the reply that the gateway response of its type declares, else DEFAULT_4XX or DEFAULT_5XX
 * (Developer Guide, gateway responses).
 */
import type { GatewayResponseModel } from './api-model';
import type { Exchange } from './exchange';
import { type Headers, valuesOf } from './headers';
import { type GatewayRefusal, REFUSALS } from './refusals';
import type { Reply } from './reply';
import { expand, mappedValue } from './variables';

/** What API Gateway answers when nothing is declared. */
const PLAIN: GatewayResponseModel = {
  headers: {},
  templates: { 'application/json': '{"message":$context.error.messageString}' },
};

export function gatewayReply(exchange: Exchange, refusal: GatewayRefusal): Reply {
  const declared = exchange.api.gatewayResponses;
  const own = REFUSALS[refusal.type];
  const status = refusal.status ?? own.status;
  const model = declared.get(refusal.type) ?? declared.get(status >= 500 ? 'DEFAULT_5XX' : 'DEFAULT_4XX') ?? PLAIN;
  exchange.variables.error = {
    message: refusal.message,
    messageString: JSON.stringify(refusal.message),
    responseType: refusal.type,
  };
  const [type, template] = chooseTemplate(exchange, model);
  const mapped = mappedHeaders(exchange, model);
  return {
    status: model.status ?? status,
    headers: [
      ['x-amzn-ErrorType', own.error],
      ...(valuesOf(mapped, 'content-type').length > 0 ? [] : [['Content-Type', type] as const]),
      ...mapped,
    ],
    body: Buffer.from(expand(template, exchange, (value) => value ?? '')),
  };
}

/** The media type in `Accept`, else JSON, else the first that is declared (assumed). */
function chooseTemplate(exchange: Exchange, { templates }: GatewayResponseModel): readonly [string, string] {
  const accepted = valuesOf(exchange.request.headers, 'accept').at(-1) ?? '';
  const declared = Object.entries(templates).length > 0 ? templates : PLAIN.templates;
  const wanted = [accepted, 'application/json', ...Object.keys(declared)].find((type) => Object.hasOwn(declared, type));
  return [wanted ?? '', declared[wanted ?? ''] ?? ''];
}

function mappedHeaders(exchange: Exchange, model: GatewayResponseModel): Headers {
  return Object.entries(model.headers).flatMap(([name, expression]) => {
    // A value from the request may have characters that a header must not have, such as a line break.
    const value = mappedValue(expression, exchange)?.replace(/[^\t\x20-\x7e\x80-\xff]/g, '');
    return value === undefined ? [] : [[name, value] as const];
  });
}

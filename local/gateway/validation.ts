/**
 * Request validation, after the guard: first the required parameters, then the body against its model (Developer
 * Guide, request validation).
 */
import type { Validation } from './api-model';
import type { Exchange } from './exchange';
import { valuesOf } from './headers';
import type { GatewayRefusal } from './refusals';

export function validate(exchange: Exchange, validation: Validation): GatewayRefusal | undefined {
  const missing = validation.parameters
    .filter((parameter) => !hasParameter(exchange, parameter))
    .map(({ name }) => name);
  if (missing.length > 0) {
    return {
      type: 'BAD_REQUEST_PARAMETERS',
      message: `Missing required request parameters: [${missing.join(', ')}]`,
      why: `the route requires ${missing.join(', ')}`,
    };
  }
  return bodyFits(exchange, validation) ? undefined : BAD_BODY;
}

const BAD_BODY: GatewayRefusal = {
  type: 'BAD_REQUEST_BODY',
  message: 'Invalid request body',
  why: 'the body is not JSON, or does not fit the route’s model',
};

function hasParameter({ request, route }: Exchange, { from, name }: Validation['parameters'][number]): boolean {
  switch (from) {
    case 'header':
      return valuesOf(request.headers, name).some((value) => value !== '');
    case 'querystring':
      return new URLSearchParams(request.query).getAll(name).some((value) => value !== '');
    case 'path':
      return route !== undefined && Object.hasOwn(route.pathParameters, name);
  }
}

/** A body without a model for its media type is not checked (same page). Without a media type it counts as JSON. */
function bodyFits({ request }: Exchange, { bodies }: Validation): boolean {
  const [type = ''] = (valuesOf(request.headers, 'content-type').at(-1) ?? 'application/json').split(';');
  const check = bodies?.get(type.trim().toLowerCase()) ?? bodies?.get('$default');
  if (check === undefined) return true;
  try {
    return check(JSON.parse(request.body.toString('utf8')));
  } catch {
    return false;
  }
}

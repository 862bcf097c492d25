/** Reads the identity sources of an authorizer from a request (Developer Guide, Lambda authorizers). */
import type { IdentitySource } from './api-model';
import { contextVariable, type Exchange } from './exchange';
import { valuesOf } from './headers';

/**
 * Undefined when the value is absent or empty. Assumed: the value of a repeated header is all of its values, so it
 * has another cache key than a header that is sent once.
 */
export function identityValue(exchange: Exchange, source: IdentitySource): string | undefined {
  return readValue(exchange, source) || undefined;
}

function readValue(exchange: Exchange, { from, name }: IdentitySource): string | undefined {
  switch (from) {
    case 'header':
      return valuesOf(exchange.request.headers, name).join(',');
    case 'querystring':
      return new URLSearchParams(exchange.request.query).getAll(name).join(',');
    case 'stageVariables':
      return exchange.api.stage.variables[name];
    case 'context':
      return contextVariable(exchange, name);
  }
}

/** Reads the identity sources of an authorizer from a request. */
import type { IdentitySource } from './api-model';
import { contextVariable, type Exchange } from './exchange';
import { valuesOf } from './headers';

/**
 * Undefined when absent or empty: both count as missing. A repeated header is all of its values, so it never shares
 * a cache entry with a single one.
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

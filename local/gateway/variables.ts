/**
 * Fills variables into gateway responses and access logs. Neither has a template language (Developer Guide, gateway
 * responses, and access logging for REST APIs).
 */
import { contextVariable, type Exchange } from './exchange';
import { valuesOf } from './headers';

const VARIABLE = /\$(context|stageVariables|method\.request\.(?:header|querystring|path))\.(\w+(?:\.\w+)*)/g;

/** Fills a template. `write` gives the text for a value, or for undefined when there is none. */
export function expand(template: string, exchange: Exchange, write: (value: string | undefined) => string): string {
  return template.replace(VARIABLE, (_, source: string, name: string) => write(variable(exchange, source, name)));
}

/** The value of a gateway response's header, which is quoted text or the name of one variable. */
export function mappedValue(expression: string, exchange: Exchange): string | undefined {
  const literal = /^'(.*)'$/s.exec(expression)?.[1];
  if (literal !== undefined) return literal;
  const [, source = '', name = ''] = MAPPED.exec(expression) ?? [];
  return variable(exchange, source, name);
}

const MAPPED = /^(context|stageVariables|method\.request\.(?:header|querystring|path))\.(.+)$/;

/** Whether `mappedValue` can read this expression. */
export const isMapping = (expression: string): boolean => /^'.*'$/s.test(expression) || MAPPED.test(expression);

function variable(exchange: Exchange, source: string, name: string): string | undefined {
  const { api, request, route } = exchange;
  switch (source) {
    case 'context':
      return contextVariable(exchange, name);
    case 'stageVariables':
      return Object.hasOwn(api.stage.variables, name) ? api.stage.variables[name] : undefined;
    case 'method.request.header':
      return valuesOf(request.headers, name).at(-1);
    case 'method.request.querystring':
      return new URLSearchParams(request.query).getAll(name).at(-1);
    default:
      return route !== undefined && Object.hasOwn(route.pathParameters, name) ? route.pathParameters[name] : undefined;
  }
}

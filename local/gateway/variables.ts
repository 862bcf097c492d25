/** Substitution as gateway responses and access logs have it: plain variables, no template language. */
import { contextVariable, type Exchange } from './exchange';
import { valuesOf } from './headers';

const VARIABLE = /\$(context|stageVariables|method\.request\.(?:header|querystring|path))\.(\w+(?:\.\w+)*)/g;

/** Fills a template; `write` says how a value, or its absence, is written. */
export function expand(template: string, exchange: Exchange, write: (value: string | undefined) => string): string {
  return template.replace(VARIABLE, (_, source: string, name: string) => write(variable(exchange, source, name)));
}

/** A header of a gateway response: a quoted literal or the name of one variable. */
export function mappedValue(expression: string, exchange: Exchange): string | undefined {
  const literal = /^'(.*)'$/s.exec(expression)?.[1];
  if (literal !== undefined) return literal;
  const [, source = '', name = ''] = MAPPED.exec(expression) ?? [];
  return variable(exchange, source, name);
}

const MAPPED = /^(context|stageVariables|method\.request\.(?:header|querystring|path))\.(.+)$/;

/** Whether `mappedValue` knows the form of an expression. */
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

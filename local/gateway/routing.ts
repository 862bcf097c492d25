/**
 * Finds the method for a request. At each segment a literal comes before `{param}` and that before `{proxy+}`; when
 * the first finds no method, the next is tried (assumed). The request's own method comes before `ANY`. The path is
 * compared as sent: `/%6frders` is not `/orders`.
 */
import type { MethodModel, ResourceModel } from './api-model';

export interface Route {
  readonly resource: ResourceModel;
  readonly method: MethodModel;
  /** Decoded. */
  readonly pathParameters: Readonly<Record<string, string>>;
}

/** The methods that `ANY` stands for (Developer Guide, HTTP method setup). */
export const HTTP_METHODS = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT']);

/**
 * `path` is without the stage. One slash at its end is ignored, as the AWS SAM CLI does to be like API Gateway
 * (https://github.com/aws/aws-sam-cli/pull/1495); the event's path keeps it. A greedy variable takes no empty text.
 */
export function findRoute(root: ResourceModel, httpMethod: string, path: string): Route | undefined {
  if (!HTTP_METHODS.has(httpMethod)) return undefined;
  const segments = path.split('/').slice(1);
  if (segments.at(-1) === '') segments.pop();
  const found = match(root, segments, httpMethod);
  if (found === undefined) return undefined;
  const method = found.resource.methods.get(httpMethod) ?? found.resource.methods.get('ANY');
  if (method === undefined) return undefined;
  return { ...found, method, pathParameters: Object.fromEntries(found.parameters) };
}

interface Match {
  readonly resource: ResourceModel;
  readonly parameters: readonly (readonly [string, string])[];
}

function match(resource: ResourceModel, segments: readonly string[], httpMethod: string): Match | undefined {
  const [segment, ...rest] = segments;
  if (segment === undefined) {
    return resource.methods.has(httpMethod) || resource.methods.has('ANY') ? { resource, parameters: [] } : undefined;
  }
  return (
    first(resource.children, (child) => (child.part === segment ? match(child, rest, httpMethod) : undefined)) ??
    first(resource.children, (child) => matchParameter(child, segments, httpMethod)) ??
    first(resource.children, (child) => matchGreedy(child, segments, httpMethod))
  );
}

function matchParameter(child: ResourceModel, segments: readonly string[], httpMethod: string): Match | undefined {
  const name = /^\{([^+}]+)\}$/.exec(child.part)?.[1];
  const [segment = '', ...rest] = segments;
  if (name === undefined || segment === '') return undefined;
  return withParameter(match(child, rest, httpMethod), name, segment);
}

function matchGreedy(child: ResourceModel, segments: readonly string[], httpMethod: string): Match | undefined {
  const name = /^\{([^}]+)\+\}$/.exec(child.part)?.[1];
  if (name === undefined || segments.join('/') === '') return undefined;
  return withParameter(match(child, [], httpMethod), name, segments.join('/'));
}

const withParameter = (found: Match | undefined, name: string, value: string): Match | undefined =>
  found && { ...found, parameters: [[name, decodeURIComponent(value)], ...found.parameters] };

function first<T, R>(values: readonly T[], find: (value: T) => R | undefined): R | undefined {
  for (const value of values) {
    const found = find(value);
    if (found !== undefined) return found;
  }
  return undefined;
}

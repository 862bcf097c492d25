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
const VERBS = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT']);

/** `path` is without the stage. One slash at its end is ignored (assumed). */
export function findRoute(root: ResourceModel, verb: string, path: string): Route | undefined {
  if (!VERBS.has(verb)) return undefined;
  const segments = path.split('/').slice(1);
  if (segments.at(-1) === '') segments.pop();
  const found = match(root, segments, verb);
  if (found === undefined) return undefined;
  const method = found.resource.methods.get(verb) ?? found.resource.methods.get('ANY');
  if (method === undefined) return undefined;
  return { ...found, method, pathParameters: Object.fromEntries(found.parameters) };
}

interface Match {
  readonly resource: ResourceModel;
  readonly parameters: readonly (readonly [string, string])[];
}

function match(resource: ResourceModel, segments: readonly string[], verb: string): Match | undefined {
  const [segment, ...rest] = segments;
  if (segment === undefined) {
    return resource.methods.has(verb) || resource.methods.has('ANY') ? { resource, parameters: [] } : undefined;
  }
  return (
    first(resource.children, (child) => (child.part === segment ? match(child, rest, verb) : undefined)) ??
    first(resource.children, (child) => matchParameter(child, segments, verb)) ??
    first(resource.children, (child) => matchGreedy(child, segments, verb))
  );
}

function matchParameter(child: ResourceModel, segments: readonly string[], verb: string): Match | undefined {
  const name = /^\{([^+}]+)\}$/.exec(child.part)?.[1];
  const [segment = '', ...rest] = segments;
  if (name === undefined || segment === '') return undefined;
  return withParameter(match(child, rest, verb), name, segment);
}

function matchGreedy(child: ResourceModel, segments: readonly string[], verb: string): Match | undefined {
  const name = /^\{([^}]+)\+\}$/.exec(child.part)?.[1];
  if (name === undefined || segments.join('/') === '') return undefined;
  return withParameter(match(child, [], verb), name, segments.join('/'));
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

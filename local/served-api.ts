/** A REST API of a run, as its user sees it: its address, and what guards each route. */
import type { ApiModel, ResourceModel } from './gateway/api-model';
import type { FunctionSpec } from './types';

export interface ServedApi {
  /** With the stage, without a slash at its end. */
  readonly url: string;
  readonly name: string;
  readonly routes: readonly ServedRoute[];
}

export interface ServedRoute {
  /** `ANY` for every method that is not a route of its own. */
  readonly method: string;
  /** For example `/orders/{id}`. */
  readonly path: string;
  readonly guard:
    | { readonly kind: 'none' }
    | { readonly kind: 'cognito'; readonly scopes: readonly string[] }
    /** The name is the logical id of the authorizer's function. */
    | { readonly kind: 'function'; readonly functionName: string | undefined };
  /** The JSON schema of the body, if API Gateway checks a body of `application/json`. */
  readonly bodySchema: unknown;
}

/** The API with its routes in the order of their paths. */
export function servedApi({ name, root }: ApiModel, url: string, functions: readonly FunctionSpec[]): ServedApi {
  const nameOf = (arn: string): string | undefined => functions.find((one) => one.arn === arn)?.name;
  return { url, name, routes: routesOf(root, nameOf) };
}

type NameOf = (functionArn: string) => string | undefined;

function routesOf({ path, methods, children }: ResourceModel, nameOf: NameOf): ServedRoute[] {
  const own = [...methods].map(([method, { guard, validation }]): ServedRoute => {
    const bodySchema = validation.bodies?.get('application/json')?.schema;
    if (guard.kind !== 'function') return { method, path, guard, bodySchema };
    return {
      method,
      path,
      guard: { kind: 'function', functionName: nameOf(guard.authorizer.functionArn) },
      bodySchema,
    };
  });
  return [...own, ...children.flatMap((child) => routesOf(child, nameOf))];
}

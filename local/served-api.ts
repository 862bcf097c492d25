/** A REST API of a run, as its user sees it: its address, and what guards each route. */
import type { ApiModel, MethodModel, ResourceModel } from './gateway/api-model';
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
    /** With the type of the authorization in the template, for example `AWS_IAM`. */
    | { readonly kind: 'unserved'; readonly authorization: string }
    | { readonly kind: 'cognito'; readonly scopes: readonly string[] }
    /** The name is the logical id of the authorizer's function. */
    | { readonly kind: 'function'; readonly functionName: string | undefined };
  /** Whether a caller has to send a native key; absent when not. */
  readonly nativeKey?: true;
  /** The JSON schema of the body, if API Gateway checks a body of `application/json`. */
  readonly bodySchema: unknown;
}

/** The API with its routes in the order of their paths. */
export function servedApi(api: ApiModel, url: string, functions: readonly FunctionSpec[]): ServedApi {
  const nameOf = (arn: string): string | undefined => functions.find((one) => one.arn === arn)?.name;
  const guardFor = ({ guard }: MethodModel): ServedRoute['guard'] =>
    guard.kind === 'function' ? { kind: 'function', functionName: nameOf(guard.authorizer.functionArn) } : guard;
  const routesOf = ({ path, methods, children }: ResourceModel): ServedRoute[] => [
    ...[...methods].map(
      ([name, method]): ServedRoute => ({
        method: name,
        path,
        guard: guardFor(method),
        ...(needsNativeKey(method, api) && { nativeKey: true }),
        bodySchema: method.validation.bodies?.get('application/json')?.schema,
      }),
    ),
    ...children.flatMap(routesOf),
  ];
  return { url, name: api.name, routes: routesOf(api.root) };
}

/** Where the authorizer names the key, the caller sends none. */
const needsNativeKey = ({ keyRequired, guard }: MethodModel, { keySource }: ApiModel): boolean =>
  keyRequired && !(keySource === 'AUTHORIZER' && guard.kind === 'function');

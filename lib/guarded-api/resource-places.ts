/**
 * Where the resources of an API are: in which stack, and at which path as API Gateway will know it. An import can give a
 * resource another path than it has, and two stacks can each add a resource that API Gateway takes only once.
 */
import { Stack } from 'aws-cdk-lib';
import {
  CfnResource,
  type Integration,
  type IResource,
  LambdaIntegration,
  Resource,
  type RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { isInside, originOf } from '../cdk/origin';
import { isOfApi, isOfType, partsOf } from '../cdk/parts-of-api';
import { failSynth, invalid, isObject } from '../cdk/synth-errors';
import { type ResourceMethod, routeOf } from './api-methods';

/** A method that is to be added. */
export interface NewMethod {
  /** Method and path, for example `GET /orders`. */
  readonly route: string;
  readonly resource: IResource;
  readonly integration: Integration;
}

const IMPORT =
  'RestApi.fromRestApiAttributes() with the restApiId and the restApiRootResourceId (as rootResourceId) of sallyport.api';

/** Checks the types that an app in JavaScript could get wrong, and an API that is passed in place of its root. */
export function checkKinds({ resource, method }: ResourceMethod, integration: Integration): void {
  const isResourceOfApi = isObject(resource) && 'resourceId' in resource && 'api' in resource;
  if (!isResourceOfApi)
    invalid(
      'the resource argument of protect() or open()',
      resource,
      "a resource of the API: sallyport.api.root, or sallyport.api.root.addResource('orders')",
    );
  if (typeof method !== 'string')
    invalid(`the method argument for ${resource.path}`, method, "an HTTP method, such as 'GET', or 'ANY'");
  if (!isObject(integration) || !('bind' in integration))
    invalid(
      `the integration of ${routeOf(method, resource)}`,
      integration,
      'an integration, such as new LambdaIntegration(handler) for the function handler',
    );
}

/** Refuses a method whose API or path cannot be told: the authorizer knows a route by its path. */
export function checkPlace(api: RestApi, method: NewMethod): void {
  const { route, resource } = method;
  const { path } = api.node;
  if (!isOfApi(api, resource.api))
    invalid(
      `the API of ${route}`,
      resource.api.node.path,
      `${path}, which this Sallyport guards, or an import of it: ${IMPORT}, also as exports or parameters that this app makes`,
    );
  const told = pathOf(api, resource);
  if (told !== resource.path)
    failSynth(
      `the path of ${route} is ${told ?? 'not known'} at ${path}; import the API with its own root as rootResourceId, and ` +
        'a resource with its own resourceId and path',
    );
  if (isCircular(api, method))
    failSynth(
      `${route} is in the stack ${Stack.of(resource).node.path} and takes its resource from the API itself, which makes a ` +
        `circle: Deployment, method, permission, stage. Import the API there: ${IMPORT}`,
    );
}

/**
 * The CDK deploys a method of the API itself before the API's Deployment, and the stage before the permission of the
 * method's function. Both are known to the CDK by the API, and an import of the API knows neither.
 */
function isCircular(api: RestApi, { resource, integration }: NewMethod): boolean {
  if (resource.api !== api || api.latestDeployment === undefined) return false;
  if (!isInside(resource, Stack.of(api))) return true;
  return Stack.of(resource) !== Stack.of(api) && integration instanceof LambdaIntegration;
}

/** The path that a request must have to reach this resource of the API; undefined when a synth cannot tell. */
function pathOf(api: RestApi, resource: IResource): string | undefined {
  if (isBelowRoot(api, resource)) return resource.path;
  return pathOfId(api, { id: resource.resourceId, stack: Stack.of(resource) });
}

function isBelowRoot(api: RestApi, resource: IResource): boolean {
  if (resource === api.root) return true;
  return (
    resource instanceof Resource && resource.parentResource !== undefined && isBelowRoot(api, resource.parentResource)
  );
}

function pathOfId(api: RestApi, { id, stack }: { readonly id: string; readonly stack: Stack }): string | undefined {
  const origin = originOf(id, stack);
  if (origin === undefined) return undefined;
  if (origin === originOf(api.restApiRootResourceId, Stack.of(api))) return '/';
  const found = partsOf(api, isResource).find((one) => originOf(one.ref, one.stack) === origin);
  const parent = found && pathOfId(api, { id: found.parentId, stack: found.stack });
  return parent && `${parent === '/' ? '' : parent}/${found.pathPart}`;
}

const isResource = isOfType(CfnResource);

/** Error messages for resources that API Gateway does not take beside each other: the deployment would fail. */
export function siblingErrors(api: RestApi): readonly string[] {
  const siblings = new Map<string, CfnResource[]>();
  for (const one of partsOf(api, isResource)) {
    const parent = originOf(one.parentId, one.stack) ?? one.parentId;
    siblings.set(parent, [...(siblings.get(parent) ?? []), one]);
  }
  return [...siblings.values()].flatMap((all) => all.flatMap((one, at) => clash(one, all.slice(0, at))));
}

const isVariable = ({ pathPart }: CfnResource): boolean => pathPart.startsWith('{');

function clash(one: CfnResource, others: readonly CfnResource[]): readonly string[] {
  const twin = others.find(({ pathPart }) => pathPart === one.pathPart);
  if (twin !== undefined)
    return [
      `${told(one)} is made twice, at ${twin.node.path} and at ${one.node.path}; make it once, and take it elsewhere with ` +
        'Resource.fromResourceAttributes({ restApi, resourceId, path }).',
    ];
  const other = isVariable(one) ? others.find(isVariable) : undefined;
  if (other === undefined) return [];
  return [
    `${told(other)} and ${told(one)} are siblings with different path variables, and API Gateway takes one; name both ` +
      `${other.pathPart}, as one resource.`,
  ];
}

const told = ({ node, pathPart }: CfnResource): string =>
  node.scope instanceof Resource ? node.scope.path : `${pathPart} (${node.path})`;
